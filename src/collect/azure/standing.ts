// What a sign-in lacks in subscriptions: Azure tells what the caller may do there, before anything is read. For doctor.
import pLimit from "p-limit";
import { matchesOperation } from "../../model/azure-operation.js";
import { wholeOf } from "../answers.js";
import { AnswerFault } from "../fault.js";
import { type Fields, fieldsOf, listOf, textOf } from "../fields.js";
import type { Lack } from "../provider.js";
import { elementsOf } from "../scope-crawl.js";
import type { AzureCall } from "./call.js";
import { callsFor } from "./calls.js";
import type { AzureClient } from "./client.js";
import { LIST_DIRECTORY_SETTINGS } from "./resources/diagnostic-settings.js";
import { GET_GROUPS } from "./resources/scopes.js";

/** What the caller may do in a subscription, by all of its roles. */
export const LIST_PERMISSIONS: AzureCall = {
  path: "/subscriptions/{subscription}/providers/Microsoft.Authorization/permissions",
  apiVersion: "2022-04-01",
  dataSet: "",
  permission: "Microsoft.Authorization/permissions/read",
  count: "1 per subscription",
  list: "value",
};
const AT_A_TIME = 4;

/**
 * Operations that the crawl needs and the sign-in has not in a subscription. One that does not tell is left out: no lack of it is
 * known. In: a client that may make LIST_PERMISSIONS. Throws what is no fault of an answer.
 */
export async function lacksOf(client: AzureClient, subscription: string): Promise<readonly Lack[]> {
  const missing = await missingOf(client, subscription);
  return missing.map((operation) => ({ what: operation, dataSets: opens(operation) }));
}

/** The same for all subscriptions of a tenant, each operation once, and for the tree above them. */
export async function lacksOfAll(
  client: AzureClient,
  tenant: string | undefined,
  subscriptions: readonly string[],
): Promise<readonly Lack[]> {
  const limit = pLimit(AT_A_TIME);
  const missing = await Promise.all(subscriptions.map((one) => limit(() => missingOf(client, one))));
  const counts = new Map<string, number>();
  for (const operation of missing.flat()) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  const lacks = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...(tenant === undefined ? [] : await lacksAbove(client, tenant)),
    ...lacks.map(([operation, count]) => ({
      what: `${operation} (in ${count} of ${subscriptions.length} subscriptions)`,
      dataSets: opens(operation),
    })),
  ];
}

/** Nothing tells what the caller may do above the subscriptions before it is asked for. */
async function lacksAbove(client: AzureClient, tenant: string): Promise<readonly Lack[]> {
  const asked = [
    { call: GET_GROUPS, where: "at the root management group" },
    { call: LIST_DIRECTORY_SETTINGS, where: "at / itself, above the root management group" },
  ];
  const lacks = await Promise.all(asked.map(({ call, where }) => lackOf(client, call, { tenant, where })));
  return lacks.flat();
}

async function lackOf(
  client: AzureClient,
  call: AzureCall,
  { tenant, where }: { readonly tenant: string; readonly where: string },
): Promise<readonly Lack[]> {
  try {
    await wholeOf(client.pages(call, { group: tenant }));
    return [];
  } catch (fault) {
    if (!(fault instanceof AnswerFault)) throw fault;
    const what = `${call.permission} (${where})`;
    return fault.kind === "denied" ? [{ what, dataSets: [call.dataSet] }] : [];
  }
}

async function missingOf(client: AzureClient, subscription: string): Promise<readonly string[]> {
  try {
    const page = await wholeOf(client.pages(LIST_PERMISSIONS, { subscription }));
    const permissions = elementsOf(LIST_PERMISSIONS, page).map(fieldsOf);
    return needed().filter((operation) => !permissions.some((one) => gives(one, operation)));
  } catch (fault) {
    if (fault instanceof AnswerFault) return [];
    throw fault;
  }
}

/** Operations of the calls about a subscription; Resource Graph shows what may be read anyway and asks for nothing of its own. */
function needed(): readonly string[] {
  const all = callsFor("subscription").map(({ permission }) => permission);
  return [...new Set(all)].filter((operation) => operation !== "*/read").sort();
}

function opens(operation: string): readonly string[] {
  const using = callsFor("subscription").filter(({ permission }) => permission === operation);
  return [...new Set(using.map(({ dataSet }) => dataSet))].sort();
}

/** What a role takes away, it takes from itself alone. */
function gives({ actions, notActions }: Fields, operation: string): boolean {
  const has = (patterns: unknown): boolean =>
    listOf(patterns).some((pattern) => matchesOperation(operation, textOf(pattern) ?? ""));
  return has(actions) && !has(notActions);
}
