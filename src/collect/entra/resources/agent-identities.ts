// entra/graph:agent-identities: identities of agents, the blueprint that signs in for each, who answers for them.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, properties, proseOf, textOf } from "../../fields.js";
import { PartBuilder } from "../../part.js";
import type { EntraCall } from "../call.js";
import { Reader } from "../reader.js";
import type { EntraResource } from "../resource.js";
import { elementsOf, type TenantCrawl } from "../tenant-crawl.js";

const DATA_SET = "entra/graph:agent-identities";
const LIST: EntraCall = {
  path: "/servicePrincipals/microsoft.graph.agentIdentity",
  version: "v1.0",
  dataSet: DATA_SET,
  permission: "Application.Read.All",
  count: "1 per 100 agents",
  isList: true,
};
const SPONSORS: EntraCall = {
  path: "/servicePrincipals/{id}/microsoft.graph.agentIdentity/sponsors",
  version: "v1.0",
  dataSet: DATA_SET,
  permission: "Application.Read.All",
  count: "1 per agent",
  isList: true,
  isBatched: true,
};

export const agentIdentities: EntraResource = {
  dataSet: DATA_SET,
  calls: [LIST, SPONSORS],
  async *collect(crawl: TenantCrawl): AsyncGenerator<GraphBatch> {
    const answer = await crawl.one(LIST, {});
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(DATA_SET, LIST, answer);
      return;
    }
    const agents = elementsOf(answer).map(fieldsOf);
    const out = new PartBuilder();
    for (const raw of agents) addAgent(raw, crawl, out);
    yield crawl.batch(DATA_SET, LIST, out, {});
    const reader = new Reader(crawl, DATA_SET);
    const ids = agents.flatMap((raw) => textOf(raw["id"]) ?? []);
    const work = async (id: string, part: PartBuilder): Promise<void> => {
      const list = await reader.list(SPONSORS, { id }, crawl.node(id));
      if (list === undefined) return;
      const sponsors = list.flatMap((raw) => textOf(fieldsOf(raw)["id"]) ?? []).map((one) => crawl.node(one));
      part.supplements.push({ node: crawl.node(id), properties: { sponsors: sponsors.sort() } });
    };
    reader.isPart = true;
    yield* reader.batches({ things: ids, word: "agents", call: SPONSORS, basis: "entra/graph:agent-identities" }, work);
  },
};

/** The blueprint holds the credentials; whoever signs in as it acts as each of its agents. */
function addAgent(raw: ReturnType<typeof fieldsOf>, crawl: TenantCrawl, out: PartBuilder): void {
  const objectId = textOf(raw["id"])?.toLowerCase();
  if (objectId === undefined) return;
  const id = crawl.node(objectId);
  const blueprint = textOf(raw["agentIdentityBlueprintId"])?.toLowerCase();
  const isEnabled = raw["accountEnabled"] !== false;
  if (crawl.facts.principal(objectId) === undefined) {
    out.nodes.push({
      id,
      kind: "principal",
      type: "entra.agent-identity",
      name: proseOf(raw["displayName"]) ?? objectId,
      incarnation: objectId,
      aliases: [objectId],
      properties: properties({ enabled: isEnabled, owner_tenant: textOf(raw["appOwnerOrganizationId"]) }),
    });
  }
  out.supplements.push({
    node: id,
    properties: properties({ is_agent: true, blueprint, created_by_app: textOf(raw["createdByAppId"]) }),
  });
  // The id of a blueprint is that of its application.
  const principal = crawl.facts.principalOf(blueprint);
  if (principal !== undefined) out.edge("impersonates", principal.id, id, isEnabled ? {} : { state: "blocked" });
}
