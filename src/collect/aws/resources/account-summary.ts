// aws/iam:account-summary: counts, and what the root user holds. Other data sets are not asked for what it says is not there.
import type { Coverage, GraphBatch } from "../../../model/batch.js";
import type { JsonRecord } from "../../../model/words.js";
import { wholeOf } from "../../answers.js";
import { type Fields, integerOf, isFields, properties } from "../../fields.js";
import type { AccountCrawl } from "../account.js";
import type { AwsCall } from "../call.js";
import type { AwsResource } from "../resource.js";

const DATA_SET = "aws/iam:account-summary";

const GET_ACCOUNT_SUMMARY: AwsCall = {
  call: "iam:GetAccountSummary",
  path: ["iam", "get-account-summary"],
  dataSet: DATA_SET,
  count: "1",
};

export const accountSummary: AwsResource = {
  dataSet: DATA_SET,
  calls: [GET_ACCOUNT_SUMMARY],
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    try {
      const answer = await wholeOf(account.ask(GET_ACCOUNT_SUMMARY));
      const map = answer["SummaryMap"];
      if (!isFields(map)) {
        const message = `${GET_ACCOUNT_SUMMARY.call}: wrong shape (no SummaryMap)`;
        yield account.close(DATA_SET, GET_ACCOUNT_SUMMARY, { state: "failed", code: "WrongShape", message });
        return;
      }
      account.facts.summary = map;
      const supplements = [{ node: account.scope.id, properties: toSummary(map) }];
      yield account.close(DATA_SET, GET_ACCOUNT_SUMMARY, toCoverage(map), { supplements });
    } catch (fault) {
      yield account.closeAfter(DATA_SET, GET_ACCOUNT_SUMMARY, fault, false);
    }
  },
};

/** Whether the summary says that the account has none of something, and no recorded answer says otherwise. */
export async function hasNone(account: AccountCrawl, call: AwsCall, count: string): Promise<boolean> {
  if (!account.answers.isLive && (await account.has(call))) return false;
  return integerOf(account.facts.summary?.[count]) === 0;
}

/** What the root user holds, as counts. */
const ROOT_COUNTS = [
  "AccountAccessKeysPresent",
  "AccountMFAEnabled",
  "AccountPasswordPresent",
  "AccountSigningCertificatesPresent",
];

/** A count that is none, such as one below zero, tells neither that something is there nor that it is not. */
function toCoverage(map: Fields): Partial<Coverage> {
  const odd = ROOT_COUNTS.filter((key) => map[key] !== undefined && countOf(map[key]) === undefined);
  if (odd.length === 0) return {};
  return { state: "partial", message: `${GET_ACCOUNT_SUMMARY.call}: no count in ${odd.join(", ")}` };
}

function countOf(value: unknown): number | undefined {
  const count = integerOf(value);
  return count !== undefined && count >= 0 ? count : undefined;
}

function toSummary(map: Fields): JsonRecord {
  const some = (key: string): boolean | undefined => {
    const count = countOf(map[key]);
    return count === undefined ? undefined : count > 0;
  };
  return properties({
    users: integerOf(map["Users"]),
    roles: integerOf(map["Roles"]),
    groups: integerOf(map["Groups"]),
    policies: integerOf(map["Policies"]),
    identity_providers: integerOf(map["Providers"]),
    root_keys_present: some("AccountAccessKeysPresent"),
    root_mfa_enabled: some("AccountMFAEnabled"),
    root_certificate_present: some("AccountSigningCertificatesPresent"),
    root_password_present: some("AccountPasswordPresent"),
  });
}
