// The findings of the terminal report: by severity, the most useful line first, the next command last.
import { wholeDays } from "../model/duration.js";
import type { Finding, FindingPath } from "../model/finding.js";
import { groupBy } from "../model/group-by.js";
import type { ReportSource } from "../model/report.js";
import type { Rule } from "../model/rule.js";
import { SEVERITIES, type Severity } from "../model/words.js";
import { counted, formatCount } from "./count.js";
import { cutText, terminalText } from "./escape.js";
import { firstSentence, isCommand, leadOfFix } from "./lead.js";
import { openFindings } from "./order.js";
import { nodeName } from "./path-names.js";
import { beside, hanging, INDENT, LABEL, type Look, labelled } from "./pretty-look.js";
import { fixLines } from "./prose.js";
import { rulesById } from "./rule-page.js";
import { shortenEnd, shortenMiddle, wrapParts } from "./text.js";

/** Findings shown in all, unless all were asked for; the worst first. */
const SHOWN = 10;
const MAX_LEAD_LINES = 2;
const MAX_COMMAND = 2000;
const SHORT = 8;

/** Lines of all findings, an empty line after each block. */
export function* findingLines(source: ReportSource, look: Look): Generator<string> {
  const rules = rulesById(source);
  const toReference = referenceFor(source);
  const bySeverity = groupBy(openFindings(source), (finding) => finding.severity);
  const left: string[] = [];
  let room = source.full || source.listAll ? Number.POSITIVE_INFINITY : SHOWN;
  for (const severity of SEVERITIES) {
    const all = bySeverity.get(severity) ?? [];
    const shown = selected(all, room);
    room -= shown.length;
    const explained = new Set<string>();
    for (const finding of shown) {
      const detailed = source.full === true || !explained.has(finding.rule);
      // Short blocks follow the full one of their rule without a gap.
      if (detailed && explained.size > 0) yield "";
      explained.add(finding.rule);
      yield* blockLines(finding, rules.get(finding.rule), detailed, {
        look,
        now: source.now,
        full: source.full === true,
        see: toReference(finding),
      });
    }
    if (shown.length > 0) yield "";
    const rest = all.length - shown.length;
    if (rest > 0) left.push(restLine(severity, rest, shown.length > 0, source, look));
  }
  yield* left;
  if (left.length > 0) yield "";
}

/** The first of every rule before the second of any, so that one busy rule does not hide the others; order kept. */
function selected(findings: readonly Finding[], room: number): readonly Finding[] {
  if (findings.length <= room) return findings;
  const queues = [...groupBy(findings, (finding) => finding.rule).values()];
  const chosen = new Set<Finding>();
  for (let turn = 0; chosen.size < room; turn++) {
    for (const queue of queues) {
      const next = queue[turn];
      if (next !== undefined && chosen.size < room) chosen.add(next);
    }
  }
  return findings.filter((finding) => chosen.has(finding));
}

/** How many are not shown, and the command that shows them. */
function restLine(severity: Severity, count: number, more: boolean, source: ReportSource, look: Look): string {
  const what = `${formatCount(count)}${more ? " more" : ""} ${severity}`;
  const again = `--severity ${severity}`;
  if (source.isForgotten === true) return `  ${look.dim(`… ${what}:`)} scan with ${again}`;
  // The demo finds its own estate; everything else is judged again from what is stored or recorded.
  const command = source.command === "demo" ? `nhi demo ${again}` : withFlags(`nhi check ${again}`, source.dataFlags);
  return `  ${look.dim(`… ${what}:`)} ${command}`;
}

function withFlags(command: string, dataFlags: string | undefined): string {
  return terminalText(dataFlags ? `${command} ${dataFlags}` : command);
}

/** The command that explains a finding: eight digits of the fingerprint, all of it where eight are not enough. */
function referenceFor(source: ReportSource): (finding: Finding) => string | undefined {
  if (source.isForgotten === true) return () => undefined;
  const uses = new Map<string, number>();
  for (const { fingerprint } of source.findings) {
    const short = fingerprint.slice(0, SHORT);
    uses.set(short, (uses.get(short) ?? 0) + 1);
  }
  return ({ fingerprint }) => {
    const short = fingerprint.slice(0, SHORT);
    return withFlags(`nhi explain ${uses.get(short) === 1 ? short : fingerprint}`, source.dataFlags);
  };
}

