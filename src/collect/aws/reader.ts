// How one data set of a service is read: a list, and answers about what it lists.
import { AnswerFault } from "../fault.js";
import type { Page } from "../page.js";
import { type Detail, DetailReader } from "../reader.js";
import type { AccountCrawl, Asking } from "./account.js";
import type { AwsCall } from "./call.js";
import { askOne } from "./read.js";

export interface About extends Asking {
  /** Node id that a gap is about. */
  readonly subject: string;
}

/** Several data sets are read beside each other. */
const AT_A_TIME = 4;
const REFUSALS = 3;

export class Reader extends DetailReader<AwsCall> {
  readonly account: AccountCrawl;
  // The list was read, or there is no outcome.
  override isPart = true;

  constructor(account: AccountCrawl, dataSet: string) {
    super({
      dataSet,
      atATime: AT_A_TIME,
      refusals: REFUSALS,
      signal: account.context.signal,
      nameOf: ({ call }) => call,
      count: (word, more) => account.count(word, more),
    });
    this.account = account;
  }

  /** Region that is read; empty for global services. */
  get region(): string {
    return this.account.region ?? "";
  }

  /** ARN of something in the account and region. */
  arn(service: string, resource: string): string {
    const { partition, account } = this.account;
    return `arn:${partition}:${service}:${this.region}:${account}:${resource}`;
  }

  /**
   * Pages of a list. Throws AnswerFault. With `orNames` a bundle may hold answers of that call and no list: then there are
   * no pages, and the data set is partial.
   */
  async *pages(call: AwsCall, asking: Asking = {}, orNames?: AwsCall): AsyncGenerator<Page> {
    try {
      yield* this.account.ask(call, asking);
    } catch (fault) {
      const isUnlisted = fault instanceof AnswerFault && fault.kind === "unrecorded" && orNames !== undefined;
      if (!isUnlisted || !(await this.account.hasAny([orNames]))) throw fault;
      this.note(fault);
    }
  }

  /** Names that a bundle holds answers of a call about, without those that are known already. */
  async unlisted(call: AwsCall, known: ReadonlySet<string>): Promise<readonly string[]> {
    return (await this.account.names(call)).filter((name) => !known.has(name));
  }

  /** The answer about one thing, all pages of it. `ask`: where another data set may have asked for it already. */
  detail(call: AwsCall, about: About, ask?: () => Promise<Page | AnswerFault>): Promise<Detail> {
    return this.answer(call, about.subject, async () => {
      return (await this.#unrecorded(call)) ?? ask?.() ?? askOne(this.account, call, about);
    });
  }

  /** A bundle without any answer of a call is one fault, not one a name. */
  async #unrecorded(call: AwsCall): Promise<AnswerFault | undefined> {
    if (this.account.answers.isLive || (await this.account.hasAny([call]))) return undefined;
    const { path } = this.account.question(call);
    return new AnswerFault("unrecorded", "NotRecorded", `${call.call}: not in the bundle (${path.join("/")})`);
  }
}
