// aws/iam:mfa-devices: hardware and passkey devices. Asked only of users whose report shows MFA and who have no virtual one.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, listOf, textOf } from "../../fields.js";
import type { Part } from "../../part.js";
import type { AccountCrawl } from "../account.js";
import type { AwsCall } from "../call.js";
import { type NamedAnswer, readEach } from "../read.js";
import { reportOf } from "../report.js";
import { ROOT_ROW } from "../report-rows.js";
import type { AwsResource } from "../resource.js";
import { ensureUsers } from "./authorization-details.js";

const DATA_SET = "aws/iam:mfa-devices";

const LIST_MFA_DEVICES: AwsCall = {
  call: "iam:ListMFADevices",
  path: ["iam", "list-mfa-devices"],
  dataSet: DATA_SET,
  count: "1 per user with MFA that is not virtual",
  lists: ["MFADevices"],
  next: "Marker",
};

export const mfaDevices: AwsResource = {
  dataSet: DATA_SET,
  calls: [LIST_MFA_DEVICES],
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    await ensureUsers(account);
    const report = await reportOf(account);
    const recorded = await account.names(LIST_MFA_DEVICES);
    if (report instanceof AnswerFault && recorded.length === 0) {
      yield account.closeAfter(DATA_SET, LIST_MFA_DEVICES, report, false);
      return;
    }
    const rows = report instanceof AnswerFault ? [] : report.rows;
    const virtual = account.facts.virtualMfaUsers ?? new Set();
    const users = rows.filter((row) => row.user !== ROOT_ROW && row.mfaActive === true && !virtual.has(row.arn));
    yield* readEach(account, {
      dataSet: DATA_SET,
      call: LIST_MFA_DEVICES,
      names: [...new Set([...users.map((row) => row.user), ...recorded])].sort(),
      word: "mfa devices",
      subjectOf: (name) => account.facts.userArn(name),
      asking: (name) => ({ name, input: { UserName: name } }),
      toPart: (answer) => toDevices(answer, account),
    });
  },
};

function toDevices({ name, page }: NamedAnswer, account: AccountCrawl): Part {
  const serials = listOf(page["MFADevices"]).flatMap((raw) => textOf(fieldsOf(raw)["SerialNumber"]) ?? []);
  const kinds = [...new Set(serials.map(kindOf))].sort();
  return {
    supplements: [{ node: account.facts.userArn(name), properties: { mfa_devices: serials.length, mfa_kinds: kinds } }],
  };
}

function kindOf(serial: string): string {
  if (/:mfa\//.test(serial)) return "virtual";
  return /:(?:u2f|fido|passkey)/i.test(serial) ? "fido" : "hardware";
}
