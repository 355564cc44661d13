// A search in two parts: without the edges that rest on something unread, and with them. A way that needs one of those counts only where
// there is no other.
import type { PathGraph } from "../../graph/path-graph.js";
import { type FoundPath, type Search, searchTo, type Target } from "../../graph/search.js";
import { searchAloneFirst } from "../../graph/sure-first.js";
import type { Capability } from "../../model/words.js";

/** Whether and how far nodes are from what is searched for. */
export interface Away {
  /** From a secret, whoever reads it: "read". */
  hopsFrom(node: string, held?: Capability): number | undefined;
  mayReach(node: string, held?: Capability): boolean;
}

/** Two searches: without the edges that rest on something unread, and with them. */
export interface Both extends Away {
  readonly targets: readonly Target[];
  /** Of those who have tokens of an identity and not its signature. */
  readonly unsigned: Away;
  /** Reached in no step, such as by an administrator. */
  isAt(node: string): boolean;
  pathFrom(node: string): FoundPath | undefined;
  /** The way to somebody of whom it is not known. */
  perhapsFrom(node: string): FoundPath | undefined;
  /** The same where of more it is not known. */
  withUndecided(more: readonly string[]): Both;
}

/**
 * In: the graph, what is searched for, the edges that rest on something unread; those of whom nobody knows whether they have it
 * themselves; and what is perhaps searched for. Out: undefined where there is nothing to search for.
 */
export function searchBoth(
  { graph }: PathGraph,
  targets: readonly Target[],
  open: ReadonlySet<number>,
  undecided: readonly string[] = [],
  maybe: readonly Target[] = [],
): Both | undefined {
  if (targets.length === 0 && undecided.length === 0 && maybe.length === 0) return undefined;
  const sure = searchAloneFirst(graph, targets, { without: open });
  const perhaps: Search | undefined = open.size > 0 ? searchTo(graph, targets) : undefined;
  const isOfControl = targets.every(({ capability }) => capability === "admin");
  const withThese = (ids: readonly string[]): Both => {
    const all = [...maybe, ...ids.map(toBe)];
    const toOne = all.length > 0 ? searchTo(graph, all, { isOfControl }) : undefined;
    const unsigned = [perhaps?.unsigned, toOne?.unsigned];
    const themselves = new Set(ids);
    return {
      targets,
      unsigned: toAway(sure.unsigned, unsigned, themselves),
      ...toAway(sure, [perhaps, toOne], themselves),
      isAt: (node) => sure.hopsFrom(node, "act") === 0,
      pathFrom: (node) => sure.pathFrom(node, "act") ?? perhaps?.pathFrom(node, "act"),
      perhapsFrom: (node) => toOne?.pathFrom(node, "act"),
      withUndecided: (more) => withThese([...ids, ...more]),
    };
  };
  return withThese(undecided);
}

/** To get to be somebody. */
function toBe(node: string): Target {
  return { node, capability: "act" };
}

function toAway(
  sure: Search["unsigned"],
  perhaps: readonly (Search["unsigned"] | undefined)[],
  undecided: ReadonlySet<string>,
): Away {
  return {
    hopsFrom: (node, held = "act") => sure.hopsFrom(node, held),
    mayReach: (node, held = "act") => undecided.has(node) || perhaps.some((one) => one?.reaches(node, held) === true),
  };
}
