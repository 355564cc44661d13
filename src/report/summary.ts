// The two sentences about the whole estate that pretty and markdown share.
import type { ReportSource } from "../model/report.js";
import { counted, formatCount } from "./text.js";

/** `1,871 identities · 412 credentials (61 static) · 3 scopes`. */
export function summaryLine({ summary }: ReportSource): string {
  const { identities, credentials, staticCredentials, scopes } = summary;
  return [
    counted(identities, "identity", "identities"),
    `${counted(credentials, "credential")} (${formatCount(staticCredentials)} static)`,
    counted(scopes, "scope"),
  ].join(" · ");
}

/** The headline figure: `12 of 40 workload identities need no static secret (30 %)`; empty when there are none. */
export function shareLine({ summary }: ReportSource): string {
  const { workloadIdentities: all, withoutStaticSecret: free } = summary;
  if (all === 0) return "";
  const share = Math.floor((free * 100) / all);
  return `${formatCount(free)} of ${formatCount(all)} workload identities need no static secret (${share} %)`;
}
