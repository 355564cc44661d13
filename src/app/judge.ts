// Runs the rules on what the store holds and keeps the outcome: findings with their first day, carried-forward ones.
import { driftNotes } from "../evaluate/drift-notes.js";
import type { EvaluateInput } from "../evaluate/evaluate.js";
import type { UserEvaluation } from "../evaluate/evaluate-user.js";
import { type Evaluation, mergeEvaluations, sortEvaluation } from "../evaluate/evaluation.js";
import type { Drift, DriftSummary } from "../model/change.js";
import type { RuleError } from "../model/errors.js";
import type { EvidenceNote, Finding, NotEvaluated } from "../model/finding.js";
import { addTo } from "../model/group-by.js";
import { hashText } from "../model/hash.js";
import { oncePer } from "../model/once.js";
import { contentKey } from "../model/prepared.js";
import type { ReportScope } from "../model/report.js";
import type { Rule } from "../model/rule.js";
import { change } from "../model/views/change.js";
import { viewNamed } from "../model/views/index.js";
import type { EvaluatedPair, FindingKey, JudgedRest, Store } from "../store/index.js";
import { buildOf } from "./build.js";
import type { CrawlOutcome } from "./crawl.js";
import { changeRows, driftBasis, driftKey, readDrift } from "./drift.js";
import { pathRows, withNames, withPaths } from "./judged-paths.js";

// The chunk that imports evaluation, so a build that judges otherwise has another one.
const BUILD = buildOf(import.meta.url);

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
 * the same rows at the same time come to the same: then the stored findings are the evaluation.
 */
export async function judge(store: Store, options: JudgeOptions, build: string | undefined = BUILD): Promise<Judged> {
  const { rules, run } = options;
  const basis = driftBasis(store, options);
  const of = judgedWith(store.scopes(), options, driftKey(basis), build);
  const key = of === undefined ? undefined : hashText(JSON.stringify([of, options.now.toISOString()]));
  const rest = key === undefined ? undefined : store.judgedBefore(key);
  if (rest !== undefined) {
    const drift = basis && { since: basis.base?.readAt, nothingEarlier: rest.nothingEarlier ?? [] };
    return { evaluation: judgedAgain(store, rest, options), ruleErrors: [], ...(drift && { drift }) };
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
  store.writeFindings(run, [...findings, ...carried], pairs, made);
  const evaluation = mergeEvaluations([
    { ...judged, findings: withNames(findings, store) },
    { findings: withNames(carried, store), notEvaluated: [], counts: [] },
  ]);
  return { evaluation, ruleErrors, ...(drift && { drift: { since: drift.since, nothingEarlier } }) };
}

/** All that judging depends on besides the rows and the clock; undefined when it is not to be kept. */
function judgedWith(
  scopes: readonly ReportScope[],
  { rules, includePassed }: Pick<JudgeOptions, "rules" | "includePassed">,
  compared: number | undefined,
  build: string | undefined,
): string | undefined {
  // Passed rows are a hundred times as many as findings, and asked for by few.
  if (build === undefined || includePassed) return undefined;
  const coverage = scopes.map(({ readAt: _readAt, ...scope }) => scope);
  return hashText(JSON.stringify([build, rules.map(contentKey), coverage, compared]));
}

/**
 * What the latest evaluation came to besides the findings in the store, when the same rules looked at the same rows on the same
 * day (UTC): ages in it may be some hours old. Writes nothing.
 */
export function judgedToday(
  store: Store,
  options: Pick<JudgeOptions, "rules" | "now" | "driftDays">,
  build: string | undefined = BUILD,
): JudgedRest | undefined {
  const rest = store.judgedLast();
  if (rest?.at?.slice(0, 10) !== options.now.toISOString().slice(0, 10)) return undefined;
  const compared = driftKey(driftBasis(store, options));
  const of = judgedWith(store.scopes(), { ...options, includePassed: false }, compared, build);
  return of !== undefined && of === rest.of ? rest : undefined;
}

/** The evaluation that the store holds. */
function judgedAgain(store: Store, rest: JudgedRest, { crawled }: JudgeOptions): Evaluation {
  const findings = withNames(store.openFindings(), store).map((finding) => markCarried(finding, crawled));
  return sortEvaluation({ ...rest, findings });
}

export interface EvaluateOptions extends Pick<JudgeOptions, "rules" | "now" | "includePassed"> {
  /** What changed, for drift rules; undefined: they are not asked. */
  readonly drift?: Drift | undefined;
}

export interface Evaluated extends Omit<Judged, "drift"> {
  /** Rules and scopes that nothing was compared for: neither passed nor a gap. */
  readonly unjudged: readonly Pick<NotEvaluated, "rule" | "scope">[];
}

/** Judges what the store holds and writes nothing. */
export async function evaluateStore(
  store: Store,
  { rules, now, includePassed, drift }: EvaluateOptions,
  firstSeen: ReadonlyMap<string, string> = new Map(),
): Promise<Evaluated> {
  // With the engine of conditions, which is not needed where the stored evaluation stands.
  const { evaluateRules, makeReady } = await import("../evaluate/evaluate.js");
  const scopes = store.scopes();
  const changes = drift === undefined ? [] : changeRows(drift);
  const input = {
    scopes,
    now,
    includePassed,
    evidence: toEvidence(store),
    firstSeen: (fingerprint: string) => firstSeen.get(fingerprint),
    paths: () => pathRows(store),
    rows: {
      rows: (name: string, query: { types: readonly string[]; columns: readonly string[] }) => {
        if (name === change.name) return changes;
        const view = viewNamed(name);
        return view === undefined ? [] : store.rows(view, { ...query, withUnit: true });
      },
      types: (name: string) => {
        if (name === change.name) return changes.map(({ type }) => String(type));
        const view = viewNamed(name);
        return view === undefined ? [] : store.types(view);
      },
    },
  };
  const ofPackage = { ...input, rules: rules.filter(({ source }) => source === "built-in") };
  await makeReady(ofPackage);
  const builtIn = evaluateRules(ofPackage);
  const own = rules.filter(({ source }) => source === "user");
  const user = own.length === 0 ? undefined : await judgeUserRules({ ...input, rules: own });
  const notes = drift === undefined ? undefined : driftNotes(rules, drift, scopes);
  const parts = [builtIn, ...(user === undefined ? [] : [user.evaluation])];
  const noted = { findings: [], notEvaluated: notes?.notEvaluated ?? [], counts: [] };
  return {
    evaluation: mergeEvaluations([...parts, noted]),
    ruleErrors: user?.errors ?? [],
    unjudged: notes?.nothingEarlier ?? [],
  };
}

/**
 * The calls behind the data sets that a rule looked at; all of the node's when none of them is its own. One list for all nodes that
 * were read by the same calls.
 */
function toEvidence(store: Store): NonNullable<EvaluateInput["evidence"]> {
  const lists = oncePer((all: readonly EvidenceNote[]) =>
    oncePer((dataSets: readonly string[]) => {
      const used = all.filter(({ dataSet }) => dataSets.includes(dataSet));
      return used.length > 0 && used.length < all.length ? used : all;
    }),
  );
  return (subject, _scope, dataSets, unit) => lists(store.evidenceOf(subject, unit))(dataSets);
}

async function judgeUserRules(input: EvaluateInput): Promise<UserEvaluation> {
  const { evaluateUserRules } = await import("../evaluate/evaluate-user.js");
  const { startRuleWorker } = await import("./rule-worker/start.js");
  return evaluateUserRules(input, startRuleWorker);
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
