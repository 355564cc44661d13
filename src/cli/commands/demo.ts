// nhi demo: a scan of the built-in fixtures, nothing to set up.
import { type Command, InvalidArgumentError, Option } from "commander";
import { breachNames } from "../../app/breaches.js";
import { didYouMean } from "../../model/nearest.js";
import { withExamples } from "../help.js";
import { addGeneralOptions, addReportOptions, type CommonFlags, reportTargets } from "../options.js";
import type { SetExit } from "../set-exit.js";
import { createTerminal } from "../terminal.js";

const EXAMPLES = `Examples:
  nhi demo
  nhi demo --severity high --format markdown
  nhi demo --drift            what changed in it within twelve days, as findings
  nhi demo --breach unc6426   what was there before a breach that was published`;

interface DemoFlags extends CommonFlags {
  readonly drift?: boolean;
  readonly breach?: string;
}

/** Adds `nhi demo`. Its clock is that of the fixtures: it says the same on every day. */
export function registerDemo(program: Command, setExit: SetExit): void {
  const command = program
    .command("demo")
    .summary("scan a small made-up company, or a published breach, with a fixed clock")
    .description(
      "Scans the built-in company acme, or what was there before a breach that was published: recorded API answers with a fixed clock; exits 0.",
    );
  withExamples(command, EXAMPLES);
  const breaches = breachNames();
  command
    .option("--drift", "scan it as it was twelve days before, too: rules about drift have something to compare")
    .addOption(
      // A parser of one's own takes the place of the one that knows the choices.
      new Option("--breach <name>", "scan what was there before this breach instead")
        .choices(breaches)
        .argParser((name) => toBreach(name, breaches))
        .conflicts("drift"),
    );
  addGeneralOptions(addReportOptions(command, "none")).action(async (flags: DemoFlags) => {
    const { demo } = await import("../../app/demo.js");
    setExit(await demo({ ...flags, output: reportTargets(flags, "nhi demo") }, createTerminal(flags)));
  });
}

function toBreach(name: string, breaches: readonly string[]): string {
  if (breaches.includes(name)) return name;
  const near = didYouMean(name, breaches);
  throw new InvalidArgumentError(`no such breach${near === "" ? `; one of ${breaches.join(", ")}` : near}`);
}
