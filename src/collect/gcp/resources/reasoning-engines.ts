// gcp/aiplatform:reasoning-engines: agents that Vertex AI Agent Engine runs, whom each runs as, and the secrets that stand in its
// variables. https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/projects.locations.reasoningEngines
import { type Fields, fieldsOf, listOf, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { addPlainSecrets } from "../../plain-secrets.js";
import { toIso } from "../../time.js";
import { byPlace, type PlaceReading, searchCall } from "../agent-places.js";
import type { GcpCall } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { byId, resourceId } from "../ids.js";
import { labelsOf } from "./containers.js";
import { addWorkload } from "./workloads.js";

const api = {
  api: "aiplatform",
  version: "v1",
  dataSet: "gcp/aiplatform:reasoning-engines",
  role: "roles/aiplatform.viewer",
  isOnlyWhenEnabled: true,
} as const;

const SEARCH = searchCall("aiplatform.googleapis.com/ReasoningEngine", api.dataSet);
const LIST_PLACES: GcpCall = {
  ...api,
  method: "aiplatform.projects.locations.list",
  path: "projects/{project}/locations",
  permission: "aiplatform.locations.list",
  count: "1 per project, where the search is refused",
  list: "locations",
};
const LIST_ENGINES: GcpCall = {
  ...api,
  method: "aiplatform.projects.locations.reasoningEngines.list",
  path: "projects/{project}/locations/{place}/reasoningEngines",
  permission: "aiplatform.reasoningEngines.list",
  count: "1 per place that has some; per place, where the search is refused",
  list: "reasoningEngines",
  isRegional: true,
  secrets: ["reasoningEngines.*.spec.deploymentSpec.env.*.value"],
};

export const reasoningEngines = byPlace({
  search: SEARCH,
  places: LIST_PLACES,
  list: LIST_ENGINES,
  word: "places asked for agents",
  add: addEngine,
});

function addEngine(raw: Fields, { crawl }: PlaceReading, out: PartBuilder): void {
  const name = textOf(raw["name"]);
  if (name === undefined) return;
  const fullName = `//aiplatform.googleapis.com/${byId(name, crawl.container.name)}`;
  const id = resourceId(fullName);
  const spec = fieldsOf(raw["spec"]);
  const deployment = fieldsOf(spec["deploymentSpec"]);
  const variables = listOf(deployment["env"])
    .map(fieldsOf)
    .flatMap(({ name: variable, value }) => {
      const named = textOf(variable);
      return named === undefined ? [] : [{ name: named, value }];
    });
  const { environment_names: names, ...secrets } = addPlainSecrets(id, "environment", variables, out, {
    prefix: id,
    parent: id,
    type: "gcp.plaintext-secret",
  });
  addWorkload(
    {
      type: "gcp.reasoning-engine",
      fullName,
      name: proseOf(raw["displayName"]) ?? name,
      account: accountOf(spec),
      fallback: isAgentIdentity(spec) ? undefined : "reasoning-engine",
      labels: labelsOf(raw["labels"]),
      more: {
        framework: textOf(spec["agentFramework"]),
        member: memberOf(spec, name, crawl),
        created_at: toIso(raw["createTime"]),
        updated_at: toIso(raw["updateTime"]),
        environment_keys: [...names],
        secret_names: [...secrets.secret_names],
        secret_formats: [...secrets.secret_formats],
        vault_names: listOf(deployment["secretEnv"]).flatMap(
          (one) => textOf(fieldsOf(fieldsOf(one)["secretRef"])["secret"]) ?? [],
        ),
      },
    },
    crawl,
    out,
  );
}

/** The effective identity says it best; else the account that was asked for. Undefined: the agent of Google's, or one of its own. */
function accountOf(spec: Fields): string | undefined {
  const effective = textOf(spec["effectiveIdentity"])?.replace(/^(?:principal:\/\/|serviceAccount:)/, "");
  if (effective?.includes("@") === true) return effective;
  return isAgentIdentity(spec) ? undefined : textOf(spec["serviceAccount"]);
}

/** https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/ReasoningEngineSpec#IdentityType */
function isAgentIdentity(spec: Fields): boolean {
  const effective = textOf(spec["effectiveIdentity"]);
  return spec["identityType"] === "AGENT_IDENTITY" || (effective !== undefined && !effective.includes("@"));
}

/**
 * The member that an identity of its own is in bindings; where the answer does not say it, the trust domain of the organisation
 * does. https://docs.cloud.google.com/agent-builder/agent-engine/agent-identity
 */
function memberOf(spec: Fields, name: string, { container, shared }: ContainerCrawl): string | undefined {
  if (!isAgentIdentity(spec)) return undefined;
  const effective = textOf(spec["effectiveIdentity"])?.replace(/^(?:principal|spiffe):\/\//, "");
  if (effective !== undefined) return `principal://${effective}`;
  const organization = shared.ancestorsOf(container.name).find((one) => one.startsWith("organizations/"));
  const number = shared.projects.get(container.name)?.number;
  if (organization === undefined || number === undefined) return undefined;
  const domain = `agents.global.org-${organization.slice("organizations/".length)}.system.id.goog`;
  return `principal://${domain}/resources/aiplatform/${byId(name, number)}`;
}
