// nhi rules: list, show and test.
import { existsSync } from "node:fs";
import { addAll } from "../model/add-all.js";
import { UsageError } from "../model/errors.js";
import type { Rule } from "../model/rule.js";
import { counted } from "../report/count.js";
import { indentedJson, terminalText } from "../report/escape.js";
import { rulesInForce } from "./catalog.js";
import { meantRule } from "./near-name.js";
import { writeRows } from "./rows-out.js";
import { ruleLines } from "./rule-text.js";
import type { Terminal } from "./terminal.js";

/** Where the built-in rules are in the source tree. */
const SOURCE_FOLDER = "rules";

/** Every rule, a line each; or as JSON. */
export async function listRules(dirs: readonly string[], format: string, terminal: Terminal): Promise<number> {
  const { rules } = await rulesInForce({ rulesDirs: dirs, params: {} });
  const rows = rules.map((rule) => ({
    id: rule.id,
    severity: rule.severity,
    owasp_nhi: rule.mappings.owasp_nhi.join(" "),
    title: rule.title,
    name: rule.name,
    requires: [...rule.requires],
    source: rule.source,
  }));
  const columns = [
    { key: "id", title: "RULE" },
    { key: "severity", title: "SEVERITY" },
    { key: "owasp_nhi", title: "OWASP" },
    { key: "title", title: "TITLE", shrink: "end" as const, least: 30 },
  ];
  await writeRows(
    rows,
    columns,
    ["id", "name", "severity", "owasp_nhi", "title", "requires", "source"],
    format,
    terminal,
  );
  return 0;
}

/** One rule in full, by id or name. */
export async function showRule(
  id: string,
  dirs: readonly string[],
  format: string,
  terminal: Terminal,
): Promise<number> {
  const { rules } = await rulesInForce({ rulesDirs: dirs, params: {} });
  const rule = findRule(rules, id);
  if (rule === undefined) throw new UsageError(`no rule "${id}"${meantRule(id, rules, "; nhi rules list names them")}`);
  const text = format === "json" ? indentedJson(rule) : ruleLines(rule, terminal.columns ?? 80).join("\n");
  await terminal.out(`${text}\n`);
  return 0;
}

/** A rule by id (any case) or name. */
export function findRule(rules: readonly Rule[], id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id.toUpperCase() || rule.name === id);
}

/** Runs the cases of rule folders; exit code 1 when one does not hold, 2 (RuleError) when a file does not load. */
export async function testRuleFolders(dirs: readonly string[], terminal: Terminal): Promise<number> {
  const { missingCases, testRules } = await import("../evaluate/test-rules.js");
  const rules = await rulesWithCases(dirs);
  const results = testRules(rules);
  const failed = results.filter(({ problem }) => problem !== undefined);
  for (const { rule, kind, name, problem } of failed) {
    terminal.say(`${rule} ${kind} "${terminalText(name)}": ${terminalText(problem ?? "")}`);
  }
  const lacking = rules.flatMap((rule) => missingCases(rule).map((kind) => `${rule.id}: no ${kind} case`));
  for (const line of lacking) terminal.say(line);
  await terminal.out(
    [
      counted(rules.length, "rule"),
      counted(results.length, "case"),
      `${counted(failed.length + lacking.length, "problem")}\n`,
    ].join(", "),
  );
  return failed.length + lacking.length > 0 ? 1 : 0;
}

/** The package carries no cases: built-in rules are tested from the source tree, other folders anywhere. */
async function rulesWithCases(dirs: readonly string[]): Promise<Rule[]> {
  const { loadRules } = await import("../catalog/load-rules.js");
  const { checkExpressions } = await import("../evaluate/check-expressions.js");
  if (dirs.length === 0 && !existsSync(SOURCE_FOLDER)) {
    throw new UsageError("the package carries no cases of the built-in rules; name a folder: nhi rules test DIR");
  }
  const folders = dirs.length > 0 ? dirs : [SOURCE_FOLDER];
  const loaded: Rule[] = [];
  for (const dir of folders) addAll(loaded, await loadRules(dir, "user", checkExpressions));
  return loaded;
}
