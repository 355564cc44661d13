// Collected edges that reach walks. Those of AWS only as far as something leads to them: an account has a hundred thousand,
// and its policies and groups are worked out whole in derived edges.
import { EDGE_RULES } from "../../graph/capability.js";
import type { AnalysisInput, DerivedEdge, PathEdge, StoredEdge } from "../../model/analysis.js";
import { peopleOf } from "../../model/signature.js";
import type { EdgeKind } from "../../model/words.js";

const AWS = "aws:";
const WALKED = Object.keys(EDGE_RULES) as EdgeKind[];
/** What a workload or a secret leads to: first what is in it, then who it is. */
const ONWARD: readonly (readonly EdgeKind[])[] = [
  ["holds", "stores"],
  ["runs_as", "authenticates_as"],
];
const LEADING: ReadonlySet<EdgeKind> = new Set(["runs_code_in", "supplies_code_to", "holds", "stores", "steers"]);

/** Edges that collectors gave: all of providers besides AWS, and of AWS what derived edges lead to. */
export function* collectedEdges(
  input: Pick<AnalysisInput, "scopes" | "edges">,
  derived: readonly DerivedEdge[],
): Iterable<PathEdge> {
  const others: PathEdge[] = hasOthers(input) ? [...edgesOfOthers(input)] : [];
  yield* others;
  const trusts = new Set<string>();
  const led = new Set<string>();
  const hubs: DerivedEdge[] = [];
  const follow = (edge: PathEdge | DerivedEdge): void => {
    const { kind, to, state } = edge;
    if (state === "blocked") return;
    if (kind === "federates" && to.startsWith("arn:") && to.includes("#trust/")) trusts.add(to);
    else if (LEADING.has(kind)) led.add(to);
  };
  for (const edge of others) follow(edge);
  for (const edge of derived) {
    follow(edge);
    if (edge.kind === "includes") hubs.push(edge);
  }
  for (const trust of trusts) yield toYields(trust);
  if (led.size === 0) return;
  // a hub of workloads leads to its members
  for (const { from, to } of hubs) if (led.has(from)) led.add(to);
  for (const kinds of ONWARD) {
    for (const edge of input.edges(kinds)) {
      if (!edge.scope.startsWith(AWS) || !led.has(edge.from)) continue;
      led.add(edge.to);
      yield toPathEdge(edge);
    }
  }
}

/** Whether anything but AWS was read. */
function hasOthers(input: Pick<AnalysisInput, "scopes">): boolean {
  for (const { id } of input.scopes()) if (!id.startsWith(AWS)) return true;
  return false;
}

function* edgesOfOthers(input: Pick<AnalysisInput, "edges">): Iterable<PathEdge> {
  for (const edge of input.edges(WALKED)) if (!edge.scope.startsWith(AWS)) yield toPathEdge(edge);
}

function toPathEdge({ kind, from, to, state, confidence, capability, properties }: StoredEdge): PathEdge {
  const { why, by_people: byPeople } = properties;
  return {
    kind,
    // what a group is eligible for, its people activate
    from: byPeople === true ? peopleOf(from) : from,
    to,
    state,
    confidence,
    because: [],
    ...(capability !== undefined && { capability }),
    ...(typeof why === "string" && state !== "none" && { condition: why }),
  };
}

/** Every trust of a role yields it: most trusts accept nobody from outside, so these are not read. */
function toYields(trust: string): PathEdge {
  const to = trust.slice(0, trust.indexOf("#trust/"));
  return { kind: "yields", from: trust, to, state: "none", confidence: 1, because: [] };
}
