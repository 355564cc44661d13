// nhi doctor: which sources answer, and what each missing permission costs in rules.
import type { Command } from "commander";
import { withExamples } from "../help.js";
import {
  type AwsFlags,
  addAwsOptions,
  addReadOptions,
  addServerOptions,
  type CommonFlags,
  type ServerFlags,
} from "../options.js";
import { addResultOptions, printResult } from "../result.js";
import type { SetExit } from "../set-exit.js";

interface DoctorFlags extends CommonFlags, AwsFlags, ServerFlags {
  readonly read?: boolean;
}

const FORMATS = ["pretty", "json"] as const;

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
    .option("--read", "read the sources now, into memory only, instead of looking at the last scan");
  withExamples(addResultOptions(command, FORMATS), EXAMPLES);
  addReadOptions(addServerOptions(addAwsOptions(command.optionsGroup("Crawl:")))).action(
    async (sources: string[], flags: DoctorFlags, self: Command) => {
      const code = await printResult(self, FORMATS, async (format, terminal) => {
        const { doctor } = await import("../../app/doctor.js");
        const { resolveSettings } = await import("../../app/settings.js");
        return doctor(await resolveSettings(flags, sources), { format, read: flags.read ?? false }, terminal);
      });
      setExit(code);
    },
  );
}
