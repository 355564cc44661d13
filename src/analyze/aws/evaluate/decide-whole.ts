// A request with all that it passes: by way of an access point, that and the bucket behind it. Both have to permit it
// ("Configuring IAM policies for using access points", Amazon S3 User Guide).
import { and, NO, UNKNOWN, YES } from "../condition/truth.js";
import { decide, type Outcome } from "./decide.js";
import { truthOf } from "./outcome.js";
import type { PreparedRequest } from "./request.js";
import { isWithinNetwork } from "./target.js";
import { forUsers, isOfUsers } from "./user-sessions.js";

/** What a bucket says that was not read. */
const UNREAD: Outcome = { spared: UNKNOWN, allow: UNKNOWN, decision: { layer: "resource", place: undefined } };

/** What comes out at the access point and at the bucket behind it together; a bucket that was not read decides nothing. */
export function decideWhole(prepared: PreparedRequest): Outcome {
  const here = decideHere(prepared);
  const { behind } = prepared;
  if (behind.length === 0) return here;
  return behind.map((one) => decideBehind(here, one, prepared)).reduce(either);
}

/** By the policies, and by what AWS says of an action besides. */
function decideHere({ policies, request, subject, target, reach }: PreparedRequest): Outcome {
  const decided = decide(policies, request);
  // nearly always: nothing is copied then
  const outcome = reach === YES ? decided : { ...decided, allow: and(decided.allow, reach) };
  return isOfUsers(target) ? forUsers(outcome, subject, target) : outcome;
}

/** At the access point and at one bucket behind it. */
function decideBehind(here: Outcome, behind: PreparedRequest | undefined, prepared: PreparedRequest): Outcome {
  const there = behind === undefined ? UNREAD : decide(behind.policies, behind.request);
  const worse = truthOf(there) > truthOf(here) ? there : here;
  const both = leavesOpen(here, there, prepared, behind) ? UNKNOWN : and(here.allow, there.allow);
  // nobody knows from where a request comes; one that is whole is taken to come from there
  const allow = isWithinNetwork(prepared.target) ? and(both, UNKNOWN) : both;
  return { spared: and(here.spared, there.spared), allow, decision: worse.decision };
}

/** Which of several buckets answers is for the network to say: where they differ, nobody knows. */
function either(one: Outcome, other: Outcome): Outcome {
  const [a, b] = [truthOf(one), truthOf(other)];
  if (a === b) return one;
  return { spared: YES, allow: UNKNOWN, decision: (a > b ? one : other).decision };
}

/**
 * Whether all that is missing is that the caller's own policies name the access point and not the bucket: within one account AWS
 * does not say whether they have to name both.
 */
function leavesOpen(
  here: Outcome,
  there: Outcome,
  { policies }: PreparedRequest,
  behind: PreparedRequest | undefined,
): boolean {
  if (behind === undefined || there.allow !== NO || there.spared !== YES) return false;
  const isOwn = here.allow !== NO && here.decision.layer === "identity";
  return isOwn && there.decision.layer === "identity" && policies.isSameAccount && behind.policies.isSameAccount;
}
