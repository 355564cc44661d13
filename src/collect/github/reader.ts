// How a data set about many repositories (or teams, or secrets) is read: one answer about each. A refusal about one of them
// is a gap about it, a refusal of the first many a refusal of that call; what else was read stays.
import type { Coverage, Gap, GraphBatch } from "../../model/batch.js";
import { AnswerFault, type Page } from "../answers.js";
import { mapInOrder } from "../concurrency.js";
import { PartBuilder } from "../part.js";
import type { GitHubCall, Params } from "./call.js";
import { elementsOf, type OwnerCrawl } from "./owner-crawl.js";

/** An answer about one thing: `absent` when GitHub says there is none, `unread` when it could not be had. */
export type Detail = Page | "absent" | "unread";

/** Answers asked for at a time: GitHub asks clients to stay far below a hundred. */
const AT_A_TIME = 8;
/** So many refusals and no answer are a refusal of the call: rights differ from one repository to the next. */
const REFUSED = 20;
/** Things that become one batch. */
const BATCH = 200;

interface Tally {
  answered: number;
  readonly faults: { readonly subject: string; readonly fault: AnswerFault }[];
  /** Why nobody is asked any more. */
  end?: AnswerFault;
}

export class Reader {
  readonly crawl: OwnerCrawl;
  readonly dataSet: string;
  readonly #tallies = new Map<GitHubCall, Tally>();
  readonly #notes: AnswerFault[] = [];
  readonly #gaps: Gap[] = [];
  /** Set when something was read beside what is counted here. */
  isPart = false;

  constructor(crawl: OwnerCrawl, dataSet: string) {
    this.crawl = crawl;
    this.dataSet = dataSet;
  }

  /** The answer about one thing, all pages of it. */
  async detail(call: GitHubCall, params: Params, subject: string, known?: Page): Promise<Detail> {
    this.crawl.context.signal.throwIfAborted();
    const tally = this.#tally(call);
    if (tally.end !== undefined) {
      tally.faults.push({ subject, fault: tally.end });
      return "unread";
    }
    const answer = await this.crawl.one(call, params, known);
    if (answer instanceof AnswerFault && answer.kind !== "absent") {
      tally.faults.push({ subject, fault: answer });
      if (tally.answered === 0 && tally.faults.length >= REFUSED) tally.end = answer;
      return "unread";
    }
    tally.answered += 1;
    return answer instanceof AnswerFault ? "absent" : answer;
  }

  /** Elements of the list about one thing; undefined when it could not be read. */
  async list(call: GitHubCall, params: Params, subject: string, known?: Page): Promise<readonly unknown[] | undefined> {
    const page = await this.detail(call, params, subject, known);
    if (page === "unread") return undefined;
    return page === "absent" ? [] : elementsOf(call, page);
  }

  /** Batches of many things, several in work, in order. */
  async *each<T>(
    things: readonly T[],
    word: string,
    work: (thing: T, out: PartBuilder) => Promise<void> | void,
  ): AsyncGenerator<PartBuilder> {
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
      this.crawl.count(word, 1);
      if (count % BATCH !== 0) continue;
      yield out;
      out = new PartBuilder();
    }
    yield out;
  }

  /** Something of the data set could not be read, as a whole. */
  note(fault: AnswerFault): void {
    this.#notes.push(fault);
  }

  gap(subject: string, message: string): void {
    this.#gaps.push({ dataSet: this.dataSet, subject, message });
  }

  /** The batch that closes the data set, with what could not be read of it. */
  close(call: GitHubCall, params?: Params): GraphBatch {
    const gaps = [...this.#gaps];
    const faults = [...this.#notes];
    let answered = 0;
    for (const [asked, tally] of this.#tallies) {
      answered += tally.answered;
      const [first] = tally.faults;
      if (first === undefined) continue;
      faults.push(tally.answered === 0 ? first.fault : countedFault(asked, first.fault, tally));
      if (tally.answered > 0)
        for (const { subject, fault } of tally.faults) gaps.push(toGap(this.dataSet, subject, fault));
    }
    const [fault] = faults;
    if (fault === undefined) {
      const part = gaps.length === 0 ? {} : { state: "partial" as const, message: gaps[0]?.message ?? "" };
      return this.crawl.close(this.dataSet, call, part, { gaps }, params);
    }
    const hasRead = answered > 0 || this.isPart;
    return this.crawl.close(this.dataSet, call, toState(faults, fault, hasRead), { gaps }, params);
  }

  #tally(call: GitHubCall): Tally {
    const known = this.#tallies.get(call) ?? { answered: 0, faults: [] };
    this.#tallies.set(call, known);
    return known;
  }
}

function toState(faults: readonly AnswerFault[], first: AnswerFault, hasRead: boolean): Partial<Coverage> {
  const refused = first.kind === "denied" || first.kind === "unlicensed" ? first.kind : "failed";
  const permission = faults.find((fault) => fault.permission !== undefined)?.permission;
  return {
    state: hasRead ? "partial" : refused,
    code: first.code,
    message: [...new Set(faults.map(({ message }) => message))].join("; "),
    ...(permission === undefined ? {} : { permission }),
  };
}

function countedFault({ route }: GitHubCall, first: AnswerFault, { answered, faults }: Tally): AnswerFault {
  const message = `${route}: ${faults.length} of ${faults.length + answered} could not be read`;
  return new AnswerFault(first.kind, first.code, message, {
    ...(first.permission === undefined ? {} : { permission: first.permission }),
  });
}

function toGap(dataSet: string, subject: string, fault: AnswerFault): Gap {
  const permission = fault.permission === undefined ? {} : { permission: fault.permission };
  return { dataSet, subject, message: fault.message, ...permission };
}
