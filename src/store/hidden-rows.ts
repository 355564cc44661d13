// Lists of the visible rows that do not count because a better one says the same (views/current.ts says which), worked out
// once after each change of the graph: comparing at each row of each query costs as much as reading it.
import type { Database, Statement } from "better-sqlite3";
import { BEST_FIRST, visible } from "./views/current.js";

/**
 * Only keys with several visible rows have anything to compare; most databases have none. Their rows are put in order once: to
 * look for a better one at each row costs the square of what a thousand projects say of the same role.
 */
function listSql(list: string, table: string, key: string, sameKey: string): string {
  return `DELETE FROM temp.${list};
    INSERT INTO temp.${list} SELECT row FROM (
      SELECT n.row, row_number() OVER (PARTITION BY ${sameKey} ORDER BY ${BEST_FIRST}) AS place
      FROM ${table} n CROSS JOIN data_set_row d ON d.id = n.data_set
      WHERE n.${key} IN (SELECT ${key} FROM ${table} WHERE closed_in IS NULL GROUP BY ${key} HAVING count(*) > 1)
        AND ${visible("n")}
    ) WHERE place > 1;`;
}

const FILL =
  listSql("hidden_node", "node_row", "id", "n.id") +
  listSql("hidden_supplement", "supplement_row", "node", "n.node, d.name");

export class HiddenRows {
  readonly #db: Database;
  /** Undefined when no other process may write to the database. */
  readonly #dataVersion: Statement<[], number> | undefined;
  /** Undefined: to be worked out. */
  #version: number | undefined;
  #refreshes = 0;

  /** `isShared`: another process may write to the database. */
  constructor(db: Database, isShared: boolean) {
    this.#db = db;
    // A statement of its own: it may run while rows are being read.
    this.#dataVersion = isShared ? db.prepare<[], number>("PRAGMA data_version").pluck() : undefined;
    // Statements that name them are prepared before anything is read.
    db.exec(`PRAGMA temp_store = MEMORY;
      CREATE TEMP TABLE hidden_node (row INTEGER PRIMARY KEY);
      CREATE TEMP TABLE hidden_supplement (row INTEGER PRIMARY KEY);`);
  }

  /** Another number after each change of the graph. */
  get version(): number {
    return this.#refreshes;
  }

  /** The graph has changed, or may have. */
  forget(): void {
    this.#version = undefined;
  }

  /** Whether the lists are those of the database as the next query, or one that is being read, sees it. */
  areFresh(): boolean {
    return this.#version !== undefined && this.#version === this.#databaseVersion();
  }

  /** Works the lists out unless they are fresh. Not while rows are being read, which they then are. */
  refresh(): void {
    if (this.areFresh()) return;
    // Before the lists: what changes while they are made is seen the next time.
    const version = this.#databaseVersion();
    this.#db.exec(FILL);
    this.#version = version;
    this.#refreshes++;
  }

  /** A number that changes when another connection has committed; within one read it stays. */
  #databaseVersion(): number {
    return this.#dataVersion?.get() ?? 0;
  }
}
