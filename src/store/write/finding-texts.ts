// The fixes of findings of one rule differ by the subject that they name: such a text is kept once, with marks for it.
import type { Finding, FindingSubject } from "../../model/finding.js";
import type { Connection } from "../connection.js";

/** Stand for id and name of the subject; no text of ours holds them. */
export const ID_MARK = "\u0001";
export const NAME_MARK = "\u0002";

/** Fixes that name more than their subject are as many as findings: those of a rule beyond this many stay with their finding. */
const MOST_OF_RULE = 100;
/** Texts of all runs together: they are read whole whenever findings are written. */
const MOST_TEXTS = 10_000;

type Subject = Pick<FindingSubject, "id" | "name">;
type SharedFinding = Pick<Finding, "fix" | "rule"> & { readonly subject: Subject };

/** The text of a fix for a subject. */
export function fixFor(text: string, { id, name }: Subject): string {
  return text.replaceAll(ID_MARK, () => id).replaceAll(NAME_MARK, () => name);
}

/** Numbers of the shared texts, made as they are needed. Within a transaction. */
export class FindingTexts {
  readonly #connection: Connection;
  readonly #numbers: Map<string, number>;
  /** How many texts were made for a rule. */
  readonly #made = new Map<string, number>();

  constructor(connection: Connection) {
    this.#connection = connection;
    const rows = connection.db.prepare<[], [string, number]>("SELECT text, id FROM text_row").raw().all();
    this.#numbers = new Map(rows);
  }

  /** The number of the text that gives the fix of the finding for its subject, else the fix itself. */
  share({ fix, rule, subject: { id, name } }: SharedFinding): number | string {
    if (id === "" || name === "" || [fix, id, name].some(hasMark)) return fix;
    const text = fix.replaceAll(id, ID_MARK).replaceAll(name, NAME_MARK);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const made = this.#made.get(rule) ?? 0;
    if (made >= MOST_OF_RULE || this.#numbers.size >= MOST_TEXTS) return fix;
    this.#made.set(rule, made + 1);
    const insert = this.#connection.db.prepare("INSERT INTO text_row (text) VALUES (?)");
    const number = Number(insert.run(text).lastInsertRowid);
    this.#numbers.set(text, number);
    return number;
  }
}

function hasMark(text: string): boolean {
  return text.includes(ID_MARK) || text.includes(NAME_MARK);
}
