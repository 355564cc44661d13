// Workloads whose lists need no more than a name and where the service account stands.
import { type Fields, fieldsOf, listOf, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { GcpCall } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { resourceId } from "../ids.js";
import { listed } from "../listed.js";
import type { GcpResource } from "../resource.js";
import { labelsOf } from "./containers.js";
import { addNodePools } from "./node-pools.js";
import { ALL_PLACES, addWorkload, type Runs } from "./workloads.js";

/** Lists that need no more than a name and where the service account stands. */
interface PlainList {
  readonly type: string;
  readonly word: string;
  readonly call: Pick<GcpCall, "api" | "version" | "method" | "path" | "permission" | "role" | "list"> & {
    readonly secrets?: readonly string[];
    readonly page?: NonNullable<GcpCall["page"]>;
  };
  readonly dataSet: string;
  readonly fallback?: Runs["fallback"];
  account(raw: Fields): unknown;
  name?(raw: Fields, crawl: ContainerCrawl): string | undefined;
  /** Whether what comes with it runs as somebody, not it itself. */
  isCarried?(raw: Fields): boolean;
  /** What else is kept of it. */
  facts?(raw: Fields): { readonly [name: string]: string | undefined };
  /** What comes with it. */
  parts?(raw: Fields, name: string, crawl: ContainerCrawl, out: PartBuilder): void;
}

const at = (raw: Fields, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => fieldsOf(value)[key], raw);

const PLAIN: readonly PlainList[] = [
  {
    type: "gcp.workflow",
    word: "workflows",
    dataSet: "gcp/workflows:workflows",
    call: {
      api: "workflows",
      version: "v1",
      method: "workflows.projects.locations.workflows.list",
      path: `${ALL_PLACES}/workflows`,
      permission: "workflows.workflows.list",
      role: "roles/workflows.viewer",
      list: "workflows",
      secrets: ["workflows.*.userEnvVars.*", "workflows.*.sourceContents"],
    },
    fallback: "compute",
    account: (raw) => textOf(raw["serviceAccount"])?.split("/").at(-1),
  },
  {
    type: "gcp.composer-environment",
    word: "Composer environments",
    dataSet: "gcp/composer:environments",
    call: {
      api: "composer",
      version: "v1",
      method: "composer.projects.locations.environments.list",
      path: `${ALL_PLACES}/environments`,
      permission: "composer.environments.list",
      role: "roles/composer.user",
      list: "environments",
      secrets: ["environments.*.config.softwareConfig.envVariables.*"],
    },
    fallback: "compute",
    account: (raw) => at(raw, "config", "nodeConfig", "serviceAccount"),
    parts: addWorkflowBucket,
  },
  {
    type: "gcp.notebook-instance",
    word: "notebook instances",
    dataSet: "gcp/notebooks:instances",
    call: {
      api: "notebooks",
      version: "v2",
      method: "notebooks.projects.locations.instances.list",
      path: `${ALL_PLACES}/instances`,
      permission: "notebooks.instances.list",
      role: "roles/notebooks.viewer",
      list: "instances",
      secrets: ["instances.*.gceSetup.metadata.*"],
    },
    fallback: "compute",
    account: (raw) => at(fieldsOf(listOf(at(raw, "gceSetup", "serviceAccounts"))[0]), "email"),
  },
  {
    type: "gcp.kubernetes-cluster",
    word: "clusters",
    dataSet: "gcp/container:clusters",
    call: {
      api: "container",
      version: "v1",
      method: "container.projects.locations.clusters.list",
      path: `${ALL_PLACES}/clusters`,
      permission: "container.clusters.list",
      role: "roles/container.clusterViewer",
      list: "clusters",
      page: "none",
      secrets: [
        "clusters.*.masterAuth.clientKey",
        "clusters.*.masterAuth.password",
        "clusters.*.nodeConfig.metadata.*",
        "clusters.*.nodePools.*.config.metadata.*",
      ],
    },
    fallback: "compute",
    account: (raw) => {
      const account = textOf(at(raw, "nodeConfig", "serviceAccount"));
      return account === "default" ? undefined : account;
    },
    isCarried: (raw) => listOf(raw["nodePools"]).length > 0,
    name: (raw, { container }) => {
      const place = textOf(raw["location"]);
      const name = textOf(raw["name"]);
      return place && name ? `projects/${container.name}/locations/${place}/clusters/${name}` : undefined;
    },
    // the pool by which Google knows its pods, and the project that hosts its fleet, whose pool knows them too
    facts: (raw) => ({
      workload_pool: textOf(at(raw, "workloadIdentityConfig", "workloadPool")),
      fleet_project: textOf(at(raw, "fleet", "project"))
        ?.split("/")
        .at(-1),
    }),
    parts: addNodePools,
  },
  {
    type: "gcp.dataflow-job",
    word: "Dataflow jobs",
    dataSet: "gcp/dataflow:jobs",
    call: {
      api: "dataflow",
      version: "v1b3",
      method: "dataflow.projects.jobs.aggregated",
      path: "projects/{project}/jobs:aggregated",
      permission: "dataflow.jobs.list",
      role: "roles/dataflow.viewer",
      list: "jobs",
      secrets: ["jobs.*.environment.userAgent", "jobs.*.pipelineDescription"],
    },
    fallback: "compute",
    account: (raw) => at(raw, "environment", "serviceAccountEmail"),
    name: (raw, { container }) => {
      const id = textOf(raw["id"]);
      return id === undefined
        ? undefined
        : `projects/${container.name}/locations/${String(raw["location"])}/jobs/${id}`;
    },
  },
  {
    type: "gcp.eventarc-trigger",
    word: "Eventarc triggers",
    dataSet: "gcp/eventarc:triggers",
    call: {
      api: "eventarc",
      version: "v1",
      method: "eventarc.projects.locations.triggers.list",
      path: `${ALL_PLACES}/triggers`,
      permission: "eventarc.triggers.list",
      role: "roles/eventarc.viewer",
      list: "triggers",
    },
    fallback: "compute",
    account: (raw) => textOf(raw["serviceAccount"])?.split("/").at(-1),
  },
  {
    // what a deployment makes is made by Google's own agent of the project, whoever asks for it
    type: "gcp.deployment",
    word: "deployments",
    dataSet: "gcp/deploymentmanager:deployments",
    call: {
      api: "deploymentmanager",
      version: "v2",
      method: "deploymentmanager.deployments.list",
      path: "projects/{project}/global/deployments",
      permission: "deploymentmanager.deployments.list",
      role: "roles/deploymentmanager.viewer",
      list: "deployments",
      secrets: ["deployments.*.target.config.content", "deployments.*.target.imports.*.content"],
      page: { name: "maxResults", size: 500 },
    },
    account: () => undefined,
    name: (raw, { container }) => {
      const name = textOf(raw["name"]);
      return name === undefined ? undefined : `projects/${container.name}/global/deployments/${name}`;
    },
  },
];

/**
 * An environment of Composer runs whatever workflow lies in its bucket.
 * https://cloud.google.com/composer/docs/composer-3/security-practices
 */
function addWorkflowBucket(raw: Fields, name: string, _: ContainerCrawl, out: PartBuilder): void {
  const prefix =
    textOf(at(raw, "config", "dagGcsPrefix")) ?? `gs://${textOf(at(raw, "storageConfig", "bucket")) ?? ""}`;
  const [, bucket] = /^gs:\/\/([^/]+)/.exec(prefix) ?? [];
  if (bucket === undefined) return;
  const environment = resourceId(`//composer.googleapis.com/${name}`);
  out.edge("supplies_code_to", resourceId(`//storage.googleapis.com/${bucket}`), environment);
}

export const otherWorkloads: readonly GcpResource[] = PLAIN.map((plain) =>
  listed({
    call: { ...plain.call, dataSet: plain.dataSet, count: `1 per 100 ${plain.word}`, isOnlyWhenEnabled: true },
    word: plain.word,
    convert(raw, out, crawl) {
      const name = plain.name === undefined ? textOf(raw["name"]) : plain.name(raw, crawl);
      if (name === undefined) return;
      const isCarried = plain.isCarried?.(raw) === true;
      addWorkload(
        {
          type: plain.type,
          fullName: `//${plain.call.api}.googleapis.com/${name}`,
          name: proseOf(raw["name"])?.split("/").at(-1) ?? name,
          account: isCarried ? undefined : textOf(plain.account(raw)),
          ...(plain.fallback && !isCarried && { fallback: plain.fallback }),
          labels: labelsOf(raw["labels"]),
          more: {
            created_at: toIso(raw["createTime"] ?? raw["insertTime"]),
            updated_at: toIso(raw["updateTime"]),
            ...plain.facts?.(raw),
          },
        },
        crawl,
        out,
      );
      plain.parts?.(raw, name, crawl, out);
    },
  }),
);
