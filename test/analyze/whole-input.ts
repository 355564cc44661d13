// What analysis reads of a hand-made graph: the cheaper lists are those of its nodes and edges.
import type { AnalysisInput } from "../../src/model/analysis.js";

/** The input with the lists of links and of documents that its nodes and edges give. */
export function wholeInput(input: Omit<AnalysisInput, "links" | "holders" | "supplements">): AnalysisInput {
  return {
    ...input,
    links: (kinds) => [...input.edges(kinds)].map(({ kind, from, to }) => [kind, from, to] as const),
    holders: (types) => input.nodes(types),
    supplements: (dataSet) => [...input.nodes([])].some(({ supplements }) => dataSet in supplements),
  };
}
