// nhi inventory: every principal with owner, age, last use, credentials, admin.
import type { Command } from "commander";
import { withExamples } from "../help.js";
import { addReadOptions, type CommonFlags } from "../options.js";
import { addResultOptions, printResult } from "../result.js";
import type { SetExit } from "../set-exit.js";

interface InventoryFlags extends CommonFlags {
  readonly privileged?: boolean;
  readonly scope?: string;
  readonly type?: string;
  readonly owner?: string;
}

const FORMATS = ["pretty", "json", "jsonl", "csv"] as const;

const EXAMPLES = `Examples:
  nhi inventory --privileged              who is admin or can become it
  nhi inventory --output identities.csv   every identity with every fact`;

/** Adds `nhi inventory`: exit code 3 when a source failed, and identities may be missing. */
export function registerInventory(program: Command, setExit: SetExit): void {
  const command = program
    .command("inventory")
    .summary("every identity: owner, age, last use, credentials, admin")
    .description("Lists every principal with owner, age, last use, credentials and whether it is admin.")
    .option("--privileged", "only those that are admin or reach it, by reach")
    .option("--scope <id>", "only this scope, e.g. aws:111122223333")
    .option("--type <type>", "only this type, e.g. aws.iam-role")
    .option("--owner <name>", "only what this owner has, as the list names them");
  withExamples(addResultOptions(command, FORMATS), EXAMPLES);
  addReadOptions(command).action(async (flags: InventoryFlags, self: Command) => {
    const code = await printResult(self, FORMATS, async (format, terminal) => {
      const { inventory } = await import("../../app/inventory.js");
      const { resolveSettings } = await import("../../app/settings.js");
      return inventory(await resolveSettings(flags), { ...flags, format }, terminal);
    });
    setExit(code);
  });
}
