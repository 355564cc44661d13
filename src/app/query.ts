// nhi query: one read-only statement over the documented views.
import { openEstate } from "./estate.js";
import { type OutRow, writeRows } from "./rows-out.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";

/** Prints the rows of the statement; exit code 0. Refused statements are a UsageError of the store. */
export async function query(settings: Settings, sql: string, format: string, terminal: Terminal): Promise<number> {
  const { store } = await openEstate(settings, terminal);
  try {
    const { columns, rows } = store.query(sql);
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
