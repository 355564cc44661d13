// One tenant being crawled: what to ask, where batches go, and what one data set leaves for the next.
import type { Coverage, GraphBatch, ScopeNode } from "../../model/batch.js";
import type { CollectContext } from "../../model/collector.js";
import { type Answers, type Question, wholeOrFault } from "../answers.js";
import { DataSetCrawl } from "../data-set-crawl.js";
import { cutCoverage } from "../data-sets.js";
import { AnswerFault } from "../fault.js";
import { listOf } from "../fields.js";
import type { Page } from "../page.js";
import type { Part } from "../part.js";
import { checkedBy } from "../shape.js";
import { callName, type EntraCall, type Params, segmentsOf, withParams } from "./call.js";
import type { EntraClient } from "./client.js";
import { refine } from "./errors.js";
import { TenantFacts } from "./facts.js";
import { objectId, scopeId } from "./ids.js";
import { SHAPES } from "./shapes.js";

export interface TenantCrawlOptions {
  /** As it was named: an id or a domain. */
  readonly tenant: string;
  /** Folder of the tenant in a bundle. */
  readonly folder: string;
  readonly answers: Answers;
  /** Undefined on a bundle. */
  readonly client?: EntraClient;
  readonly context: CollectContext;
}

/** Data sets that join what they list, or say more, to service principals by what these say of themselves. */
const LEANS_ON: { readonly [dataSet: string]: string } = Object.fromEntries(
  [
    "applications",
    "federated-credentials",
    "application-owners",
    "agent-identities",
    "conditional-access",
    "service-principal-sign-ins",
  ].map((name) => [`entra/graph:${name}`, "entra/graph:service-principals"]),
);

/** Fields that hold a secret or a key, should Graph ever give one. */
const SECRETS = ["value.*.passwordCredentials.*.secretText", "value.*.keyCredentials.*.key"];

export class TenantCrawl extends DataSetCrawl<EntraCall, Params> {
  readonly client: EntraClient | undefined;
  readonly facts: TenantFacts;
  readonly #folder: string;

  constructor(options: TenantCrawlOptions) {
    super(options.answers, options.context);
    this.client = options.client;
    this.#folder = options.folder;
    this.facts = new TenantFacts(options.tenant);
  }

  get tenant(): string {
    return this.facts.tenant;
  }

  /** Id of the scope. */
  override get id(): string {
    return scopeId(this.facts.tenant);
  }

  override get scope(): ScopeNode {
    const { name, tenant, scope } = this.facts;
    return { id: this.id, type: "entra.tenant", name, properties: { tenant, ...scope } };
  }

  node(id: string): string {
    return objectId(this.facts.tenant, id);
  }

  override nameOf(call: EntraCall): string {
    return callName(call);
  }

  override question(call: EntraCall, params: Params): Question {
    return {
      path: ["entra", this.#folder, call.version, ...segmentsOf(call, params)],
      ...(call.param === undefined ? {} : { param: [call.param[0], withParams(call.param[1], params)] as const }),
      call: callName(call),
      permission: call.permission,
      bare: ["id"],
      ...checkedBy(SHAPES, callName(call), call.dataSet, { isOne: call.isOne, lists: call.isList ? "value" : [] }),
      ...(call.isList ? { lists: ["value"] } : {}),
      secrets: SECRETS,
      ...(call.clean === undefined ? {} : { clean: call.clean }),
    };
  }

  /** Pages of an answer, live or recorded. `known`: the answer where another call has told it. Throws AnswerFault. */
  async *ask(call: EntraCall, params: Params, known?: readonly unknown[]): AsyncGenerator<Page> {
    try {
      yield* this.answers.pages(this.question(call, params), () =>
        known === undefined ? this.#live(call, params) : once({ value: known }),
      );
    } catch (fault) {
      throw fault instanceof AnswerFault ? refine(fault, call) : fault;
    }
  }

  #live(call: EntraCall, params: Params): AsyncIterable<Page> {
    if (this.client === undefined) throw new Error(`${callName(call)}: no client`);
    return this.client.pages(call, params);
  }

  /** A whole answer, or the fault that stands for it. */
  one(call: EntraCall, params: Params, known?: readonly unknown[]): Promise<Page | AnswerFault> {
    return wholeOrFault(this.ask(call, params, known));
  }

  /** Whether a bundle holds an answer; live always. */
  has(call: EntraCall, params: Params): Promise<boolean> {
    return this.answers.has(this.question(call, params));
  }

  /** The batch that closes a data set: it is no more whole than the one whose things it tells more of. */
  override close(
    dataSet: string,
    call: EntraCall,
    coverage: Partial<Coverage> = {},
    part: Part = {},
    params?: Params,
  ): GraphBatch {
    const cut = cutCoverage(dataSet, coverage, LEANS_ON, this.facts.partial);
    if (this.answers.odd.has(dataSet)) this.facts.partial.add(dataSet);
    return super.close(dataSet, call, cut, part, params);
  }
}

/** Elements of an answer that is a list. */
export function elementsOf(page: Page): readonly unknown[] {
  return listOf(page["value"]);
}

async function* once(page: Page): AsyncGenerator<Page> {
  yield page;
}
