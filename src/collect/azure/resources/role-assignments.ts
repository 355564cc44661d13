// azure/authorization:role-assignments, :role-eligibility, :role-schedules: who has which role where, for good, for a time, or when
// somebody activates it. The list of a subscription holds what it inherits, too: elevated access at the root among it.
import type { GraphBatch } from "../../../model/batch.js";
import type { JsonRecord } from "../../../model/words.js";
import { type Fields, fieldsOf, properties, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AzureCall, ContainerKind } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { resourceId } from "../ids.js";
import { listed } from "../listed.js";
import type { AzureResource } from "../resource.js";

const BOTH: readonly ContainerKind[] = ["group", "subscription"];
const OF_GROUP = "/providers/Microsoft.Management/managementGroups/{group}";

/** A list of Microsoft.Authorization, of a subscription and of a management group. */
export function authorizationCalls(
  list: string,
  more: Omit<AzureCall, "path" | "count" | "list">,
): { readonly call: AzureCall; readonly calls: { readonly group: AzureCall } } {
  const path = `/providers/Microsoft.Authorization/${list}`;
  const call: AzureCall = {
    ...more,
    path: `/subscriptions/{subscription}${path}`,
    count: "1 per subscription",
    list: "value",
  };
  const group: AzureCall = {
    ...more,
    path: `${OF_GROUP}${path}`,
    count: "1 per management group",
    list: "value",
    query: { $filter: "atScope()" },
  };
  return { call, calls: { group } };
}

const ASSIGNMENTS = authorizationCalls("roleAssignments", {
  apiVersion: "2022-04-01",
  dataSet: "azure/authorization:role-assignments",
  permission: "Microsoft.Authorization/roleAssignments/read",
});
const ELIGIBLE = authorizationCalls("roleEligibilityScheduleInstances", {
  apiVersion: "2020-10-01",
  dataSet: "azure/authorization:role-eligibility",
  permission: "Microsoft.Authorization/roleEligibilityScheduleInstances/read",
});
const SCHEDULES = authorizationCalls("roleAssignmentScheduleInstances", {
  apiVersion: "2020-10-01",
  dataSet: "azure/authorization:role-schedules",
  permission: "Microsoft.Authorization/roleAssignmentScheduleInstances/read",
});

const plainAssignments = listed({
  ...ASSIGNMENTS,
  of: BOTH,
  word: "role assignments",
  convert: (raw, out, crawl) => addAssignment(raw, { type: "azure.role-assignment", held: "active" }, out, crawl),
});

/** Beside the assignments: from which scopes a subscription inherits, which holds where the hierarchy could not be read. */
export const roleAssignments: AzureResource = {
  ...plainAssignments,
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const above = new Set<string>();
    for await (const batch of plainAssignments.collect(crawl)) {
      for (const { properties: facts } of batch.nodes ?? []) {
        const scope = facts["role_scope"];
        if (typeof scope === "string" && !scope.startsWith("/subscriptions/")) above.add(scope);
      }
      const isLast = batch.coverage !== undefined;
      if (!isLast || above.size === 0 || crawl.container.kind !== "subscription") yield batch;
      else yield { ...batch, supplements: [{ node: crawl.id, properties: { inherits_from: [...above].sort() } }] };
    }
  },
};

export const roleEligibility = listed({
  ...ELIGIBLE,
  of: BOTH,
  word: "eligible roles",
  convert(raw, out, crawl) {
    addAssignment(raw, { type: "azure.eligible-role", held: "eligible" }, out, crawl);
    const inner = fieldsOf(raw["properties"]);
    const [id, definition, scope] = [raw["id"], inner["roleDefinitionId"], inner["scope"]].map(textOf);
    const principal = textOf(inner["principalId"])?.toLowerCase();
    if (id === undefined || definition === undefined || scope === undefined || principal === undefined) return;
    crawl.eligible.push({ node: resourceId(id), principal, definition, role: roleOf(definition), scope });
  },
});

/** Until when an active assignment is good. */
export const roleSchedules = listed({
  ...SCHEDULES,
  of: BOTH,
  word: "role schedules",
  convert(raw, out) {
    const inner = fieldsOf(raw["properties"]);
    const assignment = textOf(inner["originRoleAssignmentId"]);
    if (assignment === undefined) return;
    const facts = properties({
      ends_at: toIso(inner["endDateTime"]),
      is_activated: inner["assignmentType"] === "Activated",
    });
    out.supplements.push({ node: resourceId(assignment), properties: facts });
  },
});

interface Kind {
  readonly type: string;
  readonly held: "active" | "eligible";
}

function addAssignment(raw: Fields, { type, held }: Kind, out: PartBuilder, { shared }: ContainerCrawl): void {
  const id = textOf(raw["id"]);
  const inner = fieldsOf(raw["properties"]);
  const [principal, definition, scope] = [inner["principalId"], inner["roleDefinitionId"], inner["scope"]].map(textOf);
  if (id === undefined || principal === undefined || definition === undefined || scope === undefined) return;
  const role = roleOf(definition);
  const facts: JsonRecord = properties({
    principal: principal.toLowerCase(),
    principal_type: textOf(inner["principalType"]),
    role: shared.roleName(role),
    role_definition: role,
    role_scope: scope.toLowerCase(),
    tenant: shared.tenant,
    held,
    condition: textOf(inner["condition"]),
    description: proseOf(inner["description"]),
    created_at: toIso(inner["createdOn"]),
    updated_at: toIso(inner["updatedOn"]),
    created_by: textOf(inner["createdBy"])?.toLowerCase(),
    delegated_identity: textOf(inner["delegatedManagedIdentityResourceId"])?.toLowerCase(),
    ends_at: toIso(inner["endDateTime"]),
    member_type: textOf(inner["memberType"]),
  });
  out.nodes.push({
    id: resourceId(id),
    kind: "grant",
    type,
    name: shared.roleName(role) ?? role,
    properties: facts,
  });
}

function roleOf(definition: string): string {
  return definition.slice(definition.lastIndexOf("/") + 1).toLowerCase();
}
