// Writes live answers as a bundle that replays to the same graph. Files are for the owner only, whole or not there, and hold
// no secret value.
import { createReadStream } from "node:fs";
import { appendFile, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { UsageError } from "../model/errors.js";
import type { Question } from "./answers.js";
import type { AnswerFault } from "./fault.js";
import { ROOT_LIST } from "./json-scan.js";
import type { CollectOptions } from "./options.js";
import type { Page } from "./page.js";
import { ERROR_SUFFIX, toPath } from "./paths.js";
import { redactByName } from "./secrets.js";

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
/** What one answer may hold in memory before its lists go to part files. */
const SPILL_BYTES = 16 << 20;

export interface RecorderOptions {
  /** Folder to write to; made when missing. */
  readonly folder: string;
  /** Clock of the run. */
  readonly now: Date;
  /** Name and version of the tool: `nhi 0.1.0`. */
  readonly tool: string;
}

/** One answer being written; exactly one of finish, refuse and keep ends it, discard drops what is left. */
export interface Recording {
  add(page: Page): Promise<void>;
  finish(): Promise<void>;
  /** The call was refused, or ended early: what came is kept, with the reason beside it. */
  refuse(fault: AnswerFault): Promise<void>;
  /** A file that is not JSON. */
  keep(bytes: Uint8Array): Promise<void>;
  discard(): Promise<void>;
}

/** Opens a folder for recording. Throws UsageError when it holds something that is not a bundle. */
export async function openRecorder(options: RecorderOptions): Promise<Recorder> {
  await mkdir(options.folder, { recursive: true, mode: FOLDER_MODE });
  const entries = await readdir(options.folder);
  if (entries.length > 0 && !entries.includes("bundle.json")) {
    throw new UsageError(`--record ${options.folder}: not empty and not a bundle; give a new folder`);
  }
  const recorder = new Recorder(options);
  await recorder.writeHead(false);
  return recorder;
}

const shared = new Map<string, Promise<Recorder>>();

/**
 * The recorder that the options of a live source ask for, undefined when they ask for none. All sources of a run write into
 * one bundle. Throws UsageError when its folder holds something else.
 */
export async function recorderFor(
  { record, tool = "nhi" }: Pick<CollectOptions, "record" | "tool">,
  now: Date,
): Promise<Recorder | undefined> {
  if (record === undefined) return undefined;
  const folder = resolve(record);
  const recorder = shared.get(folder) ?? openRecorder({ folder: record, now, tool });
  shared.set(folder, recorder);
  return recorder;
}

export class Recorder {
  readonly #options: RecorderOptions;
  readonly #asked = new Set<string>();

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Notes that a data set is asked for. */
  asked(dataSet: string): void {
    this.#asked.add(dataSet);
  }

  /** Begins the recording of one answer, in the file that its question names. Nothing is written before its first page. */
  start(question: Question, joinKey: Buffer): Recording {
    return new AnswerRecording(join(this.#options.folder, toPath(question)), joinKey);
  }

  /** Completes the bundle; without it the bundle does not say what was asked. */
  async close(): Promise<void> {
    await this.writeHead(true);
  }

  /** Writes bundle.json; `isWhole` adds the data sets asked for. */
  async writeHead(isWhole: boolean): Promise<void> {
    const { now, tool, folder } = this.#options;
    const head = {
      version: 1,
      recordedAt: now.toISOString(),
      tool,
      ...(isWhole ? { asked: [...this.#asked].sort() } : {}),
    };
    await writeWhole(join(folder, "bundle.json"), `${JSON.stringify(head, null, 1)}\n`);
  }
}

class AnswerRecording implements Recording {
  readonly #target: string;
  readonly #draft: string;
  readonly #joinKey: Buffer;
  readonly #lists = new Map<string, { text: string; part: string; isSpilled: boolean; isEmpty: boolean }>();
  readonly #values = new Map<string, unknown>();
  #held = 0;

  constructor(target: string, joinKey: Buffer) {
    this.#target = target;
    this.#draft = draftOf(target);
    this.#joinKey = joinKey;
  }

  async add(page: Page): Promise<void> {
    for (const [key, value] of Object.entries(redactByName(page, this.#joinKey))) {
      if (Array.isArray(value)) this.#append(key, value);
      else this.#values.set(key, value);
    }
    if (this.#held > SPILL_BYTES) await this.#spill();
  }

  async finish(): Promise<void> {
    await this.#write();
    await rm(`${this.#target}${ERROR_SUFFIX}`, { force: true });
  }

  async refuse(fault: AnswerFault): Promise<void> {
    if (this.#lists.size + this.#values.size > 0) await this.#write();
    else await rm(`${this.#target}.json`, { force: true });
    const record = { status: fault.status ?? null, code: fault.code, message: withoutPrefix(fault) };
    await writeWhole(`${this.#target}${ERROR_SUFFIX}`, `${JSON.stringify(record, null, 1)}\n`);
  }

  async keep(bytes: Uint8Array): Promise<void> {
    await writeWhole(this.#target, bytes);
  }

  async discard(): Promise<void> {
    for (const list of this.#lists.values()) if (list.isSpilled) await rm(list.part, { force: true });
    this.#lists.clear();
    this.#values.clear();
  }

  #append(key: string, elements: readonly unknown[]): void {
    const part = `${this.#draft}.${this.#lists.size}.part`;
    const list = this.#lists.get(key) ?? { text: "", part, isSpilled: false, isEmpty: true };
    this.#lists.set(key, list);
    for (const element of elements) {
      const text = `${list.isEmpty ? "" : ",\n"}${JSON.stringify(element)}`;
      list.text += text;
      list.isEmpty = false;
      this.#held += text.length;
    }
  }

  async #spill(): Promise<void> {
    await mkdir(dirname(this.#target), { recursive: true, mode: FOLDER_MODE });
    for (const list of this.#lists.values()) {
      if (!list.isSpilled) await writeFile(list.part, "", { mode: FILE_MODE });
      await appendFile(list.part, list.text);
      list.text = "";
      list.isSpilled = true;
    }
    this.#held = 0;
  }

  async #write(): Promise<void> {
    await mkdir(dirname(this.#target), { recursive: true, mode: FOLDER_MODE });
    const file = await open(this.#draft, "w", FILE_MODE);
    try {
      const isList = this.#lists.has(ROOT_LIST);
      if (!isList) await file.write("{");
      let separator = "\n";
      for (const [key, list] of this.#lists) {
        await file.write(isList ? "[\n" : `${separator}${JSON.stringify(key)}: [\n`);
        if (list.isSpilled) for await (const chunk of createReadStream(list.part)) await file.write(chunk);
        await file.write(`${list.text}\n]`);
        separator = ",\n";
      }
      for (const [key, value] of this.#values) {
        await file.write(`${separator}${JSON.stringify(key)}: ${JSON.stringify(value)}`);
        separator = ",\n";
      }
      await file.write(isList ? "\n" : "\n}\n");
    } finally {
      await file.close();
    }
    await rename(this.#draft, `${this.#target}.json`);
  }
}

// The message of a fault starts with call and code, which are put back when the record is read.
function withoutPrefix(fault: AnswerFault): string {
  const at = fault.message.indexOf(`: ${fault.code}`);
  return at < 0 ? fault.message : fault.message.slice(at + fault.code.length + 2).replace(/^: /, "");
}

async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: FOLDER_MODE });
  const draft = draftOf(file);
  await writeFile(draft, content, { mode: FILE_MODE });
  await rename(draft, file);
}

let drafts = 0;

// Two data sets may ask the same question at the same time; each writes a draft of its own.
function draftOf(file: string): string {
  drafts += 1;
  return `${file}.${drafts}.tmp`;
}
