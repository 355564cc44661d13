// Gathers the verdicts of a run: findings, rows not evaluated, counts per rule and scope, passed rows when asked for.
import type { Finding, NotEvaluated, PassedRow } from "../model/finding.js";
import type { Rule } from "../model/rule.js";
import { type CoverageIndex, isCrawled, type Requirement } from "./coverage.js";
import { compareFindings, type Evaluation, sortEvaluation } from "./evaluation.js";
import { type FindingSources, lacksIdentity, toFinding, toSubject } from "./finding.js";
import type { Judge, Verdict } from "./judge.js";
import type { PathRow, PathVerdict } from "./path-rules.js";
import { type Reason, toReason } from "./reason.js";
import type { Row } from "./row.js";

export interface TallyOptions extends FindingSources {
  readonly now: Date;
  readonly includePassed?: boolean;
}

type Counts = { passed: number; flagged: number; notEvaluated: number; notApplicable: number };

/** A rule in a scope: whether it may be judged there, and what its rows came to so far. Looked up once for thousands of rows. */
export interface RuleInScope<J extends Pick<Judge, "rule"> = Judge> {
  readonly judge: J;
  readonly scope: string;
  readonly requirement: Requirement;
  readonly counts: Counts;
}

export class Tally {
  readonly #coverage: CoverageIndex;
  readonly #options: TallyOptions;
  readonly #noted: ReadonlySet<string>;
  readonly #findings = new Map<string, Finding>();
  readonly #notEvaluated: NotEvaluated[] = [];
  readonly #passed: PassedRow[] = [];
  readonly #counts = new Map<string, Map<string, Counts>>();
  readonly #extra = new Set<string>();
  readonly #reasons = new Map<string, Reason>();

  constructor(coverage: CoverageIndex, options: TallyOptions) {
    this.#coverage = coverage;
    this.#options = options;
    this.#noted = new Set(coverage.scopes.filter(isCrawled).map(({ id }) => id));
  }

  /** Counts the verdict of a path rule on one path. */
  addPath(rule: Rule, { scope, source, sourceType, sourceName }: PathRow, verdict: PathVerdict): void {
    const counts = this.#countsOf({ rule }, scope);
    if (verdict.state === "passed") counts.passed += 1;
    else if (verdict.state === "flagged") {
      counts.flagged += 1;
      this.#flag(verdict.finding);
    } else {
      counts.notEvaluated += 1;
      const subject = { id: source, type: sourceType, name: sourceName };
      this.#notEvaluated.push({ rule: rule.id, scope, subject, reason: verdict.reason });
    }
  }

  /** A rule and a scope that it has a row in, which is to be counted by `admits` or `add`. */
  inScope<J extends Pick<Judge, "rule">>(judge: J, scope: string): RuleInScope<J> {
    const requirement = this.#coverage.requirement(judge.rule, scope);
    return { judge, scope, requirement, counts: this.#countsOf(judge, scope) };
  }

  /** Whether a rule may be judged on a row of its scope; if not, the row is counted as not evaluated, or as none of the rule's. */
  admits({ judge, scope, requirement, counts }: RuleInScope<Pick<Judge, "rule">>): boolean {
    const { state, reason = "not read" } = requirement;
    if (state === "unasked") {
      counts.notApplicable += 1;
      return false;
    }
    if (state !== "unmet") return true;
    counts.notEvaluated += 1;
    this.#noteOnce(judge.rule.id, scope, reason);
    return false;
  }

  /** Counts a verdict, and keeps what has to be told about the row. */
  add({ judge, scope, counts }: RuleInScope, row: Row, verdict: Verdict): void {
    if (verdict.state === "passed") {
      counts.passed += 1;
      if (this.#options.includePassed === true) {
        this.#passed.push({ rule: judge.rule.id, scope, subject: toSubject(row) });
      }
    } else if (verdict.state === "not-applicable") counts.notApplicable += 1;
    else if (verdict.state === "flagged" && !lacksIdentity(judge, row)) {
      counts.flagged += 1;
      this.#flag(toFinding(judge, row, verdict.severity, this.#options.now, this.#options));
    } else {
      counts.notEvaluated += 1;
      const reason = verdict.state === "unknown" ? this.#reasonOf(verdict, judge, scope) : NO_IDENTITY;
      this.#notEvaluated.push({ rule: judge.rule.id, scope, subject: toSubject(row), ...reason });
    }
  }

  /** A rule that could not be judged at all, in any scope, for a reason that lies with the rule. */
  failed(rule: string, reason: string): void {
    const scopes = this.#coverage.scopes.map(({ id }) => id);
    for (const scope of scopes.length === 0 ? [""] : scopes) this.#notEvaluated.push({ rule, scope, reason });
  }

  /** All that was counted, in order, with notes on whole scopes. */
  result(notes: readonly NotEvaluated[]): Evaluation {
    const counts = [...this.#counts].flatMap(([rule, ofRule]) =>
      [...ofRule].map(([scope, count]) => ({ rule, scope, ...count })),
    );
    return sortEvaluation({
      findings: [...this.#findings.values()],
      notEvaluated: [...this.#notEvaluated, ...notes],
      counts,
      ...(this.#options.includePassed === true && { passed: this.#passed }),
    });
  }

  // Rows that share an identity are one finding: the worst of them, the same one whatever order they come in.
  #flag(finding: Finding): void {
    const other = this.#findings.get(finding.fingerprint);
    if (other === undefined || compareFindings(finding, other) < 0) this.#findings.set(finding.fingerprint, finding);
  }

  // The same for every row of a rule and scope that the same stands in the way of.
  #reasonOf(verdict: Extract<Verdict, { state: "unknown" }>, judge: Judge, scope: string): Reason {
    const { column = "", unread, why = "" } = verdict;
    const key = `${judge.rule.id} ${scope} ${column} ${unread} ${why}`;
    const known = this.#reasons.get(key);
    if (known !== undefined) return known;
    const reason = toReason(verdict, judge, scope, this.#coverage);
    this.#reasons.set(key, reason);
    return reason;
  }

  // Crawled scopes are noted for every rule (see scopeNotes), with rows or without.
  #noteOnce(rule: string, scope: string, reason: string): void {
    const key = `${rule} ${scope}`;
    if (this.#noted.has(scope) || this.#extra.has(key)) return;
    this.#extra.add(key);
    this.#notEvaluated.push({ rule, scope, reason });
  }

  #countsOf({ rule }: Pick<Judge, "rule">, scope: string): Counts {
    const ofRule = this.#counts.get(rule.id) ?? new Map<string, Counts>();
    const known = ofRule.get(scope);
    if (known !== undefined) return known;
    const counts = { passed: 0, flagged: 0, notEvaluated: 0, notApplicable: 0 };
    ofRule.set(scope, counts);
    this.#counts.set(rule.id, ofRule);
    return counts;
  }
}

const NO_IDENTITY = { reason: "nothing of what would identify the finding is known" };
