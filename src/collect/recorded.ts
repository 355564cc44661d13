// Answers from a bundle: a missing file is a gap, a recorded refusal is one too, and a broken file keeps what precedes the break.
import { readFile } from "node:fs/promises";
import { decodeUtf } from "../model/utf.js";
import { type Answers, type Question, toLine, toRefusal } from "./answers.js";
import type { Bundle } from "./bundle.js";
import { AnswerFault } from "./fault.js";
import { fieldsOf, integerOf, textOf } from "./fields.js";
import { JsonFileFault, readJsonPages } from "./json-file.js";
import type { Page } from "./page.js";
import { answerName, decodeName, ERROR_SUFFIX, encodeName, toPath, toPaths } from "./paths.js";
import { misshapen, SavedPages } from "./saved-pages.js";
import { cleanPage } from "./secrets.js";
import { OddAnswers, ShapeCheck } from "./shape.js";

/** What to do with answers that a CLI printed for people. */
const AS_JSON = "save it as JSON: --output json, --format json or -o json";

/** Names that answers as YAML have. */
const YAML_SUFFIXES = [".yaml", ".yml"];

/** Files that are read whole (records of refusals, raw files) may be so large. */
const WHOLE_LIMIT = 16 << 20;

export class RecordedAnswers implements Answers {
  readonly isLive = false;
  readonly odd = new OddAnswers();
  readonly #bundle: Bundle;
  readonly #joinKey: Buffer;
  /** Files and folders that answered, by the path of the question. */
  readonly #answered = new Map<string, string>();

  constructor(bundle: Bundle, joinKey: Buffer) {
    this.#bundle = bundle;
    this.#joinKey = joinKey;
  }

