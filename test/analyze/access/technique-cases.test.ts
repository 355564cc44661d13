// The cases that techniques carry, with that technique alone: a case that is found is found for sure, the near misses are not,
// not even perhaps, and of what makes a case nothing is there for show.
import { describe, expect, test } from "vitest";
import { loadTechniques } from "../../../src/catalog/techniques.js";
import { answerOf } from "./technique-account.js";

const techniques = await loadTechniques("rules/techniques");

describe.each(techniques.map((technique) => [technique.id, technique] as const))("%s", (_id, technique) => {
  const cases = technique.cases ?? [];

  test("has cases both ways", () => {
    expect(new Set(cases.map(({ found }) => found))).toEqual(new Set([true, false]));
  });

  test.each(cases.map((one) => [one.name, one] as const))("%s", (_name, { statements, found }) => {
    expect(answerOf(technique, statements)).toBe(found ? "met" : "no");
  });

  test("needs every action of the cases that are found", () => {
    for (const { name, statements } of cases.filter(({ found }) => found)) {
      for (const [dropped, without] of withoutOneAction(statements))
        expect([name, dropped, answerOf(technique, without)]).toEqual([name, dropped, "no"]);
    }
  });
});

type Statements = readonly { readonly [element: string]: unknown }[];

/** The statements without each of their actions. */
function withoutOneAction(statements: Statements): [dropped: string, Statements][] {
  return statements.flatMap((statement, index) => {
    const actions = [statement["Action"]].flat().map(String);
    return actions.map((dropped): [string, Statements] => {
      const rest = actions.filter((action) => action !== dropped);
      return [
        dropped,
        statements.flatMap((one, at) => (at !== index ? [one] : rest.length > 0 ? [{ ...one, Action: rest }] : [])),
      ];
    });
  });
}
