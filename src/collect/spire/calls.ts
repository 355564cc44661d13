// What nhi reads of a SPIRE server: answers that its own command printed. No call is made; this says what stands for which data set.
import type { RestCall } from "../shared/rest/call.js";

export const ENTRIES = "spire/server:entries";

/**
 * What `spire-server entry show -output json` prints: the answer of ListEntries, all pages as one.
 * spiffe/spire-api-sdk: spire/api/server/entry/v1/entry.proto, spire/api/types/entry.proto; field names as in the protocol.
 */
export const LIST_ENTRIES: RestCall = {
  route: "Entry/ListEntries",
  dataSet: ENTRIES,
  access: "the server's own socket: spire-server entry show -output json",
  count: "1",
  list: "entries",
  // What else is of another type was not read, entry by entry: rules that need it are not evaluated.
  shape: {
    "entries.*.federates_with": "texts",
    "entries.*.selectors.*": "fields",
    "entries.*.x509_svid_ttl": "number",
    "entries.*.jwt_svid_ttl": "number",
  },
};

export const FEDERATION = "spire/server:federation";

/**
 * What `spire-server federation list -output json` prints: the answer of ListFederationRelationships. Other trust domains by name,
 * and where their keys come from. `bundle list` prints those keys, which are public, and says no more of who is trusted.
 * spiffe/spire-api-sdk: spire/api/server/trustdomain/v1/trustdomain.proto; as printed: spiffe/spire, cmd/spire-server/cli/federation.
 */
export const LIST_FEDERATION: RestCall = {
  route: "TrustDomain/ListFederationRelationships",
  dataSet: FEDERATION,
  access: "the server's own socket: spire-server federation list -output json",
  count: "1",
  list: "federation_relationships",
  shape: {
    "federation_relationships.*.trust_domain": "text",
    "federation_relationships.*.bundle_endpoint_url": "text",
    "federation_relationships.*.https_spiffe": "fields",
    "federation_relationships.*.https_web": "fields",
  },
};

export const CALLS: readonly RestCall[] = [LIST_ENTRIES, LIST_FEDERATION];
