// Who can sign as a service account that domain-wide delegation was given to, without being an administrator already: directly, or by
// a token of an account that may sign for itself.
import type { AnalysisInput, DerivedFact, PathEdge } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import { isSignature, signatureOf, wholeOf } from "../../model/signature.js";
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
  const { callers, signsItself } = gatherCallers(new Set(held.map(({ from }) => wholeOf(from))), open, isAdmin);
  const isRead = createIsRead(input);
  for (const { from, to } of held) {
    // a facet of an account (its delegated tokens, its session on a machine) is that account
    const account = wholeOf(from);
    const own = signsItself.get(account);
    const all = [...(callers.get(from) ?? []), ...(own === "sure" ? (callers.get(account) ?? []) : [])];
    const ids = new Set(all.map((id) => id.replace(/#.*$/, "")));
    ids.delete(account);
    const found = [...ids].map((id) => accounts.get(id)?.name ?? shown(id)).sort(compareText);
    // without the policies, or what the account may itself, it is not known that there is nobody
    if (found.length === 0 && (own === "open" || !isRead(accounts.get(account)?.scope))) continue;
    yield { node: to, columns: { client_callers: found.slice(0, MOST_NAMED), client_caller_count: found.length } };
  }
}

/** Who becomes accounts and their signatures in one step, by the one or the other, and which of the accounts sign for themselves. */
function gatherCallers(
  accounts: ReadonlySet<string>,
  open: readonly PathEdge[],
  isAdmin: (id: string) => boolean,
): { readonly callers: ReadonlyMap<string, Set<string>>; readonly signsItself: ReadonlyMap<string, "sure" | "open"> } {
  const wanted = [...accounts].flatMap((id) => [id, signatureOf(id)]);
  const targetsOf = targetsOfSets(wanted, open);
  const callers = new Map(wanted.map((id) => [id, new Set<string>()]));
  const signsItself = new Map<string, "sure" | "open">();
  for (const { kind, from, to, state } of open) {
    if (!BECOMES.has(kind)) continue;
    for (const target of targetsOf.get(to) ?? []) {
      if (wholeOf(target) !== from) {
        if (!isAdmin(from)) callers.get(target)?.add(from);
      } else if (!isSignature(target)) continue;
      else if (state !== "unknown") signsItself.set(from, "sure");
      else if (!signsItself.has(from)) signsItself.set(from, "open");
    }
  }
  return { callers, signsItself };
}

/** Each target, and the sets that it is in, sets in sets too, with the targets in them. */
function targetsOfSets(targets: readonly string[], open: readonly PathEdge[]): ReadonlyMap<string, readonly string[]> {
  const above = new Map<string, string[]>();
  for (const { kind, from, to } of open) if (kind === "includes") addTo(above, to, from);
  const found = new Map<string, string[]>();
  for (const target of targets) {
    const seen = new Set([target]);
    for (const id of seen) {
      addTo(found, id, target);
      for (const set of above.get(id) ?? []) seen.add(set);
    }
  }
  return found;
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
