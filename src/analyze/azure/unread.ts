// What was not read and may still allow what nothing that was read allows: then the answer is no "denied". Pure.
import type { StoredNode } from "../../model/analysis.js";
import type { AzureEstate } from "./environment.js";
import type { AzureAnswer, AzureEvaluator, AzureQuestion } from "./evaluator.js";

const ASSIGNMENTS = "azure/authorization:role-assignments";
const ELIGIBLE = "azure/authorization:role-eligibility";
const MEMBERS = "entra/graph:group-members";
const VAULT = /^microsoft\.keyvault\/vaults\//i;
const COSMOS = /^microsoft\.documentdb\/databaseaccounts\//i;

/** The answer, and where nothing allows it but something was not read, that it depends on what that holds. */
export function settle(question: AzureQuestion, evaluator: AzureEvaluator): AzureAnswer {
  const found = evaluator.answer(question);
  if (found.verdict !== "implicit-deny" || question.principal.isGone) return found;
  const open = [...unreadAt(question, evaluator.estate), ...perhapsIn(question, evaluator)];
  return open.length === 0 ? found : { ...found, verdict: "unknown", open };
}

/** What bears on a place and was not read, each as the words after "if". Empty where all of it was. */
export function unreadAt(
  { place, operation }: Pick<AzureQuestion, "place" | "operation">,
  estate: AzureEstate,
): readonly string[] {
  const { places, isRead } = estate;
  const holder = holderOf(place, estate);
  if (holder === undefined) return [`an assignment on ${wordOf(place)}, or above it, allows it: neither was read`];
  const scope = holder.id;
  const missing: string[] = [];
  if (!isRead(scope, ASSIGNMENTS))
    missing.push(`an assignment on ${holder.name}, or above it, allows it: not every one was read (${ASSIGNMENTS})`);
  if (!isRead(scope, ELIGIBLE))
    missing.push(`somebody activates a role that allows it: eligible ones were not read (${ELIGIBLE})`);
  // what is in a vault and in a database goes by lists of their own
  const own = places.levelOf(place) === "resource";
  for (const [form, dataSet, word] of [
    [VAULT, "azure/keyvault:vaults", "an access policy of the vault"],
    [COSMOS, "azure/documentdb:role-assignments", "a role of the database account"],
  ] as const) {
    if (own && form.test(operation) && !isRead(scope, dataSet))
      missing.push(`${word} allows it: not every one was read (${dataSet})`);
  }
  return missing;
}

/** Groups that may, of which nobody could tell who is in them. */
function perhapsIn(question: AzureQuestion, evaluator: AzureEvaluator): readonly string[] {
  const { principal } = question;
  const { holders, isRead } = evaluator.estate;
  const found: string[] = [];
  for (const group of holders.values()) {
    if (group.type !== "Group" || group.id === principal.id || isRead(`entra:${group.tenant}`, MEMBERS)) continue;
    if (group.isOutside || principal.groups.includes(group.id)) continue;
    if (evaluator.answer({ ...question, principal: group }).verdict !== "implicit-deny")
      found.push(`it is in the group ${group.objectId}, whose members were not read (${MEMBERS})`);
  }
  return found.sort();
}

/** The subscription or management group whose lists tell of a place; for the root, any below it: each lists what it inherits. */
function holderOf(place: string, estate: AzureEstate): StoredNode | undefined {
  const { places, isRead } = estate;
  const own = places.containers.get(places.levelOf(place) === "management-group" ? place : "");
  if (own !== undefined) return own;
  if (places.levelOf(place) === "management-group") return undefined;
  const all = places.subscriptionsIn(place).flatMap((one) => places.containers.get(one) ?? []);
  return all.find(({ id }) => isRead(id, ASSIGNMENTS)) ?? all[0];
}

function wordOf(place: string): string {
  return place.startsWith("root:") ? "the root of the tenant" : place;
}
