// workspace/admin:customer: whose Workspace it is, and what everybody in it keeps: mail, files, chats.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import { toIso } from "../../time.js";
import { directory, type WorkspaceCall } from "../call.js";
import type { CustomerName, DomainCrawl } from "../domain-crawl.js";
import type { WorkspaceResource } from "../resource.js";
import { LIST_POLICIES } from "./app-access.js";
import { LIST_USERS } from "./users.js";

const GET_CUSTOMER: WorkspaceCall = directory({
  method: "directory.customers.get",
  path: "customers/my_customer",
  dataSet: "workspace/admin:customer",
  scope: "admin.directory.customer.readonly",
  privilege: "Organization Settings",
  count: "1",
});

/** What a customer keeps: word and name for people. */
const DATA = [
  ["mailboxes", "mail of everybody"],
  ["files", "files of everybody in Drive"],
  ["chats", "chats of everybody"],
  ["calendars", "calendars of everybody"],
  ["contacts", "contacts of everybody"],
] as const;

/** Whose Workspace it is, by the customer itself or, where that is refused, by one of its users or settings. */
export async function identifyCustomer(
  first: (call: WorkspaceCall) => Promise<Page | AnswerFault>,
): Promise<CustomerName> {
  const answer = await first(GET_CUSTOMER);
  if (!(answer instanceof AnswerFault)) {
    return { customer: textOf(answer["id"]), name: textOf(answer["customerDomain"])?.toLowerCase() };
  }
  const users = await first(LIST_USERS);
  const isRefused = users instanceof AnswerFault;
  const ofUser = isRefused ? undefined : textOf(fieldsOf(listOf(users["users"])[0])["customerId"]);
  const customer = ofUser ?? (await customerOfPolicies(first));
  return { customer, name: undefined, ...(isRefused && customer === undefined && { fault: answer }) };
}

/** `customers/C…` of the first setting: https://docs.cloud.google.com/identity/docs/reference/rest/v1/policies */
async function customerOfPolicies(first: Parameters<typeof identifyCustomer>[0]): Promise<string | undefined> {
  const answer = await first(LIST_POLICIES);
  if (answer instanceof AnswerFault) return undefined;
  return textOf(fieldsOf(listOf(answer["policies"])[0])["customer"])?.replace(/^customers\//, "");
}

/** The first page of an answer, or the fault that stands for it. */
export async function firstPage(pages: AsyncIterable<Page>): Promise<Page | AnswerFault> {
  try {
    for await (const page of pages) return page;
    return {};
  } catch (fault) {
    if (fault instanceof AnswerFault) return fault;
    throw fault;
  }
}

/** Gives the crawl the id that its nodes begin with. What cannot be read is said by the data sets themselves. */
export async function findCustomer(crawl: DomainCrawl): Promise<void> {
  const { customer, name } = crawl.known ?? (await identifyCustomer((call) => firstPage(crawl.ask(call, {}))));
  crawl.customer = customer;
  crawl.scopeName = name ?? crawl.domain;
  crawl.scopeFacts = properties({ customer, domain: crawl.scopeName });
}

export const customer: WorkspaceResource = {
  dataSet: GET_CUSTOMER.dataSet,
  calls: [GET_CUSTOMER],
  async *collect(crawl: DomainCrawl): AsyncGenerator<GraphBatch> {
    const { id, scopeName: name } = crawl;
    const answer = await crawl.one(GET_CUSTOMER, {});
    const kept = DATA.map(([data, what]) => ({
      id: `${id}/${data}`,
      kind: "resource" as const,
      type: `workspace.${data}`,
      name: `${what} of ${name}`,
      properties: {},
    }));
    if (answer instanceof AnswerFault) {
      // that there is mail does not depend on it
      yield crawl.batch(GET_CUSTOMER, { nodes: kept });
      yield crawl.closeAfter(GET_CUSTOMER, answer, true);
      return;
    }
    crawl.scopeFacts = { ...crawl.scopeFacts, ...properties({ created_at: toIso(answer["customerCreationTime"]) }) };
    const aliases = [...new Set([`workspace:${crawl.domain}`, `workspace:${name}`])].filter((one) => one !== id);
    const scope = {
      id,
      kind: "scope" as const,
      type: "workspace.customer",
      name,
      aliases,
      properties: crawl.scopeFacts,
    };
    yield crawl.close(GET_CUSTOMER, {}, { nodes: [scope, ...kept] }, {});
  },
};
