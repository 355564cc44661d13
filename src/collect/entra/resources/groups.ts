// entra/graph:groups and group-members: groups, what decides who is in them, and who is.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { EntraCall } from "../call.js";
import { listResource } from "../list-resource.js";
import { Reader } from "../reader.js";
import type { EntraResource } from "../resource.js";
import { elementsOf, type TenantCrawl } from "../tenant-crawl.js";
import { toTold } from "./service-principals.js";

const MEMBERS = "entra/graph:group-members";
const LIST_GROUPS: EntraCall = {
  path: "/groups",
  version: "v1.0",
  dataSet: "entra/graph:groups",
  permission: "GroupMember.Read.All",
  count: "1 per 100 groups",
  isList: true,
  query: {
    $select:
      "id,displayName,description,securityEnabled,mailEnabled,groupTypes,membershipRule,membershipRuleProcessingState,isAssignableToRole,onPremisesSyncEnabled,createdDateTime,visibility",
    $expand: "owners($select=id)",
    $top: "100",
  },
};
const LIST_MEMBERS: EntraCall = {
  path: "/groups/{id}/members",
  version: "v1.0",
  dataSet: MEMBERS,
  permission: "GroupMember.Read.All",
  count: "1 per group where the list of all groups does not tell",
  isList: true,
  isBatched: true,
  query: { $select: "id", $top: "999" },
};
const LIST_ALL_MEMBERS: EntraCall = {
  path: "/groups/delta",
  version: "v1.0",
  dataSet: MEMBERS,
  permission: "GroupMember.Read.All",
  count: "1 per page of groups with their members",
  isList: true,
  query: { $select: "id,members" },
};

export const groups = listResource({
  call: LIST_GROUPS,
  word: "groups",
  needed: ["id"],
  start: ({ facts }) => {
    facts.groups = new Map();
  },
  fail: ({ facts }) => {
    facts.groups = undefined;
  },
  add: addGroup,
});

export const groupMembers: EntraResource = {
  dataSet: MEMBERS,
  calls: [LIST_ALL_MEMBERS, LIST_MEMBERS],
  async *collect(crawl: TenantCrawl): AsyncGenerator<GraphBatch> {
    const { groups: known } = crawl.facts;
    const reader = new Reader(crawl, MEMBERS);
    if (known === undefined) {
      yield reader.closeUnlisted(LIST_MEMBERS, "groups");
      return;
    }
    const told = await toldOf(crawl);
    const work = async (objectId: string, out: PartBuilder): Promise<void> => {
      const group = crawl.node(objectId);
      const list = await reader.list(LIST_MEMBERS, { id: objectId }, group, {
        told: known.get(objectId)?.told["members"],
        whole: told?.get(objectId),
      });
      for (const raw of list ?? []) {
        const id = textOf(fieldsOf(raw)["id"]);
        if (id === undefined) continue;
        const isDisabled = crawl.facts.disabled.has(id.toLowerCase());
        out.edge("member_of", crawl.node(id), group, isDisabled ? { state: "blocked" } : {});
      }
    };
    yield* reader.batches(
      { things: [...known.keys()], word: "groups looked into", call: LIST_MEMBERS, basis: "entra/graph:groups" },
      work,
    );
  },
};

function addGroup(raw: Fields, crawl: TenantCrawl, out: PartBuilder): void {
  const objectId = textOf(raw["id"])?.toLowerCase();
  if (objectId === undefined) return;
  const types = listOf(raw["groupTypes"]).filter((type) => typeof type === "string");
  const rule = proseOf(raw["membershipRule"]);
  const isDynamic = types.includes("DynamicMembership") && raw["membershipRuleProcessingState"] !== "Paused";
  const isSynchronised = raw["onPremisesSyncEnabled"] === true;
  const mayHoldRoles = raw["isAssignableToRole"] === true;
  crawl.facts.groups?.set(objectId, {
    isClosed: isDynamic || isSynchronised,
    mayHoldRoles,
    isUnified: types.includes("Unified"),
    told: toTold(raw),
  });
  out.nodes.push({
    id: crawl.node(objectId),
    kind: "principal",
    type: "entra.group",
    name: proseOf(raw["displayName"]) ?? objectId,
    incarnation: objectId,
    aliases: [objectId],
    properties: properties({
      description: proseOf(raw["description"]),
      group_types: types,
      is_security: raw["securityEnabled"] === true,
      membership_rule: rule,
      is_dynamic: isDynamic,
      is_synchronised: isSynchronised,
      may_hold_roles: mayHoldRoles,
      visibility: textOf(raw["visibility"]),
      created_at: toIso(raw["createdDateTime"]),
    }),
  });
}

/** Members of every group from one list, which may tell of a large group on several pages; undefined when refused. */
async function toldOf(crawl: TenantCrawl): Promise<ReadonlyMap<string, readonly unknown[]> | undefined> {
  if (!crawl.answers.isLive || crawl.client === undefined) return undefined;
  const told = new Map<string, unknown[]>();
  try {
    for await (const page of crawl.client.pages(LIST_ALL_MEMBERS, {})) {
      for (const raw of elementsOf(page)) {
        const { id, "members@delta": members } = fieldsOf(raw);
        if (typeof id !== "string") continue;
        const list = told.get(id.toLowerCase()) ?? [];
        told.set(id.toLowerCase(), list);
        for (const member of listOf(members)) if (fieldsOf(member)["@removed"] === undefined) list.push(member);
      }
    }
    return told;
  } catch (fault) {
    if (!(fault instanceof AnswerFault)) throw fault;
    crawl.context.log("debug", `${fault.message}; asking for each group instead`);
    return undefined;
  }
}
