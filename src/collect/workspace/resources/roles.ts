// workspace/admin:role-assignments and role-groups: administrator roles, who was given them, and who is in the groups that were.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import { PartBuilder } from "../../part.js";
import { elementsOf } from "../../scope-crawl.js";
import { ScopeReader } from "../../scope-reader.js";
import { directory, type WorkspaceCall } from "../call.js";
import type { DomainCrawl } from "../domain-crawl.js";
import { groupId, roleAssignmentId, userId } from "../ids.js";
import type { WorkspaceResource } from "../resource.js";

const ROLES = {
  dataSet: "workspace/admin:role-assignments",
  scope: "admin.directory.rolemanagement.readonly",
  privilege: "Super Admin, or a custom role that may read administrator roles",
};
const LIST_ROLES: WorkspaceCall = directory({
  ...ROLES,
  method: "directory.roles.list",
  path: "customer/my_customer/roles",
  count: "1 per 100 roles",
  list: "items",
  page: { name: "maxResults", size: 100 },
});
const LIST_ASSIGNMENTS: WorkspaceCall = directory({
  ...ROLES,
  method: "directory.roleAssignments.list",
  path: "customer/my_customer/roleassignments",
  count: "1 per 200 assignments",
  list: "items",
  page: { name: "maxResults", size: 200 },
});

interface Role {
  readonly name: string;
  readonly isSuperAdmin: boolean;
  readonly isSystem: boolean;
  readonly privileges: readonly string[];
}

export const roleAssignments: WorkspaceResource = {
  dataSet: ROLES.dataSet,
  calls: [LIST_ROLES, LIST_ASSIGNMENTS],
  async *collect(crawl: DomainCrawl): AsyncGenerator<GraphBatch> {
    const listing = await crawl.one(LIST_ROLES, {});
    const roles = listing instanceof AnswerFault ? undefined : toRoles(elementsOf(LIST_ROLES, listing).map(fieldsOf));
    const emails = new Map(crawl.users?.list.map(({ id, email }) => [id, email]));
    let isRead = false;
    try {
      for await (const page of crawl.ask(LIST_ASSIGNMENTS, {})) {
        const out = new PartBuilder();
        for (const raw of elementsOf(LIST_ASSIGNMENTS, page))
          addAssignment(fieldsOf(raw), { roles, emails }, crawl, out);
        isRead ||= out.nodes.length > 0;
        crawl.count("administrator roles", out.nodes.length);
        yield crawl.batch(LIST_ASSIGNMENTS, out, {});
      }
    } catch (fault) {
      yield crawl.closeAfter(LIST_ASSIGNMENTS, fault, isRead);
      return;
    }
    crawl.whole.add(ROLES.dataSet);
    // without the roles it is known who has one, not which
    if (listing instanceof AnswerFault) yield crawl.closeAfter(LIST_ROLES, listing, true);
    else yield crawl.close(LIST_ASSIGNMENTS, {}, {}, {});
  },
};

function toRoles(listed: readonly Fields[]): ReadonlyMap<string, Role> {
  return new Map(
    listed.flatMap((raw) => {
      const id = textOf(raw["roleId"]);
      if (id === undefined) return [];
      const privileges = listOf(raw["rolePrivileges"]).flatMap((one) => textOf(fieldsOf(one)["privilegeName"]) ?? []);
      const role: Role = {
        name: proseOf(raw["roleName"]) ?? id,
        isSuperAdmin: raw["isSuperAdminRole"] === true,
        isSystem: raw["isSystemRole"] === true,
        privileges: [...new Set(privileges)].sort(),
      };
      return [[id, role] as const];
    }),
  );
}

interface Known {
  /** By id; undefined where they could not be read. */
  readonly roles: ReadonlyMap<string, Role> | undefined;
  /** Addresses of users by node. */
  readonly emails: ReadonlyMap<string, string>;
}

