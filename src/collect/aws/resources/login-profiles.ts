// aws/iam:login-profiles: console passwords, from bundles only. Live, the credential report says the same in one call.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, properties } from "../../fields.js";
import { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AccountCrawl } from "../account.js";
import type { AwsCall } from "../call.js";
import { askOne } from "../read.js";
import { reportOf } from "../report.js";
import type { AwsResource } from "../resource.js";
import { ensureUsers } from "./authorization-details.js";

const DATA_SET = "aws/iam:login-profiles";

const GET_LOGIN_PROFILE: AwsCall = {
  call: "iam:GetLoginProfile",
  path: ["iam", "get-login-profile"],
  dataSet: DATA_SET,
  count: "none live",
};

export const loginProfiles: AwsResource = {
  dataSet: DATA_SET,
  calls: [],
  isWanted: async (account: AccountCrawl) => (await account.names(GET_LOGIN_PROFILE)).length > 0,
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    await ensureUsers(account);
    const hasReport = !((await reportOf(account)) instanceof AnswerFault);
    const out = new PartBuilder();
    let faults = 0;
    for (const user of [
      ...new Set([...account.facts.users.keys(), ...(await account.names(GET_LOGIN_PROFILE))]),
    ].sort()) {
      const answer = await askOne(account, GET_LOGIN_PROFILE, { name: user });
      const isAbsent = answer instanceof AnswerFault && answer.kind === "absent";
      if (answer instanceof AnswerFault && !isAbsent) {
        faults += 1;
        out.gaps.push({ dataSet: DATA_SET, subject: account.facts.userArn(user), message: answer.message });
        continue;
      }
      const createdAt = isAbsent ? undefined : toIso(fieldsOf(fieldsOf(answer)["LoginProfile"])["CreateDate"]);
      addProfile({ user, arn: account.facts.userArn(user), isAbsent, createdAt, hasReport }, out);
    }
    const partial = {
      state: "partial",
      message: `${GET_LOGIN_PROFILE.call}: ${faults} users could not be read`,
    } as const;
    yield account.close(DATA_SET, GET_LOGIN_PROFILE, faults === 0 ? {} : partial, out);
  },
};

interface Profile {
  readonly user: string;
  readonly arn: string;
  readonly isAbsent: boolean;
  readonly createdAt: string | undefined;
  readonly hasReport: boolean;
}

function addProfile(profile: Profile, out: PartBuilder): void {
  const { arn, isAbsent, createdAt } = profile;
  out.supplements.push({ node: arn, properties: { password_enabled: !isAbsent } });
  // The report declares the same password, and knows more of it.
  if (isAbsent || profile.hasReport) return;
  const id = `${arn}/console-password`;
  out.nodes.push({
    id,
    kind: "credential",
    type: "aws.console-password",
    name: `console password of ${profile.user}`,
    parent: arn,
    properties: properties({ status: "active", static: true, created_at: createdAt }),
  });
  out.edge("authenticates_as", id, arn);
}
