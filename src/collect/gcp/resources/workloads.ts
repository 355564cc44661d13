// Workloads: what runs, and as which service account. One list each; what they say of secrets in settings is left out.
import type { JsonRecord } from "../../../model/words.js";
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { GcpCall } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { resourceId } from "../ids.js";
import { listed } from "../listed.js";
import type { GcpResource } from "../resource.js";
import { labelsOf } from "./containers.js";

export const ALL_PLACES = "projects/{project}/locations/-";

/** Accounts that Google takes where none is named; agents of its own among them, by the service that they act for. */
type Fallback = "compute" | "app-engine" | "cloud-build" | "reasoning-engine" | "dialogflow" | "discovery-engine";

/** Agents of Google's by the number of the project. https://cloud.google.com/iam/docs/service-agents */
const SERVICE_AGENTS: { readonly [fallback in Fallback]?: string } = {
  "reasoning-engine": "gcp-sa-aiplatform-re",
  dialogflow: "gcp-sa-dialogflow",
  "discovery-engine": "gcp-sa-discoveryengine",
};

export interface Runs {
  /** Vendor type of the node. */
  readonly type: string;
  /** Full resource name. */
  readonly fullName: string;
  readonly name: string;
  /** Address of the service account; undefined where it was left out. */
  readonly account: string | undefined;
  /** What Google takes when none is named. */
  readonly fallback?: Fallback | undefined;
  readonly more?: { readonly [name: string]: JsonRecord[string] | undefined };
  readonly labels?: JsonRecord | undefined;
  /** Host at which it is called. */
  readonly host?: string | undefined;
}

/** A workload with the edge to what it runs as; scopes that narrow it make a session of it, which analysis works out. */
export function addWorkload(runs: Runs, crawl: ContainerCrawl, out: PartBuilder): void {
  const account = runs.account ?? defaultAccount(runs.fallback, crawl);
  const id = resourceId(runs.fullName);
  const scopes = runs.more?.["access_scopes"];
  out.nodes.push({
    id,
    kind: "workload",
    type: runs.type,
    name: runs.name,
    aliases: [runs.fullName, ...(runs.host === undefined ? [] : [runs.host])],
    properties: properties({
      project: crawl.container.name,
      full_name: runs.fullName,
      service_account: account,
      uses_default_account: runs.account === undefined && account !== undefined ? true : undefined,
      ...(runs.labels && { tags: runs.labels }),
      ...runs.more,
    }),
  });
  if (account !== undefined && scopes === undefined)
    out.edge("runs_as", id, { by: "gcp-service-account", value: account });
}

function defaultAccount(fallback: Fallback | undefined, { container, shared }: ContainerCrawl): string | undefined {
  const number = shared.projects.get(container.name)?.number;
  if (fallback === "app-engine") return `${container.name}@appspot.gserviceaccount.com`;
  if (number === undefined || fallback === undefined) return undefined;
  const agent = SERVICE_AGENTS[fallback];
  if (agent !== undefined) return `service-${number}@${agent}.iam.gserviceaccount.com`;
  return fallback === "compute"
    ? `${number}-compute@developer.gserviceaccount.com`
    : `${number}@cloudbuild.gserviceaccount.com`;
}

/** The host of an address. */
export function hostOf(address: unknown): string | undefined {
  const text = textOf(address);
  return text !== undefined && URL.canParse(text) ? new URL(text).hostname : undefined;
}

const COMPUTE = "//compute.googleapis.com/";

const LIST_INSTANCES: GcpCall = {
  api: "compute",
  version: "v1",
  method: "compute.instances.aggregatedList",
  path: "projects/{project}/aggregated/instances",
  dataSet: "gcp/compute:instances",
  permission: "compute.instances.list",
  role: "roles/compute.viewer",
  count: "1 per 500 instances",
  isAggregated: true,
  isOnlyWhenEnabled: true,
  page: { name: "maxResults", size: 500 },
  secrets: ["items.*.instances.*.metadata.items.*.value"],
};

export const instances: GcpResource = {
  dataSet: LIST_INSTANCES.dataSet,
  calls: [LIST_INSTANCES],
  of: ["project"],
  async *collect(crawl) {
    if (crawl.isOff(LIST_INSTANCES)) {
      yield crawl.close(LIST_INSTANCES);
      return;
    }
    const params = { project: crawl.container.name };
    const { PartBuilder: Builder } = await import("../../part.js");
    const out = new Builder();
    try {
      for await (const page of crawl.ask(LIST_INSTANCES, params)) {
        for (const held of Object.values(fieldsOf(page["items"]))) {
          for (const raw of listOf(fieldsOf(held)["instances"])) addInstance(fieldsOf(raw), crawl, out);
        }
      }
      crawl.count("instances", out.nodes.length);
      yield crawl.close(LIST_INSTANCES, {}, out, params);
    } catch (fault) {
      yield crawl.closeAfter(LIST_INSTANCES, fault);
    }
  },
};

