// One way of getting from callers to targets, as it is described; who may use it, and what groups of them get to.
import type { Capability, EdgeKind } from "../../../../model/words.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Across } from "../cross-account/organization-wide.js";
import type { Locks } from "../data/decryption.js";
import type { Context, Judgement } from "../evaluation/decision.js";
import type { Claim } from "../similarity/claims.js";
import type { Targets } from "./target-index.js";

/** An action that the caller has to be allowed on the target. */
export interface TargetAction {
  readonly action: string;
  /**
   * Resource of the action for a target; one of several has to be allowed. The target itself when left out. `claims`: those on all
   * actions, for what one makes and another is done to.
   */
  readonly resources?: (target: string, claim: Claim, claims: readonly Claim[]) => readonly string[];
  /** Targets can be found by the resources of policies although `resources` differ from them. */
  readonly isFindable?: boolean;
  /** Finds them by what `resources` are made of. */
  readonly finder?: (targets: Targets) => Pick<Targets, "find">;
  readonly context?: Context;
  /** For a target that takes several requests, what each of them brings; all have to be allowed. */
  readonly contexts?: (target: string) => readonly Context[];
  /** For a target that a request may name in several ways, what it brings in each; one has to be allowed. */
  readonly choices?: (target: string) => readonly Context[];
}

export interface MechanismSpec {
  /** Words that tell it from others, in ids of hubs: `assume`, `pass lambda.amazonaws.com`. */
  readonly id: string;
  /** What else tells it from others with these words: a hub of two of them would give callers of one the targets of the other. */
  readonly plan?: string;
  readonly kind: EdgeKind;
  /** What it gives at the target, where the kind does not say. */
  readonly gives?: Capability;
  readonly actions: readonly TargetAction[];
  /** Possible targets of callers in an account. */
  readonly targetsFor: (account: string) => Targets;
  /**
   * Whether a plain permission on the target is all it takes; false asks the evaluator. Only for actions that the policy of
   * the target has no part in, or where it plainly agrees.
   */
  readonly isPlainTarget?: (target: string, account: string) => boolean;
  /** Whether nothing about the target but its name has a say: where policies do not tell it from others either, it is asked for with them. */
  readonly isAlikeTarget?: (target: string, account: string) => boolean;
  /** What has to hold of the target besides. */
  readonly judgeTarget?: (target: string) => Judgement;
  /**
   * For targets whose own policy tells one caller of an account from another: what they have in common, so that they can be
   * judged for each caller once. Undefined for all others.
   */
  readonly personalGroup?: (target: string) => string | undefined;
  /** Whether a target whose policy tells callers apart may let in a caller: false for one that it surely refuses. */
  readonly mayAdmit?: (target: string) => (caller: AwsPrincipal) => boolean;
  /** What else callers have to be let through to get to the target, by keys that targets share. */
  readonly lockOf?: Locks;
  /** For targets in all of an organisation: callers of which accounts are asked for together. */
  readonly across?: Across;
  /** Name of a hub for people. */
  readonly hubName: (account: string, count: number) => string;
}

/** A caller that may use the mechanism, as far as that does not depend on the target. */
export interface Caller {
  readonly principal: AwsPrincipal;
  readonly judgement: Judgement;
  readonly technique?: string;
}

export interface Member extends Caller {
  /** Statements that allow it, of this caller. */
  readonly because: readonly string[];
}

export interface Hit {
  readonly target: string;
  readonly judgement: Judgement;
  /** Group of personal targets; the judgement is then only the callers' own side. */
  readonly personal?: string;
  /** For personal targets: resources that each action is asked about, one of which has to be allowed. */
  readonly resources?: readonly (readonly string[])[];
}

export interface Group {
  readonly key: string;
  readonly account: string;
  /** Of callers in several accounts that are alike; `account` is the first of them. */
  readonly organization?: string;
  readonly members: readonly Member[];
  readonly hits: readonly Hit[];
}
