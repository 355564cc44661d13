// The commander program: every command by name. Each command file loads its work only when it is run.
import { Command } from "commander";
import { VERSION } from "../model/version.js";
import { registerBaseline } from "./commands/baseline.js";
import { registerCompletion } from "./commands/completion.js";
import { registerDemo } from "./commands/demo.js";
import { registerDoctor } from "./commands/doctor.js";
import { registerExplain } from "./commands/explain.js";
import { registerExport } from "./commands/export.js";
import { registerInit } from "./commands/init.js";
import { registerInventory } from "./commands/inventory.js";
import { registerPermissions } from "./commands/permissions.js";
import { registerQuery } from "./commands/query.js";
import { registerRules } from "./commands/rules.js";
import { registerCheck, registerCollect, registerScan } from "./commands/scan.js";

/** Called by a command with the exit code that its answer means. */
export type SetExit = (code: number) => void;

const FIRST_STEPS = `
First steps:
  nhi demo                     a scan of a small made-up company, nothing to set up
  nhi scan aws                 crawl an AWS account (read-only) and report
  nhi scan --bundle FILE       the same on recorded answers, such as
                               aws iam get-account-authorization-details > FILE
  nhi inventory --privileged   every identity that is admin, with owner, age and credentials
  nhi explain ID               a finding, a rule or an identity in full
`;

/** Builds the program; exit codes of answers go to setExit, usage errors are thrown as commander's own. `completing` leaves `completion` to the completion library. */
export function buildProgram(setExit: SetExit, completing = false): Command {
  const program = new Command("nhi")
    .description("Finds non-human identities, who can become whom, and what to do about it. Read-only.")
    .version(VERSION, "-V, --version")
    .showSuggestionAfterError(true)
    .showHelpAfterError("(nhi --help lists the commands)")
    .configureHelp({ sortSubcommands: false })
    .exitOverride()
    .addHelpText("before", FIRST_STEPS.trimStart());
  for (const register of [
    registerScan,
    registerCollect,
    registerCheck,
    registerInventory,
    registerExplain,
    registerQuery,
    registerRules,
    registerBaseline,
    registerExport,
    registerInit,
    registerDoctor,
    registerPermissions,
    registerDemo,
  ]) {
    register(program, setExit);
  }
  if (!completing) registerCompletion(program);
  program.action(() => {
    program.outputHelp();
  });
  return program;
}
