// What judging the same rows at another time would change: only rows that passed a limit of time since are judged again.
import type { Finding, NotEvaluated, RuleCount } from "../model/finding.js";
import { preparedOf } from "../model/prepared.js";
import type { Rule } from "../model/rule.js";
import { change } from "../model/views/change.js";
import { BUILT_IN_LIMITS, USER_LIMITS } from "./cel/environment.js";
import { type CoverageIndex, indexCoverage } from "./coverage.js";
import {
  type EvaluateInput,
  judgesByType,
  makeReady,
  type Pass,
  toPasses,
  withoutStacks,
  withRows,
} from "./evaluate.js";
import type { Evaluation } from "./evaluation.js";
import { fingerprintOf, lacksIdentity, toFinding, toSubject } from "./finding.js";
import type { Judge, Verdict } from "./judge.js";
import { toReason } from "./reason.js";
import type { Row } from "./row.js";

/** Rows that are judged one by one at most; with more of them, judging all is no slower. */
const MOST_ROWS = 20_000;
/** Columns that no two rows of a view share, so that a finding is that of one row. */
const OWN: readonly string[] = ["id", "incarnation"];
// In lists and maps, as RFC 3339 has it: CEL takes no other.
const TIMES = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g;

const MAY_BE_JUDGED: readonly string[] = ["met", "partial"];

const COUNTED = {
  passed: "passed",
  flagged: "flagged",
  "not-applicable": "notApplicable",
  unknown: "notEvaluated",
} as const;

/** What was judged, and when. */
export interface JudgedBefore extends Pick<Evaluation, "counts" | "notEvaluated"> {
  readonly at: Date;
}

/** What differs from the evaluation of before. */
export interface LaterChanges {
  /** Findings that are new or of another severity. */
  readonly flagged: readonly Finding[];
  /** Fingerprints of findings that are none any more. */
  readonly gone: readonly string[];
  /** All that could not be judged, and all counts, as they are now. */
  readonly notEvaluated: readonly NotEvaluated[];
  readonly counts: readonly RuleCount[];
}

/**
 * In: what was judged `before`, at `at`; the same rules, rows and scopes with the clock of now (`input.now`), later or earlier. Out: what
 * judging them would change, texts apart; undefined where only judging says: rules of others that look at the clock, findings that
 * several rows may share, or that can be decided no more.
 */
export async function changesByClock(input: EvaluateInput, before: JudgedBefore): Promise<LaterChanges | undefined> {
  const rules = clockedOf(input.rules);
  if (rules.some(({ source, from }) => source === "user" || from === change.name)) return undefined;
  await makeReady({ ...input, rules });
  const changes = new Changes({ ...input, rules }, before);
  const passes = toPasses(withRows({ ...input, rules }), BUILT_IN_LIMITS);
  return withoutStacks(() => passes.every((pass) => changes.judge(pass))) ? changes.result() : undefined;
}

/** Rules whose conditions look at the clock: as the build found out, else by compiling them. */
function clockedOf(rules: readonly Rule[]): readonly Rule[] {
  const prepared = rules.filter((rule) => (preparedOf(rule)?.clock.length ?? 0) > 0);
  const others = rules.filter((rule) => preparedOf(rule) === undefined);
  const compiled = (["built-in", "user"] as const).flatMap((source) => {
    const limits = source === "user" ? USER_LIMITS : BUILT_IN_LIMITS;
    const passes = toPasses(
      others.filter((rule) => rule.source === source),
      limits,
    );
    return passes.flatMap(({ judges }) => judges).filter(({ clock }) => clock.length > 0);
  });
  return [...prepared, ...compiled.map(({ rule }) => rule)];
}

class Changes {
  readonly #input: EvaluateInput;
  readonly #at: Date;
  readonly #coverage: CoverageIndex;
  readonly #counts: Map<string, { -readonly [key in keyof RuleCount]: RuleCount[key] }>;
  readonly #flagged: Finding[] = [];
  readonly #gone: string[] = [];
  readonly #notEvaluated: readonly NotEvaluated[];
  readonly #undecided: NotEvaluated[] = [];
  /** Rule, scope and row. */
  readonly #decided = new Set<string>();
  readonly #isPassed: (time: number) => boolean;
  #rows = 0;

