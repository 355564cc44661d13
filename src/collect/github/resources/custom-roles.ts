// github/org:custom-roles: roles that an organisation has made or been given, and who holds those of the organisation.
import { addAll } from "../../../model/add-all.js";
import type { GraphBatch } from "../../../model/batch.js";
import { type Fields, fieldsOf, integerOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import { ROOT_LIST } from "../../json-scan.js";
import { PartBuilder } from "../../part.js";
import { type GitHubCall, OF_ORGANIZATION } from "../call.js";
import { allRepositoriesId, teamId, userId } from "../ids.js";
import type { OwnerCrawl } from "../owner-crawl.js";
import { Reader } from "../reader.js";
import type { GitHubResource } from "../resource.js";
import { permitsOf, roleOf } from "../roles.js";

const DATA_SET = "github/org:custom-roles";
const shape = { dataSet: DATA_SET, absent: "answer" as const };

const LIST_REPOSITORY_ROLES: GitHubCall = {
  ...shape,
  route: "GET /orgs/{org}/custom-repository-roles",
  access: { permission: "organization_custom_roles:read", scope: "admin:org" },
  count: "1",
  list: "custom_roles",
  isWhole: true,
};
const ofOrganization = { ...shape, access: { permission: "organization_custom_org_roles:read", scope: "admin:org" } };
const LIST_ORGANIZATION_ROLES: GitHubCall = {
  ...ofOrganization,
  route: "GET /orgs/{org}/organization-roles",
  count: "1",
  list: "roles",
  isWhole: true,
};
const ofHolders = { ...shape, access: { permission: "members:read", scope: "admin:org" } };
const LIST_ROLE_USERS: GitHubCall = {
  ...ofHolders,
  route: "GET /orgs/{org}/organization-roles/{role_id}/users",
  count: "1 per role of the organisation",
  list: ROOT_LIST,
};
const LIST_ROLE_TEAMS: GitHubCall = {
  ...ofHolders,
  route: "GET /orgs/{org}/organization-roles/{role_id}/teams",
  count: "1 per role of the organisation",
  list: ROOT_LIST,
};

export const customRoles: GitHubResource = {
  dataSet: DATA_SET,
  calls: [LIST_REPOSITORY_ROLES, LIST_ORGANIZATION_ROLES, LIST_ROLE_USERS, LIST_ROLE_TEAMS],
  extents: OF_ORGANIZATION,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const reader = new Reader(crawl, DATA_SET);
    const params = { org: crawl.owner };
    const out = new PartBuilder();
    const ofRepositories = await reader.list(LIST_REPOSITORY_ROLES, params, crawl.id);
    for (const raw of ofRepositories ?? []) addRole(fieldsOf(raw), crawl, "repository", out);
    const roles = await reader.list(LIST_ORGANIZATION_ROLES, params, crawl.id);
    for (const raw of roles ?? []) {
      const role = fieldsOf(raw);
      const id = addRole(role, crawl, "organization", out);
      if (id === undefined) continue;
      const about = { ...params, role_id: String(role["id"]) };
      const ask = async (call: GitHubCall, toHolder: (number: number) => string): Promise<void> => {
        for (const one of (await reader.list(call, about, id)) ?? []) {
          const number = integerOf(fieldsOf(one)["id"]);
          if (number !== undefined) out.edge("has_grant", toHolder(number), id);
        }
      };
      await ask(LIST_ROLE_USERS, userId);
      await ask(LIST_ROLE_TEAMS, teamId);
    }
    yield crawl.batch(DATA_SET, LIST_ORGANIZATION_ROLES, out, params);
    yield reader.close(LIST_ORGANIZATION_ROLES, params);
  },
};

function addRole(
  role: Fields,
  crawl: OwnerCrawl,
  level: "repository" | "organization",
  out: PartBuilder,
): string | undefined {
  const number = integerOf(role["id"]);
  if (number === undefined) return undefined;
  const id = `${crawl.id}/${level}-role/${number}`;
  const base = textOf(role["base_role"]);
  out.nodes.push({
    id,
    kind: "grant",
    type: `github.${level}-role`,
    name: textOf(role["name"]) ?? String(number),
    properties: properties({
      description: proseOf(role["description"]),
      base_role: base,
      source: textOf(role["source"]),
      role_permissions: listOf(role["permissions"]).filter((name) => typeof name === "string"),
    }),
  });
  // A role of the organisation may bring one in every repository.
  if (level === "organization" && base !== undefined) {
    addAll(out.edges, permitsOf(id, allRepositoriesId(crawl.owner), roleOf({ role_name: base })));
  }
  return id;
}
