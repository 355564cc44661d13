// The commander program: every command by name. Each command file loads its work only when it is run.
import { Command } from "commander";
import { didYouMean } from "../model/nearest.js";
import { VERSION } from "../model/version.js";
import { terminalText } from "../report/escape.js";
import { takeAnyCase } from "./any-case.js";
import { registerBaseline } from "./commands/baseline.js";
import { registerBoundary } from "./commands/boundary.js";
import { registerCan } from "./commands/can.js";
import { registerCompletion } from "./commands/completion.js";
import { registerDemo } from "./commands/demo.js";
import { registerDiff } from "./commands/diff.js";
import { registerDoctor } from "./commands/doctor.js";
import { registerExplain } from "./commands/explain.js";
import { registerExplore } from "./commands/explore.js";
import { registerExport } from "./commands/export.js";
import { registerHelp } from "./commands/help.js";
import { registerInit } from "./commands/init.js";
import { registerInventory } from "./commands/inventory.js";
import { registerPaths } from "./commands/paths.js";
import { registerPermissions } from "./commands/permissions.js";
import { registerPlan } from "./commands/plan.js";
import { registerQuery } from "./commands/query.js";
import { registerRules } from "./commands/rules.js";
import { registerCheck, registerCollect, registerScan } from "./commands/scan.js";
import { registerWhoCan } from "./commands/who-can.js";
import { HELP, helpColumns, USAGE_OUTPUT, withExamples } from "./help.js";
import { fitHelp } from "./help-layout.js";
import { nameOwnHelp } from "./own-help.js";
import type { SetExit } from "./set-exit.js";

const FIRST_STEPS = `First steps:
  nhi demo                     a made-up company, nothing to set up
  nhi scan aws                 crawl an AWS account (read-only) and report
  nhi scan --bundle FILE       the same on recorded answers, such as
                               aws iam get-account-authorization-details > FILE
  nhi inventory --privileged   who is admin, or can become it
  nhi explain ID               a finding, a rule or an identity in full
`;

type Register = (program: Command, setExit: SetExit) => void;

/** What adds each command, in the order of the help. */
const COMMANDS: { readonly [name: string]: Register } = {
  scan: registerScan,
  collect: registerCollect,
  check: registerCheck,
  inventory: registerInventory,
  explain: registerExplain,
  explore: registerExplore,
  paths: registerPaths,
  can: registerCan,
  "who-can": registerWhoCan,
  diff: registerDiff,
  plan: registerPlan,
  boundary: registerBoundary,
  query: registerQuery,
  rules: registerRules,
  baseline: registerBaseline,
  export: registerExport,
  init: registerInit,
  doctor: registerDoctor,
  permissions: registerPermissions,
  demo: registerDemo,
  completion: registerCompletion,
  help: registerHelp,
};

/**
 * Builds the program; exit codes of answers go to setExit, usage errors are thrown as commander's own. Of the commands it has
 * only `named`, if that is one: making all of them takes a third as long as node itself.
 */
export function buildProgram(setExit: SetExit, named?: string): Command {
  // Help speaks of all of them.
  const alone =
    named === undefined || named === "help" || !Object.hasOwn(COMMANDS, named) ? undefined : COMMANDS[named];
  const wanted = alone === undefined ? Object.values(COMMANDS) : [alone];
  const program = new Command("nhi")
    .description("Finds non-human identities, who can become whom, and what to do about it. Read-only.")
    .version(VERSION, "-V, --version")
    .showSuggestionAfterError(true)
    .showHelpAfterError("     nhi --help lists the commands, nhi COMMAND --help their options")
    .configureHelp(HELP)
    .configureOutput(USAGE_OUTPUT)
    .helpOption("-h, --help", "this help")
    .helpCommand(false)
    .exitOverride();
  withExamples(program, FIRST_STEPS);
  for (const register of wanted) register(program, setExit);
  takeAnyCase(program);
  nameOwnHelp(program);
  // whether a command is unknown is said before its options are looked at, which only a command knows
  program
    .allowExcessArguments()
    .allowUnknownOption()
    .action(() => {
      const [word, ...rest] = program.args;
      if (word === undefined)
        return void process.stdout.write(fitHelp(`${FIRST_STEPS}\nnhi --help lists all commands.\n`, helpColumns()));
      program.error(`error: ${noCommand(word, rest, Object.keys(COMMANDS))}`);
    });
  return program;
}

function noCommand(word: string, rest: readonly string[], names: readonly string[]): string {
  const shown = terminalText(word);
  if (!word.startsWith("-")) return `unknown command "${shown}"${didYouMean(word, names)}`;
  const command = rest.find((one) => names.includes(one));
  if (command === undefined) return `unknown option "${shown}"${didYouMean(word, ["--version", "--help"])}`;
  return `unknown option "${shown}" before the command; options come after it: nhi ${command} ${shown} ...`;
}
