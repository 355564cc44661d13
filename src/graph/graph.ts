// A graph as compressed arrays: nodes by index in order of id, edges grouped by target for reverse search. Pure.
import { compareText } from "../model/compare.js";
import { bearerOf, isPart, wholeOf } from "../model/signature.js";
import { isStopped } from "../model/standing.js";
import { finish, type Steps, sortSteps } from "../model/steps.js";
import type { Capability, ConditionState, EdgeKind } from "../model/words.js";
import { capabilityIndex, EDGE_RULES } from "./capability.js";

/** An edge as analysis states it. */
export interface EdgeInput {
  readonly kind: EdgeKind;
  readonly from: string;
  readonly to: string;
  readonly state: ConditionState;
  /** 0..1 */
  readonly confidence: number;
  /** What it needs and gives, where it differs from the kind's rule (`permits`, `holds` of a credential). */
  readonly needs?: Capability;
  readonly gives?: Capability;
  /** Overrides the hops of the kind: 0 where a hub or a scope only says how. */
  readonly hops?: 0 | 1;
}

export interface Graph {
  /** Node ids, sorted; index = node. */
  readonly ids: readonly string[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** Nodes that have a part which opens more → the node of it. */
  readonly parts: ReadonlyMap<number, number>;
  /** Service accounts that something signs in or runs as → the node of the identity token, which they have beside all else. */
  readonly tokens: ReadonlyMap<number, number>;
  readonly edges: readonly EdgeInput[];
  /** Edges into node n: inEdges[inStart[n] .. inStart[n+1]). */
  readonly inStart: Uint32Array;
  readonly inEdges: Uint32Array;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly needs: Uint8Array;
  readonly gives: Uint8Array;
  readonly keeps: Uint8Array;
  readonly hops: Uint8Array;
  readonly confidence: Float64Array;
}

/** Whether a search ever walks the edge: evidence-only kinds, and what the source does not get across, are kept out of the arrays. */
export function isWalked(edge: Pick<EdgeInput, "kind" | "state" | "confidence">): boolean {
  return EDGE_RULES[edge.kind] !== undefined && !isStopped(edge);
}

/**
 * Builds the arrays from edges and extra node ids. Evidence-only kinds and stopped edges are kept out of the arrays:
 * they are never walked. Node order is by id, so the same edges in any order give the same graph.
 */
export function buildGraph(edges: Iterable<EdgeInput>, nodes: Iterable<string> = []): Graph {
  return finish(buildSteps(edges, nodes));
}

/** By which a key or what runs as an account has its identity token. Who acts as it by an access token alone has none. */
const BEARS: ReadonlySet<EdgeKind> = new Set(["authenticates_as", "runs_as"]);

/** Edges or nodes between two rests. */
const PIECE = 4_096;

/** The same, in steps. */
export function* buildSteps(edges: Iterable<EdgeInput>, nodes: Iterable<string> = []): Steps<Graph> {
  const walked: EdgeInput[] = [];
  const names = new Set(nodes);
  const borne = new Set<string>();
  for (const edge of edges) {
    if (!isWalked(edge)) continue;
    walked.push(edge);
    names.add(edge.from).add(edge.to);
    if (BEARS.has(edge.kind) && bearerOf(edge.to) !== undefined) borne.add(edge.to);
    if (walked.length % PIECE === 0) yield;
  }
  // whose part leads somewhere does so by it alone
  for (const id of names) {
    const whole = isPart(id) ? wholeOf(id) : borne.has(id) ? bearerOf(id) : undefined;
    if (whole !== undefined) names.add(whole);
  }
  const ids = yield* sortSteps([...names], compareText);
  const indexOf = new Map<string, number>();
  const parts = new Map<number, number>();
  const tokens = new Map<number, number>();
  for (const [index, id] of ids.entries()) {
    indexOf.set(id, index);
    // the whole stands before it, as every beginning of a text does
    const whole = isPart(id) ? indexOf.get(wholeOf(id)) : undefined;
    if (whole !== undefined) parts.set(whole, index);
    const bearer = borne.has(id) ? indexOf.get(bearerOf(id) ?? "") : undefined;
    if (bearer !== undefined) tokens.set(bearer, index);
    if (index % PIECE === 0) yield;
  }
  return { ids, indexOf, parts, tokens, edges: walked, ...(yield* arraySteps(walked, ids.length, indexOf)) };
}

/** Nodes that a start is: itself, or its part that has it along, and beside that its identity token. `isSigned`: with that part. */
export function startsAt({ parts, tokens }: Graph, index: number, isSigned = true): readonly number[] {
  const own = (isSigned ? parts.get(index) : undefined) ?? index;
  const token = tokens.get(index);
  return token === undefined ? [own] : [own, token];
}

function* arraySteps(edges: readonly EdgeInput[], nodeCount: number, indexOf: ReadonlyMap<string, number>) {
  const count = edges.length;
  const arrays = {
    inStart: new Uint32Array(nodeCount + 1),
    inEdges: new Uint32Array(count),
    from: new Uint32Array(count),
    to: new Uint32Array(count),
    needs: new Uint8Array(count),
    gives: new Uint8Array(count),
    keeps: new Uint8Array(count),
    hops: new Uint8Array(count),
    confidence: new Float64Array(count),
  };
  for (const [e, edge] of edges.entries()) {
    const rule = EDGE_RULES[edge.kind];
    if (rule === undefined) continue;
    const to = indexOf.get(edge.to) ?? 0;
    arrays.from[e] = indexOf.get(edge.from) ?? 0;
    arrays.to[e] = to;
    arrays.needs[e] = capabilityIndex(edge.needs ?? rule.needs);
    arrays.gives[e] = capabilityIndex(edge.gives ?? rule.gives);
    arrays.keeps[e] = rule.keeps ? 1 : 0;
    arrays.hops[e] = edge.hops ?? rule.hops;
    arrays.confidence[e] = edge.confidence;
    arrays.inStart[to + 1] = (arrays.inStart[to + 1] ?? 0) + 1;
    if (e % PIECE === 0) yield;
  }
  for (let n = 0; n < nodeCount; n++) arrays.inStart[n + 1] = (arrays.inStart[n + 1] ?? 0) + (arrays.inStart[n] ?? 0);
  const next = arrays.inStart.slice(0, nodeCount);
  for (let e = 0; e < count; e++) {
    const to = arrays.to[e] ?? 0;
    const slot = next[to] ?? 0;
    arrays.inEdges[slot] = e;
    next[to] = slot + 1;
  }
  return arrays;
}
