// entra/graph:agent-users: accounts of users that identities of agents sign in as, and which identity each is of. It never
// changes, and an account without a password has no other way in.
import { type Fields, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import type { EntraCall } from "../call.js";
import { listResource } from "../list-resource.js";
import type { TenantCrawl } from "../tenant-crawl.js";

const LIST: EntraCall = {
  path: "/users/microsoft.graph.agentUser",
  version: "v1.0",
  dataSet: "entra/graph:agent-users",
  permission: "User.Read.All",
  count: "1 per 999 users of agents",
  isList: true,
  query: { $select: "id,identityParentId", $top: "999" },
};

export const agentUsers = listResource({ call: LIST, word: "users of agents", add: addParent });

/** The account itself comes with the users. */
function addParent(raw: Fields, crawl: TenantCrawl, out: PartBuilder): void {
  const id = textOf(raw["id"]);
  const parent = textOf(raw["identityParentId"]);
  if (id === undefined) return;
  const facts = properties({ is_agent: true, agent: parent === undefined ? undefined : crawl.node(parent) });
  out.supplements.push({ node: crawl.node(id), properties: facts });
}
