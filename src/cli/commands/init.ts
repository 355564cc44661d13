// nhi init: detect what this machine can reach and write nhi.yaml.
import type { Command } from "commander";
import { withExamples } from "../help.js";
import { addGeneralOptions, type CommonFlags } from "../options.js";
import type { SetExit } from "../set-exit.js";
import { createTerminal } from "../terminal.js";

interface InitFlags extends Pick<CommonFlags, "color"> {
  readonly force?: boolean;
  readonly print?: boolean;
}

const EXAMPLES = `Examples:
  nhi init
  nhi init --print`;

/** Adds `nhi init`, which writes nhi.yaml and replaces one only when told to. */
export function registerInit(program: Command, setExit: SetExit): void {
  const command = program
    .command("init")
    .summary("detect what this machine can reach and write nhi.yaml")
    .description("Detects what this machine can reach and writes a commented nhi.yaml into this folder.")
    .option("--print", "print it instead of writing it")
    .option("--force", "replace an existing nhi.yaml")
    .action(async (flags: InitFlags) => {
      const { init } = await import("../../app/init.js");
      setExit(await init({ force: flags.force ?? false, print: flags.print ?? false }, createTerminal(flags)));
    });
  withExamples(addGeneralOptions(command), EXAMPLES);
}
