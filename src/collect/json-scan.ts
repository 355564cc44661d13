// Finds the elements of the top-level lists of a JSON text in chunks of bytes, and parses each on its own,
// so that a file of any size costs one element of memory and a truncated one keeps what came before.
import { findJsonFault, JsonFault, showCharacter } from "./json-fault.js";

/** What the scanner met: the start of a list, one element of it, another value of the top level, or one more text after the first. */
export type Found =
  | { readonly kind: "text" }
  | { readonly kind: "list"; readonly key: string }
  | { readonly kind: "element"; readonly key: string; readonly value: unknown; readonly bytes: number }
  | { readonly kind: "value"; readonly key: string; readonly value: unknown };

/** Key of the elements when the whole text is one list. */
export const ROOT_LIST = "";

export interface ScanLimits {
  /** Deepest nesting of one element. */
  readonly depth: number;
  /** Largest element, in bytes. */
  readonly bytes: number;
}

export const SCAN_LIMITS: ScanLimits = { depth: 256, bytes: 64 * 1024 * 1024 };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

// Classes of bytes inside a value: 0 plain, 1 quote, 2 opens, 3 closes.
const CLASS = new Uint8Array(256);
CLASS[QUOTE] = 1;
CLASS[OPEN_LIST] = CLASS[OPEN_OBJECT] = 2;
CLASS[CLOSE_LIST] = CLASS[CLOSE_OBJECT] = 3;

type Place = "start" | "first-key" | "key" | "colon" | "member" | "first-element" | "element" | "after" | "end";

/** Push bytes, pull what was found. Throws JsonFault with the absolute offset of the fault. */
export class JsonScanner {
  readonly #limits: ScanLimits;
  /** As large as what was pushed: most texts are small. */
  #buffer = Buffer.alloc(0);
  #length = 0;
  /** Absolute offset of the first byte of the buffer. */
  #base = 0;
  #at = 0;
  #place: Place = "start";
  #rootIsList = false;
  #inList = false;
  #key = ROOT_LIST;
  // State inside the value that began at #from; kept when it needs more bytes.
  #from = -1;
  #depth = 0;
  #quoted = false;

  constructor(limits: ScanLimits = SCAN_LIMITS) {
    this.#limits = limits;
  }

