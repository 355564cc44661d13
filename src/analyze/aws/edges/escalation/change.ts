// A change to a principal that a technique makes, and what it is worth.
import type { Technique } from "../../../../model/technique.js";
import type { AwsPrincipal } from "../../principals.js";
import type { Context, Judgement } from "../evaluation/decision.js";

/** One change that gives control of the account. */
export interface Change {
  /** Policy that is changed; the principal itself where its boundary is taken off. */
  readonly resource: string;
  readonly judgement: Judgement;
  /** What the request brings, where not everything that it may bring serves. */
  readonly context?: Context;
}

export interface Changes {
  /** The changes of a technique that are worth it for a target, the surest first. */
  of(target: AwsPrincipal, technique: Technique): readonly Change[];
  /** Ids of the principals of an account for which there are any, so that callers need not try the others. */
  targets(technique: Technique, account: string): ReadonlySet<string>;
}
