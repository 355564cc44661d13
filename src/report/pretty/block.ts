// A rule's findings in the terminal report: what was found, where, the path drawn, why it matters and what to do.
import { wholeDays } from "../../model/duration.js";
import type { Finding } from "../../model/finding.js";
import type { ReportScope } from "../../model/report.js";
import type { Rule } from "../../model/rule.js";
import { scopeWordsAndNumber } from "../../model/scope-words.js";
import { counted } from "../count.js";
import { cutText, terminalText } from "../escape.js";
import { actionOfFix, firstSentence, isCommand } from "../lead.js";
import { fixLines } from "../prose.js";
import { shortenMiddle, wrapParts } from "../text.js";
import { drawPath } from "./draw-path.js";
import { type RuleGroup, shownMembers } from "./groups.js";
import { beside, hanging, INDENT, LABEL, type Look, labelled } from "./look.js";
import { subjectsText } from "./subject-words.js";

/** What the lines of a finding need besides the finding. */
export interface Surroundings {
  readonly look: Look;
  readonly now: string;
  /** Nothing may be left out. */
  readonly full: boolean;
  /** Every finding is listed. */
  readonly all: boolean;
  readonly rules: ReadonlyMap<string, Rule>;
  readonly scopes: ReadonlyMap<string, ReportScope>;
  /** A text of a finding with names in place of the ids of scopes that were read. */
  readonly named: (text: string) => string;
  /** What `nhi explain` takes for it; undefined where no later command can read the estate. */
  readonly reference: (finding: Finding) => string | undefined;
}

const MAX_COMMAND = 2000;

/** A group in detail; why and fix of a rule that was explained above are left out, unless nothing may be. */
export function* blockLines(group: RuleGroup, around: Surroundings, isExplained = false): Generator<string> {
  const [first] = group;
  const { look, full } = around;
  yield* headline(group, around);
  const label = `  ${terminalText(first.rule)} `;
  if (group.length === 1) yield* beside(label, INDENT, placeLines(first, around, [], look.columns - INDENT));
  else yield* beside(label, INDENT, memberLines(group, around));
  if (group.length === 1 && first.path !== undefined)
    yield* beside("", INDENT, drawPath(first.path, around.scopes, look, look.columns - INDENT));
  const why = around.rules.get(first.rule)?.why ?? "";
  if (full) {
    yield* labelled("why", INDENT, why.trim().replace(/\s+/g, " "), look);
    yield* wholeFix(first.fix, look);
    yield* labelled("from", INDENT, evidenceText(first), look);
  }
  if (full || isExplained) return;
  yield* leadLines("why", firstSentence(why), look);
  yield* leadLines("fix", groupFix(group), look);
}

/** A group in a line or two: what was found, by which rule. */
export function shortLines(group: RuleGroup, around: Surroundings): string[] {
  const [first] = group;
  const reference = group.length === 1 ? around.reference(first) : undefined;
  const parts = [headText(group, around), first.rule, ...(reference === undefined ? [] : [reference])];
  const { look } = around;
  const lines = wrapParts(parts.map(terminalText), Math.max(10, look.columns - INDENT), look.interactive);
  return painted(beside(first.severity.toUpperCase(), INDENT, lines), first, look);
}

function headline(group: RuleGroup, around: Surroundings): string[] {
  const { look } = around;
  const [first] = group;
  return painted(hanging(first.severity.toUpperCase(), INDENT, headText(group, around), look), first, look);
}

function painted([head = "", ...rest]: readonly string[], { severity }: Finding, look: Look): string[] {
  const label = severity.toUpperCase();
  return [head.replace(label, () => look.severity[severity](label)), ...rest];
}

/** The message of a single finding; of several the rule's title, how many they are and where. */
function headText(group: RuleGroup, around: Surroundings): string {
  const [first, ...others] = group;
  return others.length === 0 ? around.named(first.message) : `${first.title}: ${subjectsText(group, around.scopes)}`;
}

