// Who can be a service account that domain-wide delegation was given to, without being an administrator already: directly, by a
// token, a key, code that runs as it.
import type { AnalysisInput, DerivedFact, PathEdge } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import { isStopped } from "../../model/standing.js";
import type { EdgeKind } from "../../model/words.js";
import { wasRead } from "../read-sets.js";

/** Edges by which one becomes another. */
const BECOMES: ReadonlySet<EdgeKind> = new Set([
  "impersonates",
  "can_assume",
  "adds_credential",
  "escalates_to",
  "runs_code_in",
  "yields",
]);
const MOST_NAMED = 20;
const ACCOUNT = "gcp:service-account/";

/** One fact a delegation whose client is a service account that was read; `isAdmin` tells who controls a scope as it stands. */
export function* delegationCallers(
  input: Pick<AnalysisInput, "nodes" | "scopes">,
  edges: readonly PathEdge[],
  isAdmin: (id: string) => boolean,
): Iterable<DerivedFact> {
  const delegations = new Set([...input.nodes(["workspace.delegation"])].map(({ id }) => id));
  if (delegations.size === 0) return;
  const open = edges.filter((edge) => !isStopped(edge));
  const held = open.filter(
    ({ kind, to, from }) => kind === "has_grant" && delegations.has(to) && from.startsWith(ACCOUNT),
  );
  if (held.length === 0) return;
  const accounts = new Map([...input.nodes(["gcp.service-account"])].map((node) => [node.id, node]));
  const wanted = new Set(held.map(({ from }) => from));
  const sets = new Map<string, string[]>();
  for (const { kind, from, to } of open) {
    if (kind === "includes" && wanted.has(to)) addTo(sets, from, to);
  }
  const callers = new Map<string, Set<string>>([...wanted].map((id) => [id, new Set()]));
  for (const { kind, from, to } of open) {
    if (!BECOMES.has(kind) || isAdmin(from)) continue;
    for (const account of wanted.has(to) ? [to] : (sets.get(to) ?? [])) {
      if (account !== from) callers.get(account)?.add(from);
    }
  }
  const isRead = createIsRead(input);
  for (const { from, to } of held) {
    // a facet of an account (its delegated tokens, its session on a machine) is that account
    const ids = new Set([...(callers.get(from) ?? [])].map((id) => id.replace(/#.*$/, "")));
    ids.delete(from);
    const found = [...ids].map((id) => accounts.get(id)?.name ?? shown(id)).sort(compareText);
    // without the policies it is not known that there is nobody
    if (found.length === 0 && !isRead(accounts.get(from)?.scope)) continue;
    yield { node: to, columns: { client_callers: found.slice(0, MOST_NAMED), client_caller_count: found.length } };
  }
}

function shown(id: string): string {
  return id.replace(/^gcp:member\//, "");
}

/** Whether the policies of a scope, or of what holds it, were read whole. */
function createIsRead(input: Pick<AnalysisInput, "scopes">): (scope: string | undefined) => boolean {
  const scopes = new Map([...input.scopes()].map((scope) => [scope.id, scope]));
  return (scope) => {
    const own = scope === undefined ? undefined : scopes.get(scope);
    return own !== undefined && wasRead(own, "gcp/iam:policies") === true;
  };
}
