// One tenant being crawled: what to ask, where batches go, and what one data set leaves for the next.
import type { Coverage, GraphBatch, ScopeNode } from "../../model/batch.js";
import type { CollectContext } from "../../model/collector.js";
import { AnswerFault, type Answers, type Page, type Question, toCoverage, wholeOrFault } from "../answers.js";
import { cutCoverage } from "../data-sets.js";
import { listOf } from "../fields.js";
import { filled, type Part } from "../part.js";
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

export class TenantCrawl {
  readonly answers: Answers;
  readonly client: EntraClient | undefined;
  readonly context: CollectContext;
  readonly facts: TenantFacts;
  readonly #folder: string;
  readonly #counts = new Map<string, number>();

  constructor(options: TenantCrawlOptions) {
    this.answers = options.answers;
    this.client = options.client;
    this.context = options.context;
    this.#folder = options.folder;
    this.facts = new TenantFacts(options.tenant);
  }

  get tenant(): string {
    return this.facts.tenant;
  }

  /** Id of the scope. */
  get id(): string {
    return scopeId(this.facts.tenant);
  }

  get scope(): ScopeNode {
    const { name, tenant, scope } = this.facts;
    return { id: this.id, type: "entra.tenant", name, properties: { tenant, ...scope } };
  }

  node(id: string): string {
    return objectId(this.facts.tenant, id);
  }

  question(call: EntraCall, params: Params): Question {
    return {
      path: ["entra", this.#folder, call.version, ...segmentsOf(call, params)],
      ...(call.param === undefined ? {} : { param: [call.param[0], withParams(call.param[1], params)] as const }),
      call: callName(call),
      permission: call.permission,
      ...checkedBy(SHAPES, callName(call), call.dataSet, call.isOne),
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

  batch(dataSet: string, call: EntraCall, part: Part, params?: Params): GraphBatch {
    const file = params === undefined ? undefined : this.answers.file(this.question(call, params));
    return {
      scope: this.scope,
      dataSet,
      evidence: { call: callName(call), ...(file === undefined ? {} : { file }) },
      ...filled(part),
    };
  }

  /** The batch that closes a data set: it is no more whole than the one whose things it tells more of. */
  close(
    dataSet: string,
    call: EntraCall,
    coverage: Partial<Coverage> = {},
    part: Part = {},
    params?: Params,
  ): GraphBatch {
    const cut = cutCoverage(dataSet, coverage, LEANS_ON, this.facts.partial);
    if (this.answers.odd.has(dataSet)) this.facts.partial.add(dataSet);
    const batch = this.batch(dataSet, call, part, params);
    return this.answers.odd.close(dataSet, { ...batch, coverage: { dataSet, state: "complete", ...cut } });
  }

  /** The batch that closes a data set after a fault. What is no fault of an answer is thrown on. */
  closeAfter(dataSet: string, call: EntraCall, fault: unknown, read = false): GraphBatch {
    if (!(fault instanceof AnswerFault)) throw fault;
    const gaps = fault.kind === "broken" ? [{ dataSet, subject: callName(call), message: fault.message }] : [];
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

/** Elements of an answer that is a list. */
export function elementsOf(page: Page): readonly unknown[] {
  return listOf(page["value"]);
}

async function* once(page: Page): AsyncGenerator<Page> {
  yield page;
}
