// Rows beyond those that are static HTML, as JSON that the script of the page reads and no browser runs or renders.
import { cutText, jsonText, terminalText } from "../escape.js";

const ROWS = 1000;
const MAX_TEXT = 2000;

export type DataValue = string | readonly DataValue[];

/**
 * Blocks of at most 1,000 rows. A text that stood in the block before is a number: which of the block's texts it is, from 0.
 * Texts are shown as in the static rows: cut, unseen characters as escapes.
 */
export function* dataBlocks(kind: string, rows: Iterable<DataValue>): Generator<string> {
  let block = new Block(kind);
  for (const row of rows) {
    block.add(row);
    if (block.size < ROWS) continue;
    yield block.end();
    block = new Block(kind);
  }
  if (block.size > 0) yield block.end();
}

class Block {
  readonly #kind: string;
  readonly #rows: string[] = [];
  readonly #seen = new Map<string, number>();

  constructor(kind: string) {
    this.#kind = kind;
  }

  get size(): number {
    return this.#rows.length;
  }

  add(row: DataValue): void {
    this.#rows.push(scriptJson(this.#packed(row)));
  }

  end(): string {
    return `<script type="application/json" class="${this.#kind}">[${this.#rows.join(",\n")}]</script>\n`;
  }

  #packed(value: DataValue): unknown {
    if (typeof value !== "string") return value.map((part) => this.#packed(part));
    const at = this.#seen.get(value);
    if (at !== undefined) return at;
    this.#seen.set(value, this.#seen.size);
    return value
      .split("\n")
      .map((line) => terminalText(cutText(line, MAX_TEXT)))
      .join("\n");
  }
}

/** JSON that cannot end the element it stands in, nor begin a comment in it. */
function scriptJson(value: unknown): string {
  return jsonText(value).replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
}
