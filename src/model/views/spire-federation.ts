// The `spire_federation` view: one row a trust domain whose identities another one takes.
import { column, type View } from "./column.js";

export const spireFederation: View = {
  name: "spire_federation",
  doc: "Federated trust domains of SPIRE: whose identities are taken besides one's own.",
  kinds: ["trust"],
  types: ["spire.federation", "kubernetes.federated-trust-domain"],
  columns: [
    column(
      "id",
      "text",
      "node.id",
      "none",
      "Address: spire:<trust domain>/federation/<other>, or the resource of a cluster.",
    ),
    column("type", "text", "node.type", "none", "Vendor's type: spire.federation, kubernetes.federated-trust-domain."),
    column("name", "text", "node.name", "none", "What it is, in words."),
    column("scope", "text", "node.scope", "none", "Trust domain, or cluster, that takes the identities."),
    column("trust_domain", "text", "property:trust_domain", "none", "The other trust domain."),
    column("endpoint_url", "text", "property:endpoint_url", "unread", "Where its keys come from."),
    column(
      "endpoint_profile",
      "text",
      "property:endpoint_profile",
      "unread",
      "Who vouches for that address: https_web (an authority of the web) or https_spiffe (the trust domain itself).",
    ),
    column("endpoint_spiffe_id", "text", "property:endpoint_spiffe_id", "none", "Whom the address has to prove to be."),
  ],
};
