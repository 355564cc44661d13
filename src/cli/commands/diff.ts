// nhi diff: what changed since the last scan, or between two of them.
import { type Command, Option } from "commander";
import { SEVERITIES } from "../../model/words.js";
import { DIFF_FORMATS } from "../../report/diff-formats.js";
import { withExamples } from "../help.js";
import { addReadOptions, type CommonFlags } from "../options.js";
import { addResultOptions, printResult } from "../result.js";
import type { SetExit } from "../set-exit.js";

const EXAMPLES = `Examples:
  nhi diff                         the last scan against the one before
  nhi diff 2026-11-01              against what was known on that day
  nhi diff 12 15                   two runs, as nhi query "select * from run"
                                   numbers them
  nhi diff last-week.db today.db   the latest state of two databases
  nhi diff last-week.db today.db --fail-on high
                                   for a pipeline: exit 1 for a new finding
  nhi diff october/ today/         two recordings, without a database

Scans are in the order in which they were made, whatever their clock said (--now, a recording). A time names the last
scan of that time or before; where several are of one time, the number of a run names each.

Of databases and recordings the same rules judge both, so new and resolved findings are listed too, of rules about
change as well. Databases with different join keys are compared by what has a name or an id; whether a secret has the
same value is then not known.

Exit code: 0 all was compared, 1 a new finding at or over --fail-on, 3 something was read well at one of the times only`;

/**
 * Adds `nhi diff`: exit code 1 for a new finding at or over --fail-on, 3 where something was read well at one of the times only.
 */
export function registerDiff(program: Command, setExit: SetExit): void {
  const command = program
    .command("diff")
    .argument("[a]", "a time, number of a run, previous, a database, or a recording (default: the scan before)")
    .argument("[b]", "likewise; latest when left out")
    .summary("what changed between two scans: control gained, trusts widened, new keys")
    .description(
      "Compares two scans over what both of them read whole: who gained or lost control, which trusts let in more, what came and went. What could not be compared is listed by name.",
    )
    .addOption(
      new Option("--fail-on <level>", "exit 1 for new findings of this severity and above (default: none)").choices([
        ...SEVERITIES,
        "none",
      ]),
    );
  withExamples(addResultOptions(command, DIFF_FORMATS), EXAMPLES);
  addReadOptions(command).action(
    async (a: string | undefined, b: string | undefined, flags: CommonFlags, self: Command) => {
      const code = await printResult(self, DIFF_FORMATS, async (format, terminal) => {
        const { diff } = await import("../../app/diff.js");
        const { resolveSettings } = await import("../../app/settings.js");
        return diff(await resolveSettings(flags), { a, b, format, failOn: flags.failOn ?? "none" }, terminal);
      });
      setExit(code);
    },
  );
}
