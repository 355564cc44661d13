// What a path takes as given because it was not read: control policies of the organisations of its accounts.
import type { EstateConfig } from "../model/analysis.js";
import type { Tables } from "../model/tables.js";
import type { Store } from "../store/index.js";
import type { ShownPath } from "./path-search.js";

/** Tree and control policies of an organisation, and whether each of its accounts knows them. */
const POLICIES = "aws/organizations:policies";

/** Where accounts stand in an organisation is read, not stated. */
const NOTHING_STATED: EstateConfig = {
  knownAccounts: {},
  environments: {},
  ownerTags: [],
  environmentTags: [],
  owners: {},
};
const NO_TABLES: Tables = { issuers: [], vendorAccounts: [] };

/**
 * Adds what a path takes as given, where it takes something. Reports have the gap of the organisation; a path that is asked for alone
 * has none beside it.
 */
export async function openAssumptions(store: Store): Promise<(path: ShownPath) => ShownPath> {
  const isUnread = store
    .scopes()
    .some(
      ({ id, coverage }) =>
        id.startsWith("aws:") && !coverage.some(({ dataSet, state }) => dataSet === POLICIES && state === "complete"),
    );
  if (!isUnread) return (path) => path;
  const { createUnreadControls } = await import("../analyze/aws/unread-controls.js");
  const input = store.analysisInput(NOTHING_STATED, NO_TABLES, new Date(0));
  const unread = createUnreadControls(input, (id) => store.node(id)?.scope);
  return (path) => {
    const assumptions = unread(path.hops);
    return assumptions.length === 0 ? path : { ...path, assumptions };
  };
}
