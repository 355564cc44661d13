// One account being crawled: what to ask, where batches go, and what one data set leaves for the next.
import type { Coverage, GraphBatch, ScopeNode } from "../../model/batch.js";
import type { CollectContext } from "../../model/collector.js";
import { type Answers, endAfter, type Question } from "../answers.js";
import { isRegion } from "../arn.js";
import { Counts } from "../counts.js";
import type { Page } from "../page.js";
import { filled, type Part } from "../part.js";
import { checkedBy } from "../shape.js";
import { type AwsCall, permissionOf } from "./call.js";
import type { AwsClient } from "./client.js";
import { PolicyDocuments } from "./documents.js";
import { AccountFacts } from "./facts.js";
import type { OrganizationView } from "./organization-view.js";
import { SHAPES } from "./shapes.js";

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
  /** Regions whose services are asked for; those that are enabled when there is none. */
  readonly regions?: readonly string[];
  /** Region that is read now; undefined for global services. */
  readonly region?: string;
}

/** What tells one question of a call apart. */
export interface Asking {
  /** Name in the bundle: the user, the provider. */
  readonly name?: string;
  /** What tells answers about one name apart: ["filter", "SERVICE_CONTROL_POLICY"]. */
  readonly param?: readonly [name: string, value: string];
  readonly input?: { readonly [key: string]: unknown };
  /** Inputs of several calls whose answers are one: things that are described a hundred at a time. */
  readonly inputs?: readonly { readonly [key: string]: unknown }[];
  /** Whoever asks says which elements lack what: those that are no objects are not left out before. */
  readonly tellsLacks?: boolean;
}

export class AccountCrawl {
  readonly account: string;
  readonly partition: string;
  readonly answers: Answers;
  readonly client: AwsClient | undefined;
  readonly context: CollectContext;
  readonly organization: OrganizationView;
  readonly everyUser: boolean;
  readonly regions: readonly string[];
  readonly region: string | undefined;
  readonly documents: PolicyDocuments;
  readonly facts: AccountFacts;
  readonly counts: Counts;
  readonly #options: AccountOptions;
  /** Commands that a bundle holds answers of here, by service. */
  readonly #recorded = new Map<string, Promise<readonly string[]>>();

  constructor(options: AccountOptions, shared?: Pick<AccountCrawl, "documents" | "facts" | "counts">) {
    this.account = options.account;
    this.partition = options.partition;
    this.answers = options.answers;
    this.client = options.client;
    this.context = options.context;
    this.organization = options.organization;
    this.everyUser = options.everyUser ?? false;
    this.regions = options.regions ?? [];
    this.region = options.region;
    this.documents = shared?.documents ?? new PolicyDocuments();
    this.facts = shared?.facts ?? new AccountFacts(this.partition, this.account);
    this.counts = shared?.counts ?? new Counts(this.context);
    this.#options = options;
  }

