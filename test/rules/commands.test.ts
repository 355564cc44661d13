// Texts of rules name commands that there are: what a fix says can be typed.
import { expect, test } from "vitest";
import { loadRules } from "../../src/catalog/load-rules.js";
import { buildProgram } from "../../src/cli/program.js";
import { checkExpressions } from "../../src/evaluate/check-expressions.js";

const rules = await loadRules("rules", "built-in", checkExpressions);
const known = new Set(buildProgram(() => undefined).commands.map((command) => command.name()));

/** Commands of nhi in backticks, and on lines that hold nothing else. */
function commandsIn(text: string): string[] {
  return [...text.matchAll(/(?:`|^\s*)nhi ([a-z][a-z-]*)/gm)].map(([, name]) => name ?? "");
}

test("every command of nhi that a rule names is one", () => {
  const named = rules.flatMap(({ id, why, fix, false_positives: wrong }) =>
    [why, fix, wrong].flatMap(commandsIn).map((name) => ({ id, name })),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ name }) => !known.has(name))).toEqual([]);
});