/** A line or two for each finding of a group: its path, or what the rule says of it, and where it is. */
function memberLines(group: RuleGroup, around: Surroundings): string[] {
  const isOneScope = new Set(group.map(({ scope }) => scope)).size === 1;
  const shown = shownMembers(group, around);
  const lines = shown.flatMap((finding) => beside("- ", 2, memberText(finding, around, isOneScope)));
  return shown.length < group.length ? [...lines, `and ${counted(group.length - shown.length, "other")}`] : lines;
}

function memberText(finding: Finding, around: Surroundings, isOneScope: boolean): string[] {
  const { look, scopes } = around;
  const room = look.columns - INDENT - 2;
  if (finding.path === undefined)
    return placeLines(
      finding,
      around,
      [terminalText(cutText(around.named(finding.message), MAX_COMMAND))],
      room,
      isOneScope,
    );
  const drawn = drawPath(finding.path, scopes, look, room);
  const place = placeLines(finding, around, [drawn.at(-1) ?? ""], room, true);
  return [...drawn.slice(0, -1), ...place];
}

/** What is said before it, then where it is and what is special about it, in parts that a line may end between. */
function placeLines(
  finding: Finding,
  around: Surroundings,
  before: readonly string[],
  room: number,
  isScopeSaid = false,
): string[] {
  const { look } = around;
  const parts = placeParts(finding, around, isScopeSaid).map((part) =>
    shortenMiddle(terminalText(part), look.room - INDENT),
  );
  return wrapParts([...before, ...parts], Math.max(20, room), look.interactive);
}

function placeParts(finding: Finding, around: Surroundings, isScopeSaid: boolean): string[] {
  const { location, region, scope } = finding;
  const message = around.named(finding.message);
  const place = scopeWordsAndNumber(scope, knownScope(around.scopes.get(scope))) ?? scope;
  const bare = place.slice(place.indexOf(" ") + 1);
  const reference = around.reference(finding);
  return [
    ...(around.full ? [finding.subject.id] : nameParts(finding)),
    ...(isScopeSaid || message.includes(bare) ? [] : [place]),
    ...(region === undefined ? [] : [region]),
    ...(location === undefined ? [] : [[location.file, location.line, location.column].filter(Boolean).join(":")]),
    ...(finding.isNew ? ["new"] : []),
    ...(finding.newRule ? ["new rule, does not fail"] : []),
    ...(finding.carried ? ["not re-read this time"] : []),
    ...sinceText(finding.firstSeen, around.now),
    ...(reference === undefined ? [] : [reference]),
  ];
}

/** The subject's name where the message does not say it. Ids are for `--verbose`, `nhi explain` and the other formats. */
function nameParts({ subject, message }: Finding): string[] {
  const [first] = subject.name.trim().split(/\s/);
  return first === undefined || first === "" || message.includes(first) ? [] : [subject.name];
}

function knownScope(scope: ReportScope | undefined) {
  return scope && { kind: "scope", type: scope.type, name: scope.name };
}

/** `since 2026-10-01 (31 days)`; nothing on the day itself. */
function sinceText(firstSeen: string, now: string): string[] {
  const age = wholeDays(Date.parse(now) - Date.parse(firstSeen));
  return age >= 1 ? [`since ${firstSeen.slice(0, 10)} (${counted(age, "day")})`] : [];
}

/** What the fix begins with; where it names what is different in each finding, whose it is. */
function groupFix(group: RuleGroup): string {
  const [first] = group;
  const lead = actionOfFix(first.fix);
  const isSame = group.every(({ fix }) => actionOfFix(fix) === lead);
  return isSame || isCommand(lead) ? lead : `${lead.replace(/\.$/, "")} (of ${first.subject.name}; the others alike)`;
}

/** One thought, whole; a command stays on its line. */
function* leadLines(label: string, text: string, look: Look): Generator<string> {
  if (text === "") return;
  if (isCommand(text)) yield `${" ".repeat(INDENT)}${look.dim(label.padEnd(LABEL))}${cutText(text, MAX_COMMAND)}`;
  else yield* labelled(label, INDENT, /[.!?)]$/.test(text) ? text : `${text}.`, look);
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
