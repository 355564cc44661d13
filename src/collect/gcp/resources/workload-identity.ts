// gcp/iam:workload-identity-pools: pools and providers, by which tokens of others become identities here.
import type { GraphBatch, GraphNode } from "../../../model/batch.js";
import type { JsonRecord } from "../../../model/words.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import { elementsOf } from "../../scope-crawl.js";
import { ScopeReader } from "../../scope-reader.js";
import { type GcpCall, OF_PROJECT } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { resourceId } from "../ids.js";
import type { GcpResource } from "../resource.js";

const DATA_SET = "gcp/iam:workload-identity-pools";
const iam = { api: "iam", version: "v1", dataSet: DATA_SET, role: "roles/iam.workloadIdentityPoolViewer" };

const LIST_POOLS: GcpCall = {
  ...iam,
  method: "iam.projects.locations.workloadIdentityPools.list",
  path: "projects/{project}/locations/global/workloadIdentityPools",
  permission: "iam.workloadIdentityPools.list",
  count: "1 per project",
  list: "workloadIdentityPools",
};
const LIST_PROVIDERS: GcpCall = {
  ...iam,
  method: "iam.projects.locations.workloadIdentityPools.providers.list",
  path: "projects/{project}/locations/global/workloadIdentityPools/{pool}/providers",
  permission: "iam.workloadIdentityPoolProviders.list",
  count: "1 per pool",
  list: "workloadIdentityPoolProviders",
};

export const workloadIdentityPools: GcpResource = {
  dataSet: DATA_SET,
  calls: [LIST_POOLS, LIST_PROVIDERS],
  of: OF_PROJECT,
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const params = { project: crawl.container.name };
    const answer = await crawl.one(LIST_POOLS, params);
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(LIST_POOLS, answer);
      return;
    }
    const reader = new ScopeReader(crawl, DATA_SET);
    reader.isPart = true;
    const pools = elementsOf(LIST_POOLS, answer).map(fieldsOf);
    yield* reader.batches(pools, { word: "workload identity pools", call: LIST_POOLS }, async (pool, out) => {
      const name = textOf(pool["name"]);
      if (name === undefined) return;
      const id = poolId(name);
      const short = name.split("/").at(-1) ?? name;
      out.nodes.push(toPool(pool, name, crawl));
      // pools that Google keeps for its clusters have providers that cannot be listed
      if (textOf(pool["mode"]) === "SYSTEM_TRUST_DOMAIN") return;
      const providers = await reader.list(LIST_PROVIDERS, { ...params, pool: short }, id);
      for (const raw of providers ?? []) {
        const provider = fieldsOf(raw);
        const providerName = textOf(provider["name"]);
        if (providerName === undefined) continue;
        const trust = resourceId(`iam.googleapis.com/${providerName}`);
        out.nodes.push({
          id: trust,
          kind: "trust",
          type: "gcp.workload-identity-provider",
          name: proseOf(provider["displayName"]) ?? providerName.split("/").at(-1) ?? providerName,
          aliases: [providerName],
          parent: id,
          properties: properties({ ...toProvider(provider), ...poolFacts(pool), pool: name }),
        });
      }
    });
    yield reader.close(LIST_POOLS);
  },
};

function toPool(pool: Fields, name: string, { container }: ContainerCrawl): GraphNode {
  return {
    id: poolId(name),
    kind: "set",
    type: "gcp.workload-identity-pool",
    name: proseOf(pool["displayName"]) ?? name.split("/").at(-1) ?? name,
    aliases: [name],
    properties: properties({
      pool: name,
      full_name: `//iam.googleapis.com/${name}`,
      project: container.name,
      state: textOf(pool["state"]),
      disabled: pool["disabled"] === true,
      mode: textOf(pool["mode"]),
    }),
  };
}

/** The set of everyone in a pool. */
function poolId(name: string): string {
  return resourceId(`iam.googleapis.com/${name}`);
}

function poolFacts(pool: Fields): { readonly [name: string]: JsonRecord[string] | undefined } {
  return { pool_state: textOf(pool["state"]), pool_disabled: pool["disabled"] === true };
}

function toProvider(raw: Fields): { readonly [name: string]: JsonRecord[string] | undefined } {
  const oidc = fieldsOf(raw["oidc"]);
  const mapping = Object.entries(fieldsOf(raw["attributeMapping"])).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return {
    issuer: textOf(oidc["issuerUri"]),
    allowed_audiences: listOf(oidc["allowedAudiences"]).filter((one) => typeof one === "string"),
    aws_account: textOf(fieldsOf(raw["aws"])["accountId"]),
    provider_kind: ["oidc", "aws", "saml", "x509"].find((kind) => raw[kind] !== undefined),
    attribute_mapping: Object.fromEntries(mapping),
    attribute_condition: textOf(raw["attributeCondition"]) ?? "",
    state: textOf(raw["state"]),
    disabled: raw["disabled"] === true,
  };
}