function* blockLines(
  finding: Finding,
  rule: Rule | undefined,
  detailed: boolean,
  {
    look,
    now,
    full,
    see,
  }: { readonly look: Look; readonly now: string; readonly full: boolean; readonly see: string | undefined },
): Generator<string> {
  const label = finding.severity.toUpperCase();
  const [first = "", ...rest] = hanging(label, INDENT, finding.message, look);
  yield first.replace(label, () => look.severity[finding.severity](label));
  yield* rest;
  yield* beside(`  ${terminalText(finding.rule)} `, INDENT, placeLines(finding, now, full, look));
  if (finding.path !== undefined) yield* labelled("path", INDENT, pathText(finding.path), look);
  if (detailed && full) {
    yield* labelled("why", INDENT, rule?.why.trim().replace(/\s+/g, " ") ?? "", look);
    yield* wholeFix(finding.fix, look);
    yield* labelled("from", INDENT, evidenceText(finding), look);
  } else if (detailed) {
    yield* leadLines("why", firstSentence(rule?.why ?? ""), look);
    yield* leadLines("fix", leadOfFix(finding.fix), look);
  }
  // Not wrapped: a command is there to be copied.
  if (see !== undefined) yield `${" ".repeat(INDENT)}${look.dim("see")}   ${see}`;
}

/** Where it is and what is special about it. */
function placeLines(finding: Finding, now: string, full: boolean, look: Look): string[] {
  const { subject, scope, location } = finding;
  const account = scope.slice(scope.indexOf(":") + 1);
  const room = Math.max(20, look.columns - INDENT);
  // A trust's id only numbers what its role says better.
  const isPart = subject.parent !== undefined && subject.id.startsWith(subject.parent);
  const address = isPart && !full ? (subject.parent ?? "") : subject.id;
  const parts = [
    address,
    ...(address.includes(account) ? [] : [scope]),
    ...(subject.parent === undefined || address === subject.parent ? [] : [`of ${shortName(subject.parent)}`]),
    ...(location === undefined ? [] : [[location.file, location.line, location.column].filter(Boolean).join(":")]),
    ...(finding.isNew ? ["new"] : []),
    ...(finding.newRule ? ["new rule, does not fail"] : []),
    ...(finding.carried ? ["not re-read this time"] : []),
    ...sinceText(finding.firstSeen, now),
  ];
  return wrapParts(
    parts.map((part) => shortenMiddle(terminalText(part), look.room - INDENT)),
    room,
    look.interactive,
  );
}

/** `since 2026-10-01 (31 days)`; nothing on the day itself. */
function sinceText(firstSeen: string, now: string): string[] {
  const age = wholeDays(Date.parse(now) - Date.parse(firstSeen));
  return age >= 1 ? [`since ${firstSeen.slice(0, 10)} (${counted(age, "day")})`] : [];
}

function pathText(path: FindingPath): string {
  const ids = [path.source, ...path.hops.map((hop) => hop.to)];
  const steps = ids.map((id) => (nodeName(path, id) === id ? shortName(id) : nodeName(path, id)));
  return `${steps.join(" → ")}${path.confidence < 1 ? ` (confidence ${path.confidence})` : ""}`;
}

/** What people call a node of which only the id is known: the resource of an ARN, the address without its provider. */
function shortName(id: string): string {
  const resource = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.+)$/s.exec(id)?.[1];
  return resource ?? id.replace(/^[a-z][a-z0-9-]*:(?=.)/, "");
}

/** One thought, on two lines at most; a command stays whole. */
function* leadLines(label: string, text: string, look: Look): Generator<string> {
  if (text === "") return;
  if (isCommand(text)) {
    yield `${" ".repeat(INDENT)}${look.dim(label.padEnd(LABEL))}${terminalText(cutText(text, MAX_COMMAND))}`;
    return;
  }
  const lines = labelled(label, INDENT, text, look);
  yield* lines.slice(0, MAX_LEAD_LINES - 1);
  const last = lines[MAX_LEAD_LINES - 1];
  if (last !== undefined) yield lines.length > MAX_LEAD_LINES ? shortenEnd(`${last} …`, look.columns) : last;
}

function* wholeFix(fix: string, look: Look): Generator<string> {
  const indent = INDENT + LABEL;
  for (const [at, line] of fixLines(fix, look.columns - indent).entries()) {
    const label = at === 0 ? `${" ".repeat(INDENT)}${look.dim("fix")}   ` : " ".repeat(indent);
    yield `${label}${line}`.trimEnd();
  }
}

/** The calls; which file of a bundle they came from is for `nhi explain`. */
function evidenceText(finding: Finding): string {
  const calls = new Set(finding.evidence.map(({ call }) => call));
  return calls.size === 0 ? "no evidence was recorded" : [...calls].join(", ");
}
