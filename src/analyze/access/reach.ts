// What the search over paths says of every principal: whether and how far it is from control of an account.
import { buildGraph, type EdgeInput } from "../../graph/graph.js";
import { searchTo, type Target } from "../../graph/search.js";
import type { AnalysisInput, DerivedEdge, DerivedFact, StoredEdge } from "../../model/analysis.js";
import type { EdgeKind, Json, JsonRecord } from "../../model/words.js";

/** Collected kinds that lead from one principal of AWS to another. Policies and groups are in the derived edges already. */
const COLLECTED: readonly EdgeKind[] = ["runs_as", "yields"];

/** In: ids of principals, what their own policies say of being administrator (`no` when absent), derived edges. */
export function reachFacts(
  input: AnalysisInput,
  principals: readonly string[],
  admins: ReadonlyMap<string, Json | undefined>,
  derived: readonly DerivedEdge[],
): DerivedFact[] {
  const edges = [...derived.map(toEdgeInput), ...walked(input, derived)];
  const accounts = new Set(
    derived.flatMap(({ to, capability }) => (capability === "admin" && to.startsWith("aws:") ? [to] : [])),
  );
  const targets: Target[] = [...accounts].sort().map((node) => ({ node, capability: "admin" }));
  const sure = searchTo(buildGraph(edges.filter(({ state }) => state !== "unknown")), targets);
  const perhaps = edges.some(({ state }) => state === "unknown") ? searchTo(buildGraph(edges), targets) : sure;
  return principals.map((node) => {
    const verdict = admins.get(node);
    const hops = sure.hopsFrom(node, "act");
    if (hops !== undefined) return { node, columns: reaching(verdict === "effective", hops) };
    // a path that rests on something unread is neither there nor not there
    const isOpen = verdict === "unknown" || (perhaps !== sure && perhaps.reaches(node, "act"));
    return { node, columns: isOpen ? UNKNOWN : NOT };
  });
}

const UNKNOWN: JsonRecord = { admin: "unknown" };
const NOT: JsonRecord = { admin: "no", reaches_admin: false };

function reaching(isEffective: boolean, hops: number): JsonRecord {
  const common = { reaches_admin: true, admin_hops: hops };
  return isEffective ? { admin: "effective", tier: 0, ...common } : { admin: "reaches", ...common };
}

function toEdgeInput({ kind, from, to, state, confidence, capability, hops }: DerivedEdge): EdgeInput {
  return {
    kind,
    from,
    to,
    state,
    confidence,
    ...(capability !== undefined && { gives: capability }),
    ...(hops !== undefined && { hops }),
  };
}

/** Collected edges, as far as a derived one leads to or from them: most trusts accept nobody from outside. */
function* walked(input: AnalysisInput, derived: readonly DerivedEdge[]): Iterable<StoredEdge> {
  const reached = new Set(
    derived.flatMap(({ kind, to }) => (kind === "federates" || kind === "runs_code_in" ? [to] : [])),
  );
  if (reached.size === 0) return;
  for (const edge of input.edges(COLLECTED)) if (reached.has(edge.from)) yield edge;
}
