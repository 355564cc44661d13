// What a SARIF run says about what it does not hold: gaps, rules not evaluated, findings carried forward or left out.
import type { Notification, ReportingDescriptor } from "sarif";
import { groupBy } from "../model/group-by.js";
import type { LittleRead, ReportSource } from "../model/report.js";
import { counted } from "./count.js";
import { sarifText } from "./escape.js";
import { compareText } from "./order.js";
import { MAX_RESULTS, type SarifRun } from "./sarif-runs.js";
import { littleReadText } from "./summary.js";
import { type GapRow, gapRows, type NotEvaluatedGroup, notEvaluatedGroups } from "./unknown.js";

const MAX_NOTIFICATIONS = 1000;

/** GitHub asks of a descriptor what it asks of a rule: a short and a full description, and help. */
function descriptor(id: string, name: string, short: string, full: string, help: string): ReportingDescriptor {
  return { id, name, shortDescription: { text: short }, fullDescription: { text: full }, help: { text: help } };
}

const DESCRIPTORS = {
  gap: descriptor(
    "NHI-GAP",
    "Gap",
    "Something could not be read.",
    "A call was refused, failed, or its answer was not recorded. What it would have shown is unknown.",
    "Grant the permission that the notification names, or accept the gap.",
  ),
  notEvaluated: descriptor(
    "NHI-NOT-EVALUATED",
    "NotEvaluated",
    "Rules that could not be judged; this is not a pass.",
    "What these rules need was not read in this account, so they found nothing and passed nothing.",
    "Close the gap that the notification names and scan again.",
  ),
  littleRead: descriptor(
    "NHI-LITTLE-READ",
    "LittleRead",
    "Most rules had what they need refused.",
    "More rules went without what was refused or failed in this account than could be judged: that nothing is found here says little.",
    "Grant what the gaps name, or accept them, and scan again.",
  ),
  carried: descriptor(
    "NHI-CARRIED",
    "CarriedForward",
    "Findings whose data sets were not re-read in this run.",
    "They were open when they were last looked at, and stay open so that this upload closes nothing unseen.",
    "Scan again with the permissions of the earlier run.",
  ),
  limit: descriptor(
    "NHI-LIMIT",
    "Limit",
    "Not everything fits into this file.",
    "Code scanning keeps a limited number of results of a run; the worst were written, the others left out.",
    "Use --output DIR/ for one file an account, or the CSV or JSON report.",
  ),
} as const satisfies { readonly [name: string]: ReportingDescriptor };

/** Descriptors that a run declares for its notifications. */
export const NOTIFICATION_DESCRIPTORS: ReportingDescriptor[] = Object.values(DESCRIPTORS);

export interface Unknowns {
  readonly gaps: ReadonlyMap<string, readonly GapRow[]>;
  readonly notEvaluated: ReadonlyMap<string, readonly NotEvaluatedGroup[]>;
  /** Scopes of which little was read. */
  readonly littleRead: ReadonlyMap<string, LittleRead>;
}

/** Gaps, rules not evaluated and what was little read by scope, gathered once for all runs. */
export function gatherUnknowns(source: ReportSource): Unknowns {
  return {
    gaps: groupBy(gapRows(source), (gap) => gap.scope),
    notEvaluated: groupBy(notEvaluatedGroups(source), (group) => group.scope),
    littleRead: new Map(source.scopes.flatMap(({ id, littleRead }) => (littleRead ? [[id, littleRead] as const] : []))),
  };
}

/** Notifications of one run; at most 1,000, then one that counts the rest. */
export function runNotifications(run: SarifRun, unknowns: Unknowns): Notification[] {
  const scopes = [...run.scopes].sort(compareText);
  const all = [
    ...limitNotification(run),
    ...carriedNotification(run),
    ...scopes.flatMap((scope) => littleReadNotification(scope, unknowns.littleRead.get(scope))),
    ...scopes.flatMap((scope) => unknowns.gaps.get(scope) ?? []).map(gapNotification),
    ...scopes.flatMap((scope) => unknowns.notEvaluated.get(scope) ?? []).map(notEvaluatedNotification),
  ];
  if (all.length <= MAX_NOTIFICATIONS) return all;
  const rest = all.length - MAX_NOTIFICATIONS;
  return [
    ...all.slice(0, MAX_NOTIFICATIONS),
    notification("limit", `${counted(rest, "further notification")} left out of this file; --format json has them.`),
  ];
}

function notification(
  kind: keyof typeof DESCRIPTORS,
  text: string,
  properties?: NonNullable<Notification["properties"]>,
): Notification {
  return {
    descriptor: { id: DESCRIPTORS[kind].id },
    level: kind === "carried" ? "note" : "warning",
    message: { text: sarifText(text, kind) },
    ...(properties === undefined ? {} : { properties }),
  };
}

function limitNotification(run: SarifRun): Notification[] {
  const { length } = run.findings;
  if (length <= MAX_RESULTS) return [];
  const text = `${counted(length, "finding")}, of which the ${counted(MAX_RESULTS, "worst", "worst")} are in this file; --format json or csv has all.`;
  return [notification("limit", text, { findings: length, results: MAX_RESULTS })];
}

function carriedNotification(run: SarifRun): Notification[] {
  const carried = run.findings.filter((finding) => finding.carried).length;
  if (carried === 0) return [];
  const behind = carried === 1 ? "it" : "them";
  const text = `${counted(carried, "finding")} carried forward, since the data sets behind ${behind} were not re-read in this run.`;
  return [notification("carried", text, { findings: carried })];
}

function littleReadNotification(scope: string, littleRead: LittleRead | undefined): Notification[] {
  if (littleRead === undefined) return [];
  return [notification("littleRead", littleReadText({ id: scope, littleRead }), { scope, ...littleRead })];
}

function gapNotification(gap: GapRow): Notification {
  const place = [gap.scope, gap.dataSet, gap.region, gap.subject].filter((part) => part !== undefined).join(" ");
  const { scope, dataSet, state, permission } = gap;
  const text = `${place}: ${gap.message}${neededText(permission)}${acceptedText(gap.accepted)}`;
  const facts = { scope, dataSet, state, ...(permission === undefined ? {} : { permission }) };
  return eased(gap.accepted, notification("gap", text, facts));
}

function notEvaluatedNotification(group: NotEvaluatedGroup): Notification {
  const rows = group.rows === 0 ? "" : ` for ${counted(group.rows, "row")}`;
  const text = `${group.scope}: ${group.rules.join(", ")} not evaluated${rows}: ${group.reason}${neededText(group.permission)}${acceptedText(group.accepted)}`;
  return eased(group.accepted, {
    ...notification("notEvaluated", text, {
      scope: group.scope,
      rules: [...group.rules],
      rows: group.rows,
      examples: group.subjects.map((subject) => sarifText(subject.id, "unnamed")),
      ...(group.dataSet === undefined ? {} : { dataSet: group.dataSet }),
      ...(group.permission === undefined ? {} : { permission: group.permission }),
    }),
    ...(group.rules.length === 1 ? { associatedRule: { id: group.rules[0] ?? "" } } : {}),
  });
}

/** What is accepted is no warning. */
function eased(accepted: string | undefined, notice: Notification): Notification {
  return accepted === undefined ? notice : { ...notice, level: "note" };
}

function acceptedText(accepted: string | undefined): string {
  return accepted === undefined ? "" : ` (accepted: ${accepted})`;
}

function neededText(permission: string | undefined): string {
  return permission === undefined ? "" : ` (needs ${permission})`;
}