  /** The same account, seen as part of an organisation. Nothing that was read carries over. */
  within(organization: OrganizationView, name?: string): AccountCrawl {
    return new AccountCrawl({ ...this.#options, organization, ...(name === undefined ? {} : { name }) });
  }

  /** The same account and what was read of it, in one region. */
  at(region: string): AccountCrawl {
    return new AccountCrawl({ ...this.#options, region }, this);
  }

  /** The same account and what was read of it, outside of regions. */
  get everywhere(): AccountCrawl {
    const { region: _, ...options } = this.#options;
    return new AccountCrawl(options, this);
  }

  get scope(): ScopeNode {
    const { account, partition } = this;
    const organization = this.organization.id;
    return {
      id: `aws:${account}`,
      type: "aws.account",
      name: this.#options.name ?? this.facts.alias ?? account,
      ...(organization === undefined ? {} : { parent: `aws:${organization}` }),
      properties: { account, partition, ...(organization === undefined ? {} : { organization }) },
    };
  }

  /** ARN of the root user. */
  get root(): string {
    return `arn:${this.partition}:iam::${this.account}:root`;
  }

  /**
   * Where a bundle holds the answer to a call, and how it is checked and cleaned: the region and, for what is asked by name, the
   * name are part of it.
   */
  question(call: AwsCall, asking: Asking = {}): Question {
    const name = asking.name === undefined ? [] : [asking.name];
    return {
      path: ["aws", this.#options.folder, ...this.#below, ...call.path, ...name],
      ...(asking.param === undefined ? {} : { param: asking.param }),
      call: call.call,
      permission: permissionOf(call),
      ...(call.lists === undefined ? {} : { lists: call.lists }),
      ...checkedBy(SHAPES, call.call, this.#oddOf(call.dataSet), {
        isOne: asking.name !== undefined || call.isOne,
        lists: asking.tellsLacks === true ? [] : call.lists,
      }),
      ...(call.secrets === undefined ? {} : { secrets: call.secrets }),
      ...(call.clean === undefined ? {} : { clean: call.clean }),
    };
  }

  /** Pages of an answer, live or recorded. Throws AnswerFault. */
  ask(call: AwsCall, asking: Asking = {}): AsyncIterable<Page> {
    return this.answers.pages(this.question(call, asking), () => this.live(call, asking));
  }

  /** The calls themselves, without the seam: for answers that take several. */
  async *live(call: AwsCall, asking: Asking = {}): AsyncGenerator<Page> {
    if (this.client === undefined) throw new Error(`${call.call}: no client`);
    for (const input of asking.inputs ?? [asking.input]) {
      yield* this.client.pages(call, { ...call.input, ...input }, call.answersAt ?? this.region);
    }
  }

  /** Whether there is an answer to be had: live always, recorded where the bundle holds it. */
  has(call: AwsCall, asking: Asking = {}): Promise<boolean> {
    return this.answers.has(this.question(call, asking));
  }

  /** Names below a call in a bundle: the users whose keys it holds. */
  names(call: AwsCall): Promise<readonly string[]> {
    return this.answers.names(this.question(call).path);
  }

  /** Regions that a bundle holds answers of, sorted; none when live. */
  async recordedRegions(): Promise<readonly string[]> {
    return (await this.answers.names(["aws", this.#options.folder])).filter(isRegion);
  }

  /** Whether a bundle holds any answer of the calls; live, every answer can be had. */
  async hasAny(calls: readonly AwsCall[]): Promise<boolean> {
    if (this.answers.isLive) return true;
    for (const { path } of calls) if ((await this.#commands(path[0])).includes(path[1])) return true;
    return false;
  }

  /** Commands of a service that a bundle holds answers of here: as a file, with or without parameter, or as a folder. */
  #commands(service: string): Promise<readonly string[]> {
    const known =
      this.#recorded.get(service) ?? this.answers.names(["aws", this.#options.folder, ...this.#below, service]);
    this.#recorded.set(service, known);
    return known;
  }

  /** A batch of a data set that goes on; its evidence is the call, and the file of the bundle that answered it. */
  batch(dataSet: string, call: AwsCall, part: Part, asking: Asking = {}): GraphBatch {
    const file = this.answers.file(this.question(call, asking));
    return {
      scope: this.scope,
      dataSet,
      ...this.#where,
      evidence: { call: call.call, ...(file === undefined ? {} : { file }) },
      ...filled(part),
    };
  }

  /** The batch that closes a data set. */
  close(dataSet: string, call: AwsCall, coverage: Partial<Coverage> = {}, part: Part = {}): GraphBatch {
    return this.answers.odd.close(this.#oddOf(dataSet), {
      ...this.batch(dataSet, call, part),
      coverage: { dataSet, ...this.#where, state: "complete", ...coverage },
    });
  }

  /** Accounts and regions share answers. */
  #oddOf(dataSet: string): string {
    return [this.#options.folder, ...this.#below, dataSet].join(" ");
  }

  /** Folder of the region. */
  get #below(): readonly string[] {
    return this.region === undefined ? [] : [this.region];
  }

  get #where(): { region?: string } {
    return this.region === undefined ? {} : { region: this.region };
  }

  /**
   * The batch that closes a data set after a fault. `read`: something came before it. A file that breaks off is a gap too,
   * named by file and line. What is no fault of an answer is thrown on.
   */
  closeAfter(dataSet: string, call: AwsCall, fault: unknown, read: boolean): GraphBatch {
    const file = this.answers.file(this.question(call)) ?? call.call;
    const { coverage, gaps } = endAfter(dataSet, file, fault, read);
    return this.close(dataSet, call, coverage, { gaps });
  }

  /** Says how many of something were read in the account: all so far, not more of them. */
  progress(word: string, count: number): void {
    this.context.progress(`aws:${this.account}`, word, count);
  }

  /** Progress of what is read in parts, region by region: `more` of them. */
  count(word: string, more: number): void {
    this.counts.add(`aws:${this.account}`, word, more);
  }
}
