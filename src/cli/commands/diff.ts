// nhi diff: what changed since the last scan, or between two of them.
import { type Command, Option } from "commander";
import { DIFF_FORMATS } from "../../report/diff-formats.js";
import { withExamples } from "../help.js";
import { addReadOptions, type CommonFlags } from "../options.js";
import type { SetExit } from "../program.js";
import { createTerminal } from "../terminal.js";

const EXAMPLES = `Examples:
  nhi diff                                    the last scan against the one before
  nhi diff 2026-11-01                         against what was known on that day
  nhi diff 12 15                              two runs (nhi query "select * from run")
  nhi diff recording-october recording-today  two recordings, without a database

Exit code: 0 all was compared, 3 something was read well at one of the times only`;

export function registerDiff(program: Command, setExit: SetExit): void {
  const command = program
    .command("diff")
    .argument("[a]", "a time, number of a run, previous, or a recording (default: the scan before)")
    .argument("[b]", "likewise; latest when left out")
    .summary("what changed between two scans: control gained, trusts widened, new keys")
    .description(
      "Compares two scans over what both of them read whole: who gained or lost control, which trusts let in more, what came and went. What could not be compared is listed by name.",
    )
    .addOption(new Option("--format <format>", "what stdout gets").choices([...DIFF_FORMATS]).default("pretty"));
  withExamples(command, EXAMPLES);
  addReadOptions(command).action(async (a: string | undefined, b: string | undefined, flags: CommonFlags) => {
    const { diff } = await import("../../app/diff.js");
    const { resolveSettings } = await import("../../app/settings.js");
    const format = DIFF_FORMATS.find((name) => name === flags.format) ?? "pretty";
    setExit(await diff(await resolveSettings(flags), { a, b, format }, createTerminal(flags)));
  });
}
