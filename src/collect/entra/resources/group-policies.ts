// entra/graph:group-policies: what letting oneself into a group asks for, as member and as owner. Asked of groups that somebody
// is eligible for, before the eligible memberships, whose edges depend on it. A policy a group and kind of membership:
// https://learn.microsoft.com/en-us/graph/api/resources/unifiedrolemanagementpolicyassignment
import type { GraphBatch } from "../../../model/batch.js";
import { fieldsOf, textOf } from "../../fields.js";
import { toActivation } from "../../shared/microsoft/activation.js";
import type { EntraCall } from "../call.js";
import { askAboutGroup, askEligible, groupsWithRoles, LIST_ELIGIBLE } from "../eligible-members.js";
import { Reader } from "../reader.js";
import type { EntraResource } from "../resource.js";
import { elementsOf, type TenantCrawl } from "../tenant-crawl.js";

const DATA_SET = "entra/graph:group-policies";
const LIST: EntraCall = {
  path: "/policies/roleManagementPolicyAssignments",
  version: "v1.0",
  dataSet: DATA_SET,
  permission: "RoleManagementPolicy.Read.AzureADGroup",
  licence: "Microsoft Entra ID P2",
  count: "1 per group that somebody is eligible for",
  isList: true,
  query: { $filter: "scopeId eq '{group}' and scopeType eq 'Group'", $expand: "policy($expand=rules)" },
  param: ["scopeId", "{group}"],
};

export const groupPolicies: EntraResource = {
  dataSet: DATA_SET,
  calls: [LIST],
  async *collect(crawl: TenantCrawl): AsyncGenerator<GraphBatch> {
    const groups = groupsWithRoles(crawl);
    const reader = new Reader(crawl, DATA_SET);
    if (groups === undefined) {
      yield reader.closeUnlisted(LIST, "groups");
      return;
    }
    const work = async (group: string): Promise<void> => {
      const eligible = await reader.answer(LIST_ELIGIBLE, crawl.node(group), () => askEligible(crawl, group));
      if (typeof eligible === "string" || elementsOf(eligible).length === 0) return;
      const ask = () => askAboutGroup(crawl, LIST, { group, field: "scopeId" });
      const answer = await reader.answer(LIST, crawl.node(group), ask);
      if (typeof answer !== "string") notePolicies(elementsOf(answer), group, crawl);
    };
    yield* reader.batches({ things: groups, word: "group policies", call: LIST, basis: "entra/graph:groups" }, work);
  },
};

function notePolicies(list: readonly unknown[], group: string, { facts }: TenantCrawl): void {
  for (const raw of list.map(fieldsOf)) {
    const access = textOf(raw["roleDefinitionId"])?.toLowerCase();
    const activation = toActivation(fieldsOf(raw["policy"])["rules"]);
    if (access !== undefined && activation !== undefined) facts.groupActivations.set(`${group}/${access}`, activation);
  }
}
