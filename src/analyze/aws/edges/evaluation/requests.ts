// What may be asked of the permissions of a principal, and who answers it.
import type { Estate } from "../../estate.js";
import type { AwsPrincipal } from "../../principals.js";
import type { Likeness } from "../similarity/caller-similarity.js";
import type { ControlLikeness } from "../similarity/scp-callers.js";
import type { ControlledAs } from "../similarity/scp-targets.js";
import type { Interest } from "./action-mask.js";
import type { Context, Judgement } from "./decision.js";

/** A policy that a caller writes before it picks it, and the request that does it. */
export interface Written {
  readonly id: string;
  readonly action: string;
  /** How surely it allows everything then. */
  readonly surely: Judgement;
}

/** How surely a policy has a version that is not in force and allows everything. */
export type OpenVersions = (policy: string) => Judgement;
export interface Question {
  readonly action: string;
  readonly resource: string;
  readonly context?: Context;
}

export interface Judge extends Likeness {
  readonly isApart: ControlLikeness["isApart"];
  readonly estate: Estate;
  readonly interest: Interest;
  /** Whether the principal may. Only statements about the action are looked at. What attaches a policy has to be able to attach one worth it. */
  ask(principal: AwsPrincipal, question: Question): Judgement;
  /** The same for a caller by name: a service, an account that was not read, anyone. Its own side is taken to allow it. */
  askFor(caller: string, question: Question): Judgement;
  /** Policies that the principal may perhaps write first, and pick under the key for the action. */
  toWrite(principal: AwsPrincipal, action: string, key: string): readonly Written[];
  /** No service or resource control policy binds the account. */
  isUncontrolled(account: string): boolean;
  /** What control policies on the action make of a target of callers of an account. */
  readonly controlledAs: ControlledAs;
  /** What the caller's own policies, boundary and service control policies say, the resource's policy left aside. */
  askOwnSide(principal: AwsPrincipal, question: Question): Judgement;
  /** Whether the principal may once the resource has no policy of its own; all other policies stay. */
  askWithoutPolicy(principal: AwsPrincipal, question: Question): Judgement;
}
