// workspace/reports:token-activity: when applications were last heard of. The log holds millions of lines; the newest one about
// each application is asked for, and no other.
import type { GraphBatch } from "../../../model/batch.js";
import { fieldsOf, properties } from "../../fields.js";
import { ScopeReader } from "../../scope-reader.js";
import { toIso } from "../../time.js";
import { reports, type WorkspaceCall } from "../call.js";
import type { DomainCrawl } from "../domain-crawl.js";
import { clientId } from "../ids.js";
import type { WorkspaceResource } from "../resource.js";
import { LIST_TOKENS } from "./tokens.js";

const NEWEST: WorkspaceCall = reports({
  method: "reports.activities.list (token)",
  path: "activity/users/all/applications/token",
  dataSet: "workspace/reports:token-activity",
  count: "1 per application",
  list: "items",
  query: { filters: "client_id=={client}", fields: "items(id(time))" },
  param: "filters",
  page: { name: "maxResults", size: 1 },
  isFirstPage: true,
});
/** How long the log of OAuth tokens goes back. */
const KEPT_DAYS = 180;
const DAY_S = 86_400;

export const tokenActivity: WorkspaceResource = {
  dataSet: NEWEST.dataSet,
  calls: [NEWEST],
  async *collect(crawl: DomainCrawl): AsyncGenerator<GraphBatch> {
    const reader = new ScopeReader(crawl, NEWEST.dataSet);
    if (!crawl.whole.has(LIST_TOKENS.dataSet))
      reader.note("not every consent was read: there may be more applications");
    // The first whole day in the log: to the second, every scan would write every application again.
    const today = Math.ceil(crawl.context.now.getTime() / 1000 / DAY_S);
    const observed_from = toIso((today - KEPT_DAYS) * DAY_S);
    const clients = crawl.consents.apps().map(({ client }) => client);
    yield* reader.batches(clients, { word: "applications looked up", call: NEWEST }, async (client, out) => {
      const node = clientId(crawl.id, client);
      const items = await reader.list(NEWEST, { client }, node);
      if (items === undefined) return;
      const times = items.flatMap((raw) => toIso(fieldsOf(fieldsOf(raw)["id"])["time"]) ?? []).sort();
      const found = properties({ last_used_known: true, last_used_at: times.at(-1), observed_from });
      out.supplements.push({ node, properties: found });
    });
    yield reader.close(NEWEST);
  },
};
