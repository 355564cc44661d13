// The answers of acme's organisation and of its Workspace domain as its bundle has them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Answers } from "../../collect/gcp/estate.js";

export const ACME = fileURLToPath(new URL("../../../fixtures/acme", import.meta.url));

/** Every recorded answer by the path that it was asked at; the organisation that holds them. */
export function acme(): { readonly organization: string; readonly answers: Answers } {
  const folder = join(ACME, "gcp");
  const [organization = ""] = readdirSync(join(folder, "organizations"));
  const answers = filesIn(folder).map((file) => {
    // Below the folder of the container that it was asked for.
    const inside = file
      .slice(folder.length + 1, -".json".length)
      .replace(/^(?:(?:organizations|folders)\/)?[^/]+\//, "");
    const key = decodeURIComponent(inside).replace(/@(?=(?:project|assetTypes|groupKey\.id)=)/, "?");
    return [key, JSON.parse(readFileSync(file, "utf8")) as object] as const;
  });
  return { organization, answers: Object.fromEntries(answers) };
}

/** Every recorded answer of the Workspace domain, by its path as the tests of the crawl write it; a list that an admin supplies is no answer. */
export function acmeDomain(): { readonly [key: string]: unknown } {
  const [domain = ""] = readdirSync(join(ACME, "workspace"));
  const folder = join(ACME, "workspace", domain);
  return Object.fromEntries(
    filesIn(folder).map((file) => {
      const inside = decodeURIComponent(file.slice(folder.length + 1, -".json".length));
      return [inside.replace(/^(?:admin|cloudidentity\/v1)\//, ""), JSON.parse(readFileSync(file, "utf8")) as unknown];
    }),
  );
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
