// The derived part of the graph about CI while it is drawn: nodes once, edges once, the surer of two.
import type { DerivedEdge, DerivedNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { isStopped } from "../../model/standing.js";
import type { Capability, ConditionState, EdgeKind } from "../../model/words.js";
import { CONFIDENCE } from "../confidence.js";

export interface Stroke {
  readonly kind: EdgeKind;
  readonly from: string;
  readonly to: string;
  readonly state?: ConditionState;
  readonly condition?: string | undefined;
  /** By the state when left out. */
  readonly confidence?: number;
  readonly because?: readonly string[];
  readonly capability?: Capability;
  readonly hops?: 0 | 1;
  /** Runs of the default branch alone lead there, see `alsoFrom`. */
  readonly isOfDefault?: boolean;
}

/** The part of a stroke that says what stands open about it; nothing where nothing does. */
export function openTo(doubt: string | undefined): Pick<Stroke, "state" | "condition"> {
  return doubt === undefined ? {} : { state: "unknown", condition: doubt };
}

export interface CiDrawing {
  edge(stroke: Stroke): void;
  node(node: DerivedNode): void;
  has(node: string): boolean;
  /** What leads out of a job from here on leads out of its runs elsewhere than on the default branch as well: `as` are those. */
  alsoFrom(job: string, as: string): void;
  nodes(): DerivedNode[];
  edges(): DerivedEdge[];
}

/**
 * An empty drawing. Of several edges with the same ends, kind and capability the surest stays; one from a node to itself is
 * left out.
 */
export function createCiDrawing(): CiDrawing {
  const nodes = new Map<string, DerivedNode>();
  const edges = new Map<string, DerivedEdge>();
  const elsewhere = new Map<string, string>();
  const add = (stroke: Stroke): void => {
    if (stroke.from === stroke.to) return;
    const edge = toEdge(stroke);
    const key = [edge.kind, edge.from, edge.to, edge.capability ?? ""].join(" ");
    const before = edges.get(key);
    if (before === undefined || isSurer(edge, before)) edges.set(key, edge);
  };
  return {
    node: (node) => void nodes.set(node.id, node),
    has: (node) => nodes.has(node),
    alsoFrom: (job, as) => void elsewhere.set(job, as),
    edge(stroke) {
      add(stroke);
      const as = stroke.isOfDefault === true ? undefined : elsewhere.get(stroke.from);
      if (as !== undefined) add({ ...stroke, from: as });
    },
    nodes: () => [...nodes.values()].sort((a, b) => compareText(a.id, b.id)),
    edges: () => [...edges.values()].sort(compareEdges),
  };
}

function toEdge({
  kind,
  from,
  to,
  state = "none",
  condition,
  confidence,
  because = [],
  capability,
  hops,
}: Stroke): DerivedEdge {
  return {
    kind,
    from,
    to,
    state,
    confidence: confidence ?? CONFIDENCE[state],
    ...(condition !== undefined && { condition }),
    because: [...because],
    ...(capability !== undefined && { capability }),
    ...(hops !== undefined && { hops }),
  };
}

const ORDER: readonly ConditionState[] = ["none", "met", "attacker-settable", "needs-actor", "unknown", "blocked"];

/** By state, then confidence, then the text of its condition: whatever order they were found in. */
function isSurer(a: DerivedEdge, b: DerivedEdge): boolean {
  const byStop = Number(isStopped(a)) - Number(isStopped(b));
  if (byStop !== 0) return byStop < 0;
  const byState = ORDER.indexOf(a.state) - ORDER.indexOf(b.state);
  if (byState !== 0) return byState < 0;
  if (a.confidence !== b.confidence) return a.confidence > b.confidence;
  return compareText(a.condition ?? "", b.condition ?? "") < 0;
}

function compareEdges(a: DerivedEdge, b: DerivedEdge): number {
  return (
    compareText(a.from, b.from) ||
    compareText(a.to, b.to) ||
    compareText(a.kind, b.kind) ||
    compareText(a.capability ?? "", b.capability ?? "")
  );
}
