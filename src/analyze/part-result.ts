// What one part of analysis (a provider, a kind of trust) adds to the whole.
import type { AnalysisResult } from "../model/analysis.js";
import type { Through } from "./reach/index.js";
import type { Standings } from "./reach/reach-of.js";

/** What a part adds; facts about the same node are merged, the later part wins a column. */
export interface PartResult extends Partial<Omit<AnalysisResult, "paths" | "firstFix">> {
  /** Principals whose reach is of interest, with what their own permissions say. */
  readonly standings?: Standings;
  /** Nodes of which it is not known whether they get to control of a scope: what would say so was not read. */
  readonly undecided?: readonly string[];
  /** The same of nodes that may be one of others, which they are only as far as one of these gets to control. */
  readonly undecidedThrough?: readonly Through[];
  /** Nodes of which it is not known whether they read data of production: what they may read was not listed. */
  readonly undecidedReaders?: readonly string[];
  /** Nodes that are no principals, of which it is of interest how far they are from control. */
  readonly workloads?: readonly string[];
}
