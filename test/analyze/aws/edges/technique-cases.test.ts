// The cases that techniques carry, with that technique alone: a case that is found is found for sure, the near misses are not,
// not even perhaps, and of what makes a case nothing is there for show.
import { describe, expect, test } from "vitest";
import { actionDictionary } from "../../../../src/analyze/aws/policy/actions.js";
import type { Technique } from "../../../../src/model/technique.js";
import { shippedTechniques } from "../../../shipped.js";
import { answerOf } from "./technique-account.js";

const techniques = await shippedTechniques();

describe.each(techniques.map((technique) => [technique.id, technique] as const))("%s", (_id, technique) => {
  const cases = technique.cases ?? [];

  test("has cases both ways", () => {
    expect(new Set(cases.map(({ found }) => found !== false))).toEqual(new Set([true, false]));
  });

  test.each(cases.map((one) => [one.name, one] as const))("%s", (_name, { statements, found }) => {
    expect(answerOf(technique, statements)).toBe(found === "unknown" ? found : found ? "met" : "no");
  });

  test("needs every action of the cases that are found", () => {
    for (const { name, statements } of cases.filter(({ found }) => found)) {
      for (const [dropped, without] of withoutOneAction(statements))
        expect([name, dropped, answerOf(technique, without)]).toEqual([name, dropped, "no"]);
    }
  });

  // AWS asks about these without a resource, so a statement that names one says nothing about them; one of all of a type perhaps
  test.each(actionsWithoutResource(technique))("%s on a named resource is no way", (action) => {
    for (const { name, statements } of cases.filter(({ found }) => found)) {
      expect([name, answerOf(technique, nameResourceOf(action, "thing/one", statements))]).toEqual([name, "no"]);
      expect([name, answerOf(technique, nameResourceOf(action, "thing/*", statements))]).toEqual([name, "unknown"]);
    }
  });
});

/** Actions of the technique that the service authorization reference lists without a resource type. */
function actionsWithoutResource({ actions }: Technique): string[] {
  const known = actionDictionary();
  return actions.map(({ action }) => action).filter((action) => !known.hasResources(known.idOf(action) ?? 0));
}

/** The statements with a resource of the action's service named where they allow the action. */
function nameResourceOf(action: string, resource: string, statements: Statements): Statements {
  const [service = ""] = action.split(":");
  return statements.flatMap((statement) => {
    const actions = [statement["Action"]].flat().map(String);
    if (!actions.includes(action)) return [statement];
    const others = actions.filter((other) => other !== action);
    return [
      ...(others.length > 0 ? [{ ...statement, Action: others }] : []),
      { ...statement, Action: action, Resource: `arn:aws:${service}:*:*:${resource}` },
    ];
  });
}

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
