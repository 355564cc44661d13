// Loading rule files: what is wrong is told with file, line and column, and a caret where there is something to see.
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadRules, readRules } from "../../src/catalog/load-rules.js";
import { checkExpressions } from "../../src/evaluate/check-expressions.js";
import { RuleError, UsageError } from "../../src/model/errors.js";
import { RULE_VIEWS } from "../../src/model/views/index.js";
import { bent, RULE, read } from "./fixture.js";

describe("one file", () => {
  it("that fits is a rule, with durations converted and defaults filled", () => {
    const { rule, problems } = read(RULE);
    expect(problems).toEqual([]);
    expect(rule).toMatchObject({
      id: "TST-001",
      params: { max_age: { kind: "duration", milliseconds: 7_776_000_000, text: "90d" } },
      mappings: { owasp_nhi: ["NHI7"], agentic: [], cis: [] },
      source: "built-in",
    });
    expect(rule).not.toHaveProperty("unless");
    expect(rule).not.toHaveProperty("path");
  });

  it("params: durations, numbers, texts, truth and lists", () => {
    const { rule } = read(bent("max_age: 90d", 'max_age: 2w, a: 12h, b: 3, c: 0.8, d: "90 d", e: true, f: [x, y]'));
    expect(rule?.params).toEqual({
      max_age: { kind: "duration", milliseconds: 1_209_600_000, text: "2w" },
      a: { kind: "duration", milliseconds: 43_200_000, text: "12h" },
      b: { kind: "value", value: 3 },
      c: { kind: "value", value: 0.8 },
      d: { kind: "value", value: "90 d" },
      e: { kind: "value", value: true },
      f: { kind: "value", value: ["x", "y"] },
    });
  });

  it.each<[what: string, from: string, to: string, expected: string]>([
    ["an unknown field", "\nparams:", "\nparam:", 'rules/x.yaml:7:1: unknown field "param", did you mean "params"?'],
    [
      "an unknown field of mappings",
      "owasp_nhi",
      "owasp",
      'rules/x.yaml:5:13: unknown field "owasp", did you mean "owasp_nhi"?',
    ],
    [
      "an unknown field of a case",
      "{ name: young, row:",
      "{ name: young, rows:",
      'rules/x.yaml:23:22: unknown field "rows", did you mean "row"?',
    ],
    [
      "severity of a spared case",
      "name: young,",
      "name: young, severity: high,",
      'rules/x.yaml:23:22: unknown field "severity"',
    ],
    ["a missing field", "title: A test\n", "", 'rules/x.yaml:1:1: missing field "title"'],
    ["a missing severity", "severity: medium\n", "", 'rules/x.yaml:1:1: missing field "severity"'],
    [
      "an unknown severity",
      "severity: medium",
      "severity: urgent",
      'rules/x.yaml:4:11: "severity": one of critical, high, medium, low',
    ],
    [
      "a text where a list belongs",
      "identity: [id]",
      "identity: id",
      'rules/x.yaml:13:11: "identity": expected a list',
    ],
    [
      "an odd id",
      "id: TST-001",
      "id: tst-1",
      'rules/x.yaml:1:5: "id": not a rule id (upper-case prefix and three digits: AWS-001)',
    ],
    [
      "a mapping that does not exist",
      "[NHI7]",
      "[NHI7, NHI11]",
      'rules/x.yaml:5:31: "mappings.owasp_nhi.1": not an OWASP NHI Top 10 id (NHI1 to NHI10)',
    ],
    [
      "an odd data set",
      "[aws/iam:credential-report]",
      "[credential-report]",
      `rules/x.yaml:6:12: "requires.0": not a data set such as aws/iam:credential-report, or several: ' | ' where either will do, ' & ' where each counts as far as it was read`,
    ],
    [
      "no view",
      "from: credential\n",
      "",
      'rules/x.yaml:1:1: "from" missing: the view that the rows come from (or a "path")',
    ],
    [
      "an unknown view",
      "from: credential",
      "from: credentials",
      'rules/x.yaml:8:7: unknown view "credentials", did you mean "credential"?',
    ],
    [
      "a view like no other",
      "from: credential",
      "from: xyz",
      `rules/x.yaml:8:7: unknown view "xyz"; views: ${RULE_VIEWS.map(({ name }) => name)
        .sort()
        .join(", ")}`,
    ],
    [
      "an unknown column in identity",
      "identity: [id]",
      "identity: [id, arn]",
      'rules/x.yaml:13:16: unknown column "arn" of credential',
    ],
    [
      "a duration in identity",
      "identity: [id]",
      "identity: [id, age]",
      'rules/x.yaml:13:16: unknown column "age" of credential',
    ],
    [
      "an unknown placeholder",
      "{age_days}",
      "{aged_days}",
      'rules/x.yaml:14:23: unknown placeholder {aged_days}, did you mean "age_days"?',
    ],
    [
      "an unknown placeholder in the fix",
      "access-key-id {id}",
      "access-key-id {ids}",
      'rules/x.yaml:17:45: unknown placeholder {ids}, did you mean "id"?',
    ],
    [
      "an unknown placeholder among several",
      "{age_days}",
      "{age_days,ids}",
      'rules/x.yaml:14:23: unknown placeholder {ids}, did you mean "id"?',
    ],
    [
      "a question outside of brackets",
      "{age_days}",
      "{?age_days}",
      "rules/x.yaml:14:11: {?age_days} says nothing outside of brackets in a message",
    ],
    [
      "an unknown param in a text",
      "{age_days}",
      "{params.max}",
      'rules/x.yaml:14:23: unknown param "max", did you mean "max_age"?',
    ],
    [
      "an unknown column in a case",
      "status: active, created_at: -1d",
      "stats: active, created_at: -1d",
      'rules/x.yaml:23:29: unknown column "stats" of credential, did you mean "status"?',
    ],
    [
      "a clock that is none",
      "name: young,",
      "name: young, now: today,",
      'rules/x.yaml:23:27: "cases.spared.0.now": not a UTC time such as 2026-01-01T00:00:00Z',
    ],
    [
      "no YAML",
      "severity: medium",
      "severity: [medium",
      "rules/x.yaml:5:1: Flow sequence in block collection must be sufficiently indented and end with a ]",
    ],
    [
      "a field twice",
      "severity: medium",
      "severity: medium\nseverity: low",
      "rules/x.yaml:5:1: Map keys must be unique",
    ],
  ])("%s", (_what, from, to, expected) => {
    const { rule, problems } = read(bent(from, to));
    expect(rule).toBeUndefined();
    expect(problems.map((problem) => problem.split("\n")[0])).toContain(expected);
  });

  it.each<[what: string, when: string, place: string, source: string, caret: string]>([
    [
      "plain",
      'when: credential.status == "active" && credential.agee > params.max_age',
      "10:51",
      'credential.status == "active" && credential.agee',
      "agee",
    ],
    [
      "single quotes",
      "when: 'credential.status == ''active'' && credential.agee > params.max_age'",
      "10:54",
      "''active'' && credential.agee",
      "agee",
    ],
    [
      "double quotes",
      'when: "credential.status == \\"active\\" && credential.agee > params.max_age"',
      "10:54",
      '\\"active\\" && credential.agee',
      "agee",
    ],
    [
      "folded",
      'when: >-\n  credential.status == "active"\n  && credential.agee > params.max_age',
      "12:17",
      "&& credential.agee",
      "agee",
    ],
    [
      "literal",
      'when: |\n  credential.status == "active"\n\n    && credential.agee > params.max_age',
      "13:19",
      "&& credential.agee",
      "agee",
    ],
    [
      "plain over two lines",
      'when: credential.status == "active"\n  && credential.agee > params.max_age',
      "11:17",
      "&& credential.agee",
      "agee",
    ],
  ])("a mistyped column in a condition: %s", (_what, when, place, source, caret) => {
    const [problem] = read(
      bent('when: credential.status == "active" && credential.age > params.max_age', when),
    ).problems;
    const [head, line = "", mark = ""] = (problem ?? "").split("\n");
    expect(head).toBe(`rules/x.yaml:${place}: when: unknown column "agee" of credential, did you mean "age"?`);
    expect(line).toContain(source);
    expect(line.slice(mark.indexOf("^"))).toMatch(new RegExp(`^${caret}`));
  });

  it("types in conditions", () => {
    const { problems } = read(bent("credential.age > days(180)", "credential.age > 180"));
    expect(problems).toEqual([
      "rules/x.yaml:12:9: severity_when.high: no such overload: google.protobuf.Duration > int\n" +
        "      high: credential.age > 180\n" +
        "            ^",
    ]);
  });

  it("a warning leaves the rule", () => {
    const { rule, problems } = read(bent("credential.status ==", "has(credential.status) && credential.status =="));
    expect(rule).toBeDefined();
    expect(problems[0]).toMatch(/^rules\/x\.yaml:10:7: when: has\(status\) counts/);
  });

  it("a path rule has no rows and no condition", () => {
    const path = "path: { source: 'any:internet', target: admin }\n";
    const withPath = bent("from: credential\n", path)
      .replace(/when: credential.*\n/, "")
      .replace(/severity_when:\n.*\n/, "");
    expect(read(withPath)).toMatchObject({
      rule: { path: { source: "any:internet", target: "admin", edges: [] } },
      problems: [],
    });
    expect(
      read(bent("from: credential\n", `from: credential\n${path}`)).problems.map((text) => text.split("\n")[0]),
    ).toEqual([
      'rules/x.yaml:8:7: a rule with "path" has no "from"',
      'rules/x.yaml:11:7: a rule with "path" has no "when"',
    ]);
  });
});

