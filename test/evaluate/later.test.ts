// What the clock changes in an evaluation is what judging all rows at the later time says, for every rule that looks at the clock.
import { expect, it } from "vitest";
import { loadCatalog } from "../../src/catalog/catalog.js";
import { tellAges } from "../../src/evaluate/age-words.js";
import { toCaseRow } from "../../src/evaluate/case-row.js";
import { makeRegexReady } from "../../src/evaluate/cel/regex.js";
import { dataSetsOf } from "../../src/evaluate/data-sets.js";
import { type EvaluateInput, evaluateRules } from "../../src/evaluate/evaluate.js";
import type { Evaluation } from "../../src/evaluate/evaluation.js";
import { changesByClock, type LaterChanges } from "../../src/evaluate/later.js";
import { prepareRule } from "../../src/evaluate/prepare-rule.js";
import type { Row } from "../../src/evaluate/row.js";
import { CASE_NOW } from "../../src/evaluate/test-rules.js";
import { compareText } from "../../src/model/compare.js";
import type { Finding, NotEvaluated } from "../../src/model/finding.js";
import { preparedOf, setPrepared } from "../../src/model/prepared.js";
import { type Rule, requiredDataSets } from "../../src/model/rule.js";
import { viewNamed } from "../../src/model/views/index.js";
import { ACCOUNT, DAY, rowsOf, toKey, toRule, toScope } from "./fixture.js";

makeRegexReady();
const { rules } = await loadCatalog();
const clocked = rules.flatMap((rule) => {
  const prepared = prepareRule(rule);
  if (prepared === undefined || prepared.clock.length === 0) return [];
  setPrepared(rule, prepared);
  return [rule];
});

/** The rows of a rule's cases, each under an id of its own, in a scope where everything was read. */
function inputOf(rule: Rule): Omit<EvaluateInput, "now"> & { readonly all: readonly Row[] } {
  const view = viewNamed(rule.from);
  if (view === undefined) throw new Error(rule.from);
  const undecided = rule.cases.unknown.filter(({ unread = [] }) => unread.length === 0);
  const cases = [...rule.cases.flagged, ...rule.cases.spared, ...undecided];
  const all = cases.map((ruleCase, index) => {
    const now = new Date(ruleCase.now ?? CASE_NOW);
    const own = {
      id: `row-${index}`,
      incarnation: `row-${index}`,
      type: rule.types[0] ?? "any",
      name: "row",
      scope: ACCOUNT,
    };
    const known = Object.fromEntries(
      Object.entries(own).filter(([name]) => view.columns.some((one) => one.name === name)),
    );
    return toCaseRow(view, { ...known, ...ruleCase.row, ...known }, now);
  });
  const dataSets = new Set([...requiredDataSets(rule), ...view.columns.flatMap(dataSetsOf)]);
  const scope = toScope([...dataSets].map((dataSet) => ({ dataSet, state: "complete" })));
  return { rules: [rule], rows: rowsOf(all), scopes: [scope], all };
}

