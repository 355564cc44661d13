// Reads a JSON file as pages: a few hundred elements of its top-level lists at a time. Knows byte order marks and UTF-16,
// which PowerShell writes.
import { utf8Converter } from "../model/utf.js";
import { chunksOf } from "./file-chunks.js";
import { JsonFault } from "./json-fault.js";
import { JsonScanner, SCAN_LIMITS, type ScanLimits } from "./json-scan.js";
import type { Page } from "./page.js";

/** A page ends at so many elements or bytes, whichever comes first: it becomes one batch. */
const PAGE_ELEMENTS = 500;
const PAGE_BYTES = 8 << 20;

/** How what CLIs print for people begins: a word, a rule of YAML or the line of a table. */
const PRINTED = /^unexpected '[\w+|-]'/;

/** A file that is not JSON; what precedes the fault was already yielded. */
export class JsonFileFault extends Error {
  /** Whether the file does not begin as JSON but as YAML, a table or plain text does. */
  readonly isOtherFormat: boolean;
  constructor(line: number, reason: string, isOtherFormat: boolean) {
    super(`not JSON (line ${line}: ${reason})`);
    this.name = "JsonFileFault";
    this.isOtherFormat = isOtherFormat;
  }
}

/** A part of one of the JSON texts that a file holds: most hold one. */
export interface FilePage {
  readonly page: Page;
  /** Which text it is of, from 0. */
  readonly text: number;
}

/**
 * Yields the elements of every top-level list, under their keys, and in the last page of a text the other top-level values.
 * A text that is one list has its elements under ROOT_LIST. Throws JsonFileFault after what could be read.
 */
export async function* readJsonPages(file: string, limits: ScanLimits = SCAN_LIMITS): AsyncGenerator<FilePage> {
  const scanner = new JsonScanner(limits);
  const pager = new Pager();
  let text = 0;
  let isAtStart = true;
  try {
    for (const chunk of readUtf8(file)) {
      scanner.push(chunk);
      for (let found = scanner.next(); found !== undefined; found = scanner.next()) {
        isAtStart = false;
        if (found.kind === "text") yield { page: pager.take(), text: text++ };
        else pager.add(found);
        if (pager.isFull) yield { page: pager.take(), text };
      }
    }
    scanner.finish();
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    if (pager.hasElements) yield { page: pager.take(), text };
    throw new JsonFileFault(lineAt(file, fault.offset), fault.reason, isAtStart && PRINTED.test(fault.reason));
  }
  yield { page: pager.take(), text };
}

type Found = Exclude<NonNullable<ReturnType<JsonScanner["next"]>>, { readonly kind: "text" }>;

class Pager {
  #page = new Map<string, unknown>();
  #elements = 0;
  #bytes = 0;

  add(found: Found): void {
    if (found.kind === "value") {
      this.#page.set(found.key, found.value);
      return;
    }
    const list = this.#page.get(found.key);
    const elements: unknown[] = Array.isArray(list) ? list : [];
    if (elements !== list) this.#page.set(found.key, elements);
    if (found.kind === "list") return;
    elements.push(found.value);
    this.#elements += 1;
    this.#bytes += found.bytes;
  }

  get hasElements(): boolean {
    return this.#elements > 0;
  }

  get isFull(): boolean {
    return this.#elements >= PAGE_ELEMENTS || this.#bytes >= PAGE_BYTES;
  }

  take(): Page {
    const page = Object.fromEntries(this.#page);
    this.#page = new Map();
    this.#elements = this.#bytes = 0;
    return page;
  }
}

/** The file's text as UTF-8 bytes, without a byte order mark. */
function* readUtf8(file: string): Generator<Uint8Array> {
  const toUtf8 = utf8Converter();
  for (const chunk of chunksOf(file)) yield toUtf8(chunk);
}

/** Line (from 1) of a byte offset in the decoded text; a newline at the very end belongs to the last line. */
function lineAt(file: string, offset: number): number {
  let line = 1;
  let seen = 0;
  for (const chunk of readUtf8(file)) {
    const end = Math.min(chunk.length, offset - 1 - seen);
    for (let at = chunk.indexOf(0x0a); at >= 0 && at < end; at = chunk.indexOf(0x0a, at + 1)) line += 1;
    seen += chunk.length;
    if (seen >= offset) break;
  }
  return line;
}
