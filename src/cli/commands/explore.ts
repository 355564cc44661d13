// nhi explore: identities, findings, paths and gaps in a terminal.
import { type Command, Option } from "commander";
import { UsageError } from "../../model/errors.js";
import { SEVERITIES } from "../../model/words.js";
import { withExamples } from "../help.js";
import { addReadOptions, addTo, type CommonFlags } from "../options.js";
import type { SetExit } from "../set-exit.js";
import { createTerminal } from "../terminal.js";

const EXAMPLES = `Examples:
  nhi explore                                 what the last scans found
  nhi explore --bundle fixtures/acme          a recording
  nhi explore --severity high                 findings from high on

Keys: / search, enter open, p s o r filter, w waive (writes nhi.yaml), ? help, q quit`;

/** Adds `nhi explore`, which takes a terminal to draw on and loads what draws only then. */
export function registerExplore(program: Command, setExit: SetExit): void {
  const command = program
    .command("explore")
    .summary("look around in a terminal: findings, identities, paths, gaps")
    .description("Findings, identities, paths and what was not seen, to search, filter and follow in a terminal.")
    .option("--rules <dir>", "folder with further rules", addTo, [])
    .addOption(new Option("--severity <level>", "findings of this severity and above").choices([...SEVERITIES]));
  withExamples(command, EXAMPLES);
  addReadOptions(command).action(async (flags: CommonFlags) => {
    if (!process.stdin.isTTY || !process.stdout.isTTY || process.env["TERM"] === "dumb") {
      throw new UsageError(
        "nhi explore draws on a terminal, and this is none; nhi check, nhi inventory and nhi paths print the same",
      );
    }
    const { resolveSettings } = await import("../../app/settings.js");
    const { openExplorer } = await import("../../app/explore/index.js");
    const terminal = createTerminal(flags);
    const explorer = await openExplorer(await resolveSettings(flags), terminal);
    terminal.settle();
    try {
      const { runExplorer } = await import("../explore/index.js");
      await runExplorer(explorer, terminal.color, process);
      setExit(0);
    } finally {
      explorer.close();
    }
  });
}
