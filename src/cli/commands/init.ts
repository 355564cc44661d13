// nhi init: detect what this machine can reach and write nhi.yaml.
import { type Command, Option } from "commander";
import { withExamples } from "../help.js";
import { addGeneralOptions, type CommonFlags } from "../options.js";
import type { SetExit } from "../set-exit.js";
import { createTerminal } from "../terminal.js";

interface InitFlags extends Pick<CommonFlags, "color"> {
  readonly force?: boolean;
  readonly print?: boolean;
  readonly output?: string;
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
    .addOption(new Option("--print", "print it instead of writing it").conflicts("output"))
    .option("--output <file>", "write it there instead")
    .option("--force", "replace an existing file")
    .action(async (flags: InitFlags) => {
      const { init } = await import("../../app/init.js");
      const { force = false, print = false, output: file } = flags;
      setExit(await init({ force, print, file }, createTerminal(flags)));
    });
  withExamples(addGeneralOptions(command), EXAMPLES);
}
