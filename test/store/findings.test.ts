// Findings: first seen, carried forward, closed only by a rule that looked at the subject.
import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/model/finding.js";
import { type EvaluatedPair, openStore, type Store } from "../../src/store/index.js";
import { contents, databasePath, hour, memoryStore, rows } from "./estate.js";

const SCOPE = "aws:111122223333";

function finding(fingerprint: string, more: Partial<Finding> = {}): Finding {
  return {
    fingerprint,
    rule: "AWS-001",
    severity: "high",
    title: "Old key",
    message: "Key is 90 days old",
    subject: { id: `key-${fingerprint}`, type: "aws.access-key", name: "key" },
    scope: SCOPE,
    evidence: [],
    columns: { created_at: "2025-10-03T00:00:00Z" },
    state: "finding",
    carried: false,
    firstSeen: "1970-01-01T00:00:00.000Z",
    fix: "Replace it",
    ...more,
  };
}

const LOOKED: readonly EvaluatedPair[] = [{ rule: "AWS-001", scope: SCOPE }];

/** One run that found these. */
function run(
  store: Store,
  at: number,
  findings: readonly Finding[],
  evaluated = LOOKED,
  aged?: ReadonlySet<string>,
): void {
  const now = hour(at);
  const id = store.beginRun({ command: "scan", version: "0.1.0", now });
  store.writeFindings(id, findings, evaluated, undefined, aged);
  store.finishRun(id, "done", now);
}

function seen(store: Store): readonly unknown[] {
  return store
    .openFindings()
    .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
    .map(({ fingerprint, firstSeen }) => [fingerprint, firstSeen]);
}

const T0 = hour(0).toISOString();
const T2 = hour(2).toISOString();

describe("an open finding", () => {
  it("was first seen by the run that opened it, whatever it says of itself", () => {
    const store = memoryStore();
    run(store, 0, [finding("b"), finding("a")]);
    run(store, 1, [finding("a"), finding("b")]);
    run(store, 2, [finding("a"), finding("b"), finding("c")]);
    expect(seen(store)).toEqual([
      ["a", T0],
      ["b", T0],
      ["c", T2],
    ]);
  });

  it("comes back as it was written", () => {
    const store = memoryStore();
    const path = { source: "a", target: "b", confidence: 0.5, hops: [] };
    const written = finding("a", { region: "eu-west-1", note: "x", path, isNew: true, newRule: true });
    run(store, 0, [written]);
    const { isNew: _isNew, newRule: _newRule, ...lasting } = written;
    expect(store.openFindings()).toEqual([{ ...lasting, firstSeen: T0 }]);
  });

  it("shares its fix with findings that differ in their subject only, and gets its own back", () => {
    const store = memoryStore();
    const about = (name: string) => ({ id: `arn:aws:iam::1:role/${name}`, type: "aws.iam-role", name });
    const fixes = new Map([
      ["a", "Look at arn:aws:iam::1:role/$& and $&: $$"],
      ["b", "Look at arn:aws:iam::1:role/zz and zz: $$"],
      ["c", "another for zz"],
      ["d", "with the \u0001 that stands for ids"],
    ]);
    const subjects = new Map([["a", about("$&")]]);
    const findings = [...fixes].map(([id, fix]) => finding(id, { fix, subject: subjects.get(id) ?? about("zz") }));
    run(store, 0, findings);
    expect(store.openFindings().map(({ fingerprint, fix }) => [fingerprint, fix])).toEqual([...fixes]);
    expect(rows(store, "SELECT fingerprint, fix FROM finding ORDER BY 1")).toEqual([...fixes]);
    expect(rows(store, "SELECT count(*) FROM text_row")).toEqual([[2]]);
  });

  it("keeps its own fix where its rule has too many to share, which costs other rules nothing", () => {
    const store = memoryStore();
    const many = Array.from({ length: 102 }, (_, n) => finding(`f${n}`, { fix: `number ${n}` }));
    const others = ["g", "h"].map((name) => finding(name, { rule: "AWS-002", fix: "one for both" }));
    run(store, 0, [...many, ...others]);
    expect(rows(store, "SELECT count(*) FROM text_row")).toEqual([[101]]);
    const stored = "SELECT typeof(fix) = 'text', count(*) FROM finding_row GROUP BY 1 ORDER BY 1";
    expect(rows(store, stored)).toEqual([
      [0, 102],
      [1, 2],
    ]);
    const fixes = [...many, ...others].map(({ fix }) => fix);
    expect(new Set(store.openFindings().map(({ fix }) => fix))).toEqual(new Set(fixes));
    expect(rows(store, "SELECT fix FROM finding WHERE fingerprint = 'f101'")).toEqual([["number 101"]]);
  });

  it("has a key that costs less, and can be asked for by fingerprint", () => {
    const store = memoryStore();
    run(store, 0, [finding("a"), finding("b")]);
    expect(store.findingKeys()).toEqual([
      { fingerprint: "a", rule: "AWS-001", scope: SCOPE, subject: "key-a", firstSeen: T0 },
      { fingerprint: "b", rule: "AWS-001", scope: SCOPE, subject: "key-b", firstSeen: T0 },
    ]);
    expect(store.openFindings(new Set(["b", "z"])).map(({ fingerprint }) => fingerprint)).toEqual(["b"]);
    expect(store.openFindings(new Set())).toEqual([]);
  });

  it("is one, however often it is found in a run", () => {
    const store = memoryStore();
    run(store, 0, [finding("a"), finding("a", { severity: "low" })]);
    expect(rows(store, "SELECT fingerprint, severity FROM finding")).toEqual([["a", "high"]]);
  });

  it("shows in the view with what people need", () => {
    const store = memoryStore();
    run(store, 0, [finding("a", { state: "waived" })]);
    const sql =
      "SELECT fingerprint, rule, severity, state, message, scope, subject_id, subject_type, fix, first_seen_at FROM finding";
    expect(rows(store, sql)).toEqual([
      ["a", "AWS-001", "high", "waived", "Key is 90 days old", SCOPE, "key-a", "aws.access-key", "Replace it", T0],
    ]);
  });
});

