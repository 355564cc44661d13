// A search in two parts: without the edges that rest on something unread, and with them. A way that needs one of those counts only where
// there is no other.
import type { PathGraph } from "../../graph/path-graph.js";
import { type FoundPath, type Search, searchTo, type Target } from "../../graph/search.js";
import type { Capability } from "../../model/words.js";

/** Whether and how far nodes are from what is searched for. */
export interface Away {
  /** From a secret, whoever reads it: "read". */
  hopsFrom(node: string, held?: Capability): number | undefined;
  mayReach(node: string): boolean;
}

/** Two searches: without the edges that rest on something unread, and with them. */
export interface Both extends Away {
  readonly targets: readonly Target[];
  /** Of those who have tokens of an identity and not its signature. */
  readonly unsigned: Away;
  /** Reached in no step, such as by an administrator. */
  isAt(node: string): boolean;
  pathFrom(node: string): FoundPath | undefined;
}

/** In: the graph, what is searched for, the edges that rest on something unread. Out: undefined where there is nothing to search for. */
export function searchBoth(
  { graph }: PathGraph,
  targets: readonly Target[],
  open: ReadonlySet<number>,
): Both | undefined {
  if (targets.length === 0) return undefined;
  const sure = searchTo(graph, targets, { without: open });
  const perhaps: Search | undefined = open.size > 0 ? searchTo(graph, targets) : undefined;
  return {
    targets,
    unsigned: toAway(sure.unsigned, perhaps?.unsigned),
    ...toAway(sure, perhaps),
    isAt: (node) => sure.hopsFrom(node, "act") === 0,
    pathFrom: (node) => sure.pathFrom(node, "act") ?? perhaps?.pathFrom(node, "act"),
  };
}

function toAway(sure: Search["unsigned"], perhaps: Search["unsigned"] | undefined): Away {
  return {
    hopsFrom: (node, held = "act") => sure.hopsFrom(node, held),
    mayReach: (node) => perhaps?.reaches(node, "act") === true,
  };
}
