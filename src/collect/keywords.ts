// Which of many words a text holds, whatever their case: one pass over the text with a table of states (Aho and Corasick),
// where an expression of a hundred alternatives tries each of them at every place.

/** Characters beyond ASCII begin no word and lie in none. */
const ASCII = 128;
const UPPER_A = 65;
const UPPER_Z = 90;
const TO_LOWER = 32;

export class Keywords {
  readonly #words: readonly string[];
  /** Column of each character; 0 for those that no word has. */
  readonly #columns = new Uint8Array(ASCII);
  readonly #width: number;
  /** By state and column: the first place of the next state's row. */
  readonly #next: Int32Array;
  /** Words that end in a state, by its number; undefined for most. */
  readonly #ending: (readonly number[] | undefined)[] = [];

  /** Words in lower case. Throws RangeError on one that is empty or has characters beyond ASCII. */
  constructor(words: readonly string[]) {
    this.#words = words;
    let columns = 0;
    for (const code of words.flatMap(codesOf)) {
      if (this.#columns[code] === 0) this.#columns[code] = ++columns;
    }
    for (let code = UPPER_A; code <= UPPER_Z; code++) this.#columns[code] = this.#columns[code + TO_LOWER] ?? 0;
    this.#width = columns + 1;
    const longest = words.reduce((sum, word) => sum + word.length, 1);
    this.#next = new Int32Array(longest * this.#width);
    this.#follow(this.#grow());
  }

  /** Places in the list of those that the text holds. */
  in(text: string): ReadonlySet<number> {
    const found = new Set<number>();
    const columns = this.#columns;
    const next = this.#next;
    const ending = this.#ending;
    const width = this.#width;
    let row = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      row = code < ASCII ? (next[row + (columns[code] ?? 0)] ?? 0) : 0;
      if (row === 0) continue;
      const ended = ending[row / width];
      if (ended !== undefined) for (const word of ended) found.add(word);
    }
    return found;
  }

  /** The tree of all words; how many states it has. */
  #grow(): number {
    let states = 1;
    for (const [word, text] of this.#words.entries()) {
      let row = 0;
      for (const code of codesOf(text)) {
        const place = row + (this.#columns[code] ?? 0);
        if (this.#next[place] === 0) this.#next[place] = states++ * this.#width;
        row = this.#next[place] ?? 0;
      }
      this.#end(row, [word]);
    }
    return states;
  }

  /** Level by level: where a word breaks off, the longest end of what was read that begins another goes on. */
  #follow(states: number): void {
    const fallback = new Int32Array(states);
    const rows = [0];
    for (const row of rows) {
      const back = fallback[row / this.#width] ?? 0;
      for (let column = 1; column < this.#width; column++) {
        const child = this.#next[row + column] ?? 0;
        const other = row === 0 ? 0 : (this.#next[back + column] ?? 0);
        if (child === 0) {
          this.#next[row + column] = other;
          continue;
        }
        fallback[child / this.#width] = other;
        this.#end(child, this.#ending[other / this.#width] ?? []);
        rows.push(child);
      }
    }
  }

  #end(row: number, words: readonly number[]): void {
    const state = row / this.#width;
    if (words.length > 0) this.#ending[state] = [...(this.#ending[state] ?? []), ...words];
  }
}

function codesOf(word: string): number[] {
  const codes = Array.from(word, (sign) => sign.codePointAt(0) ?? ASCII);
  if (codes.length === 0 || codes.some((code) => code >= ASCII))
    throw new RangeError(`"${word}" is no word to search for`);
  return codes;
}