  /** Takes more bytes of the text, cut anywhere, also within a character; `next` says what is complete by now. */
  push(chunk: Uint8Array): void {
    this.#shift();
    const need = this.#length + chunk.length;
    if (need > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(need, this.#buffer.length * 2));
      this.#buffer.copy(grown, 0, 0, this.#length);
      this.#buffer = grown;
    }
    this.#buffer.set(chunk, this.#length);
    this.#length = need;
  }

  /** The next thing found, or undefined when more bytes are needed or the text has ended. */
  next(): Found | undefined {
    for (;;) {
      if (this.#from < 0 && !this.#skipSpace()) return undefined;
      const found = this.#step();
      if (found === "more") return undefined;
      if (found !== "on") return found;
    }
  }

  /** Tells that no more bytes come. Throws when the text is not whole. */
  finish(): void {
    if (this.#place === "end") return;
    const empty = this.#place === "start" && this.#base + this.#length === this.#base + this.#at;
    throw new JsonFault(this.#base + this.#length, empty ? "empty" : "unexpected end");
  }

  #step(): Found | "on" | "more" {
    const byte = this.#buffer[this.#at] ?? 0;
    switch (this.#place) {
      case "start":
        return this.#open(byte);
      case "first-key":
      case "key":
        return this.#memberKey(byte);
      case "colon":
        return this.#expect(byte === COLON, "member");
      case "member":
        if (byte !== OPEN_LIST || this.#from >= 0) return this.#value();
        this.#inList = true;
        this.#expect(true, "first-element");
        return { kind: "list", key: this.#key };
      case "first-element":
      case "element":
        return this.#element(byte);
      case "after":
        return this.#after(byte);
      case "end":
        return this.#again(byte);
    }
  }

  /** Pages that were written one after the other are texts of their own. */
  #again(byte: number): Found {
    if (byte !== OPEN_OBJECT && byte !== OPEN_LIST) this.#unexpected("text after the end");
    this.#place = "start";
    this.#key = ROOT_LIST;
    this.#rootIsList = false;
    return { kind: "text" };
  }

  #open(byte: number): Found | "on" {
    if (byte === OPEN_OBJECT) return this.#expect(true, "first-key");
    this.#expect(byte === OPEN_LIST, "first-element");
    this.#rootIsList = this.#inList = true;
    return { kind: "list", key: ROOT_LIST };
  }

  #memberKey(byte: number): "on" | "more" {
    if (this.#from < 0 && byte === CLOSE_OBJECT && this.#place === "first-key") return this.#expect(true, "end");
    if (this.#from < 0 && byte !== QUOTE) this.#unexpected();
    const to = this.#scan();
    if (to < 0) return "more";
    this.#key = String(this.#parse(to));
    this.#place = "colon";
    return "on";
  }

  #element(byte: number): Found | "on" | "more" {
    if (this.#from < 0 && byte === CLOSE_LIST && this.#place === "first-element") return this.#closeList();
    return this.#value();
  }

  /** A whole value: an element of the current list, or a member of the root. */
  #value(): Found | "more" {
    const start = this.#from < 0 ? this.#at : this.#from;
    const to = this.#scan();
    if (to < 0) return "more";
    const value = this.#parse(to);
    this.#place = "after";
    if (this.#inList) return { kind: "element", key: this.#key, value, bytes: to - start };
    return { kind: "value", key: this.#key, value };
  }

  #after(byte: number): "on" {
    if (byte === COMMA) return this.#expect(true, this.#inList ? "element" : "key");
    if (this.#inList && byte === CLOSE_LIST) return this.#closeList();
    return this.#expect(!this.#inList && byte === CLOSE_OBJECT, "end");
  }

  #closeList(): "on" {
    this.#inList = false;
    return this.#expect(true, this.#rootIsList ? "end" : "after");
  }

  #expect(isThere: boolean, next: Place): "on" {
    if (!isThere) this.#unexpected();
    this.#at += 1;
    this.#place = next;
    return "on";
  }

  /** End of the value that begins at the current byte, or -1 when more bytes are needed. */
  #scan(): number {
    if (this.#from < 0) {
      this.#from = this.#at;
      this.#depth = 0;
      this.#quoted = false;
    }
    const first = this.#buffer[this.#from] ?? 0;
    const to = (CLASS[first] ?? 0) === 0 ? this.#scanLiteral() : this.#scanNested();
    if (to < 0 && this.#length - this.#from > this.#limits.bytes) {
      throw new JsonFault(this.#base + this.#from, `a value of more than ${this.#limits.bytes} bytes`);
    }
    return to;
  }

  #scanLiteral(): number {
    const buffer = this.#buffer;
    for (let at = this.#at; at < this.#length; at += 1) {
      const byte = buffer[at] ?? 0;
      if (byte === COMMA || byte === CLOSE_LIST || byte === CLOSE_OBJECT || byte <= 0x20) return at;
    }
    this.#at = this.#length;
    return -1;
  }

  // The hot loop: every byte of every element passes here once.
  #scanNested(): number {
    const buffer = this.#buffer;
    const end = this.#length;
    let at = this.#at;
    let depth = this.#depth;
    let quoted = this.#quoted;
    while (at < end) {
      if (quoted) {
        const byte = buffer[at];
        if (byte === BACKSLASH) at += 1;
        else if (byte === QUOTE) {
          quoted = false;
          if (depth === 0) return at + 1;
        }
      } else {
        const kind = CLASS[buffer[at] as number];
        if (kind === 1) quoted = true;
        else if (kind === 2) {
          depth += 1;
          if (depth > this.#limits.depth) {
            throw new JsonFault(this.#base + at, `nested deeper than ${this.#limits.depth}`);
          }
        } else if (kind === 3) {
          depth -= 1;
          if (depth <= 0) return at + 1;
        }
      }
      at += 1;
    }
    this.#at = at;
    this.#depth = depth;
    this.#quoted = quoted;
    return -1;
  }

  #parse(to: number): unknown {
    const from = this.#from;
    const text = this.#buffer.toString("utf8", from, to);
    try {
      const value: unknown = JSON.parse(text);
      this.#at = to;
      this.#from = -1;
      return value;
    } catch {
      const fault = findJsonFault(text) ?? { offset: 0, reason: "not JSON" };
      const bytes = Buffer.byteLength(text.slice(0, fault.offset));
      throw new JsonFault(this.#base + from + bytes, fault.reason);
    }
  }

  #unexpected(reason = `unexpected ${showCharacter(String.fromCharCode(this.#buffer[this.#at] ?? 0))}`): never {
    throw new JsonFault(this.#base + this.#at, reason);
  }

  #skipSpace(): boolean {
    while (this.#at < this.#length) {
      const byte = this.#buffer[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return true;
      this.#at += 1;
    }
    return false;
  }

  /** Drops the bytes before the value in progress. */
  #shift(): void {
    const keep = this.#from < 0 ? Math.min(this.#at, this.#length) : this.#from;
    if (keep === 0) return;
    this.#buffer.copyWithin(0, keep, this.#length);
    this.#length -= keep;
    this.#base += keep;
    this.#at -= keep;
    if (this.#from >= 0) this.#from = 0;
  }
}
