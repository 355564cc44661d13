// nhi query: one read-only SQL statement over the documented views.
import { type Command, Option } from "commander";
import { addReadOptions, type CommonFlags } from "../options.js";
import type { SetExit } from "../program.js";
import { createTerminal } from "../terminal.js";

export function registerQuery(program: Command, setExit: SetExit): void {
  const command = program
    .command("query")
    .argument("<sql>", "one SELECT over the views of docs/data-model.md")
    .summary("one read-only SQL statement over the documented views")
    .description("Runs one read-only SQL statement over the documented views.")
    .addOption(new Option("--format <format>", "what stdout gets").choices(["pretty", "json", "csv"]).default("pretty"))
    .addHelpText(
      "after",
      "\nExample:\n  nhi query \"select name, created_at from identity where type = 'aws.iam-user'\"\n",
    );
  addReadOptions(command).action(async (sql: string, flags: CommonFlags) => {
    const { query } = await import("../../app/query.js");
    const { resolveSettings } = await import("../../app/settings.js");
    setExit(await query(await resolveSettings(flags), sql, flags.format ?? "pretty", createTerminal(flags)));
  });
}
