// nhi plan: what takes the place of each static secret.
import type { Command } from "commander";
import { withExamples } from "../help.js";
import { addReadOptions, type CommonFlags } from "../options.js";
import { addResultOptions, printResult } from "../result.js";
import type { SetExit } from "../set-exit.js";

interface PlanFlags extends CommonFlags {
  readonly out?: string;
  readonly force?: boolean;
}

const FORMATS = ["pretty", "json"] as const;

const EXAMPLES = `Examples:
  nhi plan                         every static secret, most risk first
  nhi plan ci-legacy               the secrets of one identity, with all steps and files
  nhi plan github:acme             those of a scope
  nhi plan --out plan/             trust policies, Terraform and workflow changes as files

nhi applies nothing: it writes texts and files for you to review.`;

/** Adds `nhi plan`. With --out it writes files, and never over one that is there. */
export function registerPlan(program: Command, setExit: SetExit): void {
  const command = program
    .command("plan")
    .argument("[identity]", "id or name of an identity, credential, job, repository or scope")
    .summary("from static secrets to short-lived ones: federation, roles, and the files for it")
    .description("Says for each static secret what takes its place, most risk removed first, or why nothing does.")
    .option("--out <dir>", "write the files into this folder; nothing there is overwritten")
    .option("--force", "with --out: overwrite files of the same names");
  withExamples(addResultOptions(command, FORMATS), EXAMPLES);
  addReadOptions(command).action(async (identity: string | undefined, flags: PlanFlags, self: Command) => {
    const code = await printResult(self, FORMATS, async (format, terminal) => {
      const { plan } = await import("../../app/plan.js");
      const { resolveSettings } = await import("../../app/settings.js");
      const { out, force = false, verbose = false } = flags;
      const wantsText = flags.output !== undefined;
      return plan(await resolveSettings(flags), { identity, out, force, verbose, format, wantsText }, terminal);
    });
    setExit(code);
  });
}
