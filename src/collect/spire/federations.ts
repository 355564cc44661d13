// spire/server:federation: other trust domains whose identities the server takes. Pure.
import { fieldsOf, isFields, textOf } from "../fields.js";
import { PartBuilder } from "../part.js";
import { toFederation } from "../shared/spire/federation.js";
import { FEDERATION, LIST_FEDERATION } from "./calls.js";

/** Nodes of all relationships; what names no trust domain is a gap. */
export function toFederations(scope: string, relationships: readonly unknown[]): PartBuilder {
  const out = new PartBuilder();
  const seen = new Set<string>();
  relationships.forEach((element, at) => {
    const one = fieldsOf(element);
    const trustDomain = textOf(one["trust_domain"]);
    if (trustDomain === undefined) {
      const message = `relationship number ${at + 1}: without a trust domain, left out`;
      out.gaps.push({ dataSet: FEDERATION, subject: LIST_FEDERATION.route, message });
      return;
    }
    if (seen.has(trustDomain)) return;
    seen.add(trustDomain);
    const id = `${scope}/federation/${trustDomain}`;
    // one of two fields is there: the profile is which
    const spiffe = one["https_spiffe"];
    const profile = isFields(spiffe) ? "https_spiffe" : isFields(one["https_web"]) ? "https_web" : undefined;
    out.nodes.push(
      toFederation({
        id,
        type: "spire.federation",
        trustDomain,
        url: one["bundle_endpoint_url"],
        endpoint: fieldsOf(spiffe)["endpoint_spiffe_id"],
        profile,
      }),
    );
    out.edge("contains", scope, id);
  });
  return out;
}
