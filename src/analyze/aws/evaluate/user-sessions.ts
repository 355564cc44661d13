// Sessions that users open of themselves. Only users and the root user can: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
// For GetSessionToken "no permissions are required" and policies do not control it
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html); all the same AWS's own
// examples for users who manage their MFA except it from a Deny, so that what a Deny does to it is not known.
import { NO, UNKNOWN, YES } from "../condition/truth.js";
import type { Subject } from "./caller.js";
import type { Outcome } from "./decide.js";
import type { Target } from "./target.js";

const OPENED_BY_USERS = new Set(["sts:getsessiontoken", "sts:getfederationtoken"]);

/** Whether only a user, or the root user, can do it, whatever policies say. */
export function isOfUsers({ action }: Pick<Target, "action">): boolean {
  return OPENED_BY_USERS.has(action);
}

/** Whether nobody has to be allowed it who can do it at all. */
export function needsNoAllow({ action }: Pick<Target, "action">): boolean {
  return action === "sts:getsessiontoken";
}

/** What comes of policies for who opens such a session. In: the outcome of the policies alone. */
export function forUsers(outcome: Outcome, { caller }: Subject, target: Pick<Target, "action">): Outcome {
  if (caller.kind !== "user" && caller.kind !== "root")
    return { ...outcome, allow: NO, decision: { layer: "identity", place: undefined } };
  if (!needsNoAllow(target)) return outcome;
  return { ...outcome, allow: YES, spared: outcome.spared === NO ? UNKNOWN : outcome.spared };
}
