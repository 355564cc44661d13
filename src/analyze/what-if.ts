// The estate as it would be after a change: the same rows, with some replaced and some added. Nothing is stored.
import type { AnalysisInput, StoredEdge, StoredNode } from "../model/analysis.js";
import { compareText } from "../model/compare.js";

/** What would be different. */
export interface Change {
  /** The node as it would be; the same one where nothing changes. */
  readonly node?: (node: StoredNode) => StoredNode;
  readonly addedNodes?: readonly StoredNode[];
  /** Whether an edge stays. */
  readonly keeps?: (edge: StoredEdge) => boolean;
  readonly addedEdges?: readonly StoredEdge[];
  /** Texts of added nodes by hash. */
  readonly documents?: ReadonlyMap<string, string>;
}

/** The input with the change made. Order and laziness stay as they are. */
export function withChange(input: AnalysisInput, change: Change): AnalysisInput {
  const { node = (one) => one, addedNodes = [], keeps = () => true, addedEdges = [], documents } = change;
  const nodes = (types: readonly string[]): Iterable<StoredNode> => {
    const added = addedNodes.filter(({ type }) => types.length === 0 || types.includes(type));
    return { [Symbol.iterator]: () => merged(input.nodes(types), node, added) };
  };
  const edges: AnalysisInput["edges"] = (kinds) => ({
    *[Symbol.iterator]() {
      for (const edge of input.edges(kinds)) if (keeps(edge)) yield edge;
      for (const edge of addedEdges) if (kinds.includes(edge.kind)) yield edge;
    },
  });
  return {
    ...input,
    nodes,
    edges,
    links: (kinds) => ({
      *[Symbol.iterator]() {
        for (const { kind, from, to } of edges(kinds)) yield [kind, from, to] as const;
      },
    }),
    holders: (types) => nodes(types),
    types: (kind) => {
      const added = addedNodes.flatMap((one) => (one.kind === kind ? [one.type] : []));
      return [...new Set([...input.types(kind), ...added])].sort();
    },
    document: (hash) => documents?.get(hash) ?? input.document(hash),
  };
}

/** Rows sorted by id, with the added ones in their places. */
function* merged(
  rows: Iterable<StoredNode>,
  changed: (node: StoredNode) => StoredNode,
  added: readonly StoredNode[],
): Generator<StoredNode> {
  const waiting = [...added].sort((a, b) => compareText(a.id, b.id));
  for (const row of rows) {
    for (let next = waiting[0]; next !== undefined && compareText(next.id, row.id) < 0; next = waiting[0]) {
      yield next;
      waiting.shift();
    }
    yield changed(row);
  }
  yield* waiting;
}
