// Policies that are still to be written: a condition that names policies by a pattern (iam:PolicyARN, iam:PermissionsBoundary) leaves
// everything to whoever may create one that the pattern fits.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
import type { AwsPrincipal, Estate } from "../aws/estate.js";
import { partitionOf } from "../aws/partition.js";
import { withoutVariables } from "../aws/policy/glob.js";
import type { Interest } from "./interest.js";
import { allowedPatterns, candidatesOf, commonOf, sparedPatterns } from "./named-resources.js";
import { commonPattern } from "./witness.js";

/** What creates a policy of the account. */
export const WRITING = "iam:CreatePolicy";

/** ARNs that a pattern fits, of policies that are not there and that some Allow lets the caller create. */
export function policiesToWrite(
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
