// Interrupted crawls: what is gone on with, what begins anew, what leaves no trace.
import { describe, expect, it } from "vitest";
import type { GraphBatch } from "../../src/model/batch.js";
import { openStore, type Store } from "../../src/store/index.js";
import {
  ACCOUNT,
  contents,
  crawl,
  DETAILS,
  databasePath,
  details,
  grant,
  hour,
  ids,
  KEYS,
  key,
  memoryStore,
  POLICY,
  principal,
  REPORT,
  ROLE,
  rows,
  shownGraph,
  USER,
  values,
} from "./estate.js";

const DOCUMENT = { hash: "d".repeat(32), type: "aws.policy", text: "{}" };

const CI = principal(USER, { path: "/" }, { aliases: ["ci@example.com"], document: DOCUMENT.hash });

const BATCHES: readonly GraphBatch[] = [
  details({ nodes: [CI], documents: [DOCUMENT] }, null),
  details({ nodes: [principal(ROLE), principal("late")], edges: [grant(ROLE, POLICY)] }),
  details(
    { dataSet: REPORT, nodes: [key("K1")], supplements: [{ node: USER, properties: { mfa_active: true } }] },
    null,
  ),
  details({ dataSet: REPORT, nodes: [key("K2")] }),
  details({ dataSet: KEYS }, "denied"),
];

/** Writes `count` batches and stops as if the process had ended. */
function interrupted(store: Store, count: number, now = hour(0), isAnew = false): void {
  const run = store.beginRun({ command: "scan", version: "0.1.0", now });
  const writer = store.openSnapshot(run, ACCOUNT, now, isAnew);
  for (const batch of BATCHES.slice(0, count)) writer.write(batch);
}

/** The same crawl again, leaving out what is done, as collectors do. */
function goOn(store: Store, now: Date, batches = BATCHES): void {
  const run = store.beginRun({ command: "scan", version: "0.1.0", now });
  const writer = store.openSnapshot(run, ACCOUNT, now);
  const wanted = batches.filter(({ dataSet, region }) => !writer.isDone(dataSet, region));
  for (const batch of wanted) writer.write(batch);
  writer.complete(now);
  store.finishRun(run, "done", now);
}

function fresh(batches = BATCHES): ReturnType<typeof shownGraph> {
  const store = memoryStore();
  crawl(store, batches);
  return shownGraph(store);
}

describe("an unfinished snapshot", () => {
  it("is not seen by readers, whatever was there before", () => {
    const store = memoryStore();
    interrupted(store, 4);
    expect(ids(store)).toEqual([]);
    expect(values(store, "SELECT count(*) FROM edge")).toEqual([0]);
    expect(values(store, "SELECT count(*) FROM data_set")).toEqual([0]);
    expect(store.scopes()).toEqual([]);
  });

  it("hides neither what it changes nor what it will close", () => {
    const store = memoryStore();
    crawl(store, [details({ nodes: [principal(USER, { path: "/old/" }), principal("gone")] })]);
    interrupted(store, 5, hour(1));
    expect(rows(store, "SELECT id, path FROM identity ORDER BY id")).toEqual([
      [USER, "/old/"],
      ["gone", null],
    ]);
    expect(store.resolve("ci@example.com")).toEqual([]);
  });
});

describe("gone on with, after any batch,", () => {
  it.each([0, 1, 2, 3, 4, 5])("%i batches give the undisturbed graph", (count) => {
    const store = memoryStore();
    interrupted(store, count);
    goOn(store, hour(2));
    expect(shownGraph(store)).toEqual(fresh());
    expect(values(store, "SELECT count(*) FROM snapshot_row")).toEqual([1]);
  });

  it.each([1, 3, 5])("%i batches over an older snapshot give the undisturbed graph", (count) => {
    const store = memoryStore();
    crawl(store, [details({ nodes: [principal(USER, { path: "/old/" }), principal("gone")] })]);
    interrupted(store, count, hour(1));
    goOn(store, hour(2));
    expect(shownGraph(store)).toEqual(fresh());
    expect(values(store, "SELECT count(*) FROM closing_row")).toEqual([0]);
  });

  it("in a database that was closed and opened in between", () => {
    const path = databasePath();
    const first = openStore({ path, mode: "write" });
    interrupted(first, 3);
    first.close();
    const second = openStore({ path, mode: "write" });
    goOn(second, hour(2));
    expect(shownGraph(second)).toEqual(fresh());
    second.close();
  });
});

