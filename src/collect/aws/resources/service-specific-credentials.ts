// aws/iam:service-specific-credentials: passwords and API keys for one service (Bedrock, CodeCommit, Keyspaces), of all
// users in one call.
import type { GraphBatch } from "../../../model/batch.js";
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import { type Part, PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AccountCrawl } from "../account.js";
import type { AwsCall } from "../call.js";
import { readEach, readList } from "../read.js";
import type { AwsResource } from "../resource.js";
import { hasNone } from "./account-summary.js";
import { ensureUsers } from "./authorization-details.js";

const DATA_SET = "aws/iam:service-specific-credentials";

const LIST_SERVICE_SPECIFIC: AwsCall = {
  call: "iam:ListServiceSpecificCredentials",
  path: ["iam", "list-service-specific-credentials"],
  dataSet: DATA_SET,
  count: "1",
  lists: ["ServiceSpecificCredentials"],
  next: "Marker",
  input: { AllUsers: true },
  secrets: ["ServiceSpecificCredentials.*.ServicePassword", "ServiceSpecificCredentials.*.ServiceCredentialSecret"],
};

export const serviceSpecificCredentials: AwsResource = {
  dataSet: DATA_SET,
  calls: [LIST_SERVICE_SPECIFIC],
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    await ensureUsers(account);
    if (await hasNone(account, LIST_SERVICE_SPECIFIC, "Users")) {
      yield account.close(DATA_SET, LIST_SERVICE_SPECIFIC);
      return;
    }
    const toPart = (page: Page): Part => toCredentials(page, account);
    // Older tools record them user by user.
    const names = await account.names(LIST_SERVICE_SPECIFIC);
    if (names.length === 0) yield* readList(account, { dataSet: DATA_SET, call: LIST_SERVICE_SPECIFIC, toPart });
    else {
      yield* readEach(account, {
        dataSet: DATA_SET,
        call: LIST_SERVICE_SPECIFIC,
        names: [...new Set([...account.facts.users.keys(), ...names])].sort(),
        word: "service credentials",
        subjectOf: (name) => account.facts.userArn(name),
        asking: (name) => ({ name }),
        toPart: ({ page }) => toPart(page),
      });
    }
  },
};

function toCredentials(page: Page, account: AccountCrawl): Part {
  const out = new PartBuilder();
  for (const raw of listOf(page["ServiceSpecificCredentials"])) {
    const credential = fieldsOf(raw);
    const id = textOf(credential["ServiceSpecificCredentialId"]);
    const user = textOf(credential["UserName"]);
    if (id === undefined || user === undefined) continue;
    const isActive = credential["Status"] === "Active";
    const expiresAt = toIso(credential["ExpirationDate"]);
    const service = textOf(credential["ServiceName"]);
    out.nodes.push({
      id,
      kind: "credential",
      type: "aws.service-specific-credential",
      name: service === undefined ? id : `${service} credential of ${user}`,
      parent: account.facts.userArn(user),
      properties: properties({
        status: isActive ? "active" : "inactive",
        static: expiresAt === undefined,
        created_at: toIso(credential["CreateDate"]),
        expires_at: expiresAt,
        service_name: service,
        last4: id.slice(-4),
      }),
    });
    out.edge("authenticates_as", id, account.facts.userArn(user), isActive ? {} : { state: "blocked" });
  }
  return out;
}
