// A map from row hashes to row numbers in flat memory: a Map of a few hundred thousand strings costs more than SQLite.

/** Characters of a row hash (base64url): 120 bits, four words of five characters. */
export const HASH_LENGTH = 20;

const WORDS = 4;
const CHARS_PER_WORD = HASH_LENGTH / WORDS;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUE_OF = new Uint8Array(128);
for (let value = 0; value < ALPHABET.length; value++) VALUE_OF[ALPHABET.charCodeAt(value)] = value;

/** The words of the hash that is looked at: one for all tables, since none calls another. */
const KEY = new Uint32Array(WORDS);
/** One slot, always free: what a table holds before its first entry. Most tables of most data sets never get one. */
const NOTHING = new Uint32Array(WORDS + 1);
const FIRST_CAPACITY = 16;

/** Keys are the words of hashes, values whole numbers from 0. Entries are never removed. */
export class HashTable {
  /** Per slot: the words, then the value + 1; 0 is a free slot. */
  #slots = NOTHING;
  #capacity = 1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Sets the value of a hash; gives the one before, undefined when it had none. */
  set(hash: string, value: number): number | undefined {
    if ((this.#size + 1) * 2 > this.#capacity) this.#grow();
    this.#read(hash);
    const before = this.#put(value + 1);
    return before === 0 ? undefined : before - 1;
  }

  /** Values, in no order. */
  *values(): Iterable<number> {
    for (let at = WORDS; at < this.#slots.length; at += WORDS + 1) {
      const stored = this.#slots[at] ?? 0;
      if (stored !== 0) yield stored - 1;
    }
  }

  /** What was stored before; 0 for nothing. */
  #put(stored: number): number {
    const at = this.#find();
    const slots = this.#slots;
    const before = slots[at + WORDS] ?? 0;
    slots[at + WORDS] = stored;
    if (before !== 0) return before;
    this.#size++;
    for (let word = 0; word < WORDS; word++) slots[at + word] = KEY[word] ?? 0;
    return 0;
  }

  /** Offset of the slot that holds the key, or of the free one where it belongs. */
  #find(): number {
    const slots = this.#slots;
    const key = KEY;
    // Indexed, not destructured: an iterator here is a tenth of a whole write.
    const a = key[0] ?? 0;
    const b = key[1] ?? 0;
    const c = key[2] ?? 0;
    const d = key[3] ?? 0;
    for (let slot = a & (this.#capacity - 1); ; slot = (slot + 1) & (this.#capacity - 1)) {
      const at = slot * (WORDS + 1);
      if (slots[at + WORDS] === 0) return at;
      if (slots[at] === a && slots[at + 1] === b && slots[at + 2] === c && slots[at + 3] === d) return at;
    }
  }

  #read(hash: string): void {
    for (let word = 0; word < WORDS; word++) {
      let bits = 0;
      for (let at = word * CHARS_PER_WORD; at < (word + 1) * CHARS_PER_WORD; at++) {
        bits = (bits << 6) | (VALUE_OF[hash.charCodeAt(at)] ?? 0);
      }
      KEY[word] = bits;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#capacity = Math.max(this.#capacity * 2, FIRST_CAPACITY);
    this.#size = 0;
    this.#slots = new Uint32Array((WORDS + 1) * this.#capacity);
    for (let at = 0; at < old.length; at += WORDS + 1) {
      const stored = old[at + WORDS] ?? 0;
      if (stored === 0) continue;
      for (let word = 0; word < WORDS; word++) KEY[word] = old[at + word] ?? 0;
      this.#put(stored);
    }
  }
}
