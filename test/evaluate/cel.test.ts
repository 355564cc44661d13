// Conditions: what is wrong with them is told with its place, and what they may cost has an end.
import { describe, expect, it } from "vitest";
import { BUILT_IN_LIMITS, toViewEnvironment } from "../../src/evaluate/cel/environment.js";
import { compileExpressions } from "../../src/evaluate/cel/expression.js";
import { checkExpressions } from "../../src/evaluate/check-expressions.js";
import { RuleError } from "../../src/model/errors.js";
import type { Rule } from "../../src/model/rule.js";
import { viewNamed } from "../../src/model/views/index.js";
import { outcome, toKey, toRule } from "./fixture.js";

function problemsOf(when: string, parts: Partial<Rule> = {}): string[] {
  return checkExpressions(toRule({ when, ...parts })).map(
    ({ level, path, start, message }) => `${level} ${path.join(".")}:${start} ${message}`,
  );
}

describe("checks", () => {
  it.each([
    ["credential.agee > days(1)", 'error when:11 unknown column "agee" of credential, did you mean "age"?'],
    ['credential["statu"] == "x"', 'error when:0 unknown column "statu" of credential, did you mean "status"?'],
    ["credential.age > 5", "error when:0 no such overload: google.protobuf.Duration > int"],
    ['credential.static == "yes"', "error when:0 no such overload: bool == string"],
    ["credential.age > params.max", 'error when:24 unknown param "max", did you mean "max_age"?'],
    ["credentials.static", 'error when:0 unknown name "credentials", did you mean "credential"?'],
    ["account.users > 1", 'error when:0 unknown name "account"; known: credential, params, now'],
    ["credential.status", "error when:0 is string, not true or false"],
    ["credential.static &&", "error when:20 Unexpected token: EOF"],
    ["credential == credential", "error when:0 name a field of it: credential.<column>"],
    ['dyn(credential)["status"] == "x"', "error when:4 name a field of it: credential.<column>"],
    ["credential[credential.name] == 1", "error when:0 name a field of it: credential.<column>"],
    ["credential.status.matches(5)", "error when:0 found no matching overload for 'string.matches(int)'"],
    [
      'credential.status.matches("(")',
      "error when:26 not a regular expression of RE2: error parsing regexp: missing closing ): `(`",
    ],
    [
      "has(credential.status) && credential.static",
      'warning when:0 has(status) counts "could not be read" as "is not so"; use the column without has()',
    ],
  ])("%s", (when, expected) => {
    expect(problemsOf(when, { params: { max_age: { kind: "duration", milliseconds: 1, text: "1s" } } })[0]).toBe(
      expected,
    );
  });

  it.each([
    'credential.status == "active" && credential.age > days(90)',
    "has(credential.expires_at) && credential.expires_in < hours(12)",
    'credential.principal_tags.exists(k, k.lower() == "env")',
    'credential.status in ["active", "inactive"]',
  ])("%s is fine", (when) => {
    expect(problemsOf(when)).toEqual([]);
  });

  it("names the severity that is wrong, and lets it ask for unread columns", () => {
    const severity_when = { critical: "credential.agee > days(1)", high: "has(credential.reaches_admin)" };
    expect(problemsOf("credential.static", { severity_when })).toEqual([
      'error severity_when.critical:11 unknown column "agee" of credential, did you mean "age"?',
    ]);
  });

  it("says nothing of path rules and unknown views", () => {
    expect(problemsOf("", { path: { source: "any:internet", target: "admin", edges: [] } })).toEqual([]);
    expect(problemsOf("x", { from: "nothing" })).toEqual([]);
  });
});

