// One subscription, management group or tenant being crawled: what to ask, where batches go, and what one data set leaves for
// the next.
import type { Coverage, GraphBatch, ScopeNode } from "../../model/batch.js";
import type { CollectContext } from "../../model/collector.js";
import type { JsonRecord } from "../../model/words.js";
import { AnswerFault, type Answers, type Page, type Question, toCoverage, wholeOf } from "../answers.js";
import { listOf } from "../fields.js";
import { filled, type Part } from "../part.js";
import { type AzureCall, type ContainerKind, callName, type Params, placeOf, segmentsOf } from "./call.js";
import type { AzureClient, QueryBody } from "./client.js";
import { isNotRegistered, refine } from "./errors.js";
import type { EstateFacts, KnownResource } from "./facts.js";
import { groupId, principalId, rootId, subscriptionId } from "./ids.js";

export interface Container {
  readonly kind: ContainerKind;
  /** Id of the subscription or management group; of the tenant nothing that matters. */
  readonly name: string;
}

export interface ContainerCrawlOptions {
  readonly container: Container;
  readonly answers: Answers;
  /** Undefined on a bundle. */
  readonly client?: AzureClient;
  readonly context: CollectContext;
  readonly shared: EstateFacts;
}

export class ContainerCrawl {
  readonly container: Container;
  readonly answers: Answers;
  readonly client: AzureClient | undefined;
  readonly context: CollectContext;
  /** What containers of one crawl know of each other. */
  readonly shared: EstateFacts;
  scopeName: string;
  scopeFacts: JsonRecord = {};
  /** Resources by type, as the lists before said: what answers about single ones are asked for. */
  readonly known = new Map<string, readonly KnownResource[]>();
  readonly #counts = new Map<string, number>();

  constructor({ container, answers, client, context, shared }: ContainerCrawlOptions) {
    this.container = container;
    this.answers = answers;
    this.client = client;
    this.context = context;
    this.shared = shared;
    this.scopeName = container.name;
  }

  /** Id of the scope. */
  get id(): string {
    const { kind, name } = this.container;
    if (kind === "tenant") return rootId(this.shared.tenant);
    return kind === "group" ? groupId(name) : subscriptionId(name);
  }

  get scope(): ScopeNode {
    const { kind, name } = this.container;
    const types = { tenant: "azure.tenant", group: "azure.management-group", subscription: "azure.subscription" };
    const { tenant, groups, groupOf } = this.shared;
    const above = kind === "group" ? groups.get(name.toLowerCase()) : groupOf.get(name.toLowerCase());
    const parent = kind === "tenant" ? undefined : above === undefined ? rootId(tenant) : groupId(above);
    return {
      id: this.id,
      type: types[kind],
      name: kind === "tenant" ? `root of ${tenant ?? "the tenant"}` : this.scopeName,
      ...(parent === undefined || (tenant === undefined && above === undefined) ? {} : { parent }),
      properties: {
        ...(kind === "tenant" ? {} : { [kind === "group" ? "management_group" : "subscription"]: name }),
        ...(tenant === undefined ? {} : { tenant }),
        ...this.scopeFacts,
      },
    };
  }

  /** Node of a principal; by its alias where the tenant is not known. */
  principal(objectId: string): string | { by: string; value: string } {
    const { tenant } = this.shared;
    return tenant === undefined ? { by: "alias", value: objectId.toLowerCase() } : principalId(tenant, objectId);
  }

  question(call: AzureCall, params: Params): Question {
    return {
      path: placeOf(segmentsOf(call, params)),
      call: callName(call),
      permission: call.permission,
      ...(call.list === undefined ? {} : { lists: [call.list] }),
      ...(call.secrets === undefined ? {} : { secrets: call.secrets }),
      ...(call.clean === undefined ? {} : { clean: call.clean }),
    };
  }

  /** Pages of an answer, live or recorded. Of a provider that was never used there is an empty one. Throws AnswerFault. */
  async *ask(call: AzureCall, params: Params): AsyncGenerator<Page> {
    const { client } = this;
    try {
      yield* this.answers.pages(this.question(call, params), () => {
        if (client === undefined) throw new Error(`${callName(call)}: no client`);
        return client.pages(call, params);
      });
    } catch (fault) {
      if (!(fault instanceof AnswerFault)) throw fault;
      if (isNotRegistered(fault)) yield { [call.list ?? "value"]: [] };
      else throw refine(fault, call);
    }
  }

  /** Rows of a query to Resource Graph, recorded as the list that they stand for. Throws AnswerFault. */
  async *query(call: AzureCall, as: AzureCall, params: Params, body: QueryBody): AsyncGenerator<Page> {
    const { client } = this;
    try {
      yield* this.answers.pages(this.question(as, params), async function* () {
        if (client === undefined) throw new Error(`${callName(call)}: no client`);
        for await (const page of client.pages(call, {}, body)) yield { value: listOf(page["data"]) };
      });
    } catch (fault) {
      throw fault instanceof AnswerFault ? refine(fault, call) : fault;
    }
  }

  /** A whole answer, or the fault that stands for it. */
  async one(call: AzureCall, params: Params): Promise<Page | AnswerFault> {
    try {
      return await wholeOf(this.ask(call, params));
    } catch (fault) {
      if (fault instanceof AnswerFault) return fault;
      throw fault;
    }
  }

  batch(call: AzureCall, part: Part, params?: Params, dataSet: string = call.dataSet): GraphBatch {
    const file = params === undefined ? undefined : this.answers.file(this.question(call, params));
    return {
      scope: this.scope,
      dataSet,
      evidence: { call: callName(call), ...(file === undefined ? {} : { file }) },
      ...filled(part),
    };
  }

  /** The batch that closes a data set. */
  close(
    call: AzureCall,
    coverage: Partial<Coverage> = {},
    part: Part = {},
    params?: Params,
    dataSet: string = call.dataSet,
  ): GraphBatch {
    return { ...this.batch(call, part, params, dataSet), coverage: { dataSet, state: "complete", ...coverage } };
  }

  /** The batch that closes a data set after a fault. What is no fault of an answer is thrown on. */
  closeAfter(call: AzureCall, fault: unknown, read = false): GraphBatch {
    if (!(fault instanceof AnswerFault)) throw fault;
    const { dataSet } = call;
    const gaps = fault.kind === "broken" ? [{ dataSet, subject: callName(call), message: fault.message }] : [];
    return this.close(call, toCoverage(dataSet, fault, read), { gaps });
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
export function elementsOf(call: Pick<AzureCall, "list">, page: Page): readonly unknown[] {
  return listOf(page[call.list ?? ""]);
}
