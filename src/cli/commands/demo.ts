// nhi demo: a scan of the built-in fixtures, nothing to set up.
import type { Command } from "commander";
import { addReportOptions, type CommonFlags } from "../options.js";
import type { SetExit } from "../program.js";
import { createTerminal } from "../terminal.js";

export function registerDemo(program: Command, setExit: SetExit): void {
  const command = program
    .command("demo")
    .summary("scan a small made-up company with a fixed clock")
    .description("Scans the built-in company acme, recorded API answers with a fixed clock; exits 0.")
    .option("--quiet", "no progress, only warnings and the report")
    .option("--verbose", "say more on stderr")
    .option("--color <when>", "colour of the output: auto, always, never", "auto");
  addReportOptions(command).action(async (flags: CommonFlags) => {
    const { demo } = await import("../../app/demo.js");
    setExit(await demo(flags, createTerminal(flags)));
  });
}
