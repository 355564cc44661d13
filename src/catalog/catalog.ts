// The catalogue that comes with nhi: rules without their cases, and tables, as one JSON file made at build time.
// Loads neither yaml nor zod: every command that evaluates pays for this.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { NhiError } from "../model/errors.js";
import { once } from "../model/once.js";
import type { Rule } from "../model/rule.js";
import type { Tables } from "../model/tables.js";

export interface Catalog {
  /** Format of the file. */
  readonly version: 1;
  /** Sorted by id. */
  readonly rules: readonly Rule[];
  readonly tables: Tables;
}

/**
 * The catalogue of this package, the same for every call of a process. From the source tree it is read from rules/, so
 * that it is never stale. Throws an internal error when the package lacks it.
 */
export const loadCatalog = once(async (): Promise<Catalog> => {
  const here = import.meta.url;
  if (here.endsWith(".ts")) {
    const { readCatalog } = await import("./read-catalog.js");
    return readCatalog(fileURLToPath(new URL("../../rules", here)), () => []);
  }
  return readCatalogFile(fileURLToPath(new URL("./catalog.json", here)));
});

/** A catalogue from a file that `npm run build` made. */
export async function readCatalogFile(file: string): Promise<Catalog> {
  let catalog: Catalog;
  try {
    // Made and checked by our own build.
    catalog = JSON.parse(await readFile(file, "utf8")) as Catalog;
  } catch (cause) {
    throw new NhiError("internal", `${file}: the rule catalogue cannot be read; install nhi again`, { cause });
  }
  if (catalog.version !== 1) throw new NhiError("internal", `${file}: made by another version of nhi`);
  return catalog;
}
