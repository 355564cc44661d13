// aws/iam:ssh-public-keys: keys for CodeCommit. Neither report nor summary shows who has one, so that every user would have
// to be asked: only on request, and in bundles that hold them.
import type { GraphBatch } from "../../../model/batch.js";
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AccountCrawl } from "../account.js";
import { emitByUser, readByUser } from "../by-user.js";
import type { AwsCall } from "../call.js";
import type { ListedKey } from "../facts.js";
import type { AwsResource } from "../resource.js";
import { ensureUsers } from "./authorization-details.js";

const DATA_SET = "aws/iam:ssh-public-keys";

const LIST_SSH_PUBLIC_KEYS: AwsCall = {
  call: "iam:ListSSHPublicKeys",
  path: ["iam", "list-ssh-public-keys"],
  dataSet: DATA_SET,
  count: "1 per user",
  lists: ["SSHPublicKeys"],
  next: "Marker",
};

export const sshPublicKeys: AwsResource = {
  dataSet: DATA_SET,
  calls: [LIST_SSH_PUBLIC_KEYS],
  isOnRequest: true,
  async isWanted(account: AccountCrawl): Promise<boolean> {
    if (account.answers.isLive) return account.everyUser;
    return account.answers.wasAsked(DATA_SET) === true || (await account.names(LIST_SSH_PUBLIC_KEYS)).length > 0;
  },
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    await ensureUsers(account);
    const names = [...account.facts.users.keys()].sort();
    const read = await readByUser(account, {
      call: LIST_SSH_PUBLIC_KEYS,
      names,
      word: "ssh keys",
      idField: "SSHPublicKeyId",
      toCredentials: toKeys,
    });
    const doubt = account.facts.hasAllUsers ? undefined : "asked only of the users that could be read";
    yield* emitByUser(account, { dataSet: DATA_SET, call: LIST_SSH_PUBLIC_KEYS, read, doubt, add: addKey });
  },
};

function toKeys(page: Page): readonly ListedKey[] {
  return listOf(page["SSHPublicKeys"]).flatMap((raw) => {
    const key = fieldsOf(raw);
    const id = textOf(key["SSHPublicKeyId"]);
    return id === undefined ? [] : [{ id, isActive: key["Status"] === "Active", createdAt: toIso(key["UploadDate"]) }];
  });
}

function addKey(key: ListedKey, user: string, out: PartBuilder): void {
  const status = key.isActive ? "active" : "inactive";
  out.nodes.push({
    id: key.id,
    kind: "credential",
    type: "aws.ssh-public-key",
    name: key.id,
    parent: user,
    properties: properties({
      status,
      static: true,
      created_at: key.createdAt,
      service_name: "codecommit.amazonaws.com",
    }),
  });
  out.edge("authenticates_as", key.id, user, key.isActive ? {} : { state: "blocked" });
}
