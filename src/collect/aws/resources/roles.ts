// aws/iam:roles: how long sessions of each role may last, which the account details leave out.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import { type Part, PartBuilder } from "../../part.js";
import type { AccountCrawl } from "../account.js";
import type { AwsCall } from "../call.js";
import type { AccountFacts } from "../facts.js";
import { readList } from "../read.js";
import type { AwsResource } from "../resource.js";
import { toSessionHours } from "../session-hours.js";

const DATA_SET = "aws/iam:roles";

const LIST_ROLES: AwsCall = {
  call: "iam:ListRoles",
  path: ["iam", "list-roles"],
  dataSet: DATA_SET,
  count: "1, and 1 more per further 1,000 roles",
  lists: ["Roles"],
  next: "Marker",
  input: { MaxItems: 1000 },
};

export const roles: AwsResource = {
  dataSet: DATA_SET,
  calls: [LIST_ROLES],
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    account.facts.triedRoles = true;
    const toPart = (page: Page): Part => toRoles(page, account);
    for await (const batch of readList(account, { dataSet: DATA_SET, call: LIST_ROLES, toPart })) {
      if (batch.coverage?.state === "complete") account.facts.hasAllRoles = true;
      yield batch;
    }
  },
};

/** Sees to it that the roles are known, when a crawl is resumed after them. */
export async function ensureRoles(account: AccountCrawl): Promise<void> {
  if (account.facts.triedRoles || account.facts.hasAllRoles) return;
  account.facts.triedRoles = true;
  try {
    const pages = account.answers.isLive ? account.live(LIST_ROLES) : account.ask(LIST_ROLES);
    for await (const page of pages) toRoles(page, account);
    account.facts.hasAllRoles = true;
  } catch (fault) {
    // What the roles are needed for says itself what it could not read.
    if (!(fault instanceof AnswerFault)) throw fault;
  }
}

/** Keeps a role that somebody chose the rights of; AWS makes and removes the others. */
export function noteRole(arn: string, { roles }: Pick<AccountFacts, "roles">): void {
  if (!/:role\/aws-(?:service-role|reserved)\//.test(arn)) roles.add(arn);
}

function toRoles(page: Page, { facts }: AccountCrawl): Part {
  const out = new PartBuilder();
  for (const raw of listOf(page["Roles"])) {
    const role = fieldsOf(raw);
    const arn = textOf(role["Arn"]);
    if (arn === undefined) continue;
    noteRole(arn, facts);
    const hours = toSessionHours(role["MaxSessionDuration"]);
    if (hours !== undefined) out.supplements.push({ node: arn, properties: properties({ max_session_hours: hours }) });
  }
  return out;
}
