// nhi rules: list, show and test.
import { type Command, Option } from "commander";
import { didYouMean } from "../../model/nearest.js";
import { terminalText } from "../../report/escape.js";
import { withExamples } from "../help.js";
import { addTo } from "../options.js";
import type { SetExit } from "../set-exit.js";
import { createTerminal } from "../terminal.js";

interface RulesFlags {
  readonly rules: readonly string[];
  readonly format: string;
}

const EXAMPLES = `Examples:
  nhi rules list
  nhi rules AWS-013          the same as nhi rules show AWS-013
  nhi rules test my-rules/    runs the cases that the rule files bring along`;

/** Adds `nhi rules` with list, show and test; exit code 1 when `test` has a case that fails, or a rule lacks one. */
export function registerRules(program: Command, setExit: SetExit): void {
  const rules = program
    .command("rules")
    .summary("list, show and test the rules")
    .description("Lists, shows and tests the rules: the built-in ones and those of --rules folders.");
  withExamples(rules, EXAMPLES);
  const add = (name: string, summary: string, isDefault = false) =>
    rules
      .command(name, { isDefault })
      .summary(summary)
      .description(summary)
      .option("--rules <dir>", "folder with further rules (repeatable)", addTo, []);
  const format = () =>
    new Option("--format <format>", "what stdout gets").choices(["pretty", "json"]).default("pretty");
  const terminal = () => createTerminal({ color: "auto" });
  add("list", "every rule with severity and OWASP category")
    .addOption(format())
    .action(async (flags: RulesFlags) => {
      const { listRules } = await import("../../app/rules.js");
      setExit(await listRules(flags.rules, flags.format, terminal()));
    });
  add("show", "one rule in full", true)
    .argument("[id]", "rule id or name, e.g. AWS-001")
    .addOption(format())
    .action(async (id: string | undefined, flags: RulesFlags) => {
      if (id === undefined) return void rules.help({ error: true });
      // Without `show` it may be another command that is meant; ids and names of rules have a hyphen.
      const names = rules.commands.map((command) => command.name());
      if (rules.args[0] === id && !id.includes("-"))
        rules.error(`error: unknown command "${terminalText(id)}"${didYouMean(id, names)}`);
      const { showRule } = await import("../../app/rules.js");
      setExit(await showRule(id, flags.rules, flags.format, terminal()));
    });
  add("test", "run the cases that rule files bring along")
    .argument("[dir...]", "folders of rules (default: the built-in rules)")
    .action(async (dirs: string[], flags: RulesFlags) => {
      const { testRuleFolders } = await import("../../app/rules.js");
      setExit(await testRuleFolders([...dirs, ...flags.rules], terminal()));
    });
}