describe("hostile files", () => {
  it.each([
    ["empty", "", "rules/x.yaml:1:1: the file: expected a map"],
    ["a word", "hello", "rules/x.yaml:1:1: the file: expected a map"],
    ["a list", "- a", "rules/x.yaml:1:1: the file: expected a map"],
    ["deep nesting", `a: ${"[".repeat(50_000)}`, /nested too deeply/],
    [
      "many aliases",
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${"*a,".repeat(9)}]\nc: &c [${"*b,".repeat(9)}]\nd: [${"*c,".repeat(9)}]`,
      /alias/,
    ],
    ["300 kB", `# ${"x".repeat(300_000)}`, "rules/x.yaml:1:1: larger than 256 kB"],
    ["a key of the prototype", RULE.replace("title:", "__proto__:"), /missing field "title"/],
    ["a tag", RULE.replace("A test", "!!js/function x"), /rules\/x\.yaml:3:8: /],
  ])("%s", (_what, text, expected) => {
    const { rule, problems } = read(text);
    expect(rule).toBeUndefined();
    expect(problems[0]).toMatch(expected);
  });

  it("control and bidi characters of the file do not reach the terminal", () => {
    const { problems } = read(bent("severity: medium", "severity: \u202Eurgent\u001B"));
    expect(problems.join("")).not.toMatch(/[\u202E\u001B]/);
  });
});