describe("a finding that is not found again", () => {
  it("closes where its rule was evaluated in its scope", () => {
    const store = memoryStore();
    run(store, 0, [finding("a"), finding("b")]);
    run(store, 1, [finding("a")]);
    expect(seen(store)).toEqual([["a", T0]]);
  });

  it.each<[string, readonly EvaluatedPair[]]>([
    ["nothing was evaluated", []],
    ["another rule was evaluated", [{ rule: "AWS-002", scope: SCOPE }]],
    ["its rule was evaluated elsewhere", [{ rule: "AWS-001", scope: "aws:444455556666" }]],
    ["its subject could not be judged", [{ rule: "AWS-001", scope: SCOPE, except: ["key-a"] }]],
  ])("stays open where %s", (_what, evaluated) => {
    const store = memoryStore();
    run(store, 0, [finding("a")]);
    run(store, 1, [], evaluated);
    expect(seen(store)).toEqual([["a", T0]]);
  });

  it("closes although another subject could not be judged", () => {
    const store = memoryStore();
    run(store, 0, [finding("a"), finding("b")]);
    run(store, 1, [], [{ rule: "AWS-001", scope: SCOPE, except: ["key-a"] }]);
    expect(seen(store)).toEqual([["a", T0]]);
  });

  it("and comes back later is seen first by that later run", () => {
    const store = memoryStore();
    run(store, 0, [finding("a")]);
    run(store, 1, []);
    run(store, 2, [finding("a")]);
    expect(seen(store)).toEqual([["a", T2]]);
  });
});

describe("a finding that is carried forward", () => {
  it("stays as it was written when someone last looked", () => {
    const store = memoryStore();
    run(store, 0, [finding("a")]);
    run(store, 1, [finding("a", { carried: true, message: "copied", severity: "low", state: "waived" })], []);
    expect(store.openFindings()).toEqual([finding("a", { firstSeen: T0 })]);
  });
});

describe("what is written", () => {
  it("is nothing for a finding that only grew older", () => {
    const path = databasePath();
    const store = openStore({ path, mode: "write" });
    run(store, 0, [finding("a")]);
    const before = contents(path)["finding_row"];
    const older = finding("a", { message: "Key is 91 days old", firstSeen: T0 });
    run(store, 1, [older], LOOKED, new Set([older.rule]));
    expect(contents(path)["finding_row"]).toEqual(before);
    store.close();
  });

  it("is the message alone where a rule says it in other words", () => {
    const store = memoryStore();
    run(store, 0, [finding("a")]);
    run(store, 1, [finding("a", { message: "Key has 90 days" })], LOOKED, new Set(["AWS-002"]));
    expect(store.openFindings()).toEqual([finding("a", { message: "Key has 90 days", firstSeen: T0 })]);
  });

  it.each<[string, Partial<Finding>]>([
    ["severity", { severity: "critical" }],
    ["state", { state: "baselined" }],
    ["a column", { columns: { created_at: "2025-10-04T00:00:00Z" } }],
    ["its subject's name", { subject: { id: "key-a", type: "aws.access-key", name: "renamed" } }],
  ])("is the finding as it is now, in place, when %s changed", (_what, change) => {
    const store = memoryStore();
    run(store, 0, [finding("a")]);
    run(store, 1, [finding("a", change)]);
    expect(store.openFindings()).toEqual([finding("a", { ...change, firstSeen: T0 })]);
  });
});

describe("findings that are gone since a run", () => {
  it("are those that later runs closed and did not open again, worst first", () => {
    const store = memoryStore();
    run(
      store,
      0,
      ["old", "low", "worst", "back", "stays"].map((name) =>
        finding(name, { severity: name === "worst" ? "critical" : name === "low" ? "low" : "high" }),
      ),
    );
    run(
      store,
      1,
      ["low", "worst", "back", "stays"].map((name) =>
        finding(name, { severity: name === "worst" ? "critical" : name === "low" ? "low" : "high" }),
      ),
    );
    run(store, 2, [finding("stays")]);
    run(store, 3, [finding("stays"), finding("back")]);
    expect(store.findingsClosedSince(2)).toEqual([
      { fingerprint: "worst", rule: "AWS-001", severity: "critical", scope: SCOPE, message: "Key is 90 days old" },
      { fingerprint: "low", rule: "AWS-001", severity: "low", scope: SCOPE, message: "Key is 90 days old" },
    ]);
    expect(store.findingsClosedSince(1).map(({ fingerprint }) => fingerprint)).toEqual(["worst", "old", "low"]);
    expect(store.findingsClosedSince(3)).toEqual([]);
  });
});
