// Keeps each text once, by its content hash.
import type { Statement } from "better-sqlite3";
import type { GraphDocument } from "../../model/batch.js";
import type { Connection } from "../connection.js";

export class DocumentWriter {
  readonly #connection: Connection;
  readonly #find: Statement<[string], number | null>;
  readonly #insert: Statement;
  readonly #unmark: Statement;
  /** Hashes that are there, while the index that would tell is not. */
  #known: Set<string> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#find = connection.db
      .prepare<[string], number | null>("SELECT opened_in FROM document_row WHERE hash = ?")
      .pluck();
    this.#insert = connection.db.prepare("INSERT INTO document_row (hash, type, text, opened_in) VALUES (?, ?, ?, ?)");
    this.#unmark = connection.db.prepare("UPDATE document_row SET opened_in = ? WHERE hash = ?");
  }

  /** Writes a text unless it is there. Within a transaction. */
  write({ hash, type, text }: GraphDocument, snapshot: number): void {
    if (this.#connection.isLoading()) {
      this.#known ??= new Set(this.#connection.db.prepare<[], string>("SELECT hash FROM document_row").pluck().all());
      if (this.#known.has(hash)) return;
      this.#known.add(hash);
    } else {
      this.#known = undefined;
      const openedIn = this.#find.get(hash);
      // A text that only an abandoned snapshot had brought is wanted again.
      if (openedIn === null) this.#unmark.run(snapshot, hash);
      if (openedIn !== undefined) return;
    }
    this.#insert.run(hash, type, text, snapshot);
  }

  /** After a transaction that failed: what is there is read again. */
  forget(): void {
    this.#known = undefined;
  }
}
