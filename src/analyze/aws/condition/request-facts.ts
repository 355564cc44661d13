// The parts of a request that condition keys are worked out from.
import type { Estate } from "../estate.js";
import type { Subject } from "../evaluate/caller.js";
import type { AwsResource } from "../resources.js";
import type { GivenContext } from "./key-state.js";
import type { SETTABLE, UNKNOWN } from "./truth.js";

/** The parts of a request that keys are worked out from. */
export interface RequestFacts {
  readonly estate: Estate;
  readonly subject: Subject;
  /** ARN, or "*". */
  readonly resource: string;
  /** Account that owns the resource. */
  readonly owner: string;
  /** Resource node behind the ARN, when there is one. */
  readonly node: AwsResource | undefined;
  /** Service prefix of the action. */
  readonly service: string;
  /** In lower case. */
  readonly action: string;
  readonly context: GivenContext;
  /** Who may change tags of the resource or of the caller before; undefined where that is not asked. */
  readonly retag?: Retag | undefined;
  /** True: a key that is not given is not in the request, whatever the estate says. */
  readonly isComplete: boolean;
}

/** What somebody may make of tags before the request. */
export interface Retag {
  readonly of: "resource" | "caller";
  /** By the name of the tag, in lower case. */
  readonly tags: ReadonlyMap<string, TagChange>;
}

export interface TagChange {
  /** The caller itself, or somebody of whom it is not told whether they would. */
  readonly decider: typeof SETTABLE | typeof UNKNOWN;
  readonly why: string;
  /** Tags may be taken away, not set. */
  readonly isRemovalOnly: boolean;
  /** The values that it may be given; any where left out. */
  readonly values?: readonly string[];
}
