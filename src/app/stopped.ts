// What is said of a run that a signal ended: what is kept, and how to go on.
import type { ScanOptions } from "./scan-options.js";
import type { Settings } from "./settings.js";

/** One line for stderr. */
export function stoppedLine({ db }: Pick<Settings, "db">, kind: ScanOptions["kind"]): string {
  if (kind === "demo") return "nhi: stopped.";
  if (db === ":memory:") {
    return "nhi: stopped. Nothing is kept: this run had its database in memory (--db FILE keeps it).";
  }
  return kind === "check"
    ? `nhi: stopped. What was read before is all in ${db}; the same command judges it.`
    : `nhi: stopped. What was read is kept in ${db}; the same command goes on where it stopped.`;
}
