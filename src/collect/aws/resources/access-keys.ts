// aws/iam:access-keys: ids of access keys. Asked only of users whose credential report shows an active key; of all users when
// there is no report.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AccountCrawl } from "../account.js";
import { emitByUser, NONE_READ, readByUser } from "../by-user.js";
import type { AwsCall } from "../call.js";
import type { ListedKey, UserCredentials } from "../facts.js";
import { reportOf } from "../report.js";
import { ROOT_ROW } from "../report-rows.js";
import type { AwsResource } from "../resource.js";
import { ensureUsers } from "./authorization-details.js";

const DATA_SET = "aws/iam:access-keys";

const LIST_ACCESS_KEYS: AwsCall = {
  call: "iam:ListAccessKeys",
  path: ["iam", "list-access-keys"],
  dataSet: DATA_SET,
  count: "1 per user with an active key",
  lists: ["AccessKeyMetadata"],
  next: "Marker",
  secrets: ["AccessKeyMetadata.*.SecretAccessKey"],
};

export const accessKeys: AwsResource = {
  dataSet: DATA_SET,
  calls: [LIST_ACCESS_KEYS],
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    const read = await readKeys(account);
    const isSure = account.facts.hasAllUsers || !((await reportOf(account)) instanceof AnswerFault);
    const doubt = isSure ? undefined : "asked only of the users that could be read";
    yield* emitByUser(account, { dataSet: DATA_SET, call: LIST_ACCESS_KEYS, read, doubt, add: addKey });
  },
};

/** Keys of each user that was asked and answered; none when they could not be read. */
export async function keysOf(account: AccountCrawl): Promise<UserCredentials<ListedKey>> {
  const keys = await readKeys(account);
  return keys instanceof AnswerFault ? NONE_READ : keys;
}

/** Keys of the users that are asked, asked for once in a crawl. */
export function readKeys(account: AccountCrawl): Promise<UserCredentials<ListedKey> | AnswerFault> {
  account.facts.keys ??= askKeys(account);
  return account.facts.keys;
}

async function askKeys(account: AccountCrawl): Promise<UserCredentials<ListedKey> | AnswerFault> {
  const names = await usersToAsk(account);
  if (names instanceof AnswerFault) return names;
  return readByUser(account, {
    call: LIST_ACCESS_KEYS,
    names,
    word: "keys",
    idField: "AccessKeyId",
    toCredentials: toKeys,
  });
}

/** Names of users to ask, sorted; a fault when nobody knows who there is. */
async function usersToAsk(account: AccountCrawl): Promise<readonly string[] | AnswerFault> {
  await ensureUsers(account);
  const report = await reportOf(account);
  const recorded = await account.names(LIST_ACCESS_KEYS);
  if (!(report instanceof AnswerFault)) {
    const active = report.rows.filter((row) => row.user !== ROOT_ROW && row.keys.some((slot) => slot.isActive));
    return [...new Set([...active.map((row) => row.user), ...recorded])].sort();
  }
  const { users, hasAllUsers } = account.facts;
  const names = [...new Set([...users.keys(), ...recorded])].sort();
  if (names.length === 0 && !hasAllUsers) {
    return new AnswerFault(
      "failed",
      "NoUsers",
      `${LIST_ACCESS_KEYS.call}: not asked, because the users could not be read`,
    );
  }
  if (account.answers.isLive && names.length > 0) {
    account.context.log(
      "warn",
      `aws ${account.account}: no credential report; asking ${names.length} users for their keys`,
    );
  }
  return names;
}

function toKeys(page: { readonly [key: string]: unknown }): readonly ListedKey[] {
  return listOf(page["AccessKeyMetadata"]).flatMap((raw) => {
    const key = fieldsOf(raw);
    const id = textOf(key["AccessKeyId"]);
    return id === undefined ? [] : [{ id, isActive: key["Status"] === "Active", createdAt: toIso(key["CreateDate"]) }];
  });
}

function addKey(key: ListedKey, user: string, out: PartBuilder): void {
  out.nodes.push({
    id: key.id,
    kind: "credential",
    type: "aws.access-key",
    name: key.id,
    parent: user,
    properties: properties({
      status: key.isActive ? "active" : "inactive",
      static: true,
      created_at: key.createdAt,
      last4: key.id.slice(-4),
    }),
  });
  out.edge("authenticates_as", key.id, user, key.isActive ? {} : { state: "blocked" });
}
