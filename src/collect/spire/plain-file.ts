// The output of `spire-server entry show -output json` as a file of its own, without a bundle around it.
import { UsageError } from "../../model/errors.js";
import { fieldsOf, listOf, textOf } from "../fields.js";
import { readJsonPages } from "../json-file.js";
import { encodeName } from "../paths.js";

/** Where such a file stands in a bundle: at its trust domain. Undefined when it is something else. */
export async function placeOfSpireFile(file: string): Promise<string | undefined> {
  const found = await contentOf(file);
  if (found !== NAMES_OTHERS) return found;
  throw new UsageError(
    `${file} names the trust domains that a SPIRE server federates with, and not its own: put it into a folder as spire/TRUST-DOMAIN/ListFederationRelationships.json, then --bundle the folder`,
  );
}

const NAMES_OTHERS = Symbol("federation list");

/** Place of a list of entries; a list of federated trust domains does not say whose it is. */
async function contentOf(file: string): Promise<string | typeof NAMES_OTHERS | undefined> {
  try {
    for await (const page of readJsonPages(file)) {
      const [other] = listOf(page["federation_relationships"]).map(fieldsOf);
      if (textOf(other?.["trust_domain"]) !== undefined) return NAMES_OTHERS;
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