describe("a data set of an interrupted crawl", () => {
  it("is done when it was complete, and only then", () => {
    const store = memoryStore();
    interrupted(store, 5);
    const run = store.beginRun({ command: "scan", version: "0.1.0", now: hour(1) });
    const writer = store.openSnapshot(run, ACCOUNT, hour(1));
    expect(writer.resumed).toBe(true);
    expect([DETAILS, REPORT, KEYS].map((dataSet) => writer.isDone(dataSet))).toEqual([true, true, false]);
    expect(writer.isDone(DETAILS, "eu-west-1")).toBe(false);
  });

  it("begins anew when it was not: what only the interrupted crawl saw is not kept", () => {
    const store = memoryStore();
    interrupted(store, 1);
    const moved = [details({ nodes: [principal(ROLE)] }), ...BATCHES.slice(2)];
    goOn(store, hour(1), moved);
    expect(shownGraph(store)).toEqual(fresh(moved));
  });

  it("is asked again after a denial, and the better answer counts", () => {
    const store = memoryStore();
    interrupted(store, 5);
    goOn(store, hour(1), [...BATCHES.slice(0, 4), details({ dataSet: KEYS, nodes: [key("K3")] })]);
    expect(rows(store, `SELECT state FROM data_set WHERE name = '${KEYS}'`)).toEqual([["complete"]]);
    expect(ids(store)).toContain("K3");
  });
});

describe("the scope's own facts", () => {
  it("that a later batch knew survive the interruption", () => {
    const store = memoryStore();
    const known = { ...ACCOUNT, name: "production", parent: "aws:o-1" };
    const run = store.beginRun({ command: "scan", version: "0.1.0", now: hour(0) });
    store.openSnapshot(run, ACCOUNT, hour(0)).write(details({ scope: known }));
    const again = store.beginRun({ command: "scan", version: "0.1.0", now: hour(1) });
    store.openSnapshot(again, ACCOUNT, hour(1)).complete(hour(1));
    expect(rows(store, "SELECT name, parent FROM scope")).toEqual([["production", "aws:o-1"]]);
  });
});

it("what batches know of the scope is joined, the later word counts", () => {
  const store = memoryStore();
  const first = { ...ACCOUNT, parent: "aws:o-1", properties: { account: "111122223333", partition: "aws" } };
  const second = { ...ACCOUNT, name: "production", properties: { partition: "aws-cn" } };
  crawl(store, [details({ scope: first }), details({ scope: second, dataSet: REPORT })]);
  expect(rows(store, "SELECT name, parent, properties FROM scope")).toEqual([
    ["production", "aws:o-1", '{"account":"111122223333","partition":"aws-cn"}'],
  ]);
});

