// The organisation of an account: who its accounts are, and which of them can be crawled.
import type { Gap, GraphBatch, ScopeNode } from "../../model/batch.js";
import type { JsonRecord } from "../../model/words.js";
import { wholeOf } from "../answers.js";
import { isAccountId } from "../arn.js";
import { AnswerFault } from "../fault.js";
import { fieldsOf, isFields, listOf, properties, textOf } from "../fields.js";
import type { AccountCrawl } from "./account.js";
import type { AwsCall } from "./call.js";
import { readDelegations } from "./delegated-administrators.js";
import type { OrganizationAccount, OrganizationView } from "./organization-view.js";
import { askOne } from "./read.js";

export const ORGANIZATION = "aws/organizations:accounts";

export const LIST_ACCOUNTS: AwsCall = {
  call: "organizations:ListAccounts",
  path: ["organizations", "list-accounts"],
  dataSet: ORGANIZATION,
  count: "1, and 1 per 20 accounts",
  lists: ["Accounts"],
  next: "NextToken",
};

export const DESCRIBE_ORGANIZATION: AwsCall = {
  call: "organizations:DescribeOrganization",
  path: ["organizations", "describe-organization"],
  dataSet: ORGANIZATION,
  count: "1, only when the accounts may not be listed",
};

export const NO_ORGANIZATION: OrganizationView = { accounts: [] };

/** Reads the organisation as one of its accounts sees it. Only the management account and delegated ones may list accounts. */
export async function readOrganization(account: AccountCrawl): Promise<OrganizationView> {
  try {
    const answer = await wholeOf(account.ask(LIST_ACCOUNTS));
    const accounts = listOf(answer["Accounts"]).filter(isFields);
    const delegations = await readDelegations(account);
    const ids = accounts.map((listed) => ARN.exec(textOf(listed["Arn"]) ?? "")).find((match) => match !== null);
    return {
      ...(ids?.[2] === undefined ? {} : { id: ids[2] }),
      ...(ids?.[1] === undefined ? {} : { managementAccount: ids[1] }),
      accounts: accounts.flatMap(toAccount).sort((a, b) => (a.id < b.id ? -1 : 1)),
      delegations,
    };
  } catch (fault) {
    if (!(fault instanceof AnswerFault)) throw fault;
    if (/NotInUse/.test(fault.code)) return NO_ORGANIZATION;
    return fault.kind === "denied" || fault.kind === "unrecorded" ? describe(account, fault) : { accounts: [], fault };
  }
}

/** arn:aws:organizations::<management account>:account/<organisation>/<account> */
const ARN = /^arn:aws[a-z0-9-]*:organizations::(\d{12}):account\/(o-[a-z0-9]+)\//;

/** Any member may know which organisation it is in. */
async function describe(account: AccountCrawl, fault: AnswerFault): Promise<OrganizationView> {
  const answer = await askOne(account, DESCRIBE_ORGANIZATION);
  if (answer instanceof AnswerFault) return /NotInUse/.test(answer.code) ? NO_ORGANIZATION : { accounts: [], fault };
  const organization = fieldsOf(answer["Organization"]);
  const id = textOf(organization["Id"]);
  const managementAccount = textOf(organization["MasterAccountId"]);
  return {
    ...(id === undefined ? {} : { id }),
    ...(managementAccount === undefined ? {} : { managementAccount }),
    accounts: [],
    fault,
  };
}

/** The scope of the organisation with its accounts, those that cannot be crawled named; nothing when it is not known. */
export function* toOrganization(reader: AccountCrawl, view: OrganizationView): Generator<GraphBatch> {
  if (view.id === undefined || view.fault !== undefined) return;
  const closed = view.accounts.filter((account) => account.status !== "ACTIVE").map(toClosedGap);
  const gaps = [...closed, ...toDelegationGaps(view)];
  const { scope: _, ...batch } = reader.close(ORGANIZATION, LIST_ACCOUNTS, {}, { gaps });
  yield { ...batch, scope: toOrganizationScope(view) };
}

/** The scope of an organisation that is known. */
export function toOrganizationScope(view: OrganizationView): ScopeNode {
  const { id = "", delegations: { administrators = {} } = {} } = view;
  const isRead = Object.keys(administrators).length > 0;
  const accounts = view.accounts.map((account): [string, JsonRecord] => [
    account.id,
    { name: account.name, status: account.status },
  ]);
  return {
    id: `aws:${id}`,
    type: "aws.organization",
    name: id,
    properties: properties({
      management_account: view.managementAccount,
      accounts: Object.fromEntries(accounts),
      delegated_administrators: isRead ? administrators : undefined,
    }),
  };
}

function toClosedGap(account: OrganizationAccount): Gap {
  const message = `account ${account.name} is ${account.status.toLowerCase().replace("_", " ")}: not crawled`;
  return { dataSet: ORGANIZATION, subject: `aws:${account.id}`, message };
}

function toDelegationGaps({ id = "", delegations }: OrganizationView): Gap[] {
  const { message, permission } = delegations?.fault ?? {};
  if (message === undefined) return [];
  const gap = { dataSet: ORGANIZATION, subject: `aws:${id}`, message };
  return [permission === undefined ? gap : { ...gap, permission }];
}

function toAccount(raw: { readonly [key: string]: unknown }): readonly OrganizationAccount[] {
  const id = textOf(raw["Id"]);
  if (id === undefined || !isAccountId(id)) return [];
  // State follows Status in newer answers; both say ACTIVE.
  return [{ id, name: textOf(raw["Name"]) ?? id, status: textOf(raw["Status"]) ?? textOf(raw["State"]) ?? "ACTIVE" }];
}
