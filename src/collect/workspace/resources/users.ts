// workspace/admin:users: accounts of people and those that stand in for services. Asked for what tells whether an account works
// and how strong it is; names, telephone numbers and addresses of people are not asked for.
import type { GraphBatch } from "../../../model/batch.js";
import { type Fields, fieldsOf, properties, proseOf, textOf } from "../../fields.js";
import { PartBuilder } from "../../part.js";
import { elementsOf } from "../../scope-crawl.js";
import { toIso } from "../../time.js";
import { directory, type WorkspaceCall } from "../call.js";
import type { DomainCrawl } from "../domain-crawl.js";
import { userId } from "../ids.js";
import type { WorkspaceResource } from "../resource.js";

const FIELDS = [
  "id",
  "primaryEmail",
  "customerId",
  "isAdmin",
  "isDelegatedAdmin",
  "suspended",
  "archived",
  "isEnrolledIn2Sv",
  "isEnforcedIn2Sv",
  "creationTime",
  "lastLoginTime",
  "orgUnitPath",
];

export const LIST_USERS: WorkspaceCall = directory({
  method: "directory.users.list",
  path: "users",
  dataSet: "workspace/admin:users",
  scope: "admin.directory.user.readonly",
  privilege: "Users > Read",
  count: "1 per 500 users",
  list: "users",
  query: { customer: "my_customer", fields: `nextPageToken,users(${FIELDS.join(",")})` },
  page: { name: "maxResults", size: 500 },
});

export const users: WorkspaceResource = {
  dataSet: LIST_USERS.dataSet,
  calls: [LIST_USERS],
  async *collect(crawl: DomainCrawl): AsyncGenerator<GraphBatch> {
    const known: NonNullable<DomainCrawl["users"]> = { list: [], isWhole: false };
    try {
      for await (const page of crawl.ask(LIST_USERS, {})) {
        crawl.users = known;
        const out = new PartBuilder();
        const elements = elementsOf(LIST_USERS, page);
        for (const raw of elements) addUser(fieldsOf(raw), crawl, known, out);
        crawl.count("users", elements.length);
        yield crawl.batch(LIST_USERS, out, {});
      }
      known.isWhole = true;
      yield crawl.close(LIST_USERS, {}, {}, {});
    } catch (fault) {
      yield crawl.closeAfter(LIST_USERS, fault, known.list.length > 0);
    }
  },
};

function addUser(raw: Fields, crawl: DomainCrawl, known: NonNullable<DomainCrawl["users"]>, out: PartBuilder): void {
  const [own, email] = [textOf(raw["id"]), textOf(raw["primaryEmail"])?.toLowerCase()];
  if (own === undefined || email === undefined) return;
  const id = userId(crawl.id, own);
  const isIdle = raw["suspended"] === true || raw["archived"] === true;
  const isSuperAdmin = raw["isAdmin"] === true;
  known.list.push({ id, email, isSuperAdmin, isIdle });
  out.nodes.push({
    id,
    kind: "principal",
    type: "workspace.user",
    name: proseOf(email) ?? own,
    incarnation: own,
    aliases: [own, email],
    properties: properties({
      login: proseOf(email),
      user_id: own,
      enabled: flagOf(raw["suspended"]) === undefined ? undefined : !isIdle,
      status: isIdle ? "inactive" : "active",
      is_suspended: flagOf(raw["suspended"]),
      is_archived: flagOf(raw["archived"]),
      is_super_admin: flagOf(raw["isAdmin"]),
      is_delegated_admin: flagOf(raw["isDelegatedAdmin"]),
      two_step_enrolled: flagOf(raw["isEnrolledIn2Sv"]),
      two_step_enforced: flagOf(raw["isEnforcedIn2Sv"]),
      created_at: toIso(raw["creationTime"]),
      ...loginTimes(raw["lastLoginTime"]),
      org_unit: proseOf(raw["orgUnitPath"]),
    }),
  });
}

/** 1970 is how the API writes never. */
function loginTimes(value: unknown): ReturnType<typeof properties> {
  const at = toIso(value);
  if (at === undefined) return {};
  return properties({ last_used_known: true, last_used_at: at.startsWith("1970-01-01") ? undefined : at });
}

function flagOf(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}
