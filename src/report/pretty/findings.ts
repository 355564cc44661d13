// The findings of the terminal report: by severity, grouped by rule, the first ones in detail, the rest named or counted.
import type { Finding } from "../../model/finding.js";
import { groupBy } from "../../model/group-by.js";
import type { ReportSource } from "../../model/report.js";
import { SEVERITIES, type Severity } from "../../model/words.js";
import { formatCount } from "../count.js";
import { terminalText } from "../escape.js";
import { openFindings } from "../order.js";
import { rulesById } from "../rule-page.js";
import { blockLines, type Surroundings, shortLines } from "./block.js";
import { groupsOf, type RuleGroup, shownMembers } from "./groups.js";
import type { Look } from "./look.js";
import { scopeNaming } from "./scope-naming.js";

/** Rules told in detail, and rules named after them, unless all were asked for: together they fit a screen. */
const DETAILED = 5;
const NAMED = 7;
const SHORT = 8;

/** Lines of all findings, an empty line after each part. */
export function* findingLines(source: ReportSource, look: Look): Generator<string> {
  const around = surroundings(source, look);
  const everything = source.full === true || source.listAll === true;
  const bySeverity = groupBy(openFindings(source), (finding) => finding.severity);
  const left: string[] = [];
  let detailed = everything ? Number.POSITIVE_INFINITY : DETAILED;
  let named = NAMED;
  // a rule may find things of several severities: what it says of all is said once
  const explained = new Set<string>();
  for (const severity of SEVERITIES) {
    const all = bySeverity.get(severity) ?? [];
    const groups = source.full === true ? all.map((finding): RuleGroup => [finding]) : groupsOf(all);
    const told = groups.slice(0, detailed);
    const short = groups.slice(told.length, told.length + named);
    detailed -= told.length;
    named -= short.length;
    for (const group of told) {
      yield* blockLines(group, around, explained.has(group[0].rule));
      yield "";
      explained.add(group[0].rule);
    }
    for (const group of short) yield* shortLines(group, around);
    if (short.length > 0) yield "";
    const shown = told.reduce((sum, group) => sum + shownMembers(group, around).length, 0);
    const counted = short.reduce((sum, group) => sum + group.length, 0);
    const rest = all.length - shown - counted;
    if (rest > 0) left.push(restLine(severity, rest, told.length + short.length > 0, source, look));
  }
  yield* left;
  if (left.length > 0) yield "";
}

function surroundings(source: ReportSource, look: Look): Surroundings {
  return {
    look,
    now: source.now,
    full: source.full === true,
    all: source.full === true || source.listAll === true,
    rules: rulesById(source),
    scopes: new Map(source.scopes.map((scope) => [scope.id, scope])),
    named: scopeNaming(source),
    reference: referenceFor(source),
  };
}

/** How many are not shown, and the command that shows them. */
function restLine(severity: Severity, count: number, more: boolean, source: ReportSource, look: Look): string {
  const what = `${formatCount(count)}${more ? " more" : ""} ${severity}`;
  const again = `--severity ${severity}`;
  if (source.isForgotten === true) return `  ${look.dim(`and ${what}:`)} scan with ${again}`;
  // The demo finds its own estate; everything else is judged again from what is stored or recorded.
  const command = source.command === "demo" ? `nhi demo ${again}` : withFlags(`nhi check ${again}`, source);
  return `  ${look.dim(`and ${what}:`)} ${command}`;
}

/** A command with the flags that make it read the same estate. */
export function withFlags(command: string, { dataFlags }: Pick<ReportSource, "dataFlags">): string {
  return terminalText(dataFlags ? `${command} ${dataFlags}` : command);
}

/** What `nhi explain` takes for a finding: eight digits of the fingerprint, all of it where eight are not enough. */
export function referenceFor(source: ReportSource): (finding: Finding) => string | undefined {
  if (source.isForgotten === true) return () => undefined;
  const uses = new Map<string, number>();
  for (const { fingerprint } of source.findings) {
    const short = fingerprint.slice(0, SHORT);
    uses.set(short, (uses.get(short) ?? 0) + 1);
  }
  return ({ fingerprint }) => {
    const short = fingerprint.slice(0, SHORT);
    return uses.get(short) === 1 ? short : fingerprint;
  };
}
