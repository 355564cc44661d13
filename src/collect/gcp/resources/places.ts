// Lists that are kept by place: the places of a project are asked for first, then each of them.
import type { GraphBatch } from "../../../model/batch.js";
import { type Fields, fieldsOf, properties, proseOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { ScopeReader } from "../../scope-reader.js";
import { toIso } from "../../time.js";
import { type GcpCall, OF_PROJECT } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import type { GcpResource } from "../resource.js";
import { labelsOf } from "./containers.js";
import { addWorkload } from "./workloads.js";

interface Placed {
  readonly places: GcpCall;
  readonly call: GcpCall;
  readonly word: string;
  /** Name of the place in an element of the first list. */
  placeOf(raw: Fields): string | undefined;
  convert(raw: Fields, place: string, crawl: ContainerCrawl, out: PartBuilder): void;
}

function placed({ places, call, word, placeOf, convert }: Placed): GcpResource {
  return {
    dataSet: call.dataSet,
    calls: [places, call],
    of: OF_PROJECT,
    async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
      if (crawl.isOff(call)) {
        yield crawl.close(call);
        return;
      }
      const reader = new ScopeReader(crawl, call.dataSet);
      const params = { project: crawl.container.name };
      const list = (await reader.list(places, params, crawl.resource)) ?? [];
      const names = list.flatMap((one) => placeOf(fieldsOf(one)) ?? []);
      yield* reader.batches(names, { word, call }, async (place, out) => {
        for (const raw of (await reader.list(call, { ...params, place }, place)) ?? [])
          convert(fieldsOf(raw), place, crawl, out);
      });
      yield reader.close(call);
    },
  };
}

const scheduler = { api: "cloudscheduler", version: "v1", dataSet: "gcp/cloudscheduler:jobs" } as const;

/** Jobs that call something as a service account, at a time. */
const schedulerJobs: GcpResource = placed({
  places: {
    ...scheduler,
    method: "cloudscheduler.projects.locations.list",
    path: "projects/{project}/locations",
    permission: "cloudscheduler.locations.list",
    role: "roles/cloudscheduler.viewer",
    count: "1 per project",
    list: "locations",
    isOnlyWhenEnabled: true,
  },
  call: {
    ...scheduler,
    method: "cloudscheduler.projects.locations.jobs.list",
    path: "projects/{project}/locations/{place}/jobs",
    permission: "cloudscheduler.jobs.list",
    role: "roles/cloudscheduler.viewer",
    count: "1 per place with jobs",
    list: "jobs",
    isOnlyWhenEnabled: true,
    secrets: ["jobs.*.httpTarget.headers.*", "jobs.*.httpTarget.body", "jobs.*.pubsubTarget.data"],
  },
  word: "places asked for scheduled jobs",
  placeOf: (raw) => textOf(raw["locationId"]),
  convert(raw, _place, crawl, out) {
    const name = textOf(raw["name"]);
    if (name === undefined) return;
    const target = fieldsOf(raw["httpTarget"]);
    const token = fieldsOf(target["oauthToken"] ?? target["oidcToken"]);
    addWorkload(
      {
        type: "gcp.scheduler-job",
        fullName: `//cloudscheduler.googleapis.com/${name}`,
        name: name.split("/").at(-1) ?? name,
        account: textOf(token["serviceAccountEmail"]),
        more: {
          status: textOf(raw["state"]) === "ENABLED" ? "active" : "inactive",
          last_run_at: toIso(raw["lastAttemptTime"]),
        },
      },
      crawl,
      out,
    );
  },
});

const dataproc = { api: "dataproc", version: "v1", dataSet: "gcp/dataproc:clusters" } as const;

const dataprocClusters: GcpResource = placed({
  // Dataproc has no list of its places: they are those of Compute Engine
  places: {
    api: "compute",
    version: "v1",
    method: "compute.regions.list",
    path: "projects/{project}/regions",
    dataSet: dataproc.dataSet,
    permission: "compute.regions.list",
    role: "roles/compute.viewer",
    count: "1 per project",
    list: "items",
    page: { name: "maxResults", size: 500 },
    isOnlyWhenEnabled: true,
  },
  call: {
    ...dataproc,
    method: "dataproc.projects.regions.clusters.list",
    path: "projects/{project}/regions/{place}/clusters",
    permission: "dataproc.clusters.list",
    role: "roles/dataproc.viewer",
    count: "1 per region, where the API is enabled",
    list: "clusters",
    isOnlyWhenEnabled: true,
    secrets: ["clusters.*.config.gceClusterConfig.metadata.*"],
  },
  word: "regions asked for clusters",
  placeOf: (raw) => textOf(raw["name"]),
  convert(raw, place, crawl, out) {
    const name = textOf(raw["clusterName"]);
    if (name === undefined) return;
    const machines = fieldsOf(fieldsOf(raw["config"])["gceClusterConfig"]);
    addWorkload(
      {
        type: "gcp.dataproc-cluster",
        fullName: `//dataproc.googleapis.com/projects/${crawl.container.name}/regions/${place}/clusters/${name}`,
        name,
        account: textOf(machines["serviceAccount"]),
        fallback: "compute",
        labels: labelsOf(raw["labels"]),
      },
      crawl,
      out,
    );
  },
});

const GET_APP: GcpCall = {
  api: "appengine",
  version: "v1",
  method: "appengine.apps.get",
  path: "apps/{project}",
  dataSet: "gcp/appengine:app",
  permission: "appengine.applications.get",
  role: "roles/appengine.appViewer",
  count: "1 per project",
  isOnlyWhenEnabled: true,
};

/** The one App Engine application that a project may have. */
const appEngine: GcpResource = {
  dataSet: GET_APP.dataSet,
  calls: [GET_APP],
  of: OF_PROJECT,
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const reader = new ScopeReader(crawl, GET_APP.dataSet);
    const app = crawl.isOff(GET_APP)
      ? "absent"
      : await reader.detail(GET_APP, { project: crawl.container.name }, crawl.resource);
    if (typeof app !== "string") {
      yield* reader.batches([app], { word: "applications", call: GET_APP }, (raw, out) => {
        const name = proseOf(raw["id"]) ?? crawl.container.name;
        addWorkload(
          {
            type: "gcp.app-engine",
            fullName: `//appengine.googleapis.com/apps/${name}`,
            name,
            account: textOf(raw["serviceAccount"]),
            fallback: "app-engine",
            more: properties({ status: textOf(raw["servingStatus"]) === "SERVING" ? "active" : "inactive" }),
          },
          crawl,
          out,
        );
      });
    }
    yield reader.close(GET_APP);
  },
};

export const placedWorkloads: readonly GcpResource[] = [schedulerJobs, dataprocClusters, appEngine];
