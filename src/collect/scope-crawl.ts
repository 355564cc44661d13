// One scope of a provider being crawled: where its answers go as batches, and how its refusals read.
import type { Coverage, GraphBatch, ScopeNode } from "../model/batch.js";
import type { CollectContext } from "../model/collector.js";
import { type Answers, endAfter, type Question, wholeOrFault } from "./answers.js";
import { Counts } from "./counts.js";
import { cutCoverage } from "./data-sets.js";
import type { AnswerFault } from "./fault.js";
import { listOf } from "./fields.js";
import type { Page } from "./page.js";
import { filled, type Part } from "./part.js";

export type CallParams = { readonly [name: string]: string };

/** What a call of any provider says of itself. */
export interface ScopeCall {
  readonly dataSet: string;
  /** Field of the answer that holds its list. */
  readonly list?: string;
}

export abstract class ScopeCrawl<C extends ScopeCall> {
  readonly answers: Answers;
  readonly context: CollectContext;
  /** Data sets that are about what another one found. */
  protected readonly leansOn: { readonly [dataSet: string]: string } = {};
  readonly #partial = new Set<string>();
  readonly #counts: Counts;

  constructor(answers: Answers, context: CollectContext) {
    this.answers = answers;
    this.context = context;
    this.#counts = new Counts(context);
  }

  /** Id of the scope. */
  abstract get id(): string;
  abstract get scope(): ScopeNode;
  /** A call as the provider names it, in evidence and messages. */
  abstract nameOf(call: C): string;
  /** Where a bundle holds the answer to a call, and how it is checked and cleaned. */
  abstract question(call: C, params: CallParams): Question;
  /** Pages of an answer, live or recorded. Throws AnswerFault. */
  abstract ask(call: C, params: CallParams): AsyncGenerator<Page>;

  /** A whole answer, or the fault that stands for it. */
  one(call: C, params: CallParams): Promise<Page | AnswerFault> {
    return wholeOrFault(this.ask(call, params));
  }

  /** A batch of a data set that goes on. With `params` its evidence names the file of the bundle that answered. */
  batch(call: C, part: Part, params?: CallParams, dataSet: string = call.dataSet): GraphBatch {
    const file = params === undefined ? undefined : this.answers.file(this.question(call, params));
    return {
      scope: this.scope,
      dataSet,
      evidence: { call: this.nameOf(call), ...(file === undefined ? {} : { file }) },
      ...filled(part),
    };
  }

  /** The batch that closes a data set: it is no more whole than the one whose things it tells more of. */
  close(
    call: C,
    coverage: Partial<Coverage> = {},
    part: Part = {},
    params?: CallParams,
    dataSet: string = call.dataSet,
  ): GraphBatch {
    const cut = cutCoverage(dataSet, coverage, this.leansOn, this.#partial);
    if ((cut.state ?? "complete") !== "complete" || this.answers.odd.has(dataSet)) this.#partial.add(dataSet);
    const batch = this.batch(call, part, params, dataSet);
    return this.answers.odd.close(dataSet, { ...batch, coverage: { dataSet, state: "complete", ...cut } });
  }

  /** The batch that closes a data set after a fault. What is no fault of an answer is thrown on. */
  closeAfter(call: C, fault: unknown, read = false): GraphBatch {
    const { coverage, gaps } = endAfter(call.dataSet, this.nameOf(call), fault, read);
    return this.close(call, coverage, { gaps });
  }

  /** Progress: `more` of something. */
  count(word: string, more: number): void {
    this.#counts.add(this.id, word, more);
  }
}

/** Elements of an answer whose list the call names. */
export function elementsOf(call: Pick<ScopeCall, "list">, page: Page): readonly unknown[] {
  return listOf(page[call.list ?? ""]);
}
