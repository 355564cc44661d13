// nhi demo: a scan of the built-in fixtures, nothing to set up.
import type { Command } from "commander";
import { withExamples } from "../help.js";
import { addGeneralOptions, addReportOptions, type CommonFlags } from "../options.js";
import type { SetExit } from "../program.js";
import { createTerminal } from "../terminal.js";

const EXAMPLES = `Examples:
  nhi demo
  nhi demo --severity high --format markdown
  nhi demo --drift            what changed in it within twelve days, as findings`;

/** Adds `nhi demo`. Its clock is that of the fixtures: it says the same on every day. */
export function registerDemo(program: Command, setExit: SetExit): void {
  const command = program
    .command("demo")
    .summary("scan a small made-up company with a fixed clock")
    .description("Scans the built-in company acme, recorded API answers with a fixed clock; exits 0.");
  withExamples(command, EXAMPLES);
  command.option("--drift", "scan it as it was twelve days before, too: rules about drift have something to compare");
  addGeneralOptions(addReportOptions(command, "none")).action(async (flags: CommonFlags & { drift?: boolean }) => {
    const { demo } = await import("../../app/demo.js");
    setExit(await demo(flags, createTerminal(flags)));
  });
}