function addInstance(raw: Fields, crawl: ContainerCrawl, out: PartBuilder): void {
  const name = textOf(raw["name"]);
  const zone = textOf(raw["zone"])?.split("/").at(-1);
  if (name === undefined || zone === undefined) return;
  const [first] = listOf(raw["serviceAccounts"]).map(fieldsOf);
  const scopes = listOf(first?.["scopes"]).filter((one): one is string => typeof one === "string");
  const isWide = scopes.some((scope) => scope.endsWith("/auth/cloud-platform"));
  const metadata = listOf(fieldsOf(raw["metadata"])["items"]).map(fieldsOf);
  const keys = metadata.flatMap(({ key }) => textOf(key) ?? []);
  addWorkload(
    {
      type: "gcp.instance",
      fullName: `${COMPUTE}projects/${crawl.container.name}/zones/${zone}/instances/${name}`,
      name,
      account: textOf(first?.["email"]),
      labels: labelsOf(raw["labels"]),
      more: {
        zone,
        status: textOf(raw["status"]) === "TERMINATED" ? "inactive" : "active",
        created_at: toIso(raw["creationTimestamp"]),
        metadata_keys: keys,
        access_scopes: first === undefined || isWide ? undefined : scopes,
        public_address: listOf(raw["networkInterfaces"]).some(
          (one) => listOf(fieldsOf(one)["accessConfigs"]).length > 0,
        ),
      },
    },
    crawl,
    out,
  );
}

export const functions: GcpResource = listed({
  call: {
    api: "cloudfunctions",
    version: "v2",
    method: "cloudfunctions.projects.locations.functions.list",
    path: `${ALL_PLACES}/functions`,
    dataSet: "gcp/cloudfunctions:functions",
    permission: "cloudfunctions.functions.list",
    role: "roles/cloudfunctions.viewer",
    count: "1 per 100 functions",
    list: "functions",
    isOnlyWhenEnabled: true,
    secrets: ["functions.*.serviceConfig.environmentVariables.*", "functions.*.buildConfig.environmentVariables.*"],
  },
  word: "functions",
  convert(raw, out, crawl) {
    const name = textOf(raw["name"]);
    if (name === undefined) return;
    const service = fieldsOf(raw["serviceConfig"]);
    const isFirst = textOf(raw["environment"]) === "GEN_1";
    addWorkload(
      {
        type: "gcp.function",
        fullName: `//cloudfunctions.googleapis.com/${name}`,
        name: name.split("/").at(-1) ?? name,
        account: textOf(service["serviceAccountEmail"]),
        fallback: isFirst ? "app-engine" : "compute",
        host: hostOf(raw["url"]),
        labels: labelsOf(raw["labels"]),
        more: {
          updated_at: toIso(raw["updateTime"]),
          ingress: textOf(service["ingressSettings"]),
          environment_keys: Object.keys(fieldsOf(service["environmentVariables"])).sort(),
          runs_on_service: textOf(service["service"]),
        },
      },
      crawl,
      out,
    );
  },
});

const RUN_SECRETS = "template.containers.*.env.*.value";

export const runServices: GcpResource = listed({
  call: {
    api: "run",
    version: "v2",
    method: "run.projects.locations.services.list",
    path: `${ALL_PLACES}/services`,
    dataSet: "gcp/run:services",
    permission: "run.services.list",
    role: "roles/run.viewer",
    count: "1 per 100 services",
    list: "services",
    isOnlyWhenEnabled: true,
    secrets: [`services.*.${RUN_SECRETS}`],
  },
  word: "Run services",
  convert(raw, out, crawl) {
    const name = textOf(raw["name"]);
    if (name === undefined) return;
    const template = fieldsOf(raw["template"]);
    addWorkload(
      {
        type: "gcp.run-service",
        fullName: `//run.googleapis.com/${name}`,
        name: name.split("/").at(-1) ?? name,
        account: textOf(template["serviceAccount"]),
        fallback: "compute",
        host: hostOf(raw["uri"]),
        labels: labelsOf(raw["labels"]),
        more: {
          created_at: toIso(raw["createTime"]),
          updated_at: toIso(raw["updateTime"]),
          ingress: textOf(raw["ingress"]),
          // without it Google asks no caller who it is
          invoker_iam_disabled: raw["invokerIamDisabled"] === true ? true : undefined,
        },
      },
      crawl,
      out,
    );
  },
});

export const runJobs: GcpResource = listed({
  call: {
    api: "run",
    version: "v2",
    method: "run.projects.locations.jobs.list",
    path: `${ALL_PLACES}/jobs`,
    dataSet: "gcp/run:jobs",
    permission: "run.jobs.list",
    role: "roles/run.viewer",
    count: "1 per 100 jobs",
    list: "jobs",
    isOnlyWhenEnabled: true,
    secrets: [`jobs.*.template.${RUN_SECRETS}`],
  },
  word: "Run jobs",
  convert(raw, out, crawl) {
    const name = textOf(raw["name"]);
    if (name === undefined) return;
    addWorkload(
      {
        type: "gcp.run-job",
        fullName: `//run.googleapis.com/${name}`,
        name: name.split("/").at(-1) ?? name,
        account: textOf(fieldsOf(fieldsOf(raw["template"])["template"])["serviceAccount"]),
        fallback: "compute",
        labels: labelsOf(raw["labels"]),
        more: { created_at: toIso(raw["createTime"]), updated_at: toIso(raw["updateTime"]) },
      },
      crawl,
      out,
    );
  },
});
