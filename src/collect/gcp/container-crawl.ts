// One project, folder or organisation being crawled: what to ask, where batches go, and what one data set leaves for the next.
import type { Coverage, GraphBatch, ScopeNode } from "../../model/batch.js";
import type { CollectContext } from "../../model/collector.js";
import type { JsonRecord } from "../../model/words.js";
import { AnswerFault, type Answers, type Page, type Question, toCoverage, wholeOf } from "../answers.js";
import { listOf } from "../fields.js";
import { filled as filledPart, type Part } from "../part.js";
import { filled, placeOf } from "../shared/google/call.js";
import type { GoogleClient } from "../shared/google/client.js";
import { refine } from "../shared/google/errors.js";
import type { ContainerKind, GcpCall, Params } from "./call.js";
import type { EstateFacts } from "./facts.js";
import { containerId } from "./ids.js";

export interface Container {
  readonly kind: ContainerKind;
  /** Project id, or the number of a folder or organisation. */
  readonly name: string;
}

export interface ContainerCrawlOptions {
  readonly container: Container;
  readonly answers: Answers;
  /** Undefined on a bundle. */
  readonly client?: GoogleClient;
  readonly context: CollectContext;
  readonly shared: EstateFacts;
}

export class ContainerCrawl {
  readonly container: Container;
  readonly answers: Answers;
  readonly client: GoogleClient | undefined;
  readonly context: CollectContext;
  /** What containers of one crawl know of each other. */
  readonly shared: EstateFacts;
  /** Id of the scope. */
  readonly id: string;
  /** As Google's APIs name it: `projects/acme-prod`. */
  readonly resource: string;
  /** Facts of the scope itself. */
  scopeName: string;
  scopeParent: string | undefined;
  scopeFacts: JsonRecord = {};
  /** APIs that are enabled; undefined when that could not be read. */
  enabled: ReadonlySet<string> | undefined;
  readonly #folder: readonly string[];
  readonly #counts = new Map<string, number>();

  constructor({ container, answers, client, context, shared }: ContainerCrawlOptions) {
    this.container = container;
    this.answers = answers;
    this.client = client;
    this.context = context;
    this.shared = shared;
    const { kind, name } = container;
    this.resource = kind === "project" ? `projects/${name}` : `${kind}s/${name}`;
    this.id = containerId(this.resource);
    this.scopeName = name;
    this.#folder = kind === "project" ? ["gcp", name] : ["gcp", `${kind}s`, name];
  }

  get scope(): ScopeNode {
    const { kind, name } = this.container;
    return {
      id: this.id,
      type: `gcp.${kind}`,
      name: this.scopeName,
      ...(this.scopeParent === undefined ? {} : { parent: this.scopeParent }),
      properties: { [kind]: name, ...this.scopeFacts },
    };
  }

  question(call: GcpCall, params: Params, folder: readonly string[] = this.#folder): Question {
    const { segments, verb } = placeOf(call, params);
    const { param } = call;
    return {
      path: [...folder, call.api, call.version, ...segments],
      ...(verb === undefined ? {} : { verb }),
      ...(param === undefined ? {} : { param: [param, filled(call.query?.[param] ?? "", params)] as const }),
      call: call.method,
      ...(call.permission === undefined ? {} : { permission: call.permission }),
      ...(call.list === undefined ? {} : { lists: [call.list] }),
      ...(call.secrets === undefined ? {} : { secrets: call.secrets }),
      ...(call.clean === undefined ? {} : { clean: call.clean }),
    };
  }

  /** Pages of an answer, live or recorded. Throws AnswerFault. */
  async *ask(call: GcpCall, params: Params, folder?: readonly string[]): AsyncGenerator<Page> {
    const { client } = this;
    try {
      yield* this.answers.pages(this.question(call, params, folder), () => {
        if (client === undefined) throw new Error(`${call.method}: no client`);
        return client.pages(call, params);
      });
    } catch (fault) {
      throw fault instanceof AnswerFault ? refine(fault, call) : fault;
    }
  }

  /** A whole answer, or the fault that stands for it. */
  async one(call: GcpCall, params: Params, folder?: readonly string[]): Promise<Page | AnswerFault> {
    try {
      return await wholeOf(this.ask(call, params, folder));
    } catch (fault) {
      if (fault instanceof AnswerFault) return fault;
      throw fault;
    }
  }

  batch(call: GcpCall, part: Part, params?: Params, dataSet: string = call.dataSet): GraphBatch {
    const file = params === undefined ? undefined : this.answers.file(this.question(call, params));
    return {
      scope: this.scope,
      dataSet,
      evidence: { call: call.method, ...(file === undefined ? {} : { file }) },
      ...filledPart(part),
    };
  }

  /** The batch that closes a data set. */
  close(
    call: GcpCall,
    coverage: Partial<Coverage> = {},
    part: Part = {},
    params?: Params,
    dataSet: string = call.dataSet,
  ): GraphBatch {
    return {
      ...this.batch(call, part, params, dataSet),
      coverage: { dataSet, state: "complete", ...coverage },
    };
  }

  /** The batch that closes a data set after a fault. What is no fault of an answer is thrown on. */
  closeAfter(call: GcpCall, fault: unknown, read = false): GraphBatch {
    if (!(fault instanceof AnswerFault)) throw fault;
    const { dataSet } = call;
    const gaps = fault.kind === "broken" ? [{ dataSet, subject: call.method, message: fault.message }] : [];
    return this.close(call, toCoverage(dataSet, fault, read), { gaps });
  }

  /** Whether the API of a call is known to be off: nothing of it can be there. */
  isOff({ api, isOnlyWhenEnabled }: GcpCall): boolean {
    return isOnlyWhenEnabled === true && this.enabled?.has(`${api}.googleapis.com`) === false;
  }

  /** Progress: `more` of something. */
  count(word: string, more: number): void {
    if (more === 0) return;
    const count = (this.#counts.get(word) ?? 0) + more;
    this.#counts.set(word, count);
    this.context.progress(this.id, word, count);
  }
}

/** Elements of an answer whose list the call names. */
export function elementsOf(call: GcpCall, page: Page): readonly unknown[] {
  return listOf(page[call.list ?? ""]);
}
