// What could not be read, on stderr while it is fresh: broken files always, other gaps where no terminal report lists them.
import type { NotEvaluated } from "../model/finding.js";
import type { ReportCoverage, ReportScope } from "../model/report.js";
import { counted } from "../report/count.js";
import { terminalText } from "../report/escape.js";
import type { Terminal } from "./terminal.js";

/** Codes of gaps that a broken file causes; `E…` are those of the system. */
const BROKEN = /^(?:NotJson|WrongShape|NotAFile|OutsideBundle|unreadable|E[A-Z]+)$/;
/** The same in the words of faults inside a data set, which carry no code. */
const BROKEN_TEXT = /: (?:not JSON|wrong shape|not a file|leads out of the bundle|cannot be read)/;
/** A hand-made bundle lacks many files: that is its nature, and said once. */
const UNRECORDED = "NotRecorded";
const MOST = 10;
const RULES_NAMED = 8;

interface GapNote {
  readonly scope: string;
  readonly coverage: ReportCoverage;
  readonly rules: readonly string[];
}

/** Says the gaps of the scopes read in this run. `listed`: the report on the terminal lists them anyway. */
export function sayGaps(
  scopes: readonly ReportScope[],
  notEvaluated: readonly NotEvaluated[],
  listed: boolean,
  terminal: Terminal,
): void {
  const rulesOf = rulesByDataSet(notEvaluated);
  const notes = scopes.flatMap(({ id, coverage }) =>
    coverage
      .filter(({ state, accepted }) => state !== "complete" && accepted === undefined)
      .map((entry) => ({
        scope: id,
        coverage: entry,
        rules: [...(rulesOf.get(`${id} ${entry.dataSet}`) ?? [])].sort(),
      })),
  );
  const broken = notes.filter(({ coverage }) => BROKEN.test(coverage.code ?? ""));
  const other = notes.filter((note) => !broken.includes(note) && note.coverage.code !== UNRECORDED);
  const said = [
    ...broken.map(gapLines),
    ...brokenParts(scopes, new Set(broken.map(({ coverage }) => coverage.message ?? ""))),
    ...(listed ? [] : costliestFirst(other)).map(gapLines),
  ];
  for (const line of said.slice(0, MOST).flat()) terminal.say(line);
  if (said.length > MOST) terminal.say(`nhi: ${counted(said.length - MOST, "more gap")}; the report lists them`);
  if (listed) return;
  const idle = other.filter(({ rules }) => rules.length === 0).length;
  if (idle > 0)
    terminal.say(`nhi: ${counted(idle, "data set")} not read that no rule needs now; the report lists them`);
  sayUnrecorded(notes, terminal);
}

/** Gaps that cost a rule; where not all of them are said, the ones that cost most are. */
function costliestFirst(notes: readonly GapNote[]): GapNote[] {
  return notes.filter(({ rules }) => rules.length > 0).sort((a, b) => b.rules.length - a.rules.length);
}

/** Files and documents inside a data set that was otherwise read. */
function brokenParts(scopes: readonly ReportScope[], said: ReadonlySet<string>): string[][] {
  const messages = scopes.flatMap(({ gaps }) =>
    gaps.filter(({ accepted }) => accepted === undefined).map(({ message }) => message),
  );
  const broken = new Set(messages.filter((message) => BROKEN_TEXT.test(message) && !said.has(message)));
  return [...broken].sort().map((message) => [`nhi: ${terminalText(message)}`, "     the rest was read"]);
}

function gapLines({ scope, coverage, rules }: GapNote): string[] {
  const where = BROKEN.test(coverage.code ?? "") ? "" : `${scope}: `;
  const text = coverage.message ?? `${coverage.dataSet}: ${coverage.code ?? coverage.state}`;
  const kept = coverage.state === "partial" ? "the rest was read; " : "";
  const cost =
    rules.length === 0 ? "no rule needs it now" : `${counted(rules.length, "rule")} not evaluated: ${named(rules)}`;
  const open =
    coverage.permission === undefined ? "" : `; grant ${terminalText(coverage.permission)}, or accept the gap`;
  return [`nhi: ${terminalText(where + text)}`, `     ${kept}${cost}${open}`];
}

function sayUnrecorded(notes: readonly GapNote[], terminal: Terminal): void {
  const missing = notes.filter(({ coverage }) => coverage.code === UNRECORDED);
  if (missing.length === 0) return;
  const rules = [...new Set(missing.flatMap((note) => note.rules))].sort();
  const cost = rules.length === 0 ? "" : `; ${counted(rules.length, "rule")} not evaluated: ${named(rules)}`;
  terminal.say(`nhi: ${counted(missing.length, "data set")} not in the bundle${cost}`);
}

function named(rules: readonly string[]): string {
  const rest = rules.length - RULES_NAMED;
  return rules.slice(0, RULES_NAMED).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** Rules that were not evaluated, by scope and data set. */
function rulesByDataSet(notEvaluated: readonly NotEvaluated[]): Map<string, Set<string>> {
  const rules = new Map<string, Set<string>>();
  for (const { rule, scope, dataSet } of notEvaluated) {
    for (const name of dataSet?.split(" | ") ?? []) {
      const key = `${scope} ${name}`;
      const known = rules.get(key);
      if (known === undefined) rules.set(key, new Set([rule]));
      else known.add(rule);
    }
  }
  return rules;
}
