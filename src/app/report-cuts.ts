// What to change first, for a report: the search of nhi paths --choke, one change after the other.
import { chooseFixes } from "../graph/choke.js";
import { toFixes } from "../graph/fixes.js";
import type { ReportCuts } from "../model/report.js";
import type { Store } from "../store/index.js";
import { everyone, perhapsIn } from "./choke.js";
import { nameFix } from "./fix-names.js";
import { toEnd } from "./path-ends.js";
import { searchPaths } from "./path-search.js";

/** Changes tried for each that is chosen; each is a search over the whole graph. */
const MOST_TRIED = 20;

/** At most `count` changes that cut everyone who reaches control of a scope off from it. */
export function cutsOf(store: Store, count: number): ReportCuts {
  const edges = [...store.pathEdges()];
  const end = toEnd("admin", store, edges);
  const found = searchPaths(edges, end, undefined);
  const sources = everyone(found, store);
  const fixes = chooseFixes(found.graph.graph, end.targets, sources, toFixes(found.graph.edges), count, MOST_TRIED);
  const perhaps = perhapsIn(sources, found);
  return { reaching: sources.length, perhaps, fixes: fixes.map((one) => ({ ...one, name: nameFix(one.fix, store) })) };
}
