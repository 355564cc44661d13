// What every rule of the package keeps: found by folder, so that a new rule is held to it without an edit here.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ruleJsonSchema } from "../../src/catalog/json-schema.js";
import { readRules } from "../../src/catalog/load-rules.js";
import { formatProblem } from "../../src/catalog/problem.js";
import { checkExpressions } from "../../src/evaluate/check-expressions.js";
import { missingCases, testRules } from "../../src/evaluate/test-rules.js";
import { fillTemplate, placeholdersOf, toTemplate } from "../../src/model/placeholder.js";
import { viewNamed } from "../../src/model/views/index.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { rules: read, problems } = await readRules(`${root}rules`, "built-in", checkExpressions);
const rules = read.map(({ rule }) => rule);

it("all rules load, without a warning", () => {
  expect(problems.map(formatProblem)).toEqual([]);
  expect(rules.length).toBeGreaterThan(0);
});

it("the schema for editors is fresh (scripts/build-schema.ts) and accepts every rule", async () => {
  const text = await readFile(`${root}docs/schema/rule.schema.json`, "utf8");
  expect(JSON.parse(text)).toEqual(JSON.parse(ruleJsonSchema()));
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(text));
  for (const { file } of read) {
    const valid = validate(parse(await readFile(`${root}rules/${file}`, "utf8")));
    expect({ file, errors: valid ? null : validate.errors }).toEqual({ file, errors: null });
  }
});

// ATT&CK techniques that rules may name; a new one is looked up before it is added here.
const ATTACK = new Set(
  (
    "T1021.007 T1059.009 T1078 T1078.004 T1098 T1098.001 T1098.003 T1098.004 T1098.006 T1114.002 T1134 T1136.003 T1190 T1195.001 T1195.002 T1199 T1213.003 " +
    "T1484.002 T1528 T1530 T1538 T1548.005 T1550.001 T1552 T1610 T1552.001 T1552.004 T1552.005 T1552.007 T1552.008 T1556.006 T1562 T1580 T1606 T1606.002 T1649 T1671"
  ).split(" "),
);

describe.each(read.map(({ file, rule }) => [rule.id, file, rule] as const))("%s", (_id, file, rule) => {
  it("is called like its file, in a folder of its area", () => {
    expect(file).toMatch(/^[a-z0-9-]+\/[a-z0-9-]+\.yaml$/);
    expect(file.split("/")[1]).toBe(`${rule.name}.yaml`);
  });

  it("maps to the OWASP NHI Top 10 and to known techniques", () => {
    expect(rule.mappings.owasp_nhi.length).toBeGreaterThan(0);
    expect(rule.mappings.attack.filter((technique) => !ATTACK.has(technique))).toEqual([]);
    for (const ids of Object.values(rule.mappings)) expect(new Set(ids).size).toBe(ids.length);
  });

  it("explains itself: title in one line, why, fix and false positives in full", () => {
    expect(rule.title).not.toMatch(/[.\n]$|\n/);
    expect(rule.message).not.toMatch(/\n/);
    for (const text of [rule.why, rule.fix, rule.false_positives]) expect(text.length).toBeGreaterThan(60);
    for (const text of [rule.why, rule.false_positives]) expect(placeholdersOf(text)).toEqual([]);
  });

  it("shows no doubled braces: only a word in them stands for one in single ones", () => {
    const shown = [rule.message, rule.fix].map((text) => fillTemplate(toTemplate(text), ({ names }) => names[0]));
    expect(shown.filter((text) => /(?<!\$)\{\{|\{\{\{/.test(text))).toEqual([]);
  });

  it("says what it needs", () => {
    expect(rule.requires.length).toBeGreaterThan(0);
    // Changes are told apart by their kind.
    if (rule.path === undefined && rule.from !== "change") expect(rule.types.length).toBeGreaterThan(0);
  });

  it("has an identity that neither time nor renaming changes", () => {
    const columns = viewNamed(rule.from)?.columns.filter(({ name }) => rule.identity.includes(name)) ?? [];
    expect(
      columns.filter(({ type }) => ["time", "real", "boolean", "json"].includes(type)).map(({ name }) => name),
    ).toEqual([]);
    expect(rule.identity.filter((name) => /(^|_)name$|count|last_used|days/.test(name))).toEqual([]);
  });

  it("keeps its thresholds in params", () => {
    const conditions = [rule.when, rule.unless ?? "", ...Object.values(rule.severity_when)].join(" ");
    // a literal; a column that holds days may be converted
    expect(conditions).not.toMatch(/\b(days|hours|duration)\(\s*["'\d]/);
    for (const name of Object.keys(rule.params)) {
      expect(`${conditions} ${rule.message} ${rule.fix}`).toContain(`params.${name}`);
    }
  });

  it("holds its cases, and has enough of each kind", () => {
    expect(testRules([rule]).filter(({ problem }) => problem !== undefined)).toEqual([]);
    expect(missingCases(rule)).toEqual([]);
    const names = Object.values(rule.cases).flatMap((cases) => cases.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
  });
});
