// Says where and why a text is not JSON: offset and reason, the same on every version of Node. Runs only after a parse failed.

/** A place in a text that is not JSON; `offset` is in bytes from the start of what was read, decoded to UTF-8. */
export class JsonFault extends Error {
  readonly offset: number;
  readonly reason: string;
  constructor(offset: number, reason: string) {
    super(reason);
    this.name = "JsonFault";
    this.offset = offset;
    this.reason = reason;
  }
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/;
const LITERALS = ["true", "false", "null"];

/** First fault of a text, as a character offset and a reason; undefined when it is JSON. */
export function findJsonFault(text: string): { offset: number; reason: string } | undefined {
  const walker = new Walker(text);
  try {
    walker.document();
    return undefined;
  } catch (fault) {
    if (fault instanceof JsonFault) return { offset: fault.offset, reason: fault.reason };
    throw fault;
  }
}

/** Printable form of one character, safe for a terminal. */
export function showCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0x20 && code < 0x7f ? `'${character}'` : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

class Walker {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): void {
    // A stack of closers instead of recursion: the text may be nested as deep as it likes.
    const open: string[] = [];
    for (;;) {
      this.#space();
      const step = this.#enter(open);
      if (step === "entered") continue;
      if (step === "scalar") this.#scalar();
      if (!this.#leave(open)) return;
    }
  }

  /** Enters an object or array, up to its first value; an empty one is passed whole. */
  #enter(open: string[]): "entered" | "passed" | "scalar" {
    const first = this.#text[this.#at];
    if (first !== "{" && first !== "[") return "scalar";
    const close = first === "{" ? "}" : "]";
    this.#at += 1;
    this.#space();
    if (this.#text[this.#at] === close) {
      this.#at += 1;
      return "passed";
    }
    open.push(close);
    if (close === "}") this.#key();
    return "entered";
  }

  /** After a value: commas and closers, up to the next value (true) or the end of the text (false). */
  #leave(open: string[]): boolean {
    for (;;) {
      this.#space();
      const close = open.at(-1);
      const next = this.#text[this.#at];
      if (close === undefined) {
        if (next !== undefined) this.#unexpected();
        return false;
      }
      if (next === close) {
        open.pop();
        this.#at += 1;
        continue;
      }
      if (next !== ",") this.#unexpected();
      this.#at += 1;
      if (close === "}") this.#key();
      return true;
    }
  }

  #key(): void {
    this.#space();
    if (this.#text[this.#at] !== '"') this.#unexpected();
    this.#string();
    this.#space();
    if (this.#text[this.#at] !== ":") this.#unexpected();
    this.#at += 1;
  }

  #scalar(): void {
    if (this.#text[this.#at] === '"') {
      this.#string();
      return;
    }
    const literal = LITERALS.find((word) => this.#text.startsWith(word, this.#at));
    const length = literal?.length ?? NUMBER.exec(this.#text.slice(this.#at, this.#at + 400))?.[0].length;
    if (length === undefined) this.#unexpected();
    else this.#at += length;
  }

  #string(): void {
    this.#at += 1;
    for (; ; this.#at += 1) {
      const character = this.#text[this.#at];
      if (character === undefined) throw new JsonFault(this.#at, "unexpected end");
      if (character === '"') break;
      if (character < " ") throw new JsonFault(this.#at, `${showCharacter(character)} inside a string`);
      if (character === "\\") {
        this.#at += 1;
        if (!/^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(this.#text.slice(this.#at, this.#at + 5))) this.#unexpected();
      }
    }
    this.#at += 1;
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? "")) this.#at += 1;
  }

  #unexpected(): never {
    const character = this.#text[this.#at];
    throw new JsonFault(
      this.#at,
      character === undefined ? "unexpected end" : `unexpected ${showCharacter(character)}`,
    );
  }
}
