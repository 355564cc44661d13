// One scope whose calls serve several data sets: where its answers go as batches, and its progress.
import type { Coverage, GraphBatch, ScopeNode } from "../model/batch.js";
import type { CollectContext } from "../model/collector.js";
import { type Answers, endAfter, type Question } from "./answers.js";
import { Counts } from "./counts.js";
import { filled, type Part } from "./part.js";

export abstract class DataSetCrawl<C, P> {
  readonly answers: Answers;
  readonly context: CollectContext;
  readonly #counts: Counts;

  constructor(answers: Answers, context: CollectContext) {
    this.answers = answers;
    this.context = context;
    this.#counts = new Counts(context);
  }

  /** Id of the scope, and of the node that secrets and variables of its owner belong to. */
  abstract readonly id: string;
  abstract get scope(): ScopeNode;
  /** Where a bundle holds the answer to a call, and how it is checked and cleaned. */
  abstract question(call: C, params: P): Question;
  /** The call, as evidence and gaps name it. */
  abstract nameOf(call: C): string;

  /** A batch of a data set that goes on. With `params` its evidence names the file of the bundle that answered. */
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
    const { coverage, gaps } = endAfter(dataSet, this.nameOf(call), fault, read);
    return this.close(dataSet, call, coverage, { gaps });
  }

  /** Progress: `more` of something. */
  count(word: string, more: number): void {
    this.#counts.add(this.id, word, more);
  }
}
