// The output of `spire-server entry show -output json` as a file of its own, without a bundle around it.
import { UsageError } from "../../model/errors.js";
import { fieldsOf, listOf, textOf } from "../fields.js";
import { readJsonPages } from "../json-file.js";
import { encodeName } from "../paths.js";

/** Where such a file stands in a bundle: at its trust domain. Undefined when it is something else. */
export async function placeOfSpireFile(file: string): Promise<string | undefined> {
  const found = await contentOf(file);
  if (found === undefined || "place" in found) return found?.place;
  const { list, says } = found;
  throw new UsageError(
    `${file} ${says}: put it into a folder as spire/TRUST-DOMAIN/${list}.json, then --bundle the folder`,
  );
}

/** Where a file belongs, or what it says instead of its trust domain. */
type Content = { readonly place: string } | { readonly list: string; readonly says: string };

/** Place of a list of entries; a list of federated trust domains, or an empty one, does not say whose it is. */
async function contentOf(file: string): Promise<Content | undefined> {
  let isEmpty = false;
  try {
    for await (const { page } of readJsonPages(file)) {
      const [other] = listOf(page["federation_relationships"]).map(fieldsOf);
      if (textOf(other?.["trust_domain"]) !== undefined) {
        return {
          list: "ListFederationRelationships",
          says: "names the trust domains that a SPIRE server federates with, and not its own",
        };
      }
      isEmpty ||= Array.isArray(page["entries"]) && page["entries"].length === 0 && "next_page_token" in page;
      for (const entry of listOf(page["entries"]).map(fieldsOf)) {
        const domain = textOf(fieldsOf(entry["spiffe_id"])["trust_domain"]);
        if (domain !== undefined && Array.isArray(entry["selectors"]))
          return { place: `spire/${encodeName(domain)}/ListEntries.json` };
      }
    }
    if (isEmpty)
      return { list: "ListEntries", says: "is a SPIRE server's list without an entry, and names no trust domain" };
  } catch {
    // No JSON, or cut off before the first entry: not ours to say.
  }
  return undefined;
}
