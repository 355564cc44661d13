// nhi query: one read-only statement over the documented views.
import { openEstate } from "./estate.js";
import { type OutRow, writeRows } from "./rows-out.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";

/** Prints the rows of the statement; exit code 0. Refused statements are a UsageError of the store. */
export async function query(settings: Settings, sql: string, format: string, terminal: Terminal): Promise<number> {
  const { store } = await openEstate(settings, terminal);
  try {
    const { columns: titles, rows } = store.query(sql);
    const columns = uniqueNames(titles);
    const shown = columns.map((key) => ({ key, title: key, shrink: "middle" as const }));
    const records: OutRow[] = [...rows].map((row) =>
      Object.fromEntries(columns.map((key, at) => [key, row[at] ?? null])),
    );
    await writeRows(records, shown, columns, format, terminal);
    terminal.detail(`${records.length} rows`);
    return 0;
  } finally {
    store.close();
  }
}

/** A join often has two columns of one name; the second is `name_2`, so that none is lost. */
function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let count = 2; seen.has(unique) || (unique !== name && taken.has(unique)); count += 1)
      unique = `${name}_${count}`;
    seen.add(unique);
    return unique;
  });
}
