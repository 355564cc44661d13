// nhi scan --dry-run: the scopes and calls that would be made; nothing is called.
import type { Collector } from "../model/collector.js";
import { terminalText } from "../report/escape.js";
import { table } from "../report/text.js";
import type { Terminal } from "./terminal.js";

/** Prints the plan of every source. */
export async function dryRun(collectors: readonly Collector[], terminal: Terminal): Promise<number> {
  const planned = (await Promise.all(collectors.map((collector) => collector.plan()))).flat();
  const rows = planned.map(({ scope, call, count }) => [terminalText(scope), call, count]);
  await terminal.out(
    `${table([{ title: "scope" }, { title: "call" }, { title: "times" }], rows, { columns: terminal.columns ?? 200 }).join("\n")}\n`,
  );
  return 0;
}
