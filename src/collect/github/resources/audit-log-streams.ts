// github/org:audit-log-streams: where the audit log of the enterprise above the organisation goes. GitHub keeps the log itself for 180
// days, and events of git for seven. https://docs.github.com/enterprise-cloud@latest/rest/enterprise-admin/audit-log
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, integerOf, properties, textOf } from "../../fields.js";
import { ROOT_LIST } from "../../json-scan.js";
import { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import { accessText, type GitHubCall, OF_ORGANIZATION } from "../call.js";
import { elementsOf, type OwnerCrawl } from "../owner-crawl.js";
import type { GitHubResource } from "../resource.js";

const ACCESS = { permission: "audit log of the enterprise", scope: "read:audit_log", isClassicOnly: true };

const LIST_STREAMS: GitHubCall = {
  route: "GET /enterprises/{enterprise}/audit-log/streams",
  dataSet: "github/org:audit-log-streams",
  access: ACCESS,
  count: "1, where there is an enterprise",
  list: ROOT_LIST,
  isWhole: true,
};

export const auditLogStreams: GitHubResource = {
  dataSet: LIST_STREAMS.dataSet,
  calls: [LIST_STREAMS],
  extents: OF_ORGANIZATION,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const { in_enterprise: isIn, enterprise } = crawl.facts.scope;
    // only an enterprise has streams
    if (isIn === false) {
      yield crawl.close(LIST_STREAMS.dataSet, LIST_STREAMS);
      return;
    }
    if (typeof enterprise !== "string") {
      yield crawl.close(LIST_STREAMS.dataSet, LIST_STREAMS, {
        state: "denied",
        permission: accessText(ACCESS),
        message: "which enterprise it belongs to was not told: a classic token with read:enterprise is",
      });
      return;
    }
    const params = { enterprise };
    const answer = await crawl.one(LIST_STREAMS, params);
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(LIST_STREAMS.dataSet, LIST_STREAMS, answer);
      return;
    }
    const out = new PartBuilder();
    for (const one of elementsOf(LIST_STREAMS, answer)) {
      const stream = fieldsOf(one);
      const id = integerOf(stream["id"]);
      if (id === undefined) continue;
      const type = textOf(stream["stream_type"]);
      out.nodes.push({
        id: `${crawl.id}/audit-log-stream/${id}`,
        kind: "resource",
        type: "github.audit-log-stream",
        name: type ?? String(id),
        properties: properties({
          enterprise,
          stream_type: type,
          enabled: stream["enabled"] === true,
          created_at: toIso(stream["created_at"]),
          paused_at: toIso(stream["paused_at"]),
        }),
      });
    }
    yield crawl.close(LIST_STREAMS.dataSet, LIST_STREAMS, {}, out, params);
  },
};