/** Every time at which the clock passes a limit of a row. */
function momentsOf(rule: Rule, rows: readonly Row[]): number[] {
  const clock = preparedOf(rule)?.clock ?? [];
  if (clock === "any") return [];
  const times = (value: unknown): number[] =>
    (String(value).match(/\d{4}-[^"]*Z/g) ?? []).map((time) => Date.parse(time));
  const moments = rows.flatMap((row) =>
    clock.flatMap(({ column, after }) => times(row[column]).map((time) => time + (after ?? 90 * DAY))),
  );
  return [...new Set(moments)].sort((a, b) => a - b);
}

function patched(
  before: Evaluation,
  { flagged, gone, notEvaluated, counts }: LaterChanges,
  rule: Rule,
  now: Date,
): Omit<Evaluation, "passed"> {
  const findings = new Map(before.findings.map((finding) => [finding.fingerprint, { ...finding }]));
  for (const fingerprint of gone) findings.delete(fingerprint);
  for (const finding of flagged) findings.set(finding.fingerprint, finding);
  const open = [...findings.values()];
  tellAges(open, [rule], now);
  return { findings: open, notEvaluated, counts };
}

function told({ findings, notEvaluated, counts }: Omit<Evaluation, "passed">) {
  const without = findings.map(({ firstSeen: _, ...finding }: Finding) => finding);
  const keyOf = ({ subject }: NotEvaluated): string => subject?.id ?? "";
  return {
    findings: without.sort((a, b) => compareText(a.fingerprint, b.fingerprint)),
    notEvaluated: [...notEvaluated].sort((a, b) => compareText(keyOf(a), keyOf(b))),
    counts,
  };
}

it.each(clocked.map((rule) => [rule.id, rule] as const))(
  "%s: at each limit of each row of its cases",
  async (_, rule) => {
    const { all, ...input } = inputOf(rule);
    const moments = momentsOf(rule, all);
    expect(moments.length).toBeGreaterThan(0);
    let changed = 0;
    for (const moment of moments) {
      for (const [from, to] of [
        [-1, 0],
        [0, 1],
        [-DAY, DAY],
        [1, -1],
        [-400 * DAY, 400 * DAY],
      ] as const) {
        const [at, now] = [new Date(moment + from), new Date(moment + to)];
        const [before, after] = [at, now].map((clock) => evaluateRules({ ...input, now: clock })) as [
          Evaluation,
          Evaluation,
        ];
        const changes = await changesByClock({ ...input, now }, { ...before, at });
        if (changes === undefined) {
          const lost = before.findings.filter(({ subject }) =>
            after.notEvaluated.some((one) => one.subject?.id === subject.id),
          );
          expect(lost, `${rule.id} at ${now.toISOString()}`).not.toEqual([]);
          continue;
        }
        changed += changes.flagged.length + changes.gone.length;
        expect(told(patched(before, changes, rule, now)), `${at.toISOString()} to ${now.toISOString()}`).toEqual(
          told(after),
        );
      }
    }
    expect(changed).toBeGreaterThan(0);
  },
);

const OLD = toRule({
  when: 'credential.status == "active" && credential.age > params.max',
  params: { max: { kind: "duration", milliseconds: 90 * DAY, text: "90d" } },
  message: "Key {id} is {age_days} days old",
});
const CREATED = Date.parse("2026-01-01T10:00:00Z");
const key = toKey({ created_at: new Date(CREATED).toISOString() });
const READ = toScope([{ dataSet: "aws/iam:credential-report", state: "complete" }]);

async function between(from: number, to: number, more: Partial<EvaluateInput> = {}) {
  const [at, now] = [new Date(CREATED + from), new Date(CREATED + to)];
  const input = { rules: [OLD], rows: rowsOf([key]), scopes: [READ], ...more };
  const before = evaluateRules({
    ...input,
    rules: input.rules.filter(({ source }) => source === "built-in"),
    now: at,
  });
  return changesByClock({ ...input, now }, { ...before, at });
}

it("a row that reaches the limit and is not over it is passed, a moment later it is flagged", async () => {
  expect((await between(90 * DAY - 1, 90 * DAY))?.flagged).toEqual([]);
  expect((await between(90 * DAY, 90 * DAY + 1))?.flagged.map(({ message }) => message)).toEqual([
    "Key AKIA1 is 90 days old",
  ]);
});

it("what is left alone: rows whose limit is ahead or behind, and rules that may not be judged in the scope", async () => {
  expect(await between(0, 90 * DAY - 1)).toMatchObject({ flagged: [], gone: [] });
  expect(await between(90 * DAY + 1, 900 * DAY)).toMatchObject({ flagged: [], gone: [] });
  expect(await between(0, 900 * DAY, { scopes: [toScope()] })).toMatchObject({ flagged: [], gone: [] });
});

it.each<[string, Rule]>([
  ["a rule of others that looks at the clock", { ...OLD, source: "user" }],
  ["a finding that several rows may share", { ...OLD, identity: ["name"] }],
  [
    "a finding that can be decided no more",
    { ...OLD, when: "credential.age <= params.max || credential.reaches_admin" },
  ],
])("only judging says of %s", async (_, rule) => {
  expect(await between(0, 900 * DAY, { rules: [rule] })).toBeUndefined();
});

it("a row that can be decided no more, or only now, is told of with the reason, or no more", async () => {
  const rule = { ...OLD, when: `${OLD.when} && credential.reaches_admin` };
  const later = await between(0, 900 * DAY, { rules: [rule] });
  const [row, ...more] = later?.notEvaluated ?? [];
  expect(row).toMatchObject({ rule: rule.id, scope: ACCOUNT, subject: { id: "AKIA1" } });
  expect(row?.reason).toMatch(/^reaches_admin /);
  expect(more).toEqual([]);
  expect(later?.counts).toMatchObject([{ passed: 0, notEvaluated: 1 }]);
  const earlier = await between(900 * DAY, 0, { rules: [rule] });
  expect(earlier).toMatchObject({ flagged: [], gone: [], notEvaluated: [], counts: [{ passed: 1, notEvaluated: 0 }] });
});

it("a rule of others that does not look at the clock changes nothing", async () => {
  const rule: Rule = { ...OLD, source: "user", when: 'credential.status == "active"' };
  expect(await between(0, 900 * DAY, { rules: [rule] })).toEqual({
    flagged: [],
    gone: [],
    notEvaluated: [],
    counts: [],
  });
});
