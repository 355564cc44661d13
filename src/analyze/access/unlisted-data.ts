// Principals of AWS that may read data of a kind which was asked for and not listed: whether that is data of production is not known.
import type { AnalysisInput } from "../../model/analysis.js";
import type { AwsPrincipal } from "../aws/estate.js";
import { wasRead } from "../read-sets.js";
import type { ActionMask, Interest } from "./interest.js";

/** What tier 1 asks for (rules/tables/tiers.yaml), and the data set that lists what it is asked of. */
const LISTS: readonly (readonly [action: string, dataSet: string])[] = [
  ["secretsmanager:GetSecretValue", "aws/secretsmanager:secrets"],
  ["ssm:GetParameter", "aws/ssm:parameters"],
  ["s3:GetObject", "aws/s3:buckets"],
  ["dynamodb:GetItem", "aws/dynamodb:tables"],
  ["kms:PutKeyPolicy", "aws/kms:keys"],
];

interface Caller {
  readonly principal: Pick<AwsPrincipal, "id" | "account">;
  /** Actions of interest that it is allowed somewhere. */
  readonly mask: ActionMask;
}

/** In: the estate, actions of interest, callers. Out: who may read in its own account what was not listed in every region of it. */
export function readersOfUnlisted(
  input: Pick<AnalysisInput, "scopes">,
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
  return callers.flatMap(({ principal: { id, account }, mask }) =>
    (mask & (unlisted.get(account) ?? 0n)) === 0n ? [] : [id],
  );
}
