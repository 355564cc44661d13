// gcp/cloudresourcemanager:audit-configs: which reads and uses of data each container has written to the audit logs, and whom it
// exempts. It is in the policy of a container, and a search for policies does not tell it: one question each.
// https://cloud.google.com/logging/docs/audit/configure-data-access
import type { GraphBatch } from "../../../model/batch.js";
import type { Json } from "../../../model/words.js";
import { PartBuilder } from "../../part.js";
import { ScopeReader } from "../../scope-reader.js";
import { type GcpCall, OF_ALL } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { containerId } from "../ids.js";
import type { GcpResource } from "../resource.js";
import { auditLogs } from "./audit-logs.js";
import { climbsTo, policyCalls } from "./policies.js";

const DATA_SET = "gcp/cloudresourcemanager:audit-configs";
const GET_POLICY = policyCalls(DATA_SET, { projects: "1 per project", above: "1 per folder and organization" });

/** Folders that are asked of one organisation or folder: of more, the rest is a gap. */
const MOST_FOLDERS = 1000;

export const auditConfigs: GcpResource = {
  dataSet: DATA_SET,
  calls: Object.values(GET_POLICY),
  of: OF_ALL,
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const reader = new ScopeReader(crawl, DATA_SET);
    const all = containersOf(crawl);
    if (all.length > MOST_FOLDERS) reader.note(`audit logs of ${all.length - MOST_FOLDERS} folders were not asked for`);
    for (const name of all.slice(0, MOST_FOLDERS)) {
      // what is above projects is told once
      if (crawl.shared.askedAbove.has(`audit ${name}`)) continue;
      crawl.shared.askedAbove.add(`audit ${name}`);
      const call = callFor(name);
      const logs = crawl.shared.auditLogs.get(name) ?? (await askedLogs(name, call, reader));
      if (logs === undefined) continue;
      const out = new PartBuilder();
      out.supplements.push({ node: containerId(name), properties: { audit_logs: logs } });
      yield crawl.batch(call, out, { name });
    }
    yield reader.close(callFor(crawl.resource));
  },
};

/** What the policy of a container says of its logs; undefined where it cannot be read, which is noted. */
async function askedLogs(name: string, call: GcpCall, reader: ScopeReader<GcpCall>): Promise<Json[] | undefined> {
  const policy = await reader.detail(call, { name }, name);
  return typeof policy === "string" ? undefined : auditLogs(policy);
}

/** The container, and what nobody else of this crawl asks for: folders below, or all that is above a project. */
function containersOf({ resource, container, shared }: ContainerCrawl): readonly string[] {
  if (container.kind === "project") return [resource, ...shared.ancestorsOf(container.name)];
  const below = [...shared.folders.keys()].filter((one) => one !== resource && climbsTo(one, { resource, shared }));
  return [resource, ...below.sort()];
}

function callFor(name: string): GcpCall {
  if (name.startsWith("projects/")) return GET_POLICY.projects;
  return name.startsWith("folders/") ? GET_POLICY.folders : GET_POLICY.organizations;
}
