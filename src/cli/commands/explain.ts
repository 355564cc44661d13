// nhi explain: a finding, a rule, an identity or a credential in full.
import { type Command, Option } from "commander";
import { withExamples } from "../help.js";
import { addReadOptions, type CommonFlags } from "../options.js";
import { addResultOptions, printResult } from "../result.js";
import type { SetExit } from "../set-exit.js";

const FORMATS = ["pretty", "json"] as const;

const EXAMPLES = `Examples:
  nhi explain 7f3a91c2            a finding, as a report names it
  nhi explain AWS-001             a rule
  nhi explain role/site-deploy    an identity, by id, end of the id, or name
  nhi explain role/site-deploy --logs AWSLogs/    with what logs say it did, and what it never used`;

interface Flags extends CommonFlags {
  readonly logs?: string;
}

/** Adds `nhi explain`. It finds out what the id is of; an id of nothing is a usage error. */
export function registerExplain(program: Command, setExit: SetExit): void {
  const command = program
    .command("explain")
    .argument("<id>", "fingerprint of a finding (8 digits do), rule id, or id or name of an identity or credential")
    .summary("a finding, a rule, an identity or a credential in full")
    .description("Says everything about one finding, rule, identity or credential: evidence, reasons, what to do.")
    .addOption(new Option("--rules <dir>", "folder with further rules").argParser((dir: string) => [dir]).default([]))
    .option(
      "--logs <path>",
      "exported logs (CloudTrail, Entra, Azure, GitHub, Google Cloud; JSON, also gzipped), or a folder of them: what it did, and when last",
    );
  withExamples(addResultOptions(command, FORMATS), EXAMPLES);
  addReadOptions(command).action(async (id: string, flags: Flags, self: Command) => {
    const code = await printResult(self, FORMATS, async (format, terminal) => {
      const { explain } = await import("../../app/explain.js");
      const { resolveSettings } = await import("../../app/settings.js");
      return explain(await resolveSettings(flags), { id, format, logs: flags.logs }, terminal);
    });
    setExit(code);
  });
}
