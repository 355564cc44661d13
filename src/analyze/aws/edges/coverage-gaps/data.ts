// Principals of AWS that may read data of a kind which was asked for and not listed, in their own account or another that they name:
// whether that is data of production is not known.
import type { AnalysisInput } from "../../../../model/analysis.js";
import { once, oncePer } from "../../../../model/once.js";
import { wasRead } from "../../../read-sets.js";
import { accountOfArn } from "../../attached-policy.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Policy } from "../../policy/policy.js";
import type { ActionMask, Interest } from "../evaluation/action-mask.js";

/** What tier 1 asks for (rules/tables/tiers.yaml), and the data set that lists what it is asked of. */
const LISTS: readonly (readonly [action: string, dataSet: string])[] = [
  ["secretsmanager:GetSecretValue", "aws/secretsmanager:secrets"],
  ["ssm:GetParameter", "aws/ssm:parameters"],
  ["s3:GetObject", "aws/s3:buckets"],
  ["dynamodb:GetItem", "aws/dynamodb:tables"],
  ["kms:PutKeyPolicy", "aws/kms:keys"],
];

interface Caller {
  readonly principal: Pick<AwsPrincipal, "id" | "account" | "policies">;
  /** Actions of interest that it is allowed somewhere. */
  readonly mask: ActionMask;
}

/**
 * In: the estate, actions of interest, callers. Out: who may read what was not listed in every region: in its own account, or in another
 * whose ARNs or buckets its policies name. What these keep is theirs to open, and was not read; who is allowed "*" names nothing of them.
 */
export function readersOfUnlisted(
  input: Pick<AnalysisInput, "scopes" | "nodes">,
  interest: Interest,
  callers: readonly Caller[],
): readonly string[] {
  const unlisted = new Map<string, ActionMask>();
  for (const scope of input.scopes()) {
    let mask = 0n;
    for (const [action, dataSet] of LISTS)
      if (wasRead(scope, dataSet, "every") === false) mask |= interest.bitOf(action);
    if (mask !== 0n) unlisted.set(scope.id.replace(/^aws:/, ""), mask);
  }
  if (unlisted.size === 0) return [];
  const any = [...unlisted.values()].reduce((all, mask) => all | mask, 0n);
  const namedBy = namedPlaces(input, interest, unlisted);
  const reads = ({ principal: { account, policies }, mask }: Caller): boolean =>
    (mask & (unlisted.get(account) ?? 0n)) !== 0n ||
    ((mask & any) !== 0n && policies.some(({ policy }) => namedBy(policy).some((place) => place !== account)));
  return callers.flatMap((caller) => (reads(caller) ? [caller.principal.id] : []));
}

/** Of a policy, accounts that did not list and that an Allow of such reading names; "" for a bucket, whose ARN names none. */
function namedPlaces(
  input: Pick<AnalysisInput, "nodes">,
  interest: Interest,
  unlisted: ReadonlyMap<string, ActionMask>,
): (policy: Policy) => readonly string[] {
  const objects = interest.bitOf("s3:GetObject");
  const isOpen = [...unlisted.values()].some((mask) => (mask & objects) !== 0n);
  const buckets = once(() => new Set([...input.nodes(["aws.s3-bucket"])].map(({ id }) => id)));
  return oncePer((policy: Policy) => {
    if (policy.isOpaque) return [];
    const found = new Set<string>();
    for (const [account, mask] of unlisted)
      if (textsOf(policy, mask, interest).some((text) => accountOfArn(text) === account)) found.add(account);
    const isForeign = (text: string) => {
      const [, bucket] = BUCKET.exec(text) ?? [];
      return bucket !== undefined && !buckets().has(bucket);
    };
    if (isOpen && textsOf(policy, objects, interest).some(isForeign)) found.add("");
    return [...found];
  });
}

/** A bucket by its whole name. */
const BUCKET = /^(arn:[^:*?]+:s3:::[^/*?$]+)\//;

/** Resources that the Allows of a policy name for actions. */
function textsOf(policy: Policy, mask: ActionMask, interest: Interest): readonly string[] {
  if ((interest.allowedBy(policy) & mask) === 0n) return [];
  return interest
    .only(policy, mask)
    .statements.flatMap(({ isAllow, resources }) => (isAllow && !resources.isNegated ? resources.texts : []));
}
