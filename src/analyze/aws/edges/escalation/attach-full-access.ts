// Who attaches a policy where only one that allows everything serves.
import { oncePerWord } from "../../../../model/once.js";
import { NO, UNKNOWN } from "../../condition/truth.js";
import { partitionOf } from "../../partition.js";
import { both, surest } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { ATTACHING, POLICY_KEY, wholePoliciesOf } from "./attach-policy.js";

/**
 * A judge for whom only a policy that allows everything is worth attaching: one of all of IAM makes an administrator, but of somebody
 * whom a boundary caps it makes no more than that.
 */
export function withWholePolicies(judge: Judge): Judge {
  const own = oncePerWord((account) => wholePoliciesOf(judge.estate, account));
  return {
    ...judge,
    ask(principal, question) {
      const plain = judge.ask(principal, question);
      const { action, context } = question;
      if (plain.truth === NO || plain.state === "none" || !ATTACHING.test(action)) return plain;
      const all = [`arn:${partitionOf(principal.id)}:iam::aws:policy/AdministratorAccess`, ...own(principal.account)];
      const pick = (policy: string) =>
        judge.ask(principal, { ...question, context: { ...context, [POLICY_KEY]: policy } });
      const there = surest(all, pick);
      const written = surest(there.truth === NO ? judge.toWrite(principal, action, POLICY_KEY) : [], (one) =>
        [pick(one.id), judge.ask(principal, { action: one.action, resource: one.id })].reduce(both, one.surely),
      );
      const best = there.truth === NO ? written : there;
      return best.truth === NO && plain.truth === UNKNOWN ? plain : best;
    },
  };
}
