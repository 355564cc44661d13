// Which data sets add to nodes of others: of most an estate has none, and a look at each row would be for nothing.
import type { Database } from "better-sqlite3";

/** Names of the data sets that have open supplements. Within `read`. */
export function supplementingDataSets(db: Database): ReadonlySet<string> {
  const names = db.prepare<[], string>(
    `SELECT name FROM data_set_row d WHERE EXISTS
    (SELECT 1 FROM supplement_row s WHERE s.data_set = d.id AND s.closed_in IS NULL)`,
  );
  return new Set(names.pluck().all());
}
