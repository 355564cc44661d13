// nhi query: one read-only SQL statement over the documented views.
import type { Command } from "commander";
import { withExamples } from "../help.js";
import { addReadOptions, type CommonFlags } from "../options.js";
import { addResultOptions, printResult } from "../result.js";
import type { SetExit } from "../set-exit.js";

const FORMATS = ["pretty", "json", "csv"] as const;

const EXAMPLES = `Examples:
  nhi query                     the views, with what is in them
  nhi query credential          the columns of one
  nhi query "select name, created_at from identity where type = 'aws.iam-user'"
  nhi query "select scope, count(*) as keys from credential where static group by scope" --output keys.csv`;

/** Adds `nhi query`. What is no single reading statement is a usage error. */
export function registerQuery(program: Command, setExit: SetExit): void {
  const command = program
    .command("query")
    .argument("[sql]", "one SELECT over the views; the name of one for its columns; nothing for all views")
    .summary("one read-only SQL statement over the documented views")
    .description("Runs one read-only SQL statement over the documented views, or lists them.");
  withExamples(addResultOptions(command, FORMATS), EXAMPLES);
  addReadOptions(command).action(async (sql: string | undefined, flags: CommonFlags, self: Command) => {
    const code = await printResult(self, FORMATS, async (format, terminal) => {
      const { query, views } = await import("../../app/query.js");
      if (sql === undefined || /^\w+$/.test(sql)) return views(sql, format, terminal);
      const { resolveSettings } = await import("../../app/settings.js");
      return query(await resolveSettings(flags), sql, format, terminal);
    });
    setExit(code);
  });
}
