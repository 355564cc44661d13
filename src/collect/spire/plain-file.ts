// The output of `spire-server entry show -output json` as a file of its own, without a bundle around it.
import { fieldsOf, listOf, textOf } from "../fields.js";
import { readJsonPages } from "../json-file.js";
import { encodeName } from "../paths.js";

/** Where such a file stands in a bundle: at its trust domain. Undefined when it is something else. */
export async function placeOfSpireFile(file: string): Promise<string | undefined> {
  try {
    for await (const page of readJsonPages(file)) {
      for (const entry of listOf(page["entries"]).map(fieldsOf)) {
        const domain = textOf(fieldsOf(entry["spiffe_id"])["trust_domain"]);
        if (domain !== undefined && Array.isArray(entry["selectors"]))
          return `spire/${encodeName(domain)}/ListEntries.json`;
      }
    }
  } catch {
    // No JSON, or cut off before the first entry: not ours to say.
  }
  return undefined;
}
