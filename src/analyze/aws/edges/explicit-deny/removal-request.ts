// A request that takes away an explicit deny or a permissions boundary.
import type { AttachedPolicy } from "../../attached-policy.js";
import type { Context } from "../evaluation/decision.js";

/** One request by which a principal is rid of what holds it back, policies of which one denies, or its boundary; or gets everything. */
export interface Removal {
  /** What it is about: the principal, a group of it, a policy. */
  readonly resource: string;
  /** What it says of the policy that goes; an inline policy, and a group, it says nothing of that a condition could read. */
  readonly context: Context;
  /** What goes: the policy, or all that the group holds. */
  readonly policies: readonly AttachedPolicy[];
  /** What is in force in its stead: another version of the policy. */
  readonly instead?: AttachedPolicy;
  /** What is in force in the stead of that once no boundary is left; only where everything within the boundary was given. */
  readonly unbounded?: AttachedPolicy;
  /** The permissions boundary goes. */
  readonly isOfBoundary?: true;
  /** For people, and in ids. */
  readonly label: string;
}
