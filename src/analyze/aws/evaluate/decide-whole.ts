// A request with all that it passes: by way of an access point, that and the bucket behind it. Both have to permit it
// ("Configuring IAM policies for using access points", Amazon S3 User Guide).
import { and, NO, UNKNOWN, YES } from "../condition/truth.js";
import { decide, type Outcome } from "./decide.js";
import { isWithinNetwork, type PreparedRequest } from "./request.js";

/** What a bucket says that was not read. */
const UNREAD: Outcome = { spared: UNKNOWN, allow: UNKNOWN, decision: { layer: "resource", place: undefined } };

export function decideWhole(prepared: PreparedRequest): Outcome {
  const here = decide(prepared.policies, prepared.request);
  const { behind, target } = prepared;
  if (behind === undefined) return here;
  const there = behind === "unread" ? UNREAD : decide(behind.policies, behind.request);
  const worse = truthOf(there) > truthOf(here) ? there : here;
  const both = leavesOpen(here, there, prepared) ? UNKNOWN : and(here.allow, there.allow);
  // nobody knows from where a request comes; one that is whole is taken to come from there
  const allow = isWithinNetwork(target) ? and(both, UNKNOWN) : both;
  return { spared: and(here.spared, there.spared), allow, decision: worse.decision };
}

function truthOf({ spared, allow }: Outcome) {
  return and(spared, allow);
}

/**
 * Whether all that is missing is that the caller's own policies name the access point and not the bucket: within one account AWS
 * does not say whether they have to name both.
 */
function leavesOpen(here: Outcome, there: Outcome, { policies, behind }: PreparedRequest): boolean {
  if (behind === undefined || behind === "unread" || there.allow !== NO || there.spared !== YES) return false;
  const isOwn = here.allow !== NO && here.decision.layer === "identity";
  return isOwn && there.decision.layer === "identity" && policies.isSameAccount && behind.policies.isSameAccount;
}
