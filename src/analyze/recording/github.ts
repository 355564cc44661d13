// GitHub: the audit log ends by itself after 180 days, and events of git after seven; what is kept is what a stream of the enterprise
// carries away. Requests to the API are in it only where that is switched on, which no call tells.
// https://docs.github.com/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise
import type { AnalysisInput } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { wasRead } from "../read-sets.js";
import type { Recording } from "./recording.js";

const STREAMS = "github/org:audit-log-streams";

/** Organisations with what is known of the record of calls in them. */
export function* githubRecordings(
  input: Pick<AnalysisInput, "scopes" | "nodes">,
): Iterable<readonly [string, Recording]> {
  const organizations = [...input.scopes()].filter(({ type }) => type === "github.organization");
  if (organizations.length === 0) return;
  const streams = [...input.nodes(["github.audit-log-stream"])];
  for (const organization of organizations) {
    const { id } = organization;
    const running = streams.filter(
      ({ scope, properties: { enabled, paused_at: paused } }) =>
        scope === id && enabled === true && paused === undefined,
    );
    const isRead = wasRead(organization, STREAMS, "every");
    const by = [...new Set(running.map(({ name }) => name))].sort(compareText);
    yield [id, { calls: by.length > 0 ? "part" : isRead ? "none" : undefined, by, data: undefined }];
  }
}
