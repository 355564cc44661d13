// aws/iam:virtual-mfa-devices: who signs in with an authenticator app. The seed of a device is never kept.
import type { GraphBatch } from "../../../model/batch.js";
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import { type Part, PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AccountCrawl } from "../account.js";
import type { AwsCall } from "../call.js";
import { readList } from "../read.js";
import type { AwsResource } from "../resource.js";
import { hasNone } from "./account-summary.js";

const DATA_SET = "aws/iam:virtual-mfa-devices";

const LIST_VIRTUAL_MFA: AwsCall = {
  call: "iam:ListVirtualMFADevices",
  path: ["iam", "list-virtual-mfa-devices"],
  dataSet: DATA_SET,
  count: "1, only when the account summary shows some",
  lists: ["VirtualMFADevices"],
  next: "Marker",
  input: { AssignmentStatus: "Assigned" },
  secrets: ["VirtualMFADevices.*.Base32StringSeed", "VirtualMFADevices.*.QRCodePNG"],
};

export const virtualMfaDevices: AwsResource = {
  dataSet: DATA_SET,
  calls: [LIST_VIRTUAL_MFA],
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    const users = new Set<string>();
    if (await hasNone(account, LIST_VIRTUAL_MFA, "MFADevices")) {
      account.facts.virtualMfaUsers = users;
      yield account.close(DATA_SET, LIST_VIRTUAL_MFA);
      return;
    }
    const toPart = (page: Page): Part => toDevices(page, users);
    for await (const batch of readList(account, { dataSet: DATA_SET, call: LIST_VIRTUAL_MFA, toPart })) {
      if (batch.coverage?.state === "complete") account.facts.virtualMfaUsers = users;
      yield batch;
    }
  },
};

function toDevices(page: Page, users: Set<string>): Part {
  const out = new PartBuilder();
  for (const raw of listOf(page["VirtualMFADevices"])) {
    const device = fieldsOf(raw);
    const user = textOf(fieldsOf(device["User"])["Arn"]);
    if (user === undefined || users.has(user)) continue;
    users.add(user);
    const facts = properties({ virtual_mfa: true, virtual_mfa_since: toIso(device["EnableDate"]) });
    out.supplements.push({ node: user, properties: facts });
  }
  return out;
}
