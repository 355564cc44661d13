// How one data set of a service is read: a list, and answers about what it lists. A refusal about one of them is a gap about
// it, a refusal of the first few a refusal of that call; what else was read stays.
import type { Coverage, Gap } from "../../model/batch.js";
import { AnswerFault, type Page } from "../answers.js";
import { mapInOrder } from "../concurrency.js";
import { type Part, PartBuilder } from "../part.js";
import type { AccountCrawl, Asking } from "./account.js";
import type { AwsCall } from "./call.js";
import { askOne } from "./read.js";

/** An answer about one thing: `absent` when AWS says there is none, `unread` when it could not be had. */
export type Detail = Page | "absent" | "unread";

export interface About extends Asking {
  /** Node id that a gap is about. */
  readonly subject: string;
}

/** Answers of one data set asked for at a time; several data sets are read beside each other. */
const AT_A_TIME = 4;
/** So many refusals and no answer are a refusal of the call. */
const REFUSED = 3;
/** Things that become one batch. */
const BATCH = 200;

/** What became of one call. */
interface Tally {
  answered: number;
  readonly faults: { readonly subject: string; readonly fault: AnswerFault }[];
  /** Why nobody is asked any more. */
  end?: AnswerFault | undefined;
}

export class Reader {
  readonly account: AccountCrawl;
  readonly #dataSet: string;
  readonly #tallies = new Map<AwsCall, Tally>();
  readonly #notes: { readonly message: string; readonly fault?: AnswerFault }[] = [];
  readonly #gaps: Gap[] = [];

  constructor(account: AccountCrawl, dataSet: string) {
    this.account = account;
    this.#dataSet = dataSet;
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
      this.#notes.push({ message: fault.message, fault });
    }
  }

  /** Names that a bundle holds answers of a call about, without those that are known already. */
  async unlisted(call: AwsCall, known: ReadonlySet<string>): Promise<readonly string[]> {
    return (await this.account.names(call)).filter((name) => !known.has(name));
  }

  /** The answer about one thing, all pages of it. `ask`: where another data set may have asked for it already. */
  async detail(call: AwsCall, about: About, ask?: () => Promise<Page | AnswerFault>): Promise<Detail> {
    this.account.context.signal.throwIfAborted();
    const tally = this.#tally(call);
    tally.end ??= await this.#unrecorded(call);
    if (tally.end !== undefined) return "unread";
    const answer = await (ask?.() ?? askOne(this.account, call, about));
    if (answer instanceof AnswerFault && answer.kind !== "absent") {
      tally.faults.push({ subject: about.subject, fault: answer });
      if (tally.answered === 0 && tally.faults.length >= REFUSED) tally.end = answer;
      return "unread";
    }
    tally.answered += 1;
    return answer instanceof AnswerFault ? "absent" : answer;
  }

  /** Parts of many things, several in work, in order. */
  async *each<T>(
    things: readonly T[],
    word: string,
    work: (thing: T, out: PartBuilder) => Promise<void> | void,
  ): AsyncGenerator<Part> {
    let out = new PartBuilder();
    let count = 0;
    const parts = mapInOrder(things, AT_A_TIME, async (thing) => {
      const part = new PartBuilder();
      await work(thing, part);
      return part;
    });
    for await (const part of parts) {
      out.append(part);
      count += 1;
      this.account.count(word, 1);
      if (count % BATCH !== 0) continue;
      yield out;
      out = new PartBuilder();
    }
    yield out;
  }

  /** Something is missing that no answer's refusal tells. */
  note(message: string): void {
    this.#notes.push({ message });
  }

  gap(subject: string, message: string): void {
    this.#gaps.push({ dataSet: this.#dataSet, subject, message });
  }

  /** Coverage and gaps of what was asked, when the lists came to their end. */
  close(): { readonly coverage: Partial<Coverage>; readonly gaps: readonly Gap[] } {
    const problems = [...this.#notes];
    const gaps = [...this.#gaps];
    for (const [call, { answered, faults, end }] of this.#tallies) {
      const [first] = faults;
      if (end !== undefined) problems.push({ message: end.message, fault: end });
      else if (first !== undefined && answered === 0)
        problems.push({ message: first.fault.message, fault: first.fault });
      else if (first !== undefined) {
        const message = `${call.call}: ${faults.length} of ${faults.length + answered} could not be read`;
        problems.push({ message, fault: first.fault });
        for (const { subject, fault } of faults) gaps.push(toGap(this.#dataSet, subject, fault));
      }
    }
    const [problem] = problems;
    if (problem === undefined) return { coverage: {}, gaps };
    const { fault } = problem;
    const coverage: Partial<Coverage> = {
      state: "partial",
      message: problems.map(({ message }) => message).join("; "),
      ...(fault === undefined ? {} : { code: fault.code }),
      ...(fault?.permission === undefined ? {} : { permission: fault.permission }),
    };
    return { coverage, gaps };
  }

  #tally(call: AwsCall): Tally {
    const known = this.#tallies.get(call) ?? { answered: 0, faults: [] };
    this.#tallies.set(call, known);
    return known;
  }

  /** A bundle without any answer of a call is one fault, not one a name. */
  async #unrecorded(call: AwsCall): Promise<AnswerFault | undefined> {
    if (this.account.answers.isLive || (await this.account.hasAny([call]))) return undefined;
    const { path } = this.account.question(call);
    return new AnswerFault("unrecorded", "NotRecorded", `${call.call}: not in the bundle (${path.join("/")})`);
  }
}

function toGap(dataSet: string, subject: string, fault: AnswerFault): Gap {
  const permission = fault.permission === undefined ? {} : { permission: fault.permission };
  return { dataSet, subject, message: fault.message, ...permission };
}
