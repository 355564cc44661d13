// aws/iam:account-password-policy: rules for console passwords. No policy is an answer too.
import type { GraphBatch } from "../../../model/batch.js";
import type { JsonRecord } from "../../../model/words.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, integerOf, properties } from "../../fields.js";
import type { AccountCrawl } from "../account.js";
import type { AwsCall } from "../call.js";
import { askOne } from "../read.js";
import type { AwsResource } from "../resource.js";

const DATA_SET = "aws/iam:account-password-policy";

const GET_PASSWORD_POLICY: AwsCall = {
  call: "iam:GetAccountPasswordPolicy",
  path: ["iam", "get-account-password-policy"],
  dataSet: DATA_SET,
  count: "1",
};

export const accountPasswordPolicy: AwsResource = {
  dataSet: DATA_SET,
  calls: [GET_PASSWORD_POLICY],
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    const answer = await askOne(account, GET_PASSWORD_POLICY);
    const isAbsent = answer instanceof AnswerFault && answer.kind === "absent";
    if (answer instanceof AnswerFault && !isAbsent) {
      yield account.closeAfter(DATA_SET, GET_PASSWORD_POLICY, answer, false);
      return;
    }
    const facts = answer instanceof AnswerFault ? { password_policy_present: false } : toPasswordPolicy(answer);
    const supplements = [{ node: account.scope.id, properties: facts }];
    yield account.close(DATA_SET, GET_PASSWORD_POLICY, {}, { supplements });
  },
};

function toPasswordPolicy(answer: Fields): JsonRecord {
  const policy = fieldsOf(answer["PasswordPolicy"]);
  const flag = (key: string): boolean | undefined => (typeof policy[key] === "boolean" ? policy[key] : undefined);
  return properties({
    password_policy_present: true,
    password_min_length: integerOf(policy["MinimumPasswordLength"]),
    password_max_age_days: integerOf(policy["MaxPasswordAge"]),
    password_reuse_prevention: integerOf(policy["PasswordReusePrevention"]),
    password_requires_symbols: flag("RequireSymbols"),
    password_requires_numbers: flag("RequireNumbers"),
    password_requires_uppercase: flag("RequireUppercaseCharacters"),
    password_requires_lowercase: flag("RequireLowercaseCharacters"),
    password_hard_expiry: flag("HardExpiry"),
  });
}
