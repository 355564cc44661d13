// Answers from the provider itself, recorded on the way when asked to.
import { AnswerFault, type Answers, type Page, type Question } from "./answers.js";
import type { Recorder } from "./recorder.js";
import { redact } from "./secrets.js";

export class LiveAnswers implements Answers {
  readonly isLive = true;
  readonly #joinKey: Buffer;
  readonly #recorder: Recorder | undefined;

  constructor(joinKey: Buffer, recorder?: Recorder) {
    this.#joinKey = joinKey;
    this.#recorder = recorder;
  }

  async *pages(question: Question, live: () => AsyncIterable<Page>): AsyncGenerator<Page> {
    const record = this.#recorder?.start(question, this.#joinKey);
    try {
      for await (const raw of live()) {
        const page = redact(toPlainPage(raw), question.secrets ?? [], this.#joinKey);
        await record?.add(page);
        yield page;
      }
      await record?.finish();
    } catch (fault) {
      if (fault instanceof AnswerFault) await record?.refuse(fault);
      throw fault;
    } finally {
      await record?.discard();
    }
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

  file(): undefined {
    return undefined;
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
