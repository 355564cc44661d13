// nhi rules: list, show and test.
import type { Command } from "commander";
import { didYouMean } from "../../model/nearest.js";
import { terminalText } from "../../report/escape.js";
import { withExamples } from "../help.js";
import { addTo } from "../options.js";
import { addResultOptions, printResult } from "../result.js";
import type { SetExit } from "../set-exit.js";

interface RulesFlags {
  readonly rules: readonly string[];
}

const FORMATS = ["pretty", "json"] as const;
/** Of `test`, which says little on stdout. */
const TEXT = ["pretty"] as const;

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
  addResultOptions(add("list", "every rule with severity and OWASP category"), FORMATS).action(
    async (flags: RulesFlags, self: Command) => {
      const code = await printResult(self, FORMATS, async (format, terminal) => {
        const { listRules } = await import("../../app/rules.js");
        return listRules(flags.rules, format, terminal);
      });
      setExit(code);
    },
  );
  addResultOptions(add("show", "one rule in full", true), FORMATS)
    .argument("[id]", "rule id or name, e.g. AWS-001")
    .action(async (id: string | undefined, flags: RulesFlags, self: Command) => {
      if (id === undefined) return void rules.help({ error: true });
      // Without `show` it may be another command that is meant; ids and names of rules have a hyphen.
      const names = rules.commands.map((command) => command.name());
      if (rules.args[0] === id && !id.includes("-"))
        rules.error(`error: unknown command "${terminalText(id)}"${didYouMean(id, names)}`);
      const code = await printResult(self, FORMATS, async (format, terminal) => {
        const { showRule } = await import("../../app/rules.js");
        return showRule(id, flags.rules, format, terminal);
      });
      setExit(code);
    });
  addResultOptions(add("test", "run the cases that rule files bring along"), TEXT)
    .argument("[dir...]", "folders of rules (default: the built-in rules)")
    .action(async (dirs: string[], flags: RulesFlags, self: Command) => {
      const code = await printResult(self, TEXT, async (_, terminal) => {
        const { testRuleFolders } = await import("../../app/rules.js");
        return testRuleFolders([...dirs, ...flags.rules], terminal);
      });
      setExit(code);
    });
}
