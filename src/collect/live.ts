// Answers from the provider itself, recorded on the way when asked to.
import type { Answers, Question } from "./answers.js";
import { AnswerFault } from "./fault.js";
import type { Page } from "./page.js";
import type { Recorder } from "./recorder.js";
import { cleanPage } from "./secrets.js";
import { OddAnswers, ShapeCheck } from "./shape.js";

export class LiveAnswers implements Answers {
  readonly isLive = true;
  readonly odd = new OddAnswers();
  readonly #joinKey: Buffer;
  readonly #recorder: Recorder | undefined;

  constructor(joinKey: Buffer, recorder?: Recorder) {
    this.#joinKey = joinKey;
    this.#recorder = recorder;
  }

  async *pages(question: Question, live: () => AsyncIterable<Page>): AsyncGenerator<Page> {
    const record = this.#recorder?.start(question, this.#joinKey);
    const shape = new Shape(question.lists ?? []);
    const check = question.checked && new ShapeCheck(question.checked.shape);
    try {
      for await (const raw of live()) {
        const plain = toPlainPage(raw);
        const page = cleanPage(plain, question, this.#joinKey);
        shape.see(page);
        // What is odd is recorded: read again it is odd again.
        await record?.add(page);
        const kept = check === undefined ? plain : check.kept(plain);
        if (check?.isBroken !== true) yield kept === plain ? page : cleanPage(kept, question, this.#joinKey);
      }
      if (shape.missing !== undefined) {
        await record?.add(shape.missing);
        yield shape.missing;
      }
      await record?.finish();
    } catch (fault) {
      if (shape.isStarted && shape.missing !== undefined) await record?.add(shape.missing);
      if (fault instanceof AnswerFault) await record?.refuse(fault);
      throw fault;
    } finally {
      await record?.discard();
    }
    const odd = check?.fault;
    if (question.checked === undefined || odd === undefined) return;
    const message = `${question.call}: wrong shape (${odd})`;
    if (question.checked.isOne === true || check?.isBroken === true)
      throw new AnswerFault("broken", "WrongShape", message);
    this.odd.note(question.checked, `${message}; what is odd was left out`);
  }

  async bytes(question: Question, live: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const record = this.#recorder?.start(question, this.#joinKey);
    try {
      const bytes = await live();
      await record?.keep(bytes);
      return bytes;
    } catch (fault) {
      if (fault instanceof AnswerFault) await record?.refuse(fault);
      throw fault;
    }
  }

  async has(): Promise<boolean> {
    return true;
  }

  wasAsked(): undefined {
    return undefined;
  }

  noteAsked(dataSet: string): void {
    this.#recorder?.asked(dataSet);
  }

  async names(): Promise<readonly string[]> {
    return [];
  }

  async files(): Promise<readonly string[]> {
    return [];
  }

  file(): undefined {
    return undefined;
  }
}

/** Some services leave an empty list out. A recording has it, so that it can be told from an answer to another question. */
class Shape {
  readonly #lists: readonly string[];
  #isShaped: boolean;
  isStarted = false;

  constructor(lists: readonly string[]) {
    this.#lists = lists;
    this.#isShaped = lists.length === 0;
  }

  see(page: Page): void {
    this.isStarted = true;
    this.#isShaped ||= this.#lists.some((list) => Object.hasOwn(page, list));
  }

  /** What makes the answer whole; undefined when nothing does. */
  get missing(): Page | undefined {
    const [list] = this.#lists;
    return this.#isShaped || list === undefined ? undefined : { [list]: [] };
  }
}

/** A page as JSON would give it: dates as ISO text, bytes as base64, nothing undefined. */
function toPlainPage(page: Page): Page {
  return toPlain(page) as Page;
}

function toPlain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(toPlain);
  const entries = Object.entries(value).filter(([, member]) => member !== undefined && typeof member !== "function");
  return Object.fromEntries(entries.map(([key, member]) => [key, toPlain(member)]));
}
