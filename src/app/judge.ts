// Runs the rules on what the store holds and keeps the outcome: findings with their first day, carried-forward ones.
import { type Evaluation, mergeEvaluations, sortEvaluation } from "../evaluate/evaluation.js";
import type { DriftSummary } from "../model/change.js";
import type { RuleError } from "../model/errors.js";
import type { Finding, NotEvaluated } from "../model/finding.js";
import { addTo } from "../model/group-by.js";
import { hashText } from "../model/hash.js";
import type { ReportScope } from "../model/report.js";
import type { Rule } from "../model/rule.js";
import type { EvaluatedPair, FindingKey, JudgedRest, Store } from "../store/index.js";
import type { CrawlOutcome } from "./crawl.js";
import { driftBasis, driftKey, readDrift } from "./drift.js";
import { evaluateStore } from "./evaluate-store.js";
import { BUILD, judgedEarlier, judgedWith } from "./judged-earlier.js";
import { withNames, withPaths } from "./judged-paths.js";

export interface JudgeOptions {
  readonly run: number;
  readonly rules: readonly Rule[];
  readonly now: Date;
  readonly includePassed: boolean;
  /** How many days a change is told of. */
  readonly driftDays: number;
  /** What was read in this run; undefined when the command did not crawl. Findings on anything else are carried forward. */
  readonly crawled: Pick<CrawlOutcome, "scopes" | "notReread"> | undefined;
}

export interface Judged {
  readonly evaluation: Evaluation;
  /** Rules of --rules that were given up; the run is incomplete then. */
  readonly ruleErrors: readonly RuleError[];
  /** What drift rules had to compare with; undefined when no rule asks. */
  readonly drift?: DriftSummary;
}

/**
 * Judges, marks what is carried forward from earlier runs, and writes the findings to the store. The same rules over
 * the same rows come to the same, where no row has crossed a limit of time since: then the stored findings are the evaluation.
 */
export async function judge(store: Store, options: JudgeOptions, build: string | undefined = BUILD): Promise<Judged> {
  const { rules, run } = options;
  const basis = driftBasis(store, options);
  const of = judgedWith(store.scopes(), options, driftKey(basis), build);
  const key = of === undefined ? undefined : hashText(JSON.stringify([of, options.now.toISOString()]));
  const rest = of === undefined || key === undefined ? undefined : await judgedEarlier(store, options, of, key);
  if (rest !== undefined) {
    const drift = basis && { since: basis.base?.readAt, nothingEarlier: rest.nothingEarlier ?? [] };
    return { evaluation: await judgedAgain(store, rest, options), ruleErrors: [], ...(drift && { drift }) };
  }
  const drift = basis && (await readDrift(store, basis));
  const before = store.findingKeys();
  const firstSeen = new Map(before.map((finding) => [finding.fingerprint, finding.firstSeen]));
  const { evaluation: judged, ruleErrors, unjudged } = await evaluateStore(store, { ...options, drift }, firstSeen);
  const pairs = evaluatedPairs(rules, store.scopes(), [...judged.notEvaluated, ...unjudged]);
  const carried = carriedForward(store, before, judged, pairs, rules);
  const shown = withPaths(judged.findings, store);
  const findings = shown.map((finding) => markCarried(finding, options.crawled));
  const { notEvaluated, counts } = judged;
  const nothingEarlier = drift?.notCompared.filter(({ isFirst }) => isFirst === true) ?? [];
  const isKept = key !== undefined && of !== undefined && ruleErrors.length === 0;
  const at = options.now.toISOString();
  const made = isKept ? { key, notEvaluated, counts, nothingEarlier, of, at } : undefined;
  const { rulesOfAges } = await import("../evaluate/age-words.js");
  store.writeFindings(run, [...findings, ...carried], pairs, made, rulesOfAges(rules));
  const evaluation = mergeEvaluations([
    { ...judged, findings: withNames(findings, store) },
    { findings: withNames(carried, store), notEvaluated: [], counts: [] },
  ]);
  return { evaluation, ruleErrors, ...(drift && { drift: { since: drift.since, nothingEarlier } }) };
}

/** The evaluation that the store holds. */
async function judgedAgain(store: Store, rest: JudgedRest, { crawled, rules, now }: JudgeOptions): Promise<Evaluation> {
  const open = store.openFindings();
  if (rest.isAged === true) {
    const { tellAges } = await import("../evaluate/age-words.js");
    tellAges(open, rules, now);
  }
  const findings = withNames(open, store).map((finding) => markCarried(finding, crawled));
  return sortEvaluation({ ...rest, findings });
}

/** Which rules were judged in which scopes, and the rows in them that could not be. */
export function evaluatedPairs(
  rules: readonly Rule[],
  scopes: readonly ReportScope[],
  notEvaluated: readonly Pick<NotEvaluated, "rule" | "scope" | "subject">[],
): EvaluatedPair[] {
  const whole = new Set<string>();
  const rowsOf = new Map<string, string[]>();
  for (const { rule, scope, subject } of notEvaluated) {
    const pair = `${rule} ${scope}`;
    if (subject === undefined) whole.add(pair);
    else addTo(rowsOf, pair, subject.id);
  }
  return rules.flatMap(({ id: rule }) =>
    scopes.flatMap(({ id: scope }) => {
      if (whole.has(`${rule} ${scope}`)) return [];
      const except = rowsOf.get(`${rule} ${scope}`);
      return [{ rule, scope, ...(except !== undefined ? { except } : {}) }];
    }),
  );
}

/** Findings of before that this run could not look at again: they stay open until someone looks. */
function carriedForward(
  store: Store,
  before: readonly FindingKey[],
  { findings }: Evaluation,
  pairs: readonly EvaluatedPair[],
  rules: readonly Rule[],
): Finding[] {
  const judged = new Map(pairs.map(({ rule, scope, except }) => [`${rule} ${scope}`, new Set(except)]));
  const again = new Set(findings.map(({ fingerprint }) => fingerprint));
  const known = new Set(rules.map(({ id }) => id));
  const carried = before.filter(({ fingerprint, rule, scope, subject }) => {
    if (again.has(fingerprint) || !known.has(rule)) return false;
    const except = judged.get(`${rule} ${scope}`);
    return except === undefined || except.has(subject);
  });
  if (carried.length === 0) return [];
  return store
    .openFindings(new Set(carried.map(({ fingerprint }) => fingerprint)))
    .map((finding) => ({ ...finding, state: "finding" as const, carried: true }));
}

/** Marks a finding that rests on facts of an earlier run: of a scope that was not read, or of answers that did not come. */
function markCarried(finding: Finding, crawled: JudgeOptions["crawled"]): Finding {
  if (crawled === undefined) return finding;
  const { scope, subject, evidence } = finding;
  const notReread = crawled.notReread.get(scope);
  const isReread =
    crawled.scopes.has(scope) && !evidence.some(({ dataSet }) => notReread?.get(dataSet)?.has(subject.id));
  return isReread ? finding : { ...finding, carried: true };
}
