// gcp/dialogflow:agents: conversational agents, the webhooks that they call while somebody talks to them, whom they call these
// as, and the secrets that stand in them. https://cloud.google.com/dialogflow/cx/docs/reference/rest/v3/projects.locations.agents
import { distinct } from "../../../model/compare.js";
import { type Fields, fieldsOf, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { addPlainSecrets, type Variable } from "../../plain-secrets.js";
import { signsIn } from "../../secret-like.js";
import { byPlace, type PlaceReading, searchCall } from "../agent-places.js";
import type { GcpCall } from "../call.js";
import { byId, resourceId } from "../ids.js";
import { addWorkload, hostOf } from "./workloads.js";

const api = {
  api: "dialogflow",
  version: "v3",
  dataSet: "gcp/dialogflow:agents",
  role: "roles/dialogflow.reader",
  isOnlyWhenEnabled: true,
} as const;

const SEARCH = searchCall("dialogflow.googleapis.com/Agent", api.dataSet);
const LIST_PLACES: GcpCall = {
  ...api,
  method: "dialogflow.projects.locations.list",
  path: "projects/{project}/locations",
  count: "1 per project, where the search is refused",
  list: "locations",
};
const LIST_AGENTS: GcpCall = {
  ...api,
  method: "dialogflow.projects.locations.agents.list",
  path: "projects/{project}/locations/{place}/agents",
  permission: "dialogflow.agents.list",
  count: "1 per place that has some; per place, where the search is refused",
  list: "agents",
  isRegional: true,
  secrets: ["agents.*.gitIntegrationSettings.githubSettings.accessToken"],
};
/** Fields of a web service that hold secrets. */
const WEB_SECRETS = ["requestHeaders.*", "password", "oauthConfig.clientSecret", "requestBody"];
const LIST_WEBHOOKS: GcpCall = {
  ...api,
  method: "dialogflow.projects.locations.agents.webhooks.list",
  path: "projects/{project}/locations/{place}/agents/{agent}/webhooks",
  permission: "dialogflow.webhooks.list",
  count: "1 per agent",
  list: "webhooks",
  isRegional: true,
  secrets: ["genericWebService", "serviceDirectory.genericWebService"].flatMap((where) =>
    WEB_SECRETS.map((field) => `webhooks.*.${where}.${field}`),
  ),
};

export const dialogflowAgents = byPlace({
  search: SEARCH,
  places: LIST_PLACES,
  list: LIST_AGENTS,
  details: [LIST_WEBHOOKS],
  word: "places asked for Dialogflow agents",
  add: addAgent,
});

async function addAgent(raw: Fields, { crawl, reader, place }: PlaceReading, out: PartBuilder): Promise<void> {
  const name = textOf(raw["name"]);
  const agent = name?.split("/").at(-1);
  if (name === undefined || agent === undefined) return;
  const project = crawl.container.name;
  const fullName = `//dialogflow.googleapis.com/${byId(name, project)}`;
  const id = resourceId(fullName);
  const list = await reader.list(LIST_WEBHOOKS, { project, place, agent }, id);
  const webhooks = (list ?? []).map(fieldsOf).filter(({ disabled }) => disabled !== true);
  const secrets = webhooks.map((webhook) => addWebhook(webhook, id, out));
  addWorkload(
    {
      type: "gcp.dialogflow-agent",
      fullName,
      name: proseOf(raw["displayName"]) ?? agent,
      // the agent of Google's signs in at webhooks that ask for it; none of its own can be given
      account: undefined,
      fallback: "dialogflow",
      more: {
        locked: raw["locked"] === true ? true : undefined,
        webhook_hosts: list && distinct(webhooks.flatMap((one) => hostOf(webOf(one)["uri"]) ?? [])),
        secret_names: list && distinct(secrets.flatMap(({ secret_names: names }) => names)),
        secret_formats: list && distinct(secrets.flatMap(({ secret_formats: formats }) => formats)),
      },
    },
    crawl,
    out,
  );
}

/** The secrets of a webhook, the account that it is called as, and the service of the estate that answers it. */
function addWebhook(webhook: Fields, agent: string, out: PartBuilder) {
  const web = webOf(webhook);
  const name = proseOf(webhook["displayName"]) ?? textOf(webhook["name"])?.split("/").at(-1) ?? "webhook";
  const account = textOf(fieldsOf(web["serviceAccountAuthConfig"])["serviceAccount"]);
  // Dialogflow takes a token of the account for every call: https://cloud.google.com/dialogflow/cx/docs/concept/webhook#auth
  if (account !== undefined) out.edge("runs_as", agent, { by: "gcp-service-account", value: account });
  const host = hostOf(web["uri"]);
  // What the function does with what it is asked is in its code, which nobody looks at: it may pass it on.
  if (host !== undefined && /\.(?:run\.app|cloudfunctions\.net)$/.test(host))
    out.edge(
      "steers",
      agent,
      { by: "gcp-host", value: host },
      {
        capability: "act",
        state: "unknown",
        confidence: 0.3,
        properties: { webhook: name, why: "the webhook passes on what the agent asks of it" },
      },
    );
  return addPlainSecrets(agent, `webhook ${name}`, variablesOf(web), out, {
    prefix: `${agent}/webhook/${textOf(webhook["name"])?.split("/").at(-1) ?? name}`,
    parent: agent,
    type: "gcp.plaintext-secret",
  });
}

/** A web service, reached directly or through Service Directory. */
function webOf(webhook: Fields): Fields {
  return fieldsOf(webhook["genericWebService"] ?? fieldsOf(webhook["serviceDirectory"])["genericWebService"]);
}

function variablesOf(web: Fields): readonly Variable[] {
  const headers = Object.entries(fieldsOf(web["requestHeaders"])).map(
    ([name, value]): Variable => ({ name, value, ...(signsIn(name) && { isSecret: true }) }),
  );
  return [
    ...headers,
    { name: "password", value: web["password"], isSecret: true },
    { name: "client secret", value: fieldsOf(web["oauthConfig"])["clientSecret"], isSecret: true },
  ];
}
