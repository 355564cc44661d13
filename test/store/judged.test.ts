// Which evaluations may stand for a later one: each near miss has one thing that is not the same.
import { expect, it } from "vitest";
import type { Finding, RuleCount } from "../../src/model/finding.js";
import type { JudgedMade, Store } from "../../src/store/index.js";
import { ACCOUNT, crawl, details, hour, memoryStore, principal, ROLE, rows, USER } from "./estate.js";

const ANY_TIME = { after: null, before: null };

const CRAWL = [details({ nodes: [principal(USER), principal(ROLE)] })];
const FACTS = { facts: [{ node: USER, columns: { owner: "a" } }], nodes: [], edges: [], gaps: [] };
const MADE: JudgedMade = {
  key: "key",
  notEvaluated: [{ rule: "AWS-002", scope: ACCOUNT.id, reason: "not read" }],
  counts: [{ rule: "AWS-001", scope: ACCOUNT.id, passed: 1, flagged: 1, notEvaluated: 0, notApplicable: 0 }],
};
const REST = { notEvaluated: MADE.notEvaluated, counts: MADE.counts };
const PAIRS = [{ rule: "AWS-001", scope: ACCOUNT.id }];

function finding(more: Partial<Finding> = {}): Finding {
  return {
    fingerprint: "f1",
    rule: "AWS-001",
    severity: "high",
    title: "Key is old",
    message: "Key is 90 days old",
    subject: { id: USER, type: "aws.iam-user", name: "ci" },
    scope: ACCOUNT.id,
    evidence: [],
    columns: {},
    state: "finding",
    carried: false,
    firstSeen: hour(0).toISOString(),
    fix: "Replace it",
    ...more,
  };
}

/** A store that was crawled, analysed and judged once. */
function judged(findings: readonly Finding[] = [finding()]): Store {
  const store = memoryStore();
  crawl(store, CRAWL);
  store.writeAnalysis(FACTS, hour(0), { of: "basis", span: ANY_TIME });
  store.writeFindings(1, findings, PAIRS, MADE);
  return store;
}

it("stands as it is, with the findings that are open", () => {
  const store = judged();
  expect(store.judgedBefore("key")).toEqual(REST);
  expect(store.openFindings()).toEqual([finding()]);
});

it("stands for a later snapshot of the same rows", () => {
  const store = judged();
  crawl(store, CRAWL, hour(1));
  expect(store.keepAnalysis("basis", hour(1))).toBe(true);
  expect(store.judgedBefore("key")).toEqual(REST);
});

it.each<[string, (store: Store) => void]>([
  ["a snapshot that is not analysed yet", (store) => crawl(store, CRAWL, hour(1))],
  ["another analysis, whatever came of it", (store) => store.writeAnalysis(FACTS, hour(0))],
  ["an evaluation that is not kept", (store) => store.writeFindings(1, [finding()], PAIRS)],
  ["an evaluation with another key", (store) => store.writeFindings(1, [finding()], PAIRS, { ...MADE, key: "other" })],
])("does not stand after %s", (_, happen) => {
  const store = judged();
  happen(store);
  expect(store.judgedBefore("key")).toBeUndefined();
});

it("does not stand for another key", () => {
  expect(judged().judgedBefore("other")).toBeUndefined();
});

it.each<[string, readonly Finding[], readonly { rule: string; scope: string }[]]>([
  ["a finding is carried forward", [finding({ carried: true })], PAIRS],
  ["a finding of another rule stays open beside it", [], []],
])("is not kept where %s", (_, findings, pairs) => {
  const store = judged();
  store.writeFindings(1, findings, pairs, MADE);
  expect(store.judgedBefore("key")).toBeUndefined();
});

const LATER = "Key is 91 days old";
const AGED = new Set(["AWS-001"]);

it("a message with an age is left as it was and told of; another one is written", () => {
  const store = judged();
  store.writeFindings(1, [finding({ message: LATER })], PAIRS, MADE, AGED);
  expect(store.judgedBefore("key")).toEqual({ ...REST, isAged: true });
  expect(store.openFindings()).toEqual([finding()]);
  store.writeFindings(1, [finding({ message: LATER })], PAIRS, MADE);
  expect(store.judgedBefore("key")).toEqual(REST);
  expect(store.openFindings()).toEqual([finding({ message: LATER })]);
});

it("what changed in a kept evaluation is written, the rest stays open with its first run", () => {
  const store = judged([finding(), finding({ fingerprint: "f2" }), finding({ fingerprint: "f3" })]);
  const flagged = [finding({ fingerprint: "f2", severity: "low" }), finding({ fingerprint: "f4", message: LATER })];
  const counts = [{ ...(MADE.counts[0] as RuleCount), flagged: 3 }];
  crawl(store, CRAWL, hour(1));
  store.keepAnalysis("basis", hour(1));
  store.writeChanges(2, { flagged, gone: ["f3", "never there"] }, { ...MADE, key: "later", counts });
  expect(store.judgedBefore("key")).toBeUndefined();
  expect(store.judgedBefore("later")).toEqual({ ...REST, counts, isAged: true });
  expect(
    store.openFindings().map(({ fingerprint, severity, firstSeen }) => [fingerprint, severity, firstSeen]),
  ).toEqual([
    ["f1", "high", hour(0).toISOString()],
    ["f2", "low", hour(0).toISOString()],
    ["f4", "high", hour(1).toISOString()],
  ]);
  expect(rows(store, "SELECT count(*) FROM finding")).toEqual([[3]]);
});

it("is kept where a finding is new, another, gone or the same", () => {
  const store = judged([finding(), finding({ fingerprint: "f2" }), finding({ fingerprint: "f3" })]);
  const now = [finding(), finding({ fingerprint: "f2", severity: "low" }), finding({ fingerprint: "f4" })];
  store.writeFindings(1, now, PAIRS, MADE);
  expect(store.judgedBefore("key")).toEqual(REST);
  expect(store.openFindings().map(({ fingerprint, severity }) => [fingerprint, severity])).toEqual([
    ["f1", "high"],
    ["f2", "low"],
    ["f4", "high"],
  ]);
  expect(rows(store, "SELECT count(*) FROM finding")).toEqual([[3]]);
});
