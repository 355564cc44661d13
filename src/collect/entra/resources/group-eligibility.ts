// entra/graph:group-eligibility: who may let itself into a group that may hold directory roles (PIM for groups).
import type { GraphBatch } from "../../../model/batch.js";
import { fieldsOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { EntraCall, EntraResource } from "../call.js";
import { Reader } from "../reader.js";
import type { TenantCrawl } from "../tenant-crawl.js";

const DATA_SET = "entra/graph:group-eligibility";
const LIST: EntraCall = {
  path: "/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances",
  version: "v1.0",
  dataSet: DATA_SET,
  permission: "PrivilegedEligibilitySchedule.Read.AzureADGroup",
  licence: "Microsoft Entra ID P2",
  count: "1 per group that may hold roles",
  isList: true,
  query: { $filter: "groupId eq '{group}'" },
};

export const groupEligibility: EntraResource = {
  dataSet: DATA_SET,
  calls: [LIST],
  async *collect(crawl: TenantCrawl): AsyncGenerator<GraphBatch> {
    const known = crawl.facts.groups;
    const reader = new Reader(crawl, DATA_SET);
    if (known === undefined) {
      yield reader.closeUnlisted(LIST, "groups");
      return;
    }
    const groups = [...known].flatMap(([id, { mayHoldRoles }]) => (mayHoldRoles ? [id] : []));
    const work = async (group: string, out: PartBuilder): Promise<void> => {
      const list = await reader.list(LIST, { group }, crawl.node(group));
      for (const raw of list ?? []) addEligible(fieldsOf(raw), group, crawl, out);
    };
    yield* reader.batches({ things: groups, word: "groups with roles", call: LIST, basis: "entra/graph:groups" }, work);
  },
};

function addEligible(raw: ReturnType<typeof fieldsOf>, group: string, crawl: TenantCrawl, out: PartBuilder): void {
  const principal = textOf(raw["principalId"]);
  if (principal === undefined) return;
  const access = textOf(raw["accessId"]) ?? "member";
  out.edge("member_of", crawl.node(principal), crawl.node(group), {
    state: "needs-actor",
    confidence: 0.6,
    properties: properties({
      held: "eligible",
      access,
      ends_at: toIso(raw["endDateTime"]),
      why: `eligible as ${access}: it has to be activated, which may take a second factor or an approval`,
    }),
  });
}
