// The catalogue that comes with nhi: rules without their cases, and tables, as JSON made at build time.
// Loads neither yaml nor zod: every command that evaluates pays for this.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { NhiError } from "../model/errors.js";
import { once } from "../model/once.js";
import { setContentKey, setPrepared } from "../model/prepared.js";
import type { Tables } from "../model/tables.js";
import type { Catalog, CatalogFile } from "./catalog-file.js";

/** File of the tables, beside the catalogue. */
export const TABLES_FILE = "tables.json";

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

/** A catalogue from a file that `npm run build` made, which has checked all of it. */
export function readCatalogFile(file: string): Catalog {
  const { version, rules, prepared, tables } = read(file) as CatalogFile;
  if (version !== 1) throw new NhiError("internal", `${file}: made by another version of nhi`);
  rules.forEach((rule, index) => {
    const known = prepared[index];
    if (known === undefined) return;
    setContentKey(rule, known.key);
    if (known.rule !== undefined) setPrepared(rule, known.rule);
  });
  return { version, rules, tables: tablesLater(join(dirname(file), TABLES_FILE), tables) };
}

/** Tables that are read when one of them is asked for. */
function tablesLater(file: string, { key, names }: CatalogFile["tables"]): Tables {
  const all = once(() => read(file) as { readonly [name: string]: unknown });
  const later = {};
  for (const name of names) Object.defineProperty(later, name, { enumerable: true, get: () => all()[name] });
  setContentKey(later, key);
  return later as Tables;
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new NhiError("internal", `${file}: the rule catalogue cannot be read; install nhi again`, { cause });
  }
}
