// What holds data and secrets: Secret Manager, buckets, API keys. Names and settings, never values.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { type Fields, fieldsOf, listOf, properties, proseOf, textOf } from "../../fields.js";
import { elementsOf } from "../../scope-crawl.js";
import { ScopeReader } from "../../scope-reader.js";
import { toIso } from "../../time.js";
import { type GcpCall, OF_PROJECT } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { byId, resourceId } from "../ids.js";
import { listed } from "../listed.js";
import type { GcpResource } from "../resource.js";
import { labelsOf } from "./containers.js";

const manager = {
  api: "secretmanager",
  version: "v1",
  dataSet: "gcp/secretmanager:secrets",
  role: "roles/secretmanager.viewer",
  isOnlyWhenEnabled: true,
} as const;
const LIST_SECRETS: GcpCall = {
  ...manager,
  method: "secretmanager.projects.secrets.list",
  path: "projects/{project}/secrets",
  permission: "secretmanager.secrets.list",
  count: "1 per 100 secrets",
  list: "secrets",
};
const LIST_VERSIONS: GcpCall = {
  ...manager,
  method: "secretmanager.projects.secrets.versions.list",
  path: "projects/{project}/secrets/{secret}/versions",
  permission: "secretmanager.versions.list",
  count: "1 per secret",
  list: "versions",
};

const secrets: GcpResource = {
  dataSet: manager.dataSet,
  calls: [LIST_SECRETS, LIST_VERSIONS],
  of: OF_PROJECT,
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    if (crawl.isOff(LIST_SECRETS)) {
      yield crawl.close(LIST_SECRETS);
      return;
    }
    const params = { project: crawl.container.name };
    const answer = await crawl.one(LIST_SECRETS, params);
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(LIST_SECRETS, answer);
      return;
    }
    const reader = new ScopeReader(crawl, manager.dataSet);
    reader.isPart = true;
    const list = elementsOf(LIST_SECRETS, answer).map(fieldsOf);
    yield* reader.batches(list, { word: "secrets", call: LIST_SECRETS }, async (raw, out) => {
      const name = textOf(raw["name"]);
      const short = name?.split("/").at(-1);
      if (name === undefined || short === undefined) return;
      const id = resourceId(`secretmanager.googleapis.com/${byId(name, crawl.container.name)}`);
      const versions = await reader.list(LIST_VERSIONS, { ...params, secret: short }, id);
      const labels = labelsOf(raw["labels"]);
      out.nodes.push({
        id,
        kind: "resource",
        type: "gcp.secret",
        name: short,
        aliases: [name],
        properties: properties({
          project: crawl.container.name,
          full_name: `//secretmanager.googleapis.com/${byId(name, crawl.container.name)}`,
          created_at: toIso(raw["createTime"]),
          expires_at: toIso(raw["expireTime"]),
          rotation_enabled: raw["rotation"] !== undefined,
          next_rotation_at: toIso(fieldsOf(raw["rotation"])["nextRotationTime"]),
          newest_version_at: versions === undefined ? undefined : newestOf(versions),
          version_count: versions?.length,
          ...(labels && { tags: labels }),
        }),
      });
    });
    yield reader.close(LIST_SECRETS);
  },
};

/** Creation of the newest version that is enabled. */
function newestOf(versions: readonly unknown[]): string | undefined {
  const times = versions.flatMap((one) => {
    const { state, createTime } = fieldsOf(one);
    return state === "ENABLED" ? (toIso(createTime) ?? []) : [];
  });
  return times.sort().at(-1);
}

const buckets: GcpResource = listed({
  call: {
    api: "storage",
    version: "v1",
    method: "storage.buckets.list",
    path: "b",
    dataSet: "gcp/storage:buckets",
    permission: "storage.buckets.list",
    role: "roles/storage.bucketViewer",
    count: "1 per 200 buckets",
    list: "items",
    query: { project: "{project}" },
    param: "project",
    page: { name: "maxResults", size: 200 },
  },
  word: "buckets",
  convert(raw, out, crawl) {
    const name = textOf(raw["name"]);
    if (name === undefined) return;
    const labels = labelsOf(raw["labels"]);
    out.nodes.push({
      id: resourceId(`storage.googleapis.com/${name}`),
      kind: "resource",
      type: "gcp.bucket",
      name,
      aliases: [`gs://${name}`],
      properties: properties({
        project: crawl.container.name,
        full_name: `//storage.googleapis.com/${name}`,
        created_at: toIso(raw["timeCreated"]),
        public_access_prevented: textOf(fieldsOf(raw["iamConfiguration"])["publicAccessPrevention"]) === "enforced",
        ...(labels && { tags: labels }),
      }),
    });
  },
});

/** Restrictions on who may use a key, by their name in the API. */
const CLIENTS = ["browserKeyRestrictions", "serverKeyRestrictions", "androidKeyRestrictions", "iosKeyRestrictions"];

const apiKeys: GcpResource = listed({
  call: {
    api: "apikeys",
    version: "v2",
    method: "apikeys.projects.locations.keys.list",
    path: "projects/{project}/locations/global/keys",
    dataSet: "gcp/apikeys:keys",
    permission: "apikeys.keys.list",
    role: "roles/serviceusage.apiKeysViewer",
    count: "1 per 100 API keys",
    list: "keys",
    isOnlyWhenEnabled: true,
    secrets: ["keys.*.keyString"],
  },
  word: "API keys",
  convert(raw, out, crawl) {
    const uid = textOf(raw["uid"]);
    const name = textOf(raw["name"]);
    if (uid === undefined || name === undefined) return;
    const restrictions: Fields = fieldsOf(raw["restrictions"]);
    const targets = listOf(restrictions["apiTargets"]).flatMap((one) => textOf(fieldsOf(one)["service"]) ?? []);
    const client = CLIENTS.find((one) => restrictions[one] !== undefined);
    const account = textOf(raw["serviceAccountEmail"]);
    const id = `gcp:api-key/${uid}`;
    out.nodes.push({
      id,
      kind: "credential",
      type: "gcp.api-key",
      name: proseOf(raw["displayName"]) ?? uid,
      aliases: [name],
      parent: crawl.id,
      properties: properties({
        status: raw["deleteTime"] === undefined ? "active" : "inactive",
        static: true,
        key_id: uid,
        project: crawl.container.name,
        created_at: toIso(raw["createTime"]),
        updated_at: toIso(raw["updateTime"]),
        api_targets: targets,
        api_target_count: targets.length,
        client_restriction: client?.replace("KeyRestrictions", ""),
        client_restricted: client !== undefined,
        service_account: account,
      }),
    });
    if (account !== undefined) out.edge("authenticates_as", id, { by: "gcp-service-account", value: account });
  },
});

export const holdings: readonly GcpResource[] = [secrets, buckets, apiKeys];
