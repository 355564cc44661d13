// The derived part of the graph while it is drawn: nodes once, and of several edges between the same ends the surest.

import type { DerivedEdge, DerivedNode } from "../../../../model/analysis.js";
import { compareText } from "../../../../model/compare.js";
import type { Capability, EdgeKind } from "../../../../model/words.js";
import { confidenceOf, type Judgement } from "../evaluation/decision.js";

export interface EdgeSketch {
  readonly kind: EdgeKind;
  readonly from: string;
  readonly to: string;
  readonly judgement: Judgement;
  /** Beyond those of the judgement. */
  readonly because?: readonly string[];
  readonly technique?: string | undefined;
  /** What it gives at the target, where the kind does not say. */
  readonly gives?: Capability;
  readonly hops?: 0 | 1;
}

export interface Drawing {
  edge(sketch: EdgeSketch): void;
  node(node: DerivedNode): void;
  /** What has been drawn so far, in no order. */
  sketches(): readonly EdgeSketch[];
  /** Sorted by id. */
  nodes(): DerivedNode[];
  /** Sorted by from, to, kind. */
  edges(): DerivedEdge[];
}

/** An empty drawing. An edge from something to itself is no way to anywhere and is left out. */
export function createDrawing(): Drawing {
  const nodes = new Map<string, DerivedNode>();
  const edges = new Map<string, EdgeSketch>();
  return {
    node: (node) => void nodes.set(node.id, node),
    edge(sketch) {
      if (sketch.from === sketch.to) return;
      // two statements that open the same way are two edges: taking one away leaves the other
      const key = [sketch.kind, sketch.gives, sketch.from, sketch.to, ...(sketch.because ?? [])].join(" ");
      const before = edges.get(key);
      if (before === undefined || isBetter(sketch, before)) edges.set(key, sketch);
    },
    sketches: () => [...edges.values()],
    nodes: () => [...nodes.values()].sort((a, b) => compareText(a.id, b.id)),
    edges: () => [...edges.values()].map(toEdge).sort(compareEdges),
  };
}

/** Surer first, then the technique that comes first, then the text of its reasons: whatever order they were found in. */
function isBetter(a: EdgeSketch, b: EdgeSketch): boolean {
  if (a.judgement.truth !== b.judgement.truth) return a.judgement.truth < b.judgement.truth;
  const order = compareText(a.technique ?? "", b.technique ?? "");
  return order !== 0 ? order < 0 : compareText(reasons(a), reasons(b)) < 0;
}

function reasons({ because = [], judgement }: EdgeSketch): string {
  return [...because, ...judgement.because].join(" ");
}

function toEdge({ kind, from, to, judgement, because = [], technique, gives, hops }: EdgeSketch): DerivedEdge {
  const { state, condition } = judgement;
  return {
    kind,
    from,
    to,
    state,
    confidence: confidenceOf(judgement),
    ...(technique !== undefined && { technique }),
    ...(condition !== undefined && { condition }),
    because: [...new Set([...because, ...judgement.because])],
    ...(gives !== undefined && { capability: gives }),
    ...(hops !== undefined && { hops }),
  };
}

function compareEdges(a: DerivedEdge, b: DerivedEdge): number {
  return (
    compareText(a.from, b.from) ||
    compareText(a.to, b.to) ||
    compareText(a.kind, b.kind) ||
    compareText(a.capability ?? "", b.capability ?? "") ||
    compareText(a.because.join(" "), b.because.join(" "))
  );
}
