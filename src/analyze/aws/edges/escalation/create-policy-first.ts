// Policies that are written first: a condition that names policies (iam:PolicyARN, iam:PermissionsBoundary) leaves everything to
// whoever may create one that it fits, write a version of one that it names, or put such a version in force.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html
import { compareText } from "../../../../model/compare.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import { partitionOf } from "../../partition.js";
import { matchesGlob, toGlob, toGlobText, withoutVariables } from "../../policy/glob.js";
import type { Interest } from "../evaluation/action-mask.js";
import { GRANTED, NEVER, uncertain } from "../evaluation/decision.js";
import { allowedPatterns, candidatesOf, commonOf, sparedPatterns } from "../evaluation/named-resources.js";
import { commonPattern } from "../evaluation/pattern-intersection.js";
import type { OpenVersions, Written } from "../evaluation/requests.js";
import { allowsEverything } from "./full-access-policy.js";
import type { PolicyVersions } from "./policy-versions.js";

/** What creates a policy of the account. */
const WRITING = "iam:CreatePolicy";
/** Sets the new version as the default at once, where its caller says so. */
const REWRITING = "iam:CreatePolicyVersion";
const SETTING = "iam:SetDefaultPolicyVersion";

/** All that makes a policy of the account another one. */
export const WRITERS: readonly string[] = [WRITING, REWRITING, SETTING];

/** Whether some Allow lets the principal make a policy another one. */
export function isWriter({ policies }: AwsPrincipal, interest: Interest): boolean {
  return WRITERS.some((action) =>
    policies.some(({ policy }) => (interest.allowedBy(policy) & interest.bitOf(action)) !== 0n),
  );
}

/** Of one that was not read it is not known. */
export function toOpenVersions(versions: PolicyVersions): OpenVersions {
  return (policy) => {
    const all = versions(policy);
    if (all.some((one) => !one.policy.isOpaque && allowsEverything(one.policy))) return GRANTED;
    return all.some((one) => one.policy.isOpaque) ? uncertain("a version of the policy was not read") : NEVER;
  };
}

/** Policies that a text of a condition names, which some Allow lets the caller write so that they allow everything. */
export function policiesWritten(
  principal: AwsPrincipal,
  text: string,
  given: { readonly estate: Estate; readonly interest: Interest; readonly openVersion: OpenVersions },
): readonly Written[] {
  const { estate, interest, openVersion } = given;
  const created = policiesToWrite(principal, text, given).map(
    (id): Written => ({ id, action: WRITING, surely: GRANTED }),
  );
  const isAllowed = (action: string) =>
    principal.policies.some(({ policy }) => (interest.allowedBy(policy) & interest.bitOf(action)) !== 0n);
  const [rewrites, sets] = [isAllowed(REWRITING), isAllowed(SETTING)];
  if (!rewrites && !sets) return created;
  const there = ownNamed(principal.account, text, estate);
  return [
    ...created,
    ...(rewrites ? there.map((id): Written => ({ id, action: REWRITING, surely: GRANTED })) : []),
    ...(sets ? there.map((id): Written => ({ id, action: SETTING, surely: openVersion(id) })) : []),
  ];
}

/** Policies of the account that a text names: those that were read, and the one that it is the ARN of. */
function ownNamed(account: string, text: string, { managedPolicies }: Estate): readonly string[] {
  const own = `:iam::${account}:policy/`;
  if (!/[*?$]/.test(text)) return text.includes(own) ? [text] : [];
  const glob = toGlob(toGlobText(withoutVariables(text)));
  return [...managedPolicies().keys()].filter((id) => id.includes(own) && matchesGlob(glob, id)).sort(compareText);
}

/** ARNs that a pattern fits, of policies that are not there and that some Allow lets the caller create. */
function policiesToWrite(
  principal: AwsPrincipal,
  text: string,
  { estate, interest }: { readonly estate: Estate; readonly interest: Interest },
): readonly string[] {
  if (!/[*?$]/.test(text)) return [];
  const own = `arn:${partitionOf(principal.id)}:iam::${principal.account}:policy/*`;
  const wanted = commonPattern(withoutVariables(text), own);
  if (wanted === undefined) return [];
  const action = { action: WRITING };
  const patterns = allowedPatterns(principal, action, { interest }, wanted);
  const spared = sparedPatterns(principal, action, { interest, estate });
  const all = [...patterns, ...commonOf(patterns, [spared])];
  return [...candidatesOf([all], principal.account)].filter((id) => !estate.managedPolicies().has(id));
}
