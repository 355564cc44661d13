// The answers of acme's organisation as its bundle has them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Answers } from "../../collect/gcp/estate.js";

export const ACME = fileURLToPath(new URL("../../../fixtures/acme", import.meta.url));

/** Every recorded answer by the path that it was asked at; the organisation that holds them. */
export function acme(): { readonly organization: string; readonly answers: Answers } {
  const folder = join(ACME, "gcp");
  const [organization = ""] = readdirSync(join(folder, "organizations"));
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const answers = files.map((file) => {
    // Below the folder of the container that it was asked for.
    const inside = file
      .slice(folder.length + 1, -".json".length)
      .replace(/^(?:(?:organizations|folders)\/)?[^/]+\//, "");
    const key = decodeURIComponent(inside).replace(/@(?=(?:project|groupKey\.id)=)/, "?");
    return [key, JSON.parse(readFileSync(file, "utf8")) as object] as const;
  });
  return { organization, answers: Object.fromEntries(answers) };
}
