// entra/graph:app-role-assignments: permissions that applications hold for themselves. Asked of each API that has roles for
// applications, not of each application; a bundle may hold the lists of the applications instead.
import type { GraphBatch } from "../../../model/batch.js";
import { fieldsOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { EntraCall } from "../call.js";
import type { KnownPrincipal } from "../facts.js";
import { appRoleId, DEFAULT_ACCESS } from "../ids.js";
import { Reader } from "../reader.js";
import type { EntraResource } from "../resource.js";
import type { TenantCrawl } from "../tenant-crawl.js";

const DATA_SET = "entra/graph:app-role-assignments";
const TO_API: EntraCall = {
  path: "/servicePrincipals/{id}/appRoleAssignedTo",
  version: "v1.0",
  dataSet: DATA_SET,
  permission: "Application.Read.All",
  count: "1 per API with roles for applications",
  isList: true,
  isBatched: true,
};
const OF_PRINCIPAL: EntraCall = {
  ...TO_API,
  path: "/servicePrincipals/{id}/appRoleAssignments",
  count: "none: only in bundles",
};

export const appRoleAssignments: EntraResource = {
  dataSet: DATA_SET,
  calls: [TO_API, OF_PRINCIPAL],
  async *collect(crawl: TenantCrawl): AsyncGenerator<GraphBatch> {
    const { principals } = crawl.facts;
    const reader = new Reader(crawl, DATA_SET);
    if (principals === undefined) {
      yield reader.closeUnlisted(TO_API, "service principals");
      return;
    }
    const frame: Frame = { crawl, seen: new Set() };
    const listed = crawl.answers.isLive ? [] : await listedInBundle(crawl, principals);
    const ofOwn = async (one: KnownPrincipal, out: PartBuilder): Promise<void> => {
      const list = await reader.list(OF_PRINCIPAL, { id: one.objectId }, one.id, {
        told: one.told["appRoleAssignments"],
      });
      for (const raw of list ?? []) addAssignment(raw, frame, out);
    };
    for await (const out of reader.each(listed, "permissions looked up", ofOwn))
      yield crawl.batch(DATA_SET, OF_PRINCIPAL, out);
    // Where every principal has its own list, the lists of the APIs say the same.
    const apis = await apisToAsk(crawl, principals, listed);
    const work = async (api: KnownPrincipal, out: PartBuilder): Promise<void> => {
      const list = await reader.list(TO_API, { id: api.objectId }, api.id, { told: api.told["appRoleAssignedTo"] });
      for (const raw of list ?? []) addAssignment(raw, frame, out);
    };
    yield* reader.batches(
      { things: apis, word: "APIs looked up", call: TO_API, basis: "entra/graph:service-principals" },
      work,
    );
  },
};

interface Frame {
  readonly crawl: TenantCrawl;
  /** Permissions whose node is there, and assignments that were seen: two lists may tell the same. */
  readonly seen: Set<string>;
}

async function listedInBundle(
  crawl: TenantCrawl,
  principals: readonly KnownPrincipal[],
): Promise<readonly KnownPrincipal[]> {
  const listed: KnownPrincipal[] = [];
  for (const one of principals) {
    const isTold = one.told["appRoleAssignments"] !== undefined;
    if (isTold || (await crawl.has(OF_PRINCIPAL, { id: one.objectId }))) listed.push(one);
  }
  return listed;
}

/** Live every API; of a bundle those it holds, and those without which something is missing. */
async function apisToAsk(
  crawl: TenantCrawl,
  principals: readonly KnownPrincipal[],
  listed: readonly KnownPrincipal[],
): Promise<readonly KnownPrincipal[]> {
  const apis = principals.filter(({ appRoles }) => appRoles.size > 0);
  if (crawl.answers.isLive) return apis;
  const isWhole = listed.length === principals.length && listed.length > 0;
  const there: KnownPrincipal[] = [];
  for (const api of principals) {
    const isTold = api.told["appRoleAssignedTo"] !== undefined;
    const has = isTold || (await crawl.has(TO_API, { id: api.objectId }));
    if (has || (!isWhole && api.appRoles.size > 0)) there.push(api);
  }
  return there;
}

function addAssignment(element: unknown, { crawl, seen }: Frame, out: PartBuilder): void {
  const raw = fieldsOf(element);
  const principal = textOf(raw["principalId"])?.toLowerCase();
  const resource = textOf(raw["resourceId"])?.toLowerCase();
  const role = textOf(raw["appRoleId"])?.toLowerCase();
  if (principal === undefined || resource === undefined || role === undefined || role === DEFAULT_ACCESS) return;
  // People and groups that may use an application: no permission of an application.
  if (raw["principalType"] === "User" || raw["principalType"] === "Group") return;
  const key = `${principal} ${resource} ${role}`;
  if (seen.has(key)) return;
  seen.add(key);
  const api = crawl.facts.principal(resource);
  const apiId = crawl.node(resource);
  const grant = appRoleId(apiId, role);
  if (!seen.has(grant)) {
    seen.add(grant);
    const name = api?.appRoles.get(role);
    out.nodes.push({
      id: grant,
      kind: "grant",
      type: "entra.app-role",
      name: name ?? role,
      parent: apiId,
      properties: properties({
        permission: name,
        role_id: role,
        api_app_id: api?.appId,
        api_name: api?.name ?? textOf(raw["resourceDisplayName"]),
      }),
    });
  }
  const isBlocked = crawl.facts.principal(principal)?.isEnabled === false;
  const at = toIso(raw["createdDateTime"]);
  out.edge("has_grant", crawl.node(principal), grant, {
    ...(isBlocked ? { state: "blocked" as const } : {}),
    properties: properties({ assignment: textOf(raw["id"]), created_at: at }),
  });
}