describe("a folder", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "nhi-rules-"));
    await mkdir(join(dir, "aws"));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const second = RULE.replace("TST-001", "TST-002").replace("name: test-rule", "name: other-rule");

  it("gives its rules sorted by id, below any depth, .yml as well, and not techniques and tables", async () => {
    await writeFile(join(dir, "z.yml"), RULE);
    await writeFile(join(dir, "aws", "a.yaml"), second);
    await writeFile(join(dir, "aws", "README.md"), "no rule");
    for (const folder of ["techniques", "tables"]) {
      await mkdir(join(dir, folder));
      await writeFile(join(dir, folder, "x.yaml"), "no: rule");
    }
    const { rules, problems } = await readRules(dir, "user", checkExpressions);
    expect(problems).toEqual([]);
    expect(rules.map(({ file, rule }) => `${rule.id} ${file} ${rule.source}`)).toEqual([
      "TST-001 z.yml user",
      "TST-002 aws/a.yaml user",
    ]);
  });

  it("one file may be given in its place", async () => {
    const file = join(dir, "aws", "a.yaml");
    await writeFile(file, RULE);
    expect((await loadRules(file, "user", checkExpressions)).map(({ id }) => id)).toEqual(["TST-001"]);
  });

  it("an id and a name belong to one rule", async () => {
    await writeFile(join(dir, "a.yaml"), RULE);
    await writeFile(join(dir, "b.yaml"), RULE);
    const { problems } = await readRules(dir, "user", checkExpressions);
    expect(problems.map(({ line, column, message }) => [line, column, message.replace(dir, "")])).toEqual([
      [1, 5, 'id "TST-001" is taken by /a.yaml'],
      [2, 7, 'name "test-rule" is taken by /a.yaml'],
    ]);
  });

  it("everything wrong in it is one error, with the first place", async () => {
    await writeFile(join(dir, "a.yaml"), RULE.replace("severity: medium", "severity: urgent"));
    await writeFile(join(dir, "b.yaml"), second.replace("from: credential", "from: nothing"));
    const error = await loadRules(dir, "user", checkExpressions).catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(RuleError);
    expect((error as RuleError).location).toBe(`${join(dir, "a.yaml")}:4:11`);
    expect((error as RuleError).message.match(/\.yaml:\d+:\d+: /g)).toHaveLength(2);
  });

  it("links are not followed", async () => {
    await symlink(dir, join(dir, "aws", "again"));
    await writeFile(join(dir, "a.yaml"), RULE);
    expect((await readRules(dir, "user", checkExpressions)).rules).toHaveLength(1);
  });

  it("a huge file is refused by its size", async () => {
    await writeFile(join(dir, "a.yaml"), "x".repeat(1_000_000));
    await expect(loadRules(dir, "user", checkExpressions)).rejects.toThrow(/a\.yaml:1:1: larger than 256 kB/);
  });

  it("that is not there, or holds none, is a usage error", async () => {
    await expect(loadRules(join(dir, "none"), "user", checkExpressions)).rejects.toThrow(UsageError);
    await expect(loadRules(dir, "user", checkExpressions)).rejects.toThrow(/no rule files/);
  });
});
