// Sentences about the whole estate, or about what was seen of it, that several outputs share.
import type { LittleRead, ReportSource, SecretShare } from "../model/report.js";
import { counted, formatCount } from "./count.js";

/** `1,871 identities · 412 credentials (61 static) · 3 scopes`. */
export function summaryLine({ summary }: ReportSource): string {
  const { identities, credentials, staticCredentials, scopes } = summary;
  return [
    counted(identities, "identity", "identities"),
    `${counted(credentials, "credential")} (${formatCount(staticCredentials)} static)`,
    counted(scopes, "scope"),
  ].join(" · ");
}

/**
 * The headline figure: `12 of 40 workload identities need no static secret (30 %)`; empty when there are none. What could
 * not be told counts as not free, and is named.
 */
export function shareLine(summary: SecretShare): string {
  const { workloadIdentities: all, withoutStaticSecret: free, staticSecretUnknown: open, accountsNotCounted } = summary;
  const accounts = counted(accountsNotCounted, "scope");
  if (all === 0) {
    if (accountsNotCounted === 0) return "";
    return `how many workload identities need no static secret is not known: identities of ${accounts} not read to the end`;
  }
  const need = open > 0 ? "are known to need" : "need";
  return [
    `${formatCount(free)} of ${formatCount(all)} workload identities ${need} no static secret (${shareText(free, all)})`,
    ...(open > 0 ? [`of ${formatCount(open)} it could not be told`] : []),
    ...(accountsNotCounted > 0 ? [`identities of ${accounts} not read to the end`] : []),
  ].join("; ");
}

/** Whole per cent, rounded down: 100 % means all of them. */
export function shareText(part: number, whole: number): string {
  return `${Math.floor((part * 100) / whole)} %`;
}

/** `No findings in what was read`; with what a severity left out. */
export function noFindingsText({ leftOut }: Pick<ReportSource, "leftOut">): string {
  if (leftOut === undefined) return "No findings in what was read";
  const { below } = leftOut;
  return `No findings of severity ${below}${below === "critical" ? "" : " and above"} in what was read (${leftOutText(leftOut)})`;
}

/** `3 findings below high are left out by --severity`. */
export function leftOutText({ count, below }: NonNullable<ReportSource["leftOut"]>): string {
  return `${counted(count, "finding")} below ${below} ${count === 1 ? "is" : "are"} left out by --severity`;
}

/** What drift was told by: `drift: since 2026-10-02; not compared: 2 scopes read for the first time`; empty when nobody asked. */
export function driftLine({ drift }: Pick<ReportSource, "drift">): string {
  if (drift === undefined) return "";
  if (drift.since === undefined) return "drift: no earlier scan to compare with; its rules say nothing yet";
  const scopes = drift.nothingEarlier.filter(
    ({ dataSet, scope }) => scope !== undefined && dataSet === undefined,
  ).length;
  const sets = drift.nothingEarlier.filter(({ dataSet }) => dataSet !== undefined).length;
  const first = [
    ...(scopes > 0 ? [counted(scopes, "scope")] : []),
    ...(sets > 0 ? [counted(sets, "data set")] : []),
  ].join(" and ");
  const others = drift.nothingEarlier.flatMap(({ scope, reason }) => (scope === undefined ? [reason] : []));
  const parts = [...(first === "" ? [] : [`${first} read for the first time`]), ...others];
  return `drift: compared with the scan of ${drift.since.slice(0, 10)}${parts.length > 0 ? `; not compared: ${parts.join("; ")}` : ""}`;
}

/** `little was read of aws:111122223333: 41 of 50 rules could not be judged, since …`. */
export function littleReadText({ id, littleRead }: { readonly id: string; readonly littleRead: LittleRead }): string {
  const { judged, blind } = littleRead;
  return `little was read of ${id}: ${formatCount(blind)} of ${counted(blind + judged, "rule")} could not be judged, since what they need was refused or failed`;
}
