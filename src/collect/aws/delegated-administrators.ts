// Accounts that an organisation lets administer a service in the place of the account that manages it.
import { AnswerFault } from "../fault.js";
import { fieldsOf, listOf, textOf } from "../fields.js";
import type { Page } from "../page.js";
import type { AccountCrawl, Asking } from "./account.js";
import type { AwsCall } from "./call.js";
import type { Delegations } from "./organization-view.js";
import { askOne } from "./read.js";

/**
 * Services whose administrator holds in every member account what the account that manages the organisation holds there: stack sets with
 * service-managed permissions, and sessions of root users. "Register a delegated administrator", CloudFormation User Guide; "Centralize
 * root access for member accounts", IAM User Guide.
 */
const SERVICES: readonly string[] = ["iam.amazonaws.com", "member.org.stacksets.cloudformation.amazonaws.com"];

export const LIST_DELEGATED: AwsCall = {
  call: "organizations:ListDelegatedAdministrators",
  path: ["organizations", "list-delegated-administrators"],
  dataSet: "aws/organizations:accounts",
  count: "2, and 1 per instance of Identity Center",
  lists: ["DelegatedAdministrators"],
  isOne: true,
  next: "NextToken",
};

/** What the call asks about one service. */
export function aboutService(service: string): Asking {
  return { param: ["service-principal", service], input: { ServicePrincipal: service } };
}

/** Accounts in an answer, sorted. */
export function administratorsIn(answer: Page): readonly string[] {
  return listOf(answer["DelegatedAdministrators"])
    .flatMap((one) => textOf(fieldsOf(one)["Id"]) ?? [])
    .sort();
}

/** Asks for each of the services, in an account that may list those of the organisation. */
export async function readDelegations(account: AccountCrawl): Promise<Delegations> {
  const administrators: { [service: string]: readonly string[] } = {};
  let fault: AnswerFault | undefined;
  for (const service of SERVICES) {
    const answer = await askOne(account, LIST_DELEGATED, aboutService(service));
    if (answer instanceof AnswerFault) fault ??= answer;
    else administrators[service] = administratorsIn(answer);
  }
  return fault === undefined ? { administrators } : { administrators, fault };
}
