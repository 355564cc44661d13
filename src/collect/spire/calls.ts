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
};

export const CALLS: readonly RestCall[] = [LIST_ENTRIES, LIST_FEDERATION];
