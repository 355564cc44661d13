// Paths for people: edges as they are stored made into a graph, and found ways made into hops between identities.
import type { DerivedEdge, PathEdge } from "../model/analysis.js";
import type { PathHop } from "../model/finding.js";
import { bearerOf, wholeOf } from "../model/signature.js";
import { finish, type Steps } from "../model/steps.js";
import type { ConditionState } from "../model/words.js";
import { EDGE_RULES } from "./capability.js";
import { buildSteps, type EdgeInput, type Graph, isWalked } from "./graph.js";
import type { FoundPath } from "./search.js";

export interface PathGraph {
  readonly graph: Graph;
  /** The walked edges, by their index in the graph. */
  readonly edges: readonly PathEdge[];
}

/** Builds the graph of stored edges; blocked and evidence-only ones stay out. */
export function toPathGraph(edges: Iterable<PathEdge | DerivedEdge>): PathGraph {
  return finish(pathGraphSteps(edges));
}

/** The same, in steps. */
export function* pathGraphSteps(edges: Iterable<PathEdge | DerivedEdge>): Steps<PathGraph> {
  const walked: PathEdge[] = [];
  const inputs: EdgeInput[] = [];
  for (const edge of edges) {
    if (!isWalked(edge)) continue;
    walked.push(edge);
    inputs.push(toEdgeInput(edge));
    if (inputs.length % 4_096 === 0) yield;
    if (edge.kind !== "has_grant" && edge.kind !== "has_session") continue;
    // a principal acts with its grants; of a credential it is enough to know it
    walked.push(edge);
    inputs.push({ ...toEdgeInput(edge), needs: "read" });
  }
  return { graph: yield* buildSteps(inputs), edges: walked };
}

function toEdgeInput({ kind, from, to, state, confidence, capability, hops }: PathEdge): EdgeInput {
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

/** Nodes that only say how one gets on: hubs, trusts, grants; never an end of a hop. */
export function isPassedThrough(id: string): boolean {
  return id.startsWith("set:") || id.includes("#trust/");
}

const ORDER: readonly ConditionState[] = ["none", "met", "attacker-settable", "needs-actor", "unknown", "blocked"];

/** The less sure of two states. */
export function worseState(a: ConditionState, b: ConditionState): ConditionState {
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}

/** Least sure state of all edges of a path. */
export function stateOf(path: FoundPath): ConditionState {
  return path.edges.reduce<ConditionState>((state, edge) => worseState(state, edge.state), "none");
}

/** Edge of a hop that stands for all the steps from there on: paths that are kept are no longer than MOST_HOPS. */
export const AND_SO_ON = "and_so_on_to";

/** Hops kept of a path: a chain of some thousand roles, each with a path of its own, would be as many million. */
export const MOST_HOPS = 50;

/**
 * Hops of a path, hubs and trusts folded into the hop that goes through them: as many as the search counts, so a hub that is
 * left by a step of its own ends one. A last edge that is no step (an administrator's control of the account) adds no hop:
 * its target is the path's. Where there are more than `most`, the last one stands for all the others.
 */
export function toHops(path: FoundPath, { edges }: PathGraph, most = Number.POSITIVE_INFINITY): PathHop[] {
  const hops: PathHop[] = [];
  let open: PathEdge[] = [];
  let steps = 0;
  for (const [at, index] of path.edgeIndexes.entries()) {
    const edge = edges[index];
    if (!edge) continue;
    open.push(edge);
    steps += stepsOf(edge);
    // A token that is taken is a step to whom it makes one, whatever form the trust has.
    const next = edges[path.edgeIndexes[at + 1] ?? -1];
    const isLeftByStep = next !== undefined && stepsOf(next) > 0;
    if (steps === 0 || next?.kind === "yields" || (isPassedThrough(edge.to) && !isLeftByStep)) continue;
    hops.push(hops.length === 0 ? startingAt(path.source, toHop(open)) : toHop(open));
    if (hops.length === most) {
      const rest = path.edgeIndexes.slice(at + 1).flatMap((later) => edges[later] ?? []);
      if (rest.some((later) => stepsOf(later) > 0)) return [...hops.slice(0, -1), toRest([...open, ...rest])];
    }
    open = [];
    steps = 0;
  }
  // where activating a role is all there is, what that asks for is what there is to tell
  if (open.some(({ state }) => state === "needs-actor" || state === "blocked")) hops.push(toHop(open));
  return hops;
}

/** A start that leaves by a part of its own is what people know, the part is not. */
function startingAt(source: string, hop: PathHop): PathHop {
  return bearerOf(hop.from) === source ? { ...hop, from: source } : hop;
}

const MEMBERSHIP: ReadonlySet<PathEdge["kind"]> = new Set(["member_of", "includes", "permits"]);

/** Steps that people would count. */
function stepsOf({ kind, hops }: PathEdge): number {
  return hops ?? EDGE_RULES[kind]?.hops ?? 0;
}

function toHop(edges: readonly PathEdge[]): PathHop {
  // a signature is a part of its signer, who is the one that people know
  const [from, to] = [wholeOf(edges[0]?.from ?? ""), wholeOf(edges.at(-1)?.to ?? "")];
  const first = edges.find((edge) => wholeOf(edge.from) !== edge.to);
  // a set that the source is a member of says nothing of how it gets on
  const telling = edges.filter(({ kind }) => !MEMBERSHIP.has(kind));
  const named = telling.find((edge) => stepsOf(edge) > 0) ?? telling[0] ?? first;
  const technique = edges.find((edge) => edge.technique !== undefined)?.technique;
  const conditions = [...new Set(edges.flatMap(({ condition }) => condition ?? []))];
  const via = [...new Set(edges.slice(0, -1).map((edge) => wholeOf(edge.to)))].filter((id) => id !== from && id !== to);
  const because = [...new Set(edges.flatMap((edge) => edge.because))];
  return {
    from,
    to,
    edge: named?.kind ?? first?.kind ?? "",
    ...(technique !== undefined && { technique }),
    ...(conditions.length > 0 && { condition: conditions.join("; ") }),
    state: edges.reduce<ConditionState>((state, edge) => worseState(state, edge.state), "none"),
    confidence: edges.reduce((product, edge) => product * edge.confidence, 1),
    evidence: { because, ...(via.length > 0 && { via }) },
  };
}

/** One hop for all of these edges, up to the last identity. */
function toRest(edges: readonly PathEdge[]): PathHop {
  const steps = edges.filter((edge) => stepsOf(edge) > 0);
  return {
    from: wholeOf(edges[0]?.from ?? ""),
    to: wholeOf(steps.at(-1)?.to ?? ""),
    edge: AND_SO_ON,
    state: edges.reduce<ConditionState>((state, edge) => worseState(state, edge.state), "none"),
    confidence: edges.reduce((product, edge) => product * edge.confidence, 1),
    evidence: { steps: steps.length },
  };
}

/** The control that a path to a scope ends in: who holds it, the last identity before it, and what it depends on. */
export function controlOf(
  path: FoundPath,
  { edges }: PathGraph,
): { readonly controller: string; readonly condition?: string } | undefined {
  const last = edges[path.edgeIndexes.at(-1) ?? -1];
  if (last === undefined || (last.hops ?? 1) !== 0) return undefined;
  return { controller: wholeOf(last.from), ...(last.condition !== undefined && { condition: last.condition }) };
}