function addAssignment(raw: Fields, { roles, emails }: Known, crawl: DomainCrawl, out: PartBuilder): void {
  const [id, roleId, holder] = [textOf(raw["roleAssignmentId"]), textOf(raw["roleId"]), textOf(raw["assignedTo"])];
  if (id === undefined || roleId === undefined || holder === undefined) return;
  const role = roles?.get(roleId);
  const isGroup = /^group$/i.test(textOf(raw["assigneeType"]) ?? "");
  if (isGroup) crawl.roleGroups.add(holder);
  out.nodes.push({
    id: roleAssignmentId(crawl.id, id),
    kind: "grant",
    type: "workspace.role-assignment",
    name: `${role?.name ?? `role ${roleId}`} of ${emails.get(userId(crawl.id, holder)) ?? holder}`,
    parent: isGroup ? groupId(crawl.id, holder) : userId(crawl.id, holder),
    properties: properties({
      role: role?.name,
      role_id: roleId,
      assignee: holder,
      assignee_kind: isGroup ? "group" : "user",
      is_super_admin_role: role?.isSuperAdmin,
      is_system_role: role?.isSystem,
      privileges: role?.privileges,
      role_scope: textOf(raw["scopeType"]) ?? "CUSTOMER",
      org_unit: textOf(raw["orgUnitId"]),
      condition: proseOf(raw["condition"]),
    }),
  });
}

const GROUPS = {
  dataSet: "workspace/admin:role-groups",
  scope: "admin.directory.group.readonly",
  privilege: "Groups > Read",
};
const GET_GROUP: WorkspaceCall = directory({
  ...GROUPS,
  method: "directory.groups.get",
  path: "groups/{group}",
  query: { fields: "id,email" },
  count: "1 per group with an administrator role",
});
const LIST_MEMBERS: WorkspaceCall = directory({
  ...GROUPS,
  method: "directory.members.list",
  path: "groups/{group}/members",
  query: { includeDerivedMembership: "true", fields: "nextPageToken,members(id,type,status)" },
  count: "1 per 200 members of such a group",
  list: "members",
  page: { name: "maxResults", size: 200 },
});

/** Groups that hold an administrator role, with everyone in them, through other groups, too. */
export const roleGroups: WorkspaceResource = {
  dataSet: GROUPS.dataSet,
  calls: [GET_GROUP, LIST_MEMBERS],
  async *collect(crawl: DomainCrawl): AsyncGenerator<GraphBatch> {
    const reader = new ScopeReader(crawl, GROUPS.dataSet);
    if (!crawl.whole.has(ROLES.dataSet)) reader.note("not every assignment of a role was read");
    const word = { word: "groups with a role", call: LIST_MEMBERS };
    const idle = new Set(crawl.users?.list.flatMap(({ id, isIdle }) => (isIdle ? [id] : [])));
    yield* reader.batches([...crawl.roleGroups].sort(), word, async (group, out) => {
      const id = groupId(crawl.id, group);
      const found = await reader.answer(GET_GROUP, id, () => crawl.one(GET_GROUP, { group }));
      const members = await reader.list(LIST_MEMBERS, { group }, id);
      const email = typeof found === "string" ? undefined : textOf(found["email"])?.toLowerCase();
      out.nodes.push({
        id,
        kind: "principal",
        type: "workspace.group",
        name: email ?? group,
        aliases: [group, ...(email === undefined ? [] : [email])],
        properties: properties({ email, member_count: members?.length }),
      });
      for (const raw of members ?? []) addMember(fieldsOf(raw), id, idle, crawl, out);
    });
    yield reader.close(LIST_MEMBERS);
  },
};

/** A member that is suspended says so; of one that is archived only the list of users does. */
function addMember(raw: Fields, group: string, idle: ReadonlySet<string>, crawl: DomainCrawl, out: PartBuilder): void {
  const [id, type] = [textOf(raw["id"]), textOf(raw["type"])];
  if (id === undefined || type === "CUSTOMER" || type === "GROUP") return;
  const user = userId(crawl.id, id);
  const isOff = idle.has(user) || /^(?:SUSPENDED|INACTIVE)$/.test(textOf(raw["status"]) ?? "");
  out.edge("member_of", user, group, isOff ? { state: "blocked" } : {});
}
