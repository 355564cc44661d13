// Runs the rules on what the store holds, and writes nothing.
import { driftNotes } from "../evaluate/drift-notes.js";
import type { EvaluateInput } from "../evaluate/evaluate.js";
import type { UserEvaluation } from "../evaluate/evaluate-user.js";
import { type Evaluation, mergeEvaluations } from "../evaluate/evaluation.js";
import type { Row } from "../evaluate/row.js";
import type { RowSource } from "../evaluate/row-source.js";
import type { Drift } from "../model/change.js";
import type { RuleError } from "../model/errors.js";
import type { EvidenceNote, NotEvaluated } from "../model/finding.js";
import { oncePer } from "../model/once.js";
import type { Rule } from "../model/rule.js";
import { change } from "../model/views/change.js";
import { viewNamed } from "../model/views/index.js";
import type { Store } from "../store/index.js";
import { changeRows } from "./drift.js";
import { endingAtOnce } from "./end-at-once.js";
import { pathRows } from "./judged-paths.js";

export interface EvaluateOptions {
  readonly rules: readonly Rule[];
  readonly now: Date;
  readonly includePassed: boolean;
  /** What changed, for drift rules; undefined: they are not asked. */
  readonly drift?: Drift | undefined;
}

export interface Evaluated {
  readonly evaluation: Evaluation;
  /** Rules of --rules that were given up; the run is incomplete then. */
  readonly ruleErrors: readonly RuleError[];
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
  const changes = drift === undefined ? [] : changeRows(drift);
  const input = {
    ...inputOf(store, { now, includePassed }, changes),
    firstSeen: (fingerprint: string) => firstSeen.get(fingerprint),
    paths: () => pathRows(store),
  };
  const ofPackage = { ...input, rules: rules.filter(({ source }) => source === "built-in") };
  await makeReady(ofPackage);
  const builtIn = await endingAtOnce(() => evaluateRules(ofPackage));
  const own = rules.filter(({ source }) => source === "user");
  const user = own.length === 0 ? undefined : await judgeUserRules({ ...input, rules: own });
  const notes = drift === undefined ? undefined : driftNotes(rules, drift, input.scopes);
  const parts = [builtIn, ...(user === undefined ? [] : [user.evaluation])];
  const noted = { findings: [], notEvaluated: notes?.notEvaluated ?? [], counts: [] };
  return {
    evaluation: mergeEvaluations([...parts, noted]),
    ruleErrors: user?.errors ?? [],
    unjudged: notes?.nothingEarlier ?? [],
  };
}

/** What rules are judged on. */
export function inputOf(
  store: Store,
  { now, includePassed }: Pick<EvaluateOptions, "now" | "includePassed">,
  changes: readonly Row[],
): Omit<EvaluateInput, "rules"> {
  return { scopes: store.scopes(), now, includePassed, evidence: toEvidence(store), rows: rowsOf(store, changes) };
}

/** Rows for rules: those of the store, and what changed. */
function rowsOf(store: Store, changes: readonly Row[]): RowSource {
  return {
    rows: (name, query) => {
      if (name === change.name) return changes;
      const view = viewNamed(name);
      return view === undefined ? [] : store.rows(view, { ...query, withUnit: true });
    },
    types: (name) => {
      if (name === change.name) return changes.map(({ type }) => String(type));
      const view = viewNamed(name);
      return view === undefined ? [] : store.types(view);
    },
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
