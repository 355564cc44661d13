// The fixes of findings of one rule differ by the subject that they name: such a text is kept once, with marks for it.
import type { FindingSubject } from "../../model/finding.js";
import type { Connection } from "../connection.js";

/** Stand for id and name of the subject; no text of ours holds them. */
export const ID_MARK = "\u0001";
export const NAME_MARK = "\u0002";

/** Fixes that name more than their subject are as many as findings: those beyond this many stay with their finding. */
const MOST_TEXTS = 1_000;

type Subject = Pick<FindingSubject, "id" | "name">;

/** The text of a fix for a subject. */
export function fixFor(text: string, { id, name }: Subject): string {
  return text.replaceAll(ID_MARK, () => id).replaceAll(NAME_MARK, () => name);
}

/** Numbers of the shared texts, made as they are needed. Within a transaction. */
export class FindingTexts {
  readonly #connection: Connection;
  readonly #numbers: Map<string, number>;

  constructor(connection: Connection) {
    this.#connection = connection;
    const rows = connection.db.prepare<[], [string, number]>("SELECT text, id FROM text_row").raw().all();
    this.#numbers = new Map(rows);
  }

  /** The number of the text that gives `fix` for the subject, else `fix` itself. */
  share(fix: string, { id, name }: Subject): number | string {
    if (id === "" || name === "" || [fix, id, name].some(hasMark)) return fix;
    const text = fix.replaceAll(id, ID_MARK).replaceAll(name, NAME_MARK);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    if (this.#numbers.size >= MOST_TEXTS) return fix;
    const insert = this.#connection.db.prepare("INSERT INTO text_row (text) VALUES (?)");
    const number = Number(insert.run(text).lastInsertRowid);
    this.#numbers.set(text, number);
    return number;
  }
}

function hasMark(text: string): boolean {
  return text.includes(ID_MARK) || text.includes(NAME_MARK);
}
