// nhi scan --dry-run: the scopes and calls that would be made; nothing is called.
import type { Collector } from "../model/collector.js";
import { UsageError } from "../model/errors.js";
import { counted } from "../report/count.js";
import type { OutputOptions } from "./output.js";
import { resultToFile } from "./result-file.js";
import { type OutColumn, writeRows } from "./rows-out.js";
import type { Terminal } from "./terminal.js";

const COLUMNS: readonly OutColumn[] = [
  { key: "scope", title: "SCOPE" },
  { key: "call", title: "CALL" },
  { key: "count", title: "TIMES" },
];
const DATA_SET: OutColumn = { key: "dataSet", title: "DATA SET" };
const FORMATS: readonly string[] = ["pretty", "json", "csv"];

/** Writes the plan of every source as a table, JSON or CSV, to stdout or where reports would go. */
export async function dryRun(
  collectors: readonly Collector[],
  { format = "pretty", outputs }: OutputOptions,
  terminal: Terminal,
): Promise<number> {
  const targets = outputs.length > 0 ? outputs : [{ format, file: "-" }];
  for (const one of targets) refuseOther(one.format);
  const planned = (await Promise.all(collectors.map((collector) => collector.plan()))).flat();
  const hasDataSets = planned.some(({ dataSet }) => dataSet !== undefined);
  const columns = hasDataSets ? [...COLUMNS, DATA_SET] : COLUMNS;
  const rows = planned.map(({ scope, call, count, dataSet }) => ({
    scope,
    call,
    count,
    ...(hasDataSets ? { dataSet: dataSet ?? "" } : {}),
  }));
  const keys = columns.map(({ key }) => key);
  for (const target of targets) {
    const write = async (to: Terminal): Promise<number> => {
      await writeRows(rows, columns, keys, target.format, to);
      return 0;
    };
    if (target.file === "-") await write(terminal);
    else await resultToFile(target.file, terminal, write);
  }
  terminal.say(`nhi: ${counted(rows.length, "kind of call", "kinds of calls")} planned, all read-only; none was made`);
  return 0;
}

function refuseOther(format: string): void {
  if (!FORMATS.includes(format)) throw new UsageError(`--dry-run prints ${FORMATS.join(", ")}, not ${format}`);
}
