// What the build finds out about a rule is what a run would: the same judge, whether it was found out before or not.
import { expect, it } from "vitest";
import { loadCatalog } from "../../src/catalog/catalog.js";
import { BUILT_IN_LIMITS, toViewEnvironment } from "../../src/evaluate/cel/environment.js";
import { makeRegexReady } from "../../src/evaluate/cel/regex.js";
import { toJudge } from "../../src/evaluate/judge.js";
import { prepareRule } from "../../src/evaluate/prepare-rule.js";
import { testRules } from "../../src/evaluate/test-rules.js";
import { contentKey, preparedOf, setContentKey, setPrepared } from "../../src/model/prepared.js";
import { viewNamed } from "../../src/model/views/index.js";

const { rules } = await loadCatalog();
const prepared = rules.map((rule) => {
  const copy = { ...rule };
  const found = prepareRule(rule);
  if (found !== undefined) setPrepared(copy, found);
  return copy;
});

it("every rule with conditions is prepared, and its judge looks at the same columns and data sets", () => {
  makeRegexReady();
  rules.forEach((rule, index) => {
    const copy = prepared[index] ?? rule;
    const view = viewNamed(rule.from);
    expect(preparedOf(copy) !== undefined, rule.id).toBe(rule.path === undefined);
    if (view === undefined || rule.path !== undefined) return;
    const shared = toViewEnvironment(view, BUILT_IN_LIMITS);
    const { judge: _one, texts, ...whole } = toJudge(rule, shared);
    const { judge: _other, texts: later, ...early } = toJudge(copy, shared);
    expect({ ...early, texts: later() }).toEqual({ ...whole, texts: texts() });
  });
});

it("every case of every rule holds, as it does of the rule in the source tree", () => {
  const results = testRules(prepared);
  expect(results.filter(({ problem }) => problem !== undefined)).toEqual([]);
  expect(results.length).toBeGreaterThan(rules.length);
});

it("regular expressions are told of where there are some, and nowhere else", () => {
  const told = prepared.filter((rule) => preparedOf(rule)?.hasRegex === true).map(({ id }) => id);
  const having = rules.filter((rule) =>
    /\.matches\(/.test(JSON.stringify([rule.when, rule.unless, rule.severity_when])),
  );
  expect(told).toEqual(having.map(({ id }) => id));
  expect(told.length).toBeGreaterThan(0);
});

it("a rule with another threshold is not the one that was prepared", () => {
  const [rule] = prepared;
  if (rule === undefined) throw new Error("no rule");
  setContentKey(rule, "as the build says");
  const changed = { ...rule, params: { days: { kind: "value" as const, value: 1 } } };
  expect(preparedOf(changed)).toBeUndefined();
  expect(contentKey(rule)).toBe("as the build says");
  expect(contentKey(changed)).not.toBe(contentKey(rule));
  expect(contentKey({ ...changed })).toBe(contentKey(changed));
});
