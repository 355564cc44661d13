// One account being crawled: what to ask, where batches go, and what one data set leaves for the next.
import type { Coverage, GraphBatch, ScopeNode } from "../../model/batch.js";
import type { CollectContext } from "../../model/collector.js";
import { AnswerFault, type Answers, type Page, type Question, toCoverage } from "../answers.js";
import { filled, type Part } from "../part.js";
import { type AwsCall, type AwsResource, permissionOf } from "./call.js";
import type { AwsClient } from "./client.js";
import { PolicyDocuments } from "./documents.js";
import { AccountFacts } from "./facts.js";
import type { OrganizationView } from "./organization.js";

export interface AccountOptions {
  readonly account: string;
  readonly partition: string;
  /** Folder of the account in a bundle; the account id when live. */
  readonly folder: string;
  /** Name in the organisation, when known. */
  readonly name?: string;
  readonly organization: OrganizationView;
  readonly answers: Answers;
  /** Undefined on a bundle. */
  readonly client?: AwsClient;
  readonly context: CollectContext;
  /** Ask every user for the credentials that neither report nor summary shows. */
  readonly everyUser?: boolean;
}

/** What tells one question of a call apart. */
export interface Asking {
  /** Name in the bundle: the user, the provider. */
  readonly name?: string;
  readonly region?: string;
  readonly input?: { readonly [key: string]: unknown };
}

export class AccountCrawl {
  readonly account: string;
  readonly partition: string;
  readonly answers: Answers;
  readonly client: AwsClient | undefined;
  readonly context: CollectContext;
  readonly organization: OrganizationView;
  readonly everyUser: boolean;
  readonly documents = new PolicyDocuments();
  readonly facts: AccountFacts;
  readonly #folder: string;
  readonly #name: string | undefined;
  /** Alias of the account, once read. */
  alias: string | undefined;

  constructor(options: AccountOptions) {
    this.account = options.account;
    this.partition = options.partition;
    this.answers = options.answers;
    this.client = options.client;
    this.context = options.context;
    this.organization = options.organization;
    this.everyUser = options.everyUser ?? false;
    this.#folder = options.folder;
    this.#name = options.name;
    this.facts = new AccountFacts(this.partition, this.account);
  }

  /** The same account, seen as part of an organisation. Nothing that was read carries over. */
  within(organization: OrganizationView, name?: string): AccountCrawl {
    const { account, partition, answers, client, context, everyUser } = this;
    return new AccountCrawl({
      ...{ account, partition, answers, context, everyUser, organization, folder: this.#folder },
      ...(client === undefined ? {} : { client }),
      ...(name === undefined ? {} : { name }),
    });
  }

  get scope(): ScopeNode {
    const { account, partition } = this;
    const organization = this.organization.id;
    return {
      id: `aws:${account}`,
      type: "aws.account",
      name: this.#name ?? this.alias ?? account,
      ...(organization === undefined ? {} : { parent: `aws:${organization}` }),
      properties: { account, partition, ...(organization === undefined ? {} : { organization }) },
    };
  }

  /** ARN of the root user. */
  get root(): string {
    return `arn:${this.partition}:iam::${this.account}:root`;
  }

  question(call: AwsCall, asking: Asking = {}): Question {
    const region = call.isRegional === true && asking.region !== undefined ? [asking.region] : [];
    const name = asking.name === undefined ? [] : [asking.name];
    return {
      path: ["aws", this.#folder, ...region, ...call.path, ...name],
      call: call.call,
      permission: permissionOf(call),
      ...(call.lists === undefined ? {} : { lists: call.lists }),
      ...(call.secrets === undefined ? {} : { secrets: call.secrets }),
    };
  }

  /** Pages of an answer, live or recorded. Throws AnswerFault. */
  ask(call: AwsCall, asking: Asking = {}): AsyncIterable<Page> {
    return this.answers.pages(this.question(call, asking), () => this.live(call, asking));
  }

  /** The calls themselves, without the seam: for answers that take several. */
  live(call: AwsCall, asking: Asking = {}): AsyncIterable<Page> {
    if (this.client === undefined) throw new Error(`${call.call}: no client`);
    return this.client.pages(call, { ...call.input, ...asking.input }, asking.region);
  }

  has(call: AwsCall, asking: Asking = {}): Promise<boolean> {
    return this.answers.has(this.question(call, asking));
  }

  /** Names below a call in a bundle: the users whose keys it holds. */
  names(call: AwsCall): Promise<readonly string[]> {
    return this.answers.names(this.question(call).path);
  }

  batch(dataSet: string, call: AwsCall, part: Part, asking: Asking = {}): GraphBatch {
    const file = this.answers.file(this.question(call, asking));
    return {
      scope: this.scope,
      dataSet,
      evidence: { call: call.call, ...(file === undefined ? {} : { file }) },
      ...filled(part),
    };
  }

  /** The batch that closes a data set. */
  close(dataSet: string, call: AwsCall, coverage: Partial<Coverage> = {}, part: Part = {}): GraphBatch {
    return { ...this.batch(dataSet, call, part), coverage: { dataSet, state: "complete", ...coverage } };
  }

  /**
   * The batch that closes a data set after a fault. `read`: something came before it. A file that breaks off is a gap too,
   * named by file and line. What is no fault of an answer is thrown on.
   */
  closeAfter(dataSet: string, call: AwsCall, fault: unknown, read: boolean): GraphBatch {
    if (!(fault instanceof AnswerFault)) throw fault;
    const file = this.answers.file(this.question(call)) ?? call.call;
    const gaps = fault.kind === "broken" ? [{ dataSet, subject: file, message: fault.message }] : [];
    return this.close(dataSet, call, toCoverage(dataSet, fault, read), { gaps });
  }

  progress(word: string, count: number): void {
    this.context.progress(`aws:${this.account}`, word, count);
  }
}

/** Every data set of an account, one after the other. */
export async function* crawlAccount(
  account: AccountCrawl,
  resources: readonly AwsResource[],
): AsyncGenerator<GraphBatch, void, undefined> {
  const wanted = resources.filter((resource) => {
    const isDone = account.context.isDone(account.scope.id, resource.dataSet, "");
    return !isDone && account.answers.wasAsked(resource.dataSet) !== false;
  });
  for (const resource of resources) await resource.begin?.(account, wanted.includes(resource));
  for (const resource of wanted) {
    account.context.signal.throwIfAborted();
    if ((await resource.isWanted?.(account)) === false) continue;
    account.answers.noteAsked(resource.dataSet);
    yield* resource.collect(account);
  }
}
