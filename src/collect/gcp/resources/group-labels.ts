// gcp/cloudidentity:group-labels: of the groups that were read, whose they are and what their labels say: locked, for security, dynamic.
import type { GraphBatch } from "../../../model/batch.js";
import { type Fields, fieldsOf, isFields, properties, textOf } from "../../fields.js";
import { ScopeReader } from "../../scope-reader.js";
import { type GcpCall, OF_ALL } from "../call.js";
import type { ContainerCrawl } from "../container-crawl.js";
import { groupId } from "../ids.js";
import type { GcpResource } from "../resource.js";

const GET: GcpCall = {
  api: "cloudidentity",
  version: "v1",
  dataSet: "gcp/cloudidentity:group-labels",
  method: "cloudidentity.groups.get",
  path: "groups/{group}",
  permission: "Groups reader in the Workspace directory",
  count: "1 per group that a binding names",
};
const LABEL = "cloudidentity.googleapis.com/groups.";

export const groupLabels: GcpResource = {
  dataSet: GET.dataSet,
  calls: [GET],
  of: OF_ALL,
  async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
    const { shared } = crawl;
    const reader = new ScopeReader(crawl, GET.dataSet);
    const asked = [...shared.groupNames].filter((name) => !shared.labelledGroups.has(name)).sort();
    for (const name of asked) shared.labelledGroups.add(name);
    yield* reader.batches(asked, { word: "groups asked for labels", call: GET }, async (name, out) => {
      const found = await reader.detail(GET, { group: name.slice("groups/".length) }, name);
      if (typeof found !== "string") out.supplements.push({ node: groupId(name), properties: toFacts(found) });
    });
    yield reader.close(GET);
  },
};

function toFacts(raw: Fields): ReturnType<typeof properties> {
  const labels = isFields(raw["labels"]) ? fieldsOf(raw["labels"]) : undefined;
  const has = (label: string): boolean | undefined => (labels === undefined ? undefined : `${LABEL}${label}` in labels);
  return properties({
    customer: /^customers\/(.+)$/.exec(textOf(raw["parent"]) ?? "")?.[1],
    is_locked: has("locked"),
    is_security: has("security"),
    is_dynamic: has("dynamic"),
  });
}
