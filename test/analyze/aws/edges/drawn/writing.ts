// What a plan may be written down as, without a change of what it means.

/** How a plan is written down: what means the same is the same. */
export interface Writing {
  /** Lists the other way round: nodes, edges, statements, actions, resources. */
  readonly isReversed?: boolean;
  /** Each policy as one for every statement of it. */
  readonly isSplit?: boolean;
  /** Policies of its own are managed policies. */
  readonly isManaged?: boolean;
  /** Each managed policy that a user holds it holds by a group of its own as well. */
  readonly isDoubled?: boolean;
  /** Statements in other words: actions and keys in other case, accounts by number, with or without IfExists where that is the same. */
  readonly isRephrased?: boolean;
  /** What is asked with IfExists is asked without, or that the key is not there. */
  readonly isApart?: boolean;
  /** Service control policies that allow some actions allow all, and deny all others. */
  readonly isDenied?: boolean;
  /** What grants of a key allow its policy does. */
  readonly isInKeyPolicy?: boolean;
}
