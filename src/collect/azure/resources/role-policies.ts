// azure/authorization:role-policies: what activating a role asks for where somebody is eligible for it. Settings are those of one
// role at one scope, and are not inherited:
// https://learn.microsoft.com/en-us/entra/id-governance/privileged-identity-management/pim-resource-roles-configure-role-settings
import type { GraphBatch } from "../../../model/batch.js";
import type { AnswerFault } from "../../fault.js";
import { fieldsOf, properties, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import type { PartBuilder } from "../../part.js";
import { elementsOf } from "../../scope-crawl.js";
import { ScopeReader } from "../../scope-reader.js";
import {
  type Activation,
  activationOf,
  askedProperties,
  SOMEBODY,
  toActivation,
} from "../../shared/microsoft/activation.js";
import type { AzureCall } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import type { EligibleRole } from "../facts.js";
import type { AzureResource } from "../resource.js";

const DATA_SET = "azure/authorization:role-policies";
const LIST: AzureCall = {
  path: "/{+scope}/providers/Microsoft.Authorization/roleManagementPolicyAssignments",
  apiVersion: "2020-10-01",
  dataSet: DATA_SET,
  permission: "Microsoft.Authorization/roleManagementPolicyAssignments/read",
  count: "1 per role and scope that somebody is eligible for",
  list: "value",
  query: { $filter: "roleDefinitionId eq '{definition}'" },
  param: ["roleDefinitionId", "{role}"],
};
const SETTLED = { as: "eligible", byDefault: SOMEBODY } as const;

export const rolePolicies: AzureResource = {
  dataSet: DATA_SET,
  calls: [LIST],
  of: ["group", "subscription"],
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const reader = new ScopeReader(crawl, DATA_SET);
    const known = crawl.known.get("azure/authorization:role-eligibility");
    if (known === undefined) {
      yield reader.closeUnlisted(LIST, "eligible roles");
      return;
    }
    if (!known.isWhole) reader.note("eligible roles could only be listed in part");
    const work = async (one: EligibleRole, out: PartBuilder): Promise<void> => {
      if (one.scope === "/") return reader.gap(one.node, "what activating a role at the root asks for is not asked");
      const answer = await reader.answer(LIST, one.node, () => askPolicy(crawl, one));
      const activation = typeof answer === "string" ? undefined : activationIn(elementsOf(LIST, answer), one);
      if (activation !== undefined)
        out.supplements.push({ node: one.node, properties: toFacts(activation, one, crawl) });
    };
    yield* reader.batches(crawl.eligible, { word: "role policies", call: LIST }, work);
    yield reader.close(LIST);
  },
};

/** A bundle may hold one list of every role of the scope instead. */
function askPolicy(crawl: ContainerCrawl, { scope, definition, role }: EligibleRole): Promise<Page | AnswerFault> {
  const { rolePolicies: asked } = crawl.shared;
  const key = `${scope.toLowerCase()} ${role}`;
  const params = { scope, definition, role };
  const { param: _, ...all } = LIST;
  const ask = async (): Promise<Page | AnswerFault> => {
    const has = (call: AzureCall) => crawl.answers.has(crawl.question(call, params));
    const isWhole = !crawl.answers.isLive && !(await has(LIST)) && (await has(all));
    return crawl.one(isWhole ? all : LIST, params);
  };
  const answer = asked.get(key) ?? ask();
  asked.set(key, answer);
  return answer;
}

/** The role is looked for by its id: what the filter of a list leaves is not for us to say. */
function activationIn(list: readonly unknown[], { role }: EligibleRole): Activation | undefined {
  for (const raw of list) {
    const inner = fieldsOf(fieldsOf(raw)["properties"]);
    if (textOf(inner["roleDefinitionId"])?.toLowerCase().endsWith(`/${role}`) !== true) continue;
    return toActivation(inner["effectiveRules"]);
  }
  return undefined;
}

function toFacts(activation: Activation, { principal }: EligibleRole, crawl: ContainerCrawl) {
  const { tenant } = crawl.shared;
  return properties({
    ...askedProperties(activation, (id) => (tenant === undefined ? id : `${tenant}/${id}`)),
    activation: activationOf(activation, principal, SETTLED).why,
  });
}
