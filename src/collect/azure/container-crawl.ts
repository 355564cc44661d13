// One subscription, management group or tenant being crawled: what to ask, where batches go, and what one data set leaves for
// the next.
import type { ScopeNode } from "../../model/batch.js";
import type { CollectContext } from "../../model/collector.js";
import type { JsonRecord } from "../../model/words.js";
import type { Answers, Question } from "../answers.js";
import { AnswerFault } from "../fault.js";
import { listOf } from "../fields.js";
import type { Page } from "../page.js";
import { ScopeCrawl } from "../scope-crawl.js";
import { checkedBy } from "../shape.js";
import { type AzureCall, type ContainerKind, callName, type Params, placeOf, segmentsOf, withParams } from "./call.js";
import type { AzureClient, QueryBody } from "./client.js";
import { isNotRegistered, refine } from "./errors.js";
import type { EligibleRole, EstateFacts, KnownList } from "./facts.js";
import { fromCli } from "./from-cli.js";
import { groupId, principalId, rootId, subscriptionId } from "./ids.js";
import { SHAPES } from "./shapes.js";

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

export class ContainerCrawl extends ScopeCrawl<AzureCall> {
  readonly container: Container;
  readonly client: AzureClient | undefined;
  /** What containers of one crawl know of each other. */
  readonly shared: EstateFacts;
  scopeName: string;
  scopeFacts: JsonRecord = {};
  /** Resources by type, as the lists before said: what answers about single ones are asked for. */
  readonly known = new Map<string, KnownList>();
  /** Roles that have to be activated, as their list said. */
  readonly eligible: EligibleRole[] = [];

  constructor({ container, answers, client, context, shared }: ContainerCrawlOptions) {
    super(answers, context);
    this.container = container;
    this.client = client;
    this.shared = shared;
    this.scopeName = shared.groupNames.get(container.name.toLowerCase()) ?? container.name;
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

  nameOf(call: AzureCall): string {
    return callName(call);
  }

  question(call: AzureCall, params: Params): Question {
    return {
      path: placeOf(segmentsOf(call, params)),
      call: callName(call),
      permission: call.permission,
      ...(call.param === undefined ? {} : { param: [call.param[0], withParams(call.param[1], params)] as const }),
      ...(call.list === undefined ? {} : { lists: [call.list] }),
      ...checkedBy(SHAPES, callName(call), call.dataSet, { lists: call.list }),
      fromCli,
      bare: ["id"],
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
}
