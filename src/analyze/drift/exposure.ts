// Settings that open something to more than before: a repository made public, a secret given to all, a review dropped.
import type { Change } from "../../model/change.js";
import type { HistoricNode, Pair } from "../../model/history.js";
import type { Json } from "../../model/words.js";
import { subjectOf } from "./subject.js";

/** Values from closed to open; a value that is not listed is not compared. */
type Order = readonly (string | boolean)[];

const VISIBILITY: Order = ["private", "internal", "public"];
const SHARED: Order = ["selected", "private", "all"];
const ACCESS: Order = ["none", "read", "write", "admin"];
const ON_OPENS: Order = [false, true];
const OFF_OPENS: Order = [true, false];

const SETTINGS: { readonly [type: string]: { readonly [property: string]: Order } } = {
  "aws.lambda-function": { public: ON_OPENS },
  "azure.storage-account": { takes_keys: ON_OPENS },
  "gcp.api-key": { client_restricted: OFF_OPENS },
  "gcp.bucket": { public_access_prevented: OFF_OPENS },
  "github.actions-secret": { visibility: SHARED },
  "github.branch": { protected: OFF_OPENS },
  "github.deploy-key": { read_only: OFF_OPENS },
  "github.environment": { can_admins_bypass: ON_OPENS, prevent_self_review: OFF_OPENS },
  "github.organization": {
    default_repository_permission: ACCESS,
    members_can_fork_private: ON_OPENS,
    two_factor_required: OFF_OPENS,
  },
  "github.repository": { visibility: VISIBILITY },
  "github.runner-group": {
    allows_public_repositories: ON_OPENS,
    restricted_to_workflows: OFF_OPENS,
    visibility: SHARED,
  },
  "gitlab.group": { visibility: VISIBILITY, two_factor_required: OFF_OPENS },
  "gitlab.project": { visibility: VISIBILITY, job_token_may_push: ON_OPENS },
  "gitlab.variable": { protected: OFF_OPENS, masked: OFF_OPENS },
};

/** Counts of those who have to agree: none left is open. */
const AGREEMENTS: { readonly [type: string]: string } = { "github.environment": "reviewer_count" };

/** What of a node that was there before stands more open now. */
export function exposureChanges({ before, after }: Pair<HistoricNode>): Change[] {
  if (before === undefined || after === undefined) return [];
  const opened = Object.entries(SETTINGS[after.type] ?? {}).flatMap(([name, order]) => {
    const [was, is] = [before.properties[name], after.properties[name]];
    const [from, to] = [rankIn(order, was), rankIn(order, is)];
    return from < 0 || to <= from ? [] : [{ name, was: String(order[from]), is: String(order[to]) }];
  });
  const count = AGREEMENTS[after.type];
  if (count !== undefined) {
    const [was, is] = [before.properties[count], after.properties[count]];
    if (typeof was === "number" && was > 0 && is === 0) opened.push({ name: count, was: String(was), is: "0" });
  }
  return opened.map(({ name, was, is }) => ({
    change: "exposure",
    ...subjectOf(after),
    before: `${name} ${was}`,
    after: `${name} ${is}`,
  }));
}

function rankIn(order: Order, value: Json | undefined): number {
  return typeof value === "string" || typeof value === "boolean" ? order.indexOf(value) : -1;
}