describe("functions", () => {
  it.each([
    ['credential.name.glob("k*")', "flagged medium"],
    ['credential.name.glob("k?y")', "flagged medium"],
    ['credential.name.glob("k")', "passed"],
    ['credential.name.upper() == "KEY"', "flagged medium"],
    ['credential.name.matches("^k.y$")', "flagged medium"],
    ['credential.name.matches("e")', "flagged medium"],
    ['credential.name.matches("^e")', "passed"],
    ['credential.name.matches("^ke")', "flagged medium"],
    ['credential.name.matches("^kx?ey$")', "flagged medium"],
    ['credential.name.matches("^kex{0,2}y$")', "flagged medium"],
    ['credential.name.matches("^x|k")', "flagged medium"],
    ['credential.name.matches("^x*k")', "flagged medium"],
    ["days(1) == hours(24)", "flagged medium"],
  ])("%s", (when, expected) => {
    expect(outcome(toRule({ when }), toKey())).toBe(expected);
  });

  it("no form of matches reaches a backtracking engine: each refuses what only that knows", () => {
    const onlyBacktracking = '"(a)\\\\1"';
    for (const when of [
      `credential.name.matches(${onlyBacktracking})`,
      `[credential.name].exists(n, n.matches(${onlyBacktracking}))`,
      `[credential.name].filter(n, n.matches(${onlyBacktracking})).size() > 0`,
      `cel.bind(n, credential.name, n.matches(${onlyBacktracking}))`,
      `credential.name == "x" ? false : credential.name.matches(${onlyBacktracking})`,
      `{"k": credential.name.matches(${onlyBacktracking})}.k`,
    ]) {
      expect(problemsOf(when)[0]).toContain("not a regular expression of RE2");
    }
  });

  it("a pattern that comes from the row is refused at the row", () => {
    const rule = toRule({ when: "credential.name.matches(credential.last4)" });
    expect(outcome(rule, toKey({ last4: "(a)\\1" }))).toMatch(/^not evaluated: when: not a regular expression of RE2/);
    expect(outcome(rule, toKey({ last4: "k(e)y" }))).toBe("flagged medium");
    expect(outcome(rule, toKey({ last4: "x".repeat(1001) }))).toMatch(/longer than 1000/);
  });

  it("a regular expression that would hang a backtracking engine answers", () => {
    const rule = toRule({ when: 'credential.name.matches("^(a+)+$")' });
    expect(outcome(rule, toKey({ name: `${"a".repeat(5000)}!` }))).toBe("passed");
  });
});

describe("limits of rules of others", () => {
  const user = { source: "user" as const };
  const loop = (depth: number): string => (depth === 0 ? "true" : `[1, 2].all(x${depth}, ${loop(depth - 1)})`);

  it("list macros nest two deep, not three; a chain is not nested", () => {
    expect(problemsOf(loop(2), user)).toEqual([]);
    expect(problemsOf(loop(3), user)).toEqual(["error when:0 list macros nested 3 deep, at most 2"]);
    expect(problemsOf(loop(3))).toEqual([]);
    expect(problemsOf("[1].map(a, a).map(b, b).filter(c, c > 0).exists(d, d > 0)", user)).toEqual([]);
  });

  it("long lists and large or deep conditions do not load", () => {
    const list = (size: number): string => `5 in [${Array.from({ length: size }, (_, n) => n).join(",")}]`;
    expect(problemsOf(list(500), user)).toEqual([]);
    expect(problemsOf(list(501), user)[0]).toMatch(/^error when:.*maxListElements/);
    expect(problemsOf(Array.from({ length: 1000 }, () => "true").join(" || "), user)[0]).toMatch(/maxAstNodes/);
    expect(problemsOf(`${"(".repeat(100)}true${")".repeat(100)}`, user)[0]).toMatch(/maxDepth/);
  });
});

describe("unknown(reason)", () => {
  const judged = (when: string) => outcome(toRule({ when }), toKey());

  it("leaves the row not evaluated, for that reason", () => {
    expect(judged('credential.status == "active" ? unknown("the log is too short") : true')).toBe(
      "not evaluated: the log is too short",
    );
    expect(judged('credential.status == "active" || unknown("never asked")')).toBe("flagged medium");
    expect(judged('credential.status != "active" && unknown("never asked")')).toBe("passed");
  });
});

describe("a rule that the build has checked", () => {
  const severe = (high: string) => toRule({ when: "credential.static", severity_when: { high } });
  const compiled = (rule: Rule) => {
    const view = viewNamed(rule.from);
    if (view === undefined) throw new Error("no such view");
    return compileExpressions(rule, toViewEnvironment(view, BUILT_IN_LIMITS), true);
  };

  it("compiles what decides its severity when that is asked", () => {
    const { problems, severities } = compiled(severe('credential.status == "active"'));
    expect(problems).toEqual([]);
    expect(severities["high"]?.columns()).toEqual(["status"]);
  });

  it("refuses to run what is wrong all the same", () => {
    const { severities } = compiled(severe("credential.agee > days(1)"));
    expect(() => severities["high"]?.run({})).toThrow(/severity_when\.high: unknown column "agee"/);
    expect(() => severities["high"]?.run({})).toThrow(RuleError);
  });
});
