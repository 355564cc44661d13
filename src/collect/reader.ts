// How a data set about many things is read (users, repositories, projects): one answer about each, several at a time. A
// refusal about one of them is a gap about it, a refusal of the first few a refusal of that call; what else was read stays.
import { addAll } from "../model/add-all.js";
import type { Coverage, Gap } from "../model/batch.js";
import { mapInOrder } from "./concurrency.js";
import { AnswerFault } from "./fault.js";
import type { Page } from "./page.js";
import { PartBuilder } from "./part.js";

/** An answer about one thing: `absent` when the provider says there is none, `unread` when it could not be had. */
export type Detail = Page | "absent" | "unread";

export interface ReaderOptions<C> {
  readonly dataSet: string;
  /** Answers asked for at a time. */
  readonly atATime: number;
  /** So many refusals and no answer are a refusal of the call. */
  readonly refusals: number;
  readonly signal: AbortSignal;
  /** A call as the provider names it. */
  nameOf(call: C): string;
  /** Progress: `more` of something. */
  count(word: string, more: number): void;
}

/** Coverage and gaps of a data set whose lists came to their end. */
export interface Outcome {
  /** Empty when nothing is missing. */
  readonly coverage: Partial<Coverage>;
  readonly gaps: readonly Gap[];
}

/** What became of one call. */
interface Tally {
  answered: number;
  /** Things that were come to, in their order: answers come in any. */
  started: number;
  readonly faults: { readonly at: number; readonly subject: string; readonly fault: AnswerFault }[];
  /** Why nobody is asked any more. */
  end?: AnswerFault | undefined;
}

/** Something that is missing; without fault when no answer's refusal tells. */
interface Problem {
  readonly message: string;
  readonly fault?: AnswerFault;
}

/** Things that become one batch. */
const BATCH = 200;

export class DetailReader<C extends object> {
  readonly dataSet: string;
  /** Set when something was read beside what is counted here. */
  isPart = false;
  readonly #options: ReaderOptions<C>;
  readonly #tallies = new Map<C, Tally>();
  readonly #notes: Problem[] = [];
  readonly #gaps: Gap[] = [];

  constructor(options: ReaderOptions<C>) {
    this.#options = options;
    this.dataSet = options.dataSet;
  }

  /** What `ask` says about one thing; it is not asked any more once the call was refused often enough. */
  async answer(call: C, subject: string, ask: () => Promise<Page | AnswerFault>): Promise<Detail> {
    const { signal, refusals } = this.#options;
    signal.throwIfAborted();
    const tally = this.#tally(call);
    const at = tally.started;
    tally.started += 1;
    if (tally.end !== undefined) {
      tally.faults.push({ at, subject, fault: tally.end });
      return "unread";
    }
    const answer = await ask();
    if (answer instanceof AnswerFault && answer.kind !== "absent") {
      tally.faults.push({ at, subject, fault: answer });
      if (tally.answered === 0 && tally.faults.length >= refusals) tally.end = answer;
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
  ): AsyncGenerator<PartBuilder> {
    let out = new PartBuilder();
    let count = 0;
    const parts = mapInOrder(things, this.#options.atATime, async (thing) => {
      const part = new PartBuilder();
      await work(thing, part);
      return part;
    });
    for await (const part of parts) {
      out.append(part);
      count += 1;
      this.#options.count(word, 1);
      if (count % BATCH !== 0) continue;
      yield out;
      out = new PartBuilder();
    }
    yield out;
  }

  /** Something of the data set is missing, as a whole. */
  note(missing: AnswerFault | string): void {
    this.#notes.push(typeof missing === "string" ? { message: missing } : toProblem(missing));
  }

  /** One thing of the data set could not be read, or not understood; `subject` is its id. */
  gap(subject: string, message: string): void {
    this.#gaps.push({ dataSet: this.dataSet, subject, message });
  }

  /** What could not be read. */
  outcome(): Outcome {
    const gaps = [...this.#gaps];
    const problems = [...this.#notes];
    let answered = 0;
    for (const [call, tally] of this.#tallies) {
      answered += tally.answered;
      // The same answers say the same: the first of them by order of the things, not of the answers.
      const faults = [...tally.faults].sort((a, b) => a.at - b.at);
      const [first] = faults;
      if (first === undefined) continue;
      if (tally.answered === 0) {
        problems.push(toProblem(first.fault));
        continue;
      }
      const all = tally.faults.length + tally.answered;
      const message = `${this.#options.nameOf(call)}: ${tally.faults.length} of ${all} could not be read`;
      problems.push({ message, fault: first.fault });
      addAll(
        gaps,
        faults.map(({ subject, fault }) => toGap(this.dataSet, subject, fault)),
      );
    }
    return { coverage: toCoverage(problems, answered > 0 || this.isPart), gaps };
  }

  /** The same, and partial where nothing was refused and a gap of its own is left. */
  ending(): Outcome {
    const { coverage, gaps } = this.outcome();
    const [gap] = gaps;
    const isPart = coverage.state === undefined && gap !== undefined;
    return { coverage: isPart ? { state: "partial", message: gap.message } : coverage, gaps };
  }

  #tally(call: C): Tally {
    const known = this.#tallies.get(call) ?? { answered: 0, started: 0, faults: [] };
    this.#tallies.set(call, known);
    return known;
  }
}

function toProblem(fault: AnswerFault): Problem {
  return { message: fault.message, fault };
}

function toCoverage(problems: readonly Problem[], hasRead: boolean): Partial<Coverage> {
  const [first] = problems;
  if (first === undefined) return {};
  const kind = first.fault?.kind;
  const permission = problems.find(({ fault }) => fault?.permission !== undefined)?.fault?.permission;
  return {
    state: hasRead ? "partial" : kind === "denied" || kind === "unlicensed" ? kind : "failed",
    message: [...new Set(problems.map(({ message }) => message))].join("; "),
    ...(first.fault === undefined ? {} : { code: first.fault.code }),
    ...(permission === undefined ? {} : { permission }),
  };
}

function toGap(dataSet: string, subject: string, fault: AnswerFault): Gap {
  const permission = fault.permission === undefined ? {} : { permission: fault.permission };
  return { dataSet, subject, message: fault.message, ...permission };
}
