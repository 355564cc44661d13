// What a scan left in its database: rows by table and bytes on disk.
import { existsSync, statSync } from "node:fs";
import Database from "better-sqlite3";

export interface DatabaseState {
  readonly rows: ReadonlyMap<string, number>;
  /** Database and write-ahead log together. */
  readonly bytes: number;
}

export function databaseState(file: string): DatabaseState {
  const bytes = [file, `${file}-wal`].filter(existsSync).reduce((sum, path) => sum + statSync(path).size, 0);
  const database = new Database(file, { readonly: true });
  try {
    const tables = database
      .prepare<[], { name: string }>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
      )
      .all();
    const rows = tables.map(({ name }): [string, number] => {
      const count = database.prepare<[], { n: number }>(`SELECT count(*) AS n FROM "${name}"`).get();
      return [name, count?.n ?? 0];
    });
    return { rows: new Map(rows), bytes };
  } finally {
    database.close();
  }
}

/** Tables that gained or lost rows, as `node +3`. */
export function rowChanges(before: DatabaseState, after: DatabaseState): string[] {
  return [...after.rows]
    .map(([table, count]): [string, number] => [table, count - (before.rows.get(table) ?? 0)])
    .filter(([, change]) => change !== 0)
    .map(([table, change]) => `${table} ${change > 0 ? "+" : ""}${change}`);
}
