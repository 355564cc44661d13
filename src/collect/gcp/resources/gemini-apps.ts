// gcp/discoveryengine:engines: apps of Gemini Enterprise and of Vertex AI Search, and the agents that people of the company reach
// through each. https://cloud.google.com/gemini/enterprise/docs/reference/rest
import { type Fields, fieldsOf, listOf, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import { byPlace, type PlaceReading, searchCall } from "../agent-places.js";
import type { GcpCall } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { byId, resourceId } from "../ids.js";
import { addWorkload } from "./workloads.js";

const api = {
  api: "discoveryengine",
  dataSet: "gcp/discoveryengine:engines",
  role: "roles/discoveryengine.viewer",
  isOnlyWhenEnabled: true,
  isRegional: true,
} as const;
/** All that the service has. https://cloud.google.com/gemini/enterprise/docs/locations */
const PLACES = ["eu", "global", "us"];

const SEARCH = searchCall("discoveryengine.googleapis.com/Engine", api.dataSet);
const LIST_ENGINES: GcpCall = {
  ...api,
  version: "v1",
  method: "discoveryengine.projects.locations.collections.engines.list",
  path: "projects/{project}/locations/{place}/collections/default_collection/engines",
  permission: "discoveryengine.engines.list",
  count: "1 per place that has some; per place, where the search is refused",
  list: "engines",
};
const LIST_AGENTS: GcpCall = {
  ...api,
  // no other version has it
  version: "v1alpha",
  method: "discoveryengine.projects.locations.collections.engines.assistants.agents.list",
  path: "projects/{project}/locations/{place}/collections/default_collection/engines/{engine}/assistants/default_assistant/agents",
  permission: "discoveryengine.agents.list",
  count: "1 per app with an assistant",
  list: "agents",
  // a card of an agent elsewhere is written by hand
  secrets: ["agents.*.a2aAgentDefinition.jsonAgentCard"],
};

export const geminiApps = byPlace({
  search: SEARCH,
  places: PLACES,
  list: LIST_ENGINES,
  details: [LIST_AGENTS],
  word: "places asked for Gemini apps",
  add: addApp,
});

async function addApp(raw: Fields, { crawl, reader, place }: PlaceReading, out: PartBuilder): Promise<void> {
  const name = textOf(raw["name"]);
  const engine = name?.split("/").at(-1);
  if (name === undefined || engine === undefined) return;
  const project = crawl.container.name;
  const fullName = `//discoveryengine.googleapis.com/${byId(name, project)}`;
  const id = resourceId(fullName);
  // only search has an assistant, and the agents that it hands over to
  const isSearch = raw["solutionType"] === "SOLUTION_TYPE_SEARCH";
  const list = isSearch ? await reader.list(LIST_AGENTS, { project, place, engine }, id) : [];
  const agents = (list ?? []).map(fieldsOf).filter(({ state }) => state === undefined || state === "ENABLED");
  const passedTo = agents.flatMap((agent) => backOf(agent, crawl) ?? []);
  addWorkload(
    {
      type: "gcp.gemini-app",
      fullName,
      name: proseOf(raw["displayName"]) ?? engine,
      account: undefined,
      fallback: "discovery-engine",
      more: {
        solution: textOf(raw["solutionType"]),
        data_stores: listOf(raw["dataStoreIds"]).flatMap((one) => textOf(one) ?? []),
        agents: list && [...new Set(agents.flatMap(({ displayName }) => proseOf(displayName) ?? []))].sort(),
        created_at: toIso(raw["createTime"]),
        updated_at: toIso(raw["updateTime"]),
      },
    },
    crawl,
    out,
  );
  // who talks to the app talks to the agent: no more than use of it
  for (const to of new Set(passedTo)) out.edge("steers", id, to, { capability: "use" });
}

/** The hosted agent that answers for one of an app. */
function backOf(agent: Fields, { container, shared }: ContainerCrawl): string | undefined {
  const engine = textOf(
    fieldsOf(fieldsOf(agent["adkAgentDefinition"])["provisionedReasoningEngine"])["reasoningEngine"],
  );
  const flow = textOf(fieldsOf(agent["dialogflowAgentDefinition"])["dialogflowAgent"]);
  const name = engine ?? flow;
  const number = /^projects\/([^/]+)\//.exec(name ?? "")?.[1];
  if (name === undefined || number === undefined) return undefined;
  const own = shared.projects.get(container.name)?.number;
  const project = number === own ? container.name : (shared.projectByNumber(number) ?? number);
  const host = engine === undefined ? "dialogflow" : "aiplatform";
  return resourceId(`//${host}.googleapis.com/${byId(name, project)}`);
}