describe("which snapshot", () => {
  it("of the same run is handed out again, also to a second source", () => {
    const store = memoryStore();
    const run = store.beginRun({ command: "scan", version: "0.1.0", now: hour(0) });
    const writer = store.openSnapshot(run, ACCOUNT, hour(0));
    expect(store.openSnapshot(run, { ...ACCOUNT, name: "other name" }, hour(0))).toBe(writer);
    expect(store.resumeSnapshot(run, ACCOUNT.id, hour(0))).toBe(writer);
    writer.complete(hour(0));
    const next = store.openSnapshot(run, ACCOUNT, hour(0));
    expect([next.id, next.resumed]).toEqual([2, false]);
  });

  it("is there to go on with without knowing its scope node, or not", () => {
    const store = memoryStore();
    interrupted(store, 2);
    const run = store.beginRun({ command: "scan", version: "0.1.0", now: hour(1) });
    expect(store.resumeSnapshot(run, "aws:999999999999", hour(1))).toBeUndefined();
    expect(store.resumeSnapshot(run, ACCOUNT.id, hour(1))?.isDone(DETAILS)).toBe(true);
  });

  it.each([
    ["files, then files", true, true],
    ["files, then calls", true, false],
    ["calls, then files", false, true],
  ])("that was read of %s is not gone on with: what it has may be of other files", (_, first, second) => {
    const store = memoryStore();
    interrupted(store, 3, hour(0), first);
    const run = store.beginRun({ command: "scan", version: "0.1.0", now: hour(1) });
    expect(store.resumeSnapshot(run, ACCOUNT.id, hour(1), second)).toBeUndefined();
    const writer = store.openSnapshot(run, ACCOUNT, hour(1), second);
    expect([writer.resumed, writer.isDone(DETAILS)]).toEqual([false, false]);
    writer.write(details({ nodes: [principal("other")] }));
    writer.complete(hour(1));
    expect(ids(store)).toEqual(["other"]);
  });

  it("of files and calls is not gone on with by a later run of calls, whoever began it", () => {
    for (const filesFirst of [true, false]) {
      const store = memoryStore();
      const run = store.beginRun({ command: "scan", version: "0.1.0", now: hour(0) });
      const writer = store.openSnapshot(run, ACCOUNT, hour(0), filesFirst);
      expect(store.openSnapshot(run, ACCOUNT, hour(0), !filesFirst)).toBe(writer);
      const later = store.beginRun({ command: "scan", version: "0.1.0", now: hour(1) });
      expect(store.openSnapshot(later, ACCOUNT, hour(1)).resumed).toBe(false);
    }
  });

  it.each([
    ["a minute short of a day old", 24 * 60 - 1, true],
    ["a day old", 24 * 60, false],
    ["from the future", -1, false],
  ])("%s is gone on with: %s", (_age, minutes, resumed) => {
    const store = memoryStore();
    interrupted(store, 3);
    const now = new Date(hour(0).getTime() + minutes * 60_000);
    const run = store.beginRun({ command: "scan", version: "0.1.0", now });
    expect(store.openSnapshot(run, ACCOUNT, now).resumed).toBe(resumed);
  });
});

describe("an abandoned snapshot", () => {
  it("leaves no trace in any table of rows", () => {
    const path = databasePath();
    const store = openStore({ path, mode: "write" });
    const kept = details({ nodes: [principal("kept", {}, { aliases: ["kept@example.com"] })] });
    crawl(store, [kept]);
    const before = contents(path);
    interrupted(store, 5, hour(1));
    crawl(store, [kept], hour(72));
    const after = contents(path);
    store.close();
    const tables = ["node_row", "edge_row", "supplement_row", "gap_row", "alias_row", "document_row", "closing_row"];
    for (const table of tables) expect([table, after[table]]).toEqual([table, before[table]]);
    expect(after["snapshot_row"]).toHaveLength(2);
  });

  it("does not take along a text that another snapshot uses", () => {
    const store = memoryStore();
    interrupted(store, 2);
    const again = [details({ nodes: [principal(USER, {}, { document: DOCUMENT.hash })], documents: [DOCUMENT] })];
    crawl(store, again, hour(72));
    expect(values(store, "SELECT hash FROM document")).toEqual([DOCUMENT.hash]);
  });

  it("does not take along a text that an older snapshot brought", () => {
    const store = memoryStore();
    crawl(store, [details({ nodes: [principal(USER, {}, { document: DOCUMENT.hash })], documents: [DOCUMENT] })]);
    interrupted(store, 2, hour(1));
    crawl(store, [details({})], hour(72));
    expect(values(store, "SELECT hash FROM document")).toEqual([DOCUMENT.hash]);
  });
});
