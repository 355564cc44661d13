// The baseline: what is known, what is new, what can no longer be seen, and what prune may drop.
import { describe, expect, it } from "vitest";
import {
  compareWithBaseline,
  coverageLosses,
  formatBaseline,
  pruneBaseline,
  toBaseline,
} from "../../src/evaluate/baseline.js";
import { otherSources } from "../../src/evaluate/other-source.js";
import { parseBaseline } from "../../src/evaluate/parse-baseline.js";
import type { Coverage } from "../../src/model/batch.js";
import { UsageError } from "../../src/model/errors.js";
import type { Finding } from "../../src/model/finding.js";
import { ACCOUNT, READ, REPORT, toFinding, toScope } from "./fixture.js";

const RULES = [{ id: "AWS-002" }, { id: "AWS-001" }];
const A = toFinding({ fingerprint: "a".repeat(32) });
const B = toFinding({ fingerprint: "b".repeat(32), subject: { id: "AKIA0", type: "aws.access-key", name: "x" } });
const baseline = toBaseline([A], RULES, [READ]);

describe("the file", () => {
  it("is a header and one finding a line, in an order that does not depend on the run", () => {
    const text = formatBaseline(toBaseline([A, B], RULES, [READ]));
    expect(text).toBe(
      [
        `{"nhi_baseline":1,"rules":["AWS-001","AWS-002"],"coverage":{"${ACCOUNT}":{"${REPORT}":"complete"}}}`,
        `{"fingerprint":"${"b".repeat(32)}","rule":"AWS-001","scope":"${ACCOUNT}","subject":"AKIA0","first_seen":"2025-06-01T00:00:00.000Z"}`,
        `{"fingerprint":"${"a".repeat(32)}","rule":"AWS-001","scope":"${ACCOUNT}","subject":"AKIA1","first_seen":"2025-06-01T00:00:00.000Z"}`,
        "",
      ].join("\n"),
    );
    expect(formatBaseline(toBaseline([B, A], [...RULES].reverse(), [READ]))).toBe(text);
  });

  it("reads back what it wrote, paths included", () => {
    const hop = { from: "x", to: "y", edge: "federates", state: "met", confidence: 1, evidence: null };
    const path = { source: "x", target: "admin", confidence: 1, exposure: "vendor" as const, hops: [hop] };
    const made = toBaseline([A, toFinding({ fingerprint: "c".repeat(32), path })], RULES, [READ]);
    expect(made.entries[1]).toMatchObject({ entry: "x federates y", exposure: "vendor" });
    expect(parseBaseline(formatBaseline(made), "b.jsonl")).toEqual(made);
  });

  it("does not mind blank lines, Windows line ends and another order", () => {
    const lines = formatBaseline(toBaseline([A, B], RULES, [READ]))
      .trim()
      .split("\n");
    const shuffled = [lines[0], "", lines[2], lines[1]].join("\r\n");
    expect(parseBaseline(shuffled, "b").entries).toHaveLength(2);
  });

  it("leaves out what is waived: a waiver ends, and must not live on here", () => {
    expect(
      toBaseline(
        [
          { ...A, state: "waived" },
          { ...B, state: "baselined" },
        ],
        RULES,
        [READ],
      ).entries.map(({ subject }) => subject),
    ).toEqual(["AKIA0"]);
  });

  it.each([
    ["", "b.jsonl: empty; make one with nhi baseline create"],
    ["{}", "b.jsonl:1: not a baseline of nhi"],
    ['{"nhi_baseline":2}', "b.jsonl:1: made by a newer nhi; update this one"],
    ["[]", "b.jsonl:1: not an object"],
    ['{"nhi_baseline":1,"coverage":{}}', 'b.jsonl:1: "rules" is not a list of rule ids'],
    ['{"nhi_baseline":1,"rules":[],"coverage":[]}', 'b.jsonl:1: "coverage" is not a map of scopes and data sets'],
    [
      '{"nhi_baseline":1,"rules":[],"coverage":{}}\n<<<<<<< HEAD',
      'b.jsonl:2: not JSON: "<<<<<<< HEAD"; restore the file or create it again',
    ],
    [
      '{"nhi_baseline":1,"rules":[],"coverage":{}}\n\n{"fingerprint":"x"}',
      'b.jsonl:3: "rule" is missing or not a text',
    ],
  ])("%j is refused with the line", (text, message) => {
    expect(() => parseBaseline(text, "b.jsonl")).toThrow(new UsageError(message));
  });
});

