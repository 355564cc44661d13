// gcp/serviceusage:…: which APIs of a project are enabled.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, textOf } from "../../fields.js";
import { elementsOf } from "../../scope-crawl.js";
import { type GcpCall, OF_PROJECT } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import type { GcpResource } from "../resource.js";

const LIST_SERVICES: GcpCall = {
  api: "serviceusage",
  version: "v1",
  method: "serviceusage.services.list",
  path: "projects/{project}/services",
  dataSet: "gcp/serviceusage:services",
  permission: "serviceusage.services.list",
  role: "roles/serviceusage.serviceUsageViewer",
  count: "1 per project",
  list: "services",
  query: { filter: "state:ENABLED", fields: "nextPageToken,services(name,state)" },
  page: { name: "pageSize", size: 200 },
};

/** Which APIs are enabled: what needs one that is not enabled is not asked for. */
export const services: GcpResource = {
  dataSet: LIST_SERVICES.dataSet,
  calls: [LIST_SERVICES],
  of: OF_PROJECT,
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const params = { project: crawl.container.name };
    const answer = await crawl.one(LIST_SERVICES, params);
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(LIST_SERVICES, answer);
      return;
    }
    const names = elementsOf(LIST_SERVICES, answer).flatMap((one) => {
      const { name, state } = fieldsOf(one);
      const service = textOf(name)?.split("/").at(-1);
      return service === undefined || (state !== undefined && state !== "ENABLED") ? [] : [service];
    });
    // what was left out may be enabled
    if (!crawl.answers.odd.has(LIST_SERVICES.dataSet)) crawl.enabled = new Set(names);
    const supplements = [{ node: crawl.id, properties: { enabled_services: names.sort() } }];
    yield crawl.close(LIST_SERVICES, {}, { supplements }, params);
  },
};
