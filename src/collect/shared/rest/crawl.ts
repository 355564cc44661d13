// One scope of a small REST API being crawled: what to ask, where batches go, how refusals read.
import type { Coverage, GraphBatch, ScopeNode } from "../../../model/batch.js";
import type { CollectContext } from "../../../model/collector.js";
import { type Answers, endAfter, type Question, wholeOf } from "../../answers.js";
import { Counts } from "../../counts.js";
import { AnswerFault } from "../../fault.js";
import { listOf } from "../../fields.js";
import type { Page } from "../../page.js";
import { filled, type Part } from "../../part.js";
import { DetailReader } from "../../reader.js";
import { cleanPage, scrubPage, scrubText } from "../../secrets.js";
import { refine } from "./answer.js";
import { type Params, type RestCall, segmentsOf } from "./call.js";
import type { RestClient } from "./client.js";

export interface RestCrawlOptions {
  /** Folder of the provider in a bundle: circleci. */
  readonly folder: string;
  /** Host and path of the server. */
  readonly host: string;
  readonly scope: ScopeNode;
  readonly answers: Answers;
  /** Undefined on a bundle. */
  readonly client?: RestClient;
  readonly context: CollectContext;
}

const AT_A_TIME = 4;
const REFUSALS = 5;

export class RestCrawl {
  readonly host: string;
  readonly answers: Answers;
  readonly context: CollectContext;
  scope: ScopeNode;
  readonly #options: RestCrawlOptions;
  readonly #counts: Counts;

  constructor(options: RestCrawlOptions) {
    this.#options = options;
    this.host = options.host;
    this.answers = options.answers;
    this.context = options.context;
    this.#counts = new Counts(options.context);
    this.scope = options.scope;
  }

  /** A whole answer, or the fault that stands for it. */
  async one(call: RestCall, params: Params): Promise<Page | AnswerFault> {
    try {
      return await wholeOf(this.#pages(call, params));
    } catch (fault) {
      return asFault(fault, call);
    }
  }

  /** Whether an answer can be had: live always, in a bundle when it is there. */
  has(call: RestCall, params: Params): Promise<boolean> {
    return this.answers.has(this.#question(call, params));
  }

  /** Elements of an answer whose list the call names, as far as they came, and why not more. */
  async list(
    call: RestCall,
    params: Params,
  ): Promise<{ readonly list: readonly unknown[]; readonly fault?: AnswerFault }> {
    const list: unknown[] = [];
    const ended = await this.each(call, params, (element) => list.push(element));
    const fault = ended ?? this.answers.odd.faultOf(call.dataSet);
    return fault === undefined ? { list } : { list, fault };
  }

  /** Hands over the elements of a long answer one by one, none of them kept; the fault that ended it, if one did. */
  async each(call: RestCall, params: Params, take: (element: unknown) => void): Promise<AnswerFault | undefined> {
    try {
      for await (const page of this.#pages(call, params)) for (const one of listOf(page[call.list ?? ""])) take(one);
      return undefined;
    } catch (fault) {
      return asFault(fault, call);
    }
  }

  /** Text of an answer that is no JSON, as `clean` leaves it: a recorder sees no more. */
  async text(call: RestCall, params: Params, clean: (text: string) => string): Promise<string | AnswerFault> {
    const live = async (): Promise<Uint8Array> =>
      Buffer.from(scrubText(clean((await this.#options.client?.text(call, params)) ?? "")), "utf8");
    try {
      return scrubText(clean(Buffer.from(await this.answers.bytes(this.#question(call, params), live)).toString()));
    } catch (fault) {
      return asFault(fault, call);
    }
  }

  /** Reads one answer about each of many things. */
  reader(dataSet: string): DetailReader<RestCall> {
    return new DetailReader<RestCall>({
      dataSet,
      atATime: AT_A_TIME,
      refusals: REFUSALS,
      signal: this.context.signal,
      nameOf: ({ route }) => route,
      count: (word, more) => this.count(word, more),
    });
  }

  /** A batch of a data set that goes on, with the call as its evidence. */
  batch(call: RestCall, part: Part): GraphBatch {
    return { scope: this.scope, dataSet: call.dataSet, evidence: { call: call.route }, ...filled(part) };
  }

  /** The batch that closes a data set. */
  close(call: RestCall, coverage: Partial<Coverage> = {}, part: Part = {}): GraphBatch {
    const { dataSet } = call;
    const batch = this.batch(call, part);
    return this.answers.odd.close(dataSet, { ...batch, coverage: { dataSet, state: "complete", ...coverage } });
  }

  /** The batch that closes a data set after its list, or after the fault that ended it; `part` is what came. */
  closeAfter(call: RestCall, fault: AnswerFault | undefined, part: Part = {}): GraphBatch {
    if (fault === undefined) return this.close(call, {}, part);
    const { coverage, gaps } = endAfter(call.dataSet, call.route, fault, (part.nodes?.length ?? 0) > 0);
    return this.close(call, coverage, { ...part, gaps: [...(part.gaps ?? []), ...gaps] });
  }

  /** Progress: `more` of something. */
  count(word: string, more: number): void {
    this.#counts.add(this.scope.id, word, more);
  }

  #question(call: RestCall, params: Params): Question {
    const { folder, host } = this.#options;
    const { param } = call;
    return {
      path: [folder, host, ...segmentsOf(call.route, params)],
      call: call.route,
      ...(param === undefined ? {} : { param: [param.file, params[param.name] ?? ""] as const }),
      ...(call.list === undefined ? {} : { lists: [call.list] }),
      ...(call.shape === undefined
        ? {}
        : { checked: { shape: call.shape, of: call.dataSet, isOne: call.isOne === true } }),
      ...(call.secrets === undefined ? {} : { secrets: call.secrets }),
      ...(call.clean === undefined ? {} : { clean: call.clean }),
    };
  }

  /** Pages of an answer, live or recorded, known tokens in every text of them replaced. */
  async *#pages(call: RestCall, params: Params): AsyncGenerator<Page> {
    const question = this.#question(call, params);
    for await (const page of this.answers.pages(question, () => this.#live(call, params))) yield scrubPage(page);
  }

  async *#live(call: RestCall, params: Params): AsyncGenerator<Page> {
    const { client } = this.#options;
    if (client === undefined) throw new Error(`${call.route}: no client`);
    const question = this.#question(call, params);
    // Before the recorder sees them: people write tokens into descriptions.
    for await (const page of client.pages(call, params)) {
      yield scrubPage(cleanPage(page, question, this.context.joinKey));
    }
  }
}

/** The fault as this call means it. Others are thrown on. */
function asFault(fault: unknown, call: RestCall): AnswerFault {
  if (!(fault instanceof AnswerFault)) throw fault;
  return refine(fault, call, call.access);
}
