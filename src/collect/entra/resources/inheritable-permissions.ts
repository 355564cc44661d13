// entra/graph:inheritable-permissions: what a blueprint of agents hands on of what was granted to it, an API at a time.
import type { GraphBatch } from "../../../model/batch.js";
import type { JsonRecord } from "../../../model/words.js";
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import type { EntraCall } from "../call.js";
import type { KnownApplication } from "../facts.js";
import { Reader } from "../reader.js";
import type { EntraResource } from "../resource.js";
import type { TenantCrawl } from "../tenant-crawl.js";

const DATA_SET = "entra/graph:inheritable-permissions";
const LIST: EntraCall = {
  path: "/applications/{id}/microsoft.graph.agentIdentityBlueprint/inheritablePermissions",
  version: "v1.0",
  dataSet: DATA_SET,
  permission: "Application.Read.All",
  count: "1 per blueprint of agents",
  isList: true,
  isBatched: true,
};

/** Source: https://learn.microsoft.com/en-us/graph/api/agentidentityblueprint-list-inheritablepermissions */
export const inheritablePermissions: EntraResource = {
  dataSet: DATA_SET,
  calls: [LIST],
  async *collect(crawl: TenantCrawl): AsyncGenerator<GraphBatch> {
    const { applications } = crawl.facts;
    const reader = new Reader(crawl, DATA_SET);
    if (applications === undefined) {
      yield reader.closeUnlisted(LIST, "blueprints of agents");
      return;
    }
    const work = async ({ id, objectId }: KnownApplication, out: PartBuilder): Promise<void> => {
      const list = await reader.list(LIST, { id: objectId }, id);
      if (list === undefined) return;
      out.supplements.push({ node: id, properties: { hands_on: list.map(fieldsOf).flatMap(toHandedOn) } });
    };
    const things = applications.filter(({ isBlueprint }) => isBlueprint);
    yield* reader.batches({ things, word: "blueprints", call: LIST, basis: "entra/graph:applications" }, work);
  },
};

/** Of one API: `all`, `none`, or the names that are handed on; nothing of a kind that is not said, or not known here. */
function toHandedOn(raw: Fields): readonly JsonRecord[] {
  const api = textOf(raw["resourceAppId"])?.toLowerCase();
  if (api === undefined) return [];
  return [properties({ api, scopes: toExtent(raw["inheritableScopes"]), roles: toExtent(raw["inheritableRoles"]) })];
}

function toExtent(raw: unknown): "all" | "none" | readonly string[] | undefined {
  const { kind, scopes, roles } = fieldsOf(raw);
  if (kind === "allAllowed") return "all";
  if (kind === "none") return "none";
  const named = Array.isArray(scopes) ? scopes : roles;
  return kind === "enumerated" && Array.isArray(named)
    ? listOf(named).filter((name): name is string => typeof name === "string")
    : undefined;
}
