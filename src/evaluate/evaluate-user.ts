// Runs rules of others (--rules) in a process of their own, so that a hostile or clumsy one can neither hang nor crash
// nhi: the rule that faults is given up and told, the others go on in a new process.
import { addAll } from "../model/add-all.js";
import { RuleError } from "../model/errors.js";
import { USER_LIMITS } from "./cel/environment.js";
import { makeRegexReady } from "./cel/regex.js";
import { indexCoverage } from "./coverage.js";
import { type EvaluateInput, type Pass, runPaths, toPasses } from "./evaluate.js";
import type { Evaluation } from "./evaluation.js";
import type { Judge, Verdict } from "./judge.js";
import type { Row } from "./row.js";
import { scopeNotes } from "./scope-notes.js";
import { Tally } from "./tally.js";
import { type RuleWorker, WorkerFault, type WorkerRequest } from "./worker-protocol.js";

const BATCH_ROWS = 500;
const BATCH_CHARACTERS = 4 * 1024 * 1024;

export interface UserEvaluation {
  readonly evaluation: Evaluation;
  /** One a rule that was given up; the run is incomplete then. What it had found stays, the rest is not evaluated. */
  readonly errors: readonly RuleError[];
}

/** Judges rules of others. `startWorker` starts a process; it is called again after each fault. */
export async function evaluateUserRules(input: EvaluateInput, startWorker: () => RuleWorker): Promise<UserEvaluation> {
  const coverage = indexCoverage(input.scopes);
  const tally = new Tally(coverage, input);
  const errors: RuleError[] = [];
  makeRegexReady();
  const passes = toPasses(input.rules, USER_LIMITS);
  for (const pass of passes) addAll(errors, await runPass(pass, input, tally, startWorker));
  for (const { ruleId, message } of errors) tally.failed(ruleId ?? "", message);
  const byPath = runPaths(input, tally);
  const notes = scopeNotes([...passes.flatMap(({ judges }) => judges), ...byPath.map((rule) => ({ rule }))], coverage);
  return { evaluation: tally.result(notes), errors };
}

async function runPass(
  pass: Pass,
  input: EvaluateInput,
  tally: Tally,
  startWorker: () => RuleWorker,
): Promise<RuleError[]> {
  const session = new WorkerSession(pass, input.now, startWorker);
  try {
    for (const rows of batches(input.rows.rows(pass.shared.view.name, pass.query))) {
      await session.load(rows);
      for (const judge of pass.judges) addVerdicts(tally, judge, rows, await session.judge(judge));
    }
  } finally {
    session.stop();
  }
  return session.errors;
}

function addVerdicts(tally: Tally, judge: Judge, rows: readonly Row[], verdicts: readonly (Verdict | null)[]): void {
  rows.forEach((row, index) => {
    const verdict = verdicts[index];
    if (verdict === null || verdict === undefined) return;
    const rule = tally.inScope(judge, String(row["scope"] ?? ""));
    if (tally.admits(rule)) tally.add(rule, row, verdict);
  });
}

/** One worker at a time for the rules of one view. */
class WorkerSession {
  readonly errors: RuleError[] = [];
  readonly #pass: Pass;
  readonly #now: Date;
  readonly #startWorker: () => RuleWorker;
  readonly #givenUp = new Set<string>();
  #worker: RuleWorker | undefined;
  #rows: readonly Row[] = [];

  constructor(pass: Pass, now: Date, startWorker: () => RuleWorker) {
    this.#pass = pass;
    this.#now = now;
    this.#startWorker = startWorker;
  }

  async load(rows: readonly Row[]): Promise<void> {
    this.#rows = rows;
    try {
      await this.#worker?.ask({ kind: "rows", rows });
    } catch (error) {
      if (!(error instanceof WorkerFault)) throw error;
      // No rule is at work here: the next question starts a new process, which gets these rows.
      this.stop();
    }
  }

  /** Verdicts on the rows loaded last; none for a rule that was given up, now or before. */
  async judge({ rule }: Judge): Promise<readonly (Verdict | null)[]> {
    if (this.#givenUp.has(rule.id)) return [];
    try {
      const answer = await (await this.#ready()).ask({ kind: "judge", rule: rule.id });
      if (answer.kind === "verdicts") return answer.verdicts;
      this.#giveUp(rule.id, answer.kind === "fault" ? answer.message : new WorkerFault("late").message);
    } catch (error) {
      if (!(error instanceof WorkerFault)) throw error;
      this.stop();
      this.#giveUp(rule.id, error.message);
    }
    return [];
  }

  stop(): void {
    this.#worker?.stop();
    this.#worker = undefined;
  }

  async #ready(): Promise<RuleWorker> {
    if (this.#worker !== undefined) return this.#worker;
    const worker = this.#startWorker();
    this.#worker = worker;
    const rules = this.#pass.judges.map((judge) => judge.rule).filter(({ id }) => !this.#givenUp.has(id));
    const requests: WorkerRequest[] = [
      { kind: "start", rules, now: this.#now.toISOString() },
      { kind: "rows", rows: this.#rows },
    ];
    for (const request of requests) await worker.ask(request);
    return worker;
  }

  #giveUp(rule: string, why: string): void {
    this.#givenUp.add(rule);
    this.errors.push(new RuleError(`rule ${rule} was given up: ${why}; its rows are not evaluated`, { ruleId: rule }));
  }
}

function* batches(rows: Iterable<Row>): Iterable<Row[]> {
  let batch: Row[] = [];
  let characters = 0;
  for (const row of rows) {
    batch.push(row);
    for (const value of Object.values(row)) if (typeof value === "string") characters += value.length;
    if (batch.length < BATCH_ROWS && characters < BATCH_CHARACTERS) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}
