// nhi query: one read-only SQL statement over the documented views.
import { type Command, Option } from "commander";
import { withExamples } from "../help.js";
import { addReadOptions, type CommonFlags } from "../options.js";
import type { SetExit } from "../set-exit.js";
import { createTerminal } from "../terminal.js";

const EXAMPLES = `Examples:
  nhi query                     the views, with what is in them
  nhi query credential          the columns of one
  nhi query "select name, created_at from identity where type = 'aws.iam-user'"
  nhi query "select scope, count(*) as keys from credential where static group by scope" --format csv`;

/** Adds `nhi query`. What is no single reading statement is a usage error. */
export function registerQuery(program: Command, setExit: SetExit): void {
  const command = program
    .command("query")
    .argument("[sql]", "one SELECT over the views; the name of one for its columns; nothing for all views")
    .summary("one read-only SQL statement over the documented views")
    .description("Runs one read-only SQL statement over the documented views, or lists them.")
    .addOption(
      new Option("--format <format>", "what stdout gets").choices(["pretty", "json", "csv"]).default("pretty"),
    );
  withExamples(command, EXAMPLES);
  addReadOptions(command).action(async (sql: string | undefined, flags: CommonFlags) => {
    const { query, views } = await import("../../app/query.js");
    if (sql === undefined || /^\w+$/.test(sql)) {
      setExit(await views(sql, flags.format ?? "pretty", createTerminal(flags)));
      return;
    }
    const { resolveSettings } = await import("../../app/settings.js");
    setExit(await query(await resolveSettings(flags), sql, flags.format ?? "pretty", createTerminal(flags)));
  });
}
