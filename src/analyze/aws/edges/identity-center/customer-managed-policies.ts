// What the customer managed policies of an account are worth. A permission set names them by path and name, and gets in each account the
// one that the account has; AWS's own policies are attached by ARN and not found that way:
// https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CustomerManagedPolicyReference.html
import { groupBy } from "../../../../model/group-by.js";
import { once } from "../../../../model/once.js";
import { accountOfArn } from "../../attached-policy.js";
import type { Estate } from "../../estate.js";
import type { Policy } from "../../policy/policy.js";
import { allowsEverything } from "../escalation/full-access-policy.js";
import { GRANTED, type Judgement, NEVER, uncertain } from "../evaluation/decision.js";

export interface OwnPolicies {
  /** Whether the account has a policy of its own that allows everything. */
  hasWhole(account: string): Judgement;
  /**
   * The policy that the account has under a path and name (`team/deploy`); undefined where the account was not read or the policy was
   * not, and `none` where the account has none of that name.
   */
  named(account: string, name: string, partition: string): Policy | undefined | "none";
}

/** Of an estate; policies are looked at with the first question. */
export function readOwnPolicies(estate: Estate): OwnPolicies {
  const byAccount = once(() => groupBy(estate.managedPolicies(), ([id]) => accountOfArn(id)));
  const judgements = new Map<string, Judgement>();
  const judge = (account: string): Judgement => {
    const own = byAccount().get(account) ?? [];
    if (own.some(([, policy]) => !policy.isOpaque && allowsEverything(policy))) return GRANTED;
    const isRead = estate.hasAccount(account) && own.every(([, policy]) => !policy.isOpaque);
    return isRead ? NEVER : uncertain("the account has a policy of its own that allows everything, which was not read");
  };
  return {
    hasWhole(account) {
      const judgement = judgements.get(account) ?? judge(account);
      judgements.set(account, judgement);
      return judgement;
    },
    named(account, name, partition) {
      const policy = estate.managedPolicies().get(`arn:${partition}:iam::${account}:policy/${name}`);
      if (policy !== undefined) return policy.isOpaque ? undefined : policy;
      return estate.hasAccount(account) ? "none" : undefined;
    },
  };
}
