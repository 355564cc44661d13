// nhi doctor: which sources answer, and what each missing permission costs in rules.
import { type Command, Option } from "commander";
import { withExamples } from "../help.js";
import { addReadOptions, type CommonFlags } from "../options.js";
import type { SetExit } from "../program.js";
import { createTerminal } from "../terminal.js";

const EXAMPLES = `Examples:
  nhi doctor               the sources of nhi.yaml, else what this machine can reach
  nhi doctor aws:audit     one source`;

export function registerDoctor(program: Command, setExit: SetExit): void {
  const command = program
    .command("doctor")
    .argument("[source...]", "sources to ask (default: of nhi.yaml, else what is detected)")
    .summary("which sources answer, and what each missing permission costs in rules")
    .description("Asks each source who we are, says what could not be read and which rules that costs.")
    .addOption(new Option("--format <format>", "what stdout gets").choices(["pretty", "json"]).default("pretty"));
  withExamples(command, EXAMPLES);
  addReadOptions(command).action(async (sources: string[], flags: CommonFlags) => {
    const { doctor } = await import("../../app/doctor.js");
    const { resolveSettings } = await import("../../app/settings.js");
    setExit(await doctor(await resolveSettings(flags, sources), flags.format ?? "pretty", createTerminal(flags)));
  });
}