  constructor(input: EvaluateInput, { at, counts, notEvaluated }: JudgedBefore) {
    this.#notEvaluated = notEvaluated;
    this.#input = input;
    this.#at = at;
    this.#coverage = indexCoverage(input.scopes);
    this.#counts = new Map(counts.map((count) => [`${count.rule} ${count.scope}`, { ...count }]));
    const [from, to] = [at.getTime(), input.now.getTime()].sort((a, b) => a - b) as [number, number];
    // Both ends are in it: one comparison changes on reaching a limit, another after it.
    this.#isPassed = (time) => time >= from && time <= to;
  }

  /** Judges the rows of a view that passed a limit; false: it cannot be told from them. */
  judge({ shared, judges, query }: Pass): boolean {
    const judgesFor = judgesByType(judges);
    const timesOf = new Map(judges.map((judge) => [judge, timeColumns(judge)]));
    for (const row of this.#input.rows.rows(shared.view.name, query)) {
      const due = judgesFor(String(row["type"] ?? "")).filter((judge) => this.#isDue(row, judge, timesOf.get(judge)));
      if (due.length === 0) continue;
      this.#rows += 1;
      if (this.#rows > MOST_ROWS) return false;
      const before = new shared.rowClass(row, this.#at.getTime());
      const now = new shared.rowClass(row, this.#input.now.getTime());
      const isTold = due.every((judge) =>
        this.#tell(judge, row, judge.judge(before, this.#at), judge.judge(now, this.#input.now)),
      );
      if (!isTold) return false;
    }
    return true;
  }

  result(): LaterChanges {
    const still = this.#notEvaluated.filter(
      ({ rule, scope, subject }) => subject === undefined || !this.#decided.has(`${rule} ${scope} ${subject.id}`),
    );
    const notEvaluated = [...still, ...this.#undecided];
    return { flagged: this.#flagged, gone: this.#gone, notEvaluated, counts: [...this.#counts.values()] };
  }

  #isDue(row: Row, { rule, clock }: Judge, times: ReadonlySet<string> | undefined): boolean {
    const isDue =
      clock === "any" ||
      clock.some(({ column, after }) => {
        const value = row[column];
        if (typeof value !== "string") return false;
        if (after === null) return true;
        if (times?.has(column) === true) return this.#isPassed(Date.parse(value) + after);
        return Array.from(value.matchAll(TIMES), ([time]) => Date.parse(time) + after).some(this.#isPassed);
      });
    return isDue && MAY_BE_JUDGED.includes(this.#coverage.requirement(rule, String(row["scope"] ?? "")).state);
  }

  /** Notes what a row came to and comes to now; false where that is not enough to know. */
  #tell(judge: Judge, row: Row, before: Verdict, now: Verdict): boolean {
    if (JSON.stringify(before) === JSON.stringify(now)) return true;
    const rule = judge.rule.id;
    const scope = String(row["scope"] ?? "");
    const counts = this.#counts.get(`${rule} ${scope}`);
    // a finding that can be decided no more stays open, as one that is carried forward
    if (counts === undefined || (before.state === "flagged" && now.state === "unknown")) return false;
    const isOwn = judge.rule.identity.some((name) => OWN.includes(name) && typeof row[name] === "string");
    if (lacksIdentity(judge, row) || !isOwn) return false;
    counts[COUNTED[before.state]] -= 1;
    counts[COUNTED[now.state]] += 1;
    const subject = toSubject(row);
    if (before.state === "unknown") this.#decided.add(`${rule} ${scope} ${subject.id}`);
    if (now.state === "unknown") {
      this.#undecided.push({ rule, scope, subject, ...toReason(now, judge, scope, this.#coverage) });
    }
    if (now.state === "flagged") this.#flagged.push(toFinding(judge, row, now.severity, this.#input.now, this.#input));
    else if (before.state === "flagged") this.#gone.push(fingerprintOf(judge, row));
    return true;
  }
}

/** Columns that are one time, not a list or map that has some in it. */
function timeColumns({ viewColumns }: Judge): ReadonlySet<string> {
  return new Set(viewColumns.flatMap(({ name, type }) => (type === "time" ? [name] : [])));
}
