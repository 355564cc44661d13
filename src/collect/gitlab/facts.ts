// What one data set of a group leaves for the next: which groups and projects there are.
import type { GraphNode } from "../../model/batch.js";
import type { JsonRecord } from "../../model/words.js";
import type { AnswerFault } from "../fault.js";

export interface KnownGroup {
  /** Node that holds what is the group's: the scope itself for the group that is crawled. */
  readonly id: string;
  readonly number: number;
  readonly path: string;
  /** Parameter of calls about it: the path for the group that is crawled, as its name in a bundle, else the number. */
  readonly param: string;
}

export interface KnownProject {
  readonly id: string;
  readonly number: number;
  readonly path: string;
  readonly defaultBranch: string | undefined;
  /** Where its pipeline is written; .gitlab-ci.yml when it does not say. */
  readonly configPath: string | undefined;
  /** Archived ones run nothing. */
  readonly isArchived: boolean;
  /** Nothing was ever pushed to it. */
  readonly isEmpty: boolean;
  /** Pipelines are switched off. */
  readonly hasPipelines: boolean;
  readonly node: GraphNode;
}

export interface KnownList<T> {
  readonly list: readonly T[];
  /** Why it is not whole. */
  readonly fault?: AnswerFault;
  /** What was left out of an answer that came. */
  readonly lack?: string | undefined;
}

export class GroupFacts {
  /** Facts of the scope itself. */
  scope: JsonRecord = {};
  groups: Promise<KnownList<KnownGroup>> | undefined;
  projects: Promise<KnownList<KnownProject>> | undefined;
}
