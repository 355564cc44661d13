// Two analyses between which nothing changed; a test says what did.
import type { ComparedDataSet, History } from "../../src/model/history.js";

const MADE = { runs: [1], madeWith: "same" };

/** In: the one data set that both read, and what differs from nothing. */
export function historyOf(dataSet: ComparedDataSet, changed: Partial<History>): History {
  return {
    before: { id: 1, at: "2026-11-01T00:00:00Z", readAt: "2026-11-01T00:00:00Z", ...MADE },
    after: { id: 2, at: "2026-11-08T00:00:00Z", readAt: "2026-11-08T00:00:00Z", ...MADE },
    dataSets: () => [dataSet],
    cameIntoView: () => [],
    nodes: () => [],
    supplements: () => [],
    edges: () => [],
    accessEdges: () => [],
    facts: () => [],
    paths: () => [],
    trustsOf: () => new Map(),
    node: () => undefined,
    factsOf: () => undefined,
    document: () => undefined,
    ...changed,
  };
}