describe("comparison", () => {
  it("known findings are baselined and keep their first day; others are new", () => {
    const later = { ...A, firstSeen: "2026-01-01T00:00:00Z" };
    expect(compareWithBaseline([later, B], baseline)).toEqual([
      { ...A, state: "baselined", isNew: false, note: "in the baseline since 2025-06-01" },
      { ...B, isNew: true },
    ]);
  });

  it("one that it knows under an earlier name of the subject is known; one under another name is new", () => {
    const renamed = { ...B, formerly: ["c".repeat(32), A.fingerprint] };
    expect(compareWithBaseline([renamed], baseline)[0]).toMatchObject({ state: "baselined", isNew: false });
    expect(compareWithBaseline([{ ...B, formerly: ["c".repeat(32)] }], baseline)[0]).toMatchObject({ isNew: true });
  });

  it("a rule that the baseline does not know is marked, so that it reports and does not fail", () => {
    const [finding] = compareWithBaseline([{ ...B, rule: "AWS-030" }], baseline);
    expect(finding).toMatchObject({ state: "finding", isNew: true, newRule: true });
  });

  it("waived findings stay waived", () => {
    expect(compareWithBaseline([{ ...A, state: "waived" }], baseline)[0]).toMatchObject({
      state: "waived",
      isNew: false,
    });
  });

  it("a path by another entry, or more exposed, is new again", () => {
    const hop = { from: "x", to: "y", edge: "federates", state: "met", confidence: 1, evidence: null };
    const path = { source: "x", target: "admin", confidence: 1, exposure: "vendor" as const, hops: [hop] };
    const known = toBaseline([{ ...A, path }], RULES, [READ]);
    const state = (changed: object) => compareWithBaseline([{ ...A, path: { ...path, ...changed } }], known)[0];
    expect(state({})).toMatchObject({ state: "baselined", isNew: false });
    expect(state({ exposure: "named-admin" })).toMatchObject({ state: "baselined" });
    expect(state({ exposure: "internet" })).toMatchObject({
      state: "finding",
      isNew: true,
      note: "accepted with the exposure vendor, now internet",
    });
    expect(state({ hops: [{ ...hop, from: "z" }] })).toMatchObject({
      state: "finding",
      isNew: true,
      note: "accepted with the entry x federates y, now enters by z federates y",
    });
  });
});

describe("a rule that has another data set for the one that is lost", () => {
  const loss = { scope: ACCOUNT, dataSet: "aws/iam:access-keys", was: "complete", is: "denied", message: "" };
  const either = {
    id: "AWS-001",
    types: ["aws.access-key"],
    requires: ["aws/iam:credential-report | aws/iam:access-keys"],
  };
  const report = { dataSet: "aws/iam:credential-report", call: "iam:GetCredentialReport" };
  const list = { dataSet: "aws/iam:access-keys", call: "iam:ListAccessKeys" };
  const slot = { ...A, fingerprint: "f".repeat(32), evidence: [report] };
  const compared = (finding: Finding, rule: typeof either, lost = loss) =>
    compareWithBaseline([finding], baseline, otherSources([rule], [lost]))[0];

  it("what it finds under another id is not compared", () => {
    const { isNew, note } = compared(slot, either) ?? {};
    expect({ isNew, note }).toEqual({
      isNew: undefined,
      note: "not compared with the baseline: aws/iam:access-keys is lost",
    });
  });

  it("what it finds under its id is known all the same", () => {
    expect(compared({ ...A, evidence: [report] }, either)).toMatchObject({ state: "baselined", isNew: false });
  });

  it.each<[what: string, found: Finding | undefined]>([
    ["read from what is lost in part", compared({ ...slot, evidence: [report, list] }, either)],
    ["of a rule that needs both", compared(slot, { ...either, requires: either.requires.join().split(" | ") })],
    [
      "of which the other one is lost, and not the list",
      compared({ ...slot, evidence: [list] }, either, { ...loss, dataSet: report.dataSet }),
    ],
    ["of another scope", compared(slot, either, { ...loss, scope: "aws:2" })],
    ["lost is something else", compared(slot, either, { ...loss, dataSet: "aws/iam:roles" })],
  ])("%s: new", (_, found) => expect(found).toMatchObject({ state: "finding", isNew: true }));
});

