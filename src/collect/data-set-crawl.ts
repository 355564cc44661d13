// One scope whose calls serve several data sets: where its answers go as batches, and its progress.
import type { Coverage, GraphBatch, ScopeNode } from "../model/batch.js";
import type { CollectContext } from "../model/collector.js";
import { AnswerFault, type Answers, type Question, toCoverage } from "./answers.js";
import { filled, type Part } from "./part.js";

export abstract class DataSetCrawl<C, P> {
  readonly answers: Answers;
  readonly context: CollectContext;
  readonly #counts = new Map<string, number>();

  constructor(answers: Answers, context: CollectContext) {
    this.answers = answers;
    this.context = context;
  }

  /** Id of the scope, and of the node that secrets and variables of its owner belong to. */
  abstract readonly id: string;
  abstract get scope(): ScopeNode;
  abstract question(call: C, params: P): Question;
  /** The call, as evidence and gaps name it. */
  abstract nameOf(call: C): string;

  batch(dataSet: string, call: C, part: Part, params?: P): GraphBatch {
    const file = params === undefined ? undefined : this.answers.file(this.question(call, params));
    return {
      scope: this.scope,
      dataSet,
      evidence: { call: this.nameOf(call), ...(file === undefined ? {} : { file }) },
      ...filled(part),
    };
  }

  /** The batch that closes a data set. */
  close(dataSet: string, call: C, coverage: Partial<Coverage> = {}, part: Part = {}, params?: P): GraphBatch {
    const batch = this.batch(dataSet, call, part, params);
    return this.answers.odd.close(dataSet, { ...batch, coverage: { dataSet, state: "complete", ...coverage } });
  }

  /** The batch that closes a data set after a fault. What is no fault of an answer is thrown on. */
  closeAfter(dataSet: string, call: C, fault: unknown, read = false): GraphBatch {
    if (!(fault instanceof AnswerFault)) throw fault;
    const gaps = fault.kind === "broken" ? [{ dataSet, subject: this.nameOf(call), message: fault.message }] : [];
    return this.close(dataSet, call, toCoverage(dataSet, fault, read), { gaps });
  }

  /** Progress: `more` of something. */
  count(word: string, more: number): void {
    if (more === 0) return;
    const count = (this.#counts.get(word) ?? 0) + more;
    this.#counts.set(word, count);
    this.context.progress(this.id, word, count);
  }
}
