// entra/graph:role-definitions, role-assignments, role-eligibility and role-schedules: who holds which directory role, where,
// for how long, and who may take one.
import { type Fields, fieldsOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { activationOf, askedProperties, DIRECTORY_ROLE, NO_PERSON } from "../../shared/microsoft/activation.js";
import { toIso } from "../../time.js";
import type { EntraCall } from "../call.js";
import { roleId } from "../ids.js";
import { listResource } from "../list-resource.js";
import type { TenantCrawl } from "../tenant-crawl.js";

const P2 = "Microsoft Entra ID P2";

const rolesOf = (name: string, dataSet: string, permission: string, more: Partial<EntraCall> = {}): EntraCall => ({
  path: `/roleManagement/directory/${name}`,
  version: "v1.0",
  dataSet: `entra/graph:${dataSet}`,
  permission,
  count: "1",
  isList: true,
  ...more,
});
const LIST_DEFINITIONS = rolesOf("roleDefinitions", "role-definitions", "RoleManagement.Read.Directory");
const LIST_ASSIGNMENTS = rolesOf("roleAssignments", "role-assignments", "RoleManagement.Read.Directory");
const LIST_ELIGIBLE = rolesOf(
  "roleEligibilityScheduleInstances",
  "role-eligibility",
  "RoleEligibilitySchedule.Read.Directory",
  { licence: P2 },
);
const LIST_SCHEDULES = rolesOf(
  "roleAssignmentScheduleInstances",
  "role-schedules",
  "RoleAssignmentSchedule.Read.Directory",
  { licence: P2 },
);

export const roleDefinitions = listResource({
  call: LIST_DEFINITIONS,
  word: "directory roles",
  add: (raw, { facts }) => {
    const id = textOf(raw["id"])?.toLowerCase();
    if (id === undefined) return;
    // what holds of oneself or of what one owns alone is nothing of everybody's
    const permissions = listOf(raw["rolePermissions"])
      .map(fieldsOf)
      .filter(({ condition }) => (textOf(condition) ?? "") === "");
    facts.roles.set(id, {
      name: proseOf(raw["displayName"]) ?? id,
      template: textOf(raw["templateId"])?.toLowerCase() ?? id,
      isBuiltIn: raw["isBuiltIn"] === true,
      isEnabled: raw["isEnabled"] !== false,
      actions: permissions.flatMap((one) =>
        listOf(one["allowedResourceActions"]).filter((action) => typeof action === "string"),
      ),
    });
  },
});

export const roleAssignments = listResource({
  call: LIST_ASSIGNMENTS,
  word: "role assignments",
  add: (raw, crawl, out) => addAssignment(raw, { crawl, isEligible: false }, out),
});

export const roleEligibility = listResource({
  call: LIST_ELIGIBLE,
  word: "eligible assignments",
  add: (raw, crawl, out) => addAssignment(raw, { crawl, isEligible: true }, out),
});

/** What PIM says of an active assignment: whether it ends, and whether somebody has activated it. */
export const roleSchedules = listResource({
  call: LIST_SCHEDULES,
  word: "scheduled assignments",
  start: ({ facts }) => facts.timed.clear(),
  add: (raw, crawl, out) => {
    const end = assignmentOf(raw);
    if (end === undefined) return;
    const isTimed = raw["assignmentType"] === "Activated" || toIso(raw["endDateTime"]) !== undefined;
    const node = crawl.node(end.principal);
    const name = crawl.facts.roles.get(end.role)?.name ?? end.role;
    const known = crawl.facts.timed.get(node) ?? { timed: new Set(), standing: new Set() };
    crawl.facts.timed.set(node, known);
    known[isTimed ? "timed" : "standing"].add(end.scope === "/" ? name : `${name} (scoped)`);
    // The last one of a node wins: it has all of them.
    const lists = { timed_roles: [...known.timed].sort(), standing_roles: [...known.standing].sort() };
    out.supplements.push({ node, properties: lists });
  },
});

interface AssignmentFrame {
  readonly crawl: TenantCrawl;
  readonly isEligible: boolean;
}

function assignmentOf(raw: Fields): { principal: string; role: string; scope: string } | undefined {
  const principal = textOf(raw["principalId"])?.toLowerCase();
  const role = textOf(raw["roleDefinitionId"])?.toLowerCase();
  if (principal === undefined || role === undefined) return undefined;
  // Scopes of an application's own kind (Intune, Exchange) are no scopes of the directory.
  const scope = textOf(raw["directoryScopeId"]) ?? (textOf(raw["appScopeId"]) === undefined ? "/" : undefined);
  return scope === undefined ? undefined : { principal, role, scope };
}

function addAssignment(raw: Fields, { crawl, isEligible }: AssignmentFrame, out: PartBuilder): void {
  const assignment = assignmentOf(raw);
  if (assignment === undefined) return;
  const { principal, role, scope } = assignment;
  const { facts } = crawl;
  const definition = facts.roles.get(role);
  const template = definition?.template ?? role;
  const id = roleId(crawl.tenant, template, scope);
  const [, unit] = /^\/administrativeUnits\/(.+)$/i.exec(scope) ?? [];
  if (unit !== undefined) facts.units.add(unit.toLowerCase());
  const scopeNode = scope === "/" ? crawl.id : crawl.node(scope.slice(scope.lastIndexOf("/") + 1));
  out.nodes.push({
    id,
    kind: "grant",
    type: "entra.directory-role",
    name: `${definition?.name ?? role}${scope === "/" ? "" : ` of ${scope.slice(1)}`}`,
    properties: properties({
      role_name: definition?.name,
      template,
      directory_scope: scope,
      scope_node: scopeNode,
      is_built_in: definition?.isBuiltIn,
      actions: definition?.actions,
    }),
  });
  const endsAt = toIso(raw["endDateTime"]);
  const activation = facts.activations.get(role);
  const isApplication = facts.principal(principal) !== undefined;
  const { confidence, why } = activationOf(activation, principal, DIRECTORY_ROLE);
  const isDead = definition?.isEnabled === false || facts.disabled.has(principal) || (isEligible && isApplication);
  out.edge("has_grant", crawl.node(principal), id, {
    ...(isEligible ? { state: "needs-actor" as const, confidence } : {}),
    ...(isDead ? { state: "blocked" as const, confidence: 1 } : {}),
    properties: properties({
      assignment: textOf(raw["id"]),
      held: isEligible ? "eligible" : "active",
      ends_at: endsAt,
      ...(isEligible && {
        why: isApplication ? NO_PERSON : why,
        by_people: facts.groups?.has(principal) === true ? true : undefined,
        ...askedProperties(activation, (one) => crawl.node(one)),
      }),
    }),
  });
}