describe("lost coverage", () => {
  const made = (state: Coverage["state"]) => toBaseline([], RULES, [toScope([{ dataSet: REPORT, state }])]);

  it.each<[was: Coverage["state"], is: Coverage["state"] | "absent", lost: boolean]>([
    ["complete", "complete", false],
    ["complete", "partial", true],
    ["complete", "denied", true],
    ["complete", "absent", true],
    ["partial", "complete", false],
    ["partial", "partial", false],
    ["partial", "failed", true],
    ["denied", "denied", false],
    ["denied", "complete", false],
    ["denied", "absent", false],
  ])("%s, now %s", (was, is, lost) => {
    const now = toScope(is === "absent" ? [] : [{ dataSet: REPORT, state: is }]);
    expect(coverageLosses(made(was), [now])).toHaveLength(lost ? 1 : 0);
  });

  it("names the scope, the data set and the permission", () => {
    const now = toScope([
      { dataSet: REPORT, state: "denied", code: "AccessDenied", permission: "iam:GetCredentialReport" },
    ]);
    expect(coverageLosses(made("complete"), [now])).toEqual([
      {
        scope: ACCOUNT,
        dataSet: REPORT,
        was: "complete",
        is: "denied",
        message: `${ACCOUNT}: ${REPORT} was denied (AccessDenied), was complete in the baseline; needs iam:GetCredentialReport`,
      },
    ]);
  });

  it("files of which only what a change adds was asked for are not lost, unless that was not read either", () => {
    const before = toBaseline([], RULES, [toScope([{ dataSet: "repo/files:secrets", state: "complete" }])]);
    const now = (state: Coverage["state"]) => [toScope([{ dataSet: "repo/change:secrets", state }])];
    expect(coverageLosses(before, now("complete"))).toEqual([]);
    expect(coverageLosses(before, now("failed"))).toHaveLength(1);
  });

  it("a scope that is gone was not read; a new one is no loss", () => {
    expect(coverageLosses(made("complete"), [])).toHaveLength(1);
    expect(coverageLosses(toBaseline([], RULES, []), [READ])).toEqual([]);
  });
});

describe("prune", () => {
  const seen = { findings: [], notEvaluated: [], rules: RULES, scopes: [READ] };
  const kept = (now: object): boolean => pruneBaseline(baseline, { ...seen, ...now }).baseline.entries.length === 1;
  const unseen = (parts: object) => ({
    notEvaluated: [{ rule: "AWS-001", scope: ACCOUNT, reason: "denied", ...parts }],
  });

  const onlyChange = (dataSet: string) => ({
    rules: [{ id: "AWS-001", requires: ["repo/files:secrets | repo/change:secrets"] }],
    scopes: [toScope([{ dataSet, state: "complete" }])],
  });

  it.each<[what: string, now: object, kept: boolean]>([
    ["still found", { findings: [A] }, true],
    ["gone, and looked at", {}, false],
    ["its rule was not evaluated in the scope", unseen({}), true],
    ["its rule was not evaluated in another scope", unseen({ scope: "aws:2" }), false],
    ["its subject was not evaluated", unseen({ subject: { id: "AKIA1", type: "", name: "" } }), true],
    ["another subject was not evaluated", unseen({ subject: { id: "AKIA9", type: "", name: "" } }), false],
    ["another rule was not evaluated", unseen({ rule: "AWS-002" }), false],
    ["its scope was not read this time", { scopes: [] }, true],
    ["its scope is only named by its organisation", { scopes: [toScope([])] }, true],
    ["found under a new name", { findings: [{ ...B, formerly: [A.fingerprint] }] }, true],
    ["only a change was looked at", onlyChange("repo/change:secrets"), true],
    ["everything was looked at", onlyChange("repo/files:secrets"), false],
    ["its rule did not run", { rules: [{ id: "AWS-002" }] }, true],
  ])("%s", (_what, now, expected) => {
    expect(kept(now)).toBe(expected);
  });

  it("leaves rules and coverage as they were, and says what went", () => {
    const { baseline: pruned, removed } = pruneBaseline(baseline, { ...seen, rules: [...RULES, { id: "AWS-030" }] });
    expect(pruned).toEqual({ ...baseline, entries: [] });
    expect(removed).toEqual(baseline.entries);
  });
});
