// Facts of nodes that are alike, as numbers of the texts that say them: a large estate has a tenth as many texts as nodes.
import type { Database, Statement } from "better-sqlite3";
import type { DerivedFact } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import { canonicalJson } from "./hash.js";

export class FactTexts {
  readonly #insert: Statement;
  /** By canonical text: those of earlier analyses too. */
  readonly #numbers: Map<string, number>;
  /** By record: nodes that are alike mostly share one. */
  readonly #ofRecord = new Map<JsonRecord, number>();

  /** Within a transaction, as is `number`. */
  constructor(db: Database) {
    this.#insert = db.prepare("INSERT INTO fact_text_row (columns) VALUES (?)");
    const known = db.prepare<[], [string, number]>("SELECT columns, id FROM fact_text_row").raw().all();
    this.#numbers = new Map(known);
  }

  /** The number of the text for these columns, written when it is new. */
  number(columns: JsonRecord): number {
    let number = this.#ofRecord.get(columns);
    if (number === undefined) {
      number = this.#ofText(columns);
      this.#ofRecord.set(columns, number);
    }
    return number;
  }

  #ofText(columns: JsonRecord): number {
    const text = canonicalJson(columns);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = Number(this.#insert.run(text).lastInsertRowid);
    this.#numbers.set(text, number);
    return number;
  }
}

/** One record a node: later facts are merged, the last wins per column. The same records give the same one. */
export function mergedFacts(facts: readonly DerivedFact[]): ReadonlyMap<string, JsonRecord> {
  const merged = new Map<string, JsonRecord>();
  // by the later one, of which there are few: every identity is told how far it is from control
  const joined = new Map<JsonRecord, Map<JsonRecord, JsonRecord>>();
  for (const { node, columns } of facts) {
    const known = merged.get(node);
    merged.set(node, known === undefined ? columns : join(known, columns, joined));
  }
  return merged;
}

function join(first: JsonRecord, second: JsonRecord, joined: Map<JsonRecord, Map<JsonRecord, JsonRecord>>): JsonRecord {
  let byFirst = joined.get(second);
  if (byFirst === undefined) {
    byFirst = new Map();
    joined.set(second, byFirst);
  }
  let record = byFirst.get(first);
  if (record === undefined) {
    record = { ...first, ...second };
    byFirst.set(first, record);
  }
  return record;
}
