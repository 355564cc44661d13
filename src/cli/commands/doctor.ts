// nhi doctor: which sources answer, and what each missing permission costs in rules.
import { type Command, Option } from "commander";
import { withExamples } from "../help.js";
import {
  type AwsFlags,
  addAwsOptions,
  addReadOptions,
  addServerOptions,
  type CommonFlags,
  type ServerFlags,
} from "../options.js";
import type { SetExit } from "../set-exit.js";
import { createTerminal } from "../terminal.js";

interface DoctorFlags extends CommonFlags, AwsFlags, ServerFlags {
  readonly read?: boolean;
}

const EXAMPLES = `Examples:
  nhi doctor               the sources of nhi.yaml, else what this machine can reach
  nhi doctor aws:audit     one source
  nhi doctor github:octo-org
  nhi doctor --read        before the first scan: what these credentials may not read`;

/**
 * Adds `nhi doctor`, which asks the sources that are named, those of nhi.yaml, or what is detected; exit code 3 when one failed.
 */
export function registerDoctor(program: Command, setExit: SetExit): void {
  const command = program
    .command("doctor")
    .argument("[source...]", "sources to ask (default: of nhi.yaml, else what is detected)")
    .summary("which sources answer, and what each missing permission costs in rules")
    .description(
      "Asks each source who we are, says what the last scan could not read, which rules that costs and what to grant.",
    )
    .addOption(new Option("--format <format>", "what stdout gets").choices(["pretty", "json"]).default("pretty"))
    .option("--read", "read the sources now, into memory only, instead of looking at the last scan");
  withExamples(command, EXAMPLES);
  addReadOptions(addServerOptions(addAwsOptions(command.optionsGroup("Crawl:")))).action(
    async (sources: string[], flags: DoctorFlags) => {
      const { doctor } = await import("../../app/doctor.js");
      const { resolveSettings } = await import("../../app/settings.js");
      const options = { format: flags.format ?? "pretty", read: flags.read ?? false };
      setExit(await doctor(await resolveSettings(flags, sources), options, createTerminal(flags)));
    },
  );
}