  async *pages(question: Question): AsyncGenerator<Page> {
    const refusal = await this.#refusal(question);
    const path = await this.#locate(question, ".json");
    if (path === undefined) throw refusal ?? (await this.#missing(question));
    const shown = this.#bundle.show(path.name);
    const check = question.checked && new ShapeCheck(question.checked.shape);
    const saved = new SavedPages(question, shown);
    const toKept = (page: Page): readonly Page[] => {
      const kept = check === undefined ? page : check.kept(page);
      return check?.isBroken === true ? [] : [cleanPage(kept, question, this.#joinKey)];
    };
    try {
      for await (const part of readJsonPages(path.file)) {
        for (const page of saved.take(part)) yield* toKept(page);
      }
      for (const page of saved.finish()) yield* toKept(page);
    } catch (fault) {
      throw toBroken(fault, shown);
    }
    if (check?.fault !== undefined) this.#noteOdd(question, check.fault, check.isBroken, shown);
    if (refusal !== undefined) throw refusal;
    if (saved.isCut)
      throw new AnswerFault("broken", "CutShort", `${shown}: not all pages: it says that there are more`);
  }

  #noteOdd({ checked }: Question, odd: string, isBroken: boolean, shown: string): void {
    const fault = misshapen(shown, odd);
    if (checked === undefined || checked.isOne === true || isBroken) throw fault;
    this.odd.note(checked, `${fault.message}; what is odd was left out`);
  }

  async bytes(question: Question): Promise<Uint8Array> {
    const path = await this.#locate(question, "");
    if (path !== undefined) return bytesOf(path.file, this.#bundle.show(path.name));
    throw (await this.#refusal(question)) ?? unrecorded(question, toPath(question));
  }

  async has(question: Question): Promise<boolean> {
    try {
      for (const suffix of [ERROR_SUFFIX, ".json", ""]) {
        if ((await this.#locate(question, suffix)) !== undefined) return true;
      }
      return false;
    } catch (fault) {
      // What is there but cannot be used is there: asking for it says what is wrong.
      if (fault instanceof AnswerFault) return true;
      throw fault;
    }
  }

  wasAsked(dataSet: string): boolean | undefined {
    return this.#bundle.head.asked?.has(dataSet);
  }

  noteAsked(): void {}

  async names(folder: readonly string[]): Promise<readonly string[]> {
    const names = new Set<string>();
    const path = folder.map(encodeName).join("/");
    for (const entry of await this.#entries(path)) {
      const name = entry.isFolder ? decodeName(entry.name) : answerName(entry.name);
      if (name !== undefined) names.add(name);
    }
    if (names.size > 0) this.#answered.set(path, this.#bundle.show(`${path}/`));
    return [...names].sort();
  }

  async files(folder: readonly string[]): Promise<readonly string[]> {
    const entries = await this.#entries(folder.map(encodeName).join("/"));
    // one that was refused is there: who asks for it learns that
    const names = entries.flatMap(({ name, isFolder }) => {
      const bare = name.endsWith(ERROR_SUFFIX) ? name.slice(0, -ERROR_SUFFIX.length) : name;
      return isFolder ? [] : (decodeName(bare) ?? []);
    });
    return [...new Set(names)].sort();
  }

  file(question: Question): string | undefined {
    return this.#answered.get(toPath(question));
  }

  /** An answer that is not there, or as YAML alone. */
  async #missing(question: Question): Promise<AnswerFault> {
    const path = toPath(question);
    for (const suffix of YAML_SUFFIXES) {
      const file = await this.#bundle.find(path + suffix);
      if (file === undefined) continue;
      return new AnswerFault("broken", "NotJson", `${this.#bundle.show(path + suffix)}: not JSON; ${AS_JSON}`);
    }
    return unrecorded(question, `${path}.json`);
  }

  /** A folder that leads out of the bundle holds nothing; the answers below it say so when they are asked for. */
  async #entries(path: string): ReturnType<Bundle["entries"]> {
    try {
      return await this.#bundle.entries(path);
    } catch (fault) {
      if (fault instanceof AnswerFault) return [];
      throw fault;
    }
  }

  async #locate(question: Question, suffix: string): Promise<{ name: string; file: string } | undefined> {
    for (const path of toPaths(question)) {
      const file = await this.#bundle.find(path + suffix);
      if (file === undefined) continue;
      this.#answered.set(toPath(question), this.#bundle.show(path + suffix));
      return { name: path + suffix, file };
    }
    return undefined;
  }

  async #refusal(question: Question): Promise<AnswerFault | undefined> {
    const path = await this.#locate(question, ERROR_SUFFIX);
    if (path === undefined) return undefined;
    const shown = this.#bundle.show(path.name);
    const bytes = await bytesOf(path.file, shown);
    if (bytes.length > WHOLE_LIMIT) throw misshapen(shown, "too large");
    try {
      return toRecordedRefusal(question, JSON.parse(decodeUtf(bytes)));
    } catch {
      return misshapen(shown, "not JSON");
    }
  }
}

/** The fault that a record of a refusal stands for; the same text as when it was live. */
function toRecordedRefusal(question: Question, record: unknown): AnswerFault {
  const { status, code, message } = fieldsOf(record);
  const number = integerOf(status);
  return toRefusal(question, {
    code: toLine(textOf(code) ?? String(number ?? "unknown"), 80),
    message: textOf(message) ?? "",
    ...(number === undefined ? {} : { status: number }),
  });
}

function unrecorded(question: Question, path: string): AnswerFault {
  return new AnswerFault("unrecorded", "NotRecorded", `${question.call}: not in the bundle (${path})`);
}

/** The bytes of a file. Throws AnswerFault when it cannot be read. */
export async function bytesOf(file: string, shown: string): Promise<Buffer> {
  return readFile(file).catch((fault: unknown) => {
    throw toBroken(fault, shown);
  });
}

function toBroken(fault: unknown, shown: string): AnswerFault {
  if (fault instanceof JsonFileFault) {
    const next = fault.isOtherFormat ? `; ${AS_JSON}` : "";
    return new AnswerFault("broken", "NotJson", `${shown}: ${fault.message}${next}`);
  }
  if (fault instanceof AnswerFault) return fault;
  const code = fault instanceof Error && "code" in fault ? String(fault.code) : undefined;
  if (code === undefined) throw fault;
  return new AnswerFault("broken", code, `${shown}: cannot be read (${code})`);
}
