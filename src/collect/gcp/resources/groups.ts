// gcp/cloudidentity:groups: who is in the groups that bindings name, as far as the directory lets us see.
import type { GraphBatch } from "../../../model/batch.js";
import { fieldsOf, properties, textOf } from "../../fields.js";
import { ScopeReader } from "../../scope-reader.js";
import { toIso } from "../../time.js";
import { type GcpCall, OF_ALL } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { groupId } from "../ids.js";
import type { GcpResource } from "../resource.js";

const identity = { api: "cloudidentity", version: "v1", dataSet: "gcp/cloudidentity:groups" } as const;

const LOOKUP: GcpCall = {
  ...identity,
  method: "cloudidentity.groups.lookup",
  path: "groups:lookup",
  permission: "Groups reader in the Workspace directory",
  count: "1 per group that a binding names",
  query: { "groupKey.id": "{email}" },
  param: "groupKey.id",
};
const LIST_MEMBERS: GcpCall = {
  ...identity,
  method: "cloudidentity.groups.memberships.list",
  path: "groups/{group}/memberships",
  permission: "Groups reader in the Workspace directory",
  count: "1 per 500 members of a group",
  list: "memberships",
  query: { view: "FULL" },
  page: { name: "pageSize", size: 500 },
};

export const groups: GcpResource = {
  dataSet: identity.dataSet,
  calls: [LOOKUP, LIST_MEMBERS],
  of: OF_ALL,
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const { shared } = crawl;
    const reader = new ScopeReader(crawl, identity.dataSet);
    // groups in groups are found on the way
    for (let wave = [...shared.groups].sort(); wave.length > 0; ) {
      const asked = wave.filter((email) => !shared.readGroups.has(email));
      for (const email of asked) shared.readGroups.add(email);
      const inner = new Set<string>();
      yield* reader.batches(asked, { word: "groups", call: LOOKUP }, async (email, out) => {
        const found = await reader.detail(LOOKUP, { email }, email);
        const name = typeof found === "string" ? undefined : textOf(found["name"]);
        if (name === undefined) return;
        const id = groupId(name);
        shared.groupNames.add(name);
        const members = await reader.list(LIST_MEMBERS, { group: name.slice("groups/".length) }, email);
        out.nodes.push({
          id,
          kind: "principal",
          type: "gcp.group",
          name: email,
          aliases: [email, `group:${email}`],
          properties: properties({ email, member_count: members?.length }),
        });
        for (const raw of members ?? []) {
          const member = fieldsOf(raw);
          const key = textOf(fieldsOf(member["preferredMemberKey"])["id"]);
          if (key === undefined) continue;
          const type = textOf(member["type"]) ?? "OTHER";
          if (type === "GROUP") inner.add(key);
          const kind = type === "SERVICE_ACCOUNT" ? "serviceAccount" : type === "GROUP" ? "group" : "user";
          const expiry = toIso(fieldsOf(fieldsOf(listFirst(member["roles"]))["expiryDetail"])["expireTime"]);
          out.nodes.push({
            id: `${id}/member/${key}`,
            kind: "grant",
            type: "gcp.group-membership",
            name: `${key} in ${email}`,
            parent: id,
            properties: properties({ group: email, member: `${kind}:${key}`, expires_at: expiry }),
          });
        }
      });
      wave = [...inner].sort();
    }
    yield reader.close(LOOKUP);
  },
};

function listFirst(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}
