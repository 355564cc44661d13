// What need not be done again: an analysis of the same rows, a crawl of the same recorded answers. Each "stands" has its
// near misses, in which one thing is not the same.
import { describe, expect, it } from "vitest";
import type { GraphBatch } from "../../src/model/batch.js";
import type { ClockSpan } from "../../src/model/clock.js";
import type { Store } from "../../src/store/index.js";
import {
  ACCOUNT,
  crawl,
  details,
  hour,
  ids,
  KEYS,
  memoryStore,
  OTHER,
  principal,
  ROLE,
  rows,
  shownGraph,
  USER,
} from "./estate.js";

const CRAWL = [details({ nodes: [principal(USER), principal(ROLE)] })];
const FACTS = { facts: [{ node: USER, columns: { owner: "a" } }], nodes: [], edges: [], gaps: [] };

const ANY_TIME: ClockSpan = { after: null, before: null };

/** A store with one crawl and its analysis, which holds in the span. */
function analysed(span: ClockSpan | undefined = ANY_TIME, batches: readonly GraphBatch[] = CRAWL): Store {
  const store = memoryStore();
  crawl(store, batches);
  store.writeAnalysis(FACTS, hour(0), { of: "basis", span });
  return store;
}

describe("an analysis stands", () => {
  it("for another snapshot of the same rows, which it is current for then", () => {
    const store = analysed();
    crawl(store, CRAWL, hour(1));
    expect(store.analysisIsCurrent()).toBe(false);
    expect(store.keepAnalysis("basis", hour(1))).toBe(true);
    expect(store.analysisIsCurrent()).toBe(true);
    expect(rows(store, "SELECT id, owner FROM identity WHERE owner IS NOT NULL")).toEqual([[USER, "a"]]);
    expect(store.keepAnalysis("basis", hour(2))).toBe(true);
    expect(rows(store, "SELECT snapshots FROM analysis_row")).toEqual([["[1]"], ["[2]"]]);
  });

  it.each([
    ["a row more", [details({ nodes: [principal(USER), principal(ROLE), principal("x")] })]],
    ["a row less", [details({ nodes: [principal(USER)] })]],
    ["a row changed", [details({ nodes: [principal(USER, { path: "/new/" }), principal(ROLE)] })]],
    ["a data set refused", [...CRAWL, details({ dataSet: KEYS }, "denied")]],
    ["another scope", [...CRAWL, details({ scope: OTHER, nodes: [principal("y")] })]],
  ])("not after %s", (_, batches) => {
    const store = analysed();
    crawl(store, batches, hour(1));
    expect(store.keepAnalysis("basis", hour(1))).toBe(false);
  });

  it("not after a change that a later crawl did not touch", () => {
    const store = analysed();
    crawl(store, [details({ nodes: [principal(USER)] })], hour(1));
    crawl(store, [details({ nodes: [principal(USER)] })], hour(2));
    expect(store.keepAnalysis("basis", hour(2))).toBe(false);
  });

  it("not where another row about a node counts now, although none opened", () => {
    const shared = { nodes: [principal("shared", { path: "/a/" })] };
    const other = { scope: OTHER, nodes: [principal("shared", { path: "/b/" })] };
    const store = analysed(ANY_TIME, [details(shared), details(other)]);
    crawl(store, [details(other)], hour(1));
    crawl(store, [details(shared)], hour(2));
    const before = rows(store, "SELECT path FROM identity WHERE id = 'shared'");
    store.writeAnalysis(FACTS, hour(2), { of: "basis", span: ANY_TIME });
    crawl(store, [details(other)], hour(3));
    expect(rows(store, "SELECT path FROM identity WHERE id = 'shared'")).not.toEqual(before);
    expect(store.keepAnalysis("basis", hour(3))).toBe(false);
  });

  it("for the same basis only, and not when none was given", () => {
    const store = analysed();
    expect(store.keepAnalysis("another", hour(0))).toBe(false);
    expect(store.keepAnalysis("basis", hour(0))).toBe(true);
    store.writeAnalysis(FACTS, hour(0));
    expect(store.keepAnalysis("basis", hour(0))).toBe(false);
  });

  it("at its own time only where it used the clock", () => {
    const store = memoryStore();
    crawl(store, CRAWL);
    store.writeAnalysis(FACTS, hour(0), { of: "basis", span: undefined });
    expect(store.keepAnalysis("basis", hour(1))).toBe(false);
    expect(store.keepAnalysis("basis", hour(0))).toBe(true);
    expect(store.analysisStands("basis", hour(1))).toBe(true);
    expect(store.analysisStands("basis", hour(48))).toBe(false);
  });

  it.each<[ClockSpan, readonly number[], readonly number[]]>([
    [{ after: -2, before: 3 }, [-1, 0, 2], [-2, -3, 3, 4]],
    [{ after: -2, before: null }, [-1, 0, 1000], [-2, -3]],
    [{ after: null, before: 3 }, [-1000, 0, 2], [3, 4]],
  ])("between the times that the clock was compared with, %j", (hours, inside, outside) => {
    const at = (hours: number | null): number | null => (hours === null ? null : hour(hours).getTime());
    const store = analysed({ after: at(hours.after), before: at(hours.before) });
    for (const time of outside) expect([time, store.keepAnalysis("basis", hour(time))]).toEqual([time, false]);
    for (const time of inside) expect([time, store.keepAnalysis("basis", hour(time))]).toEqual([time, true]);
  });
});

describe("answers that were read before", () => {
  /** A store that read two scopes from answers with this digest. */
  function read(): Store {
    const store = memoryStore();
    crawl(store, [
      ...CRAWL,
      details({ dataSet: KEYS }, "denied"),
      details({ scope: OTHER, nodes: [principal("y")], gaps: [{ dataSet: KEYS, subject: "y", message: "odd" }] }),
    ]);
    store.rememberAnswers("digest", [1, 2]);
    return store;
  }
  const begin = (store: Store) => store.beginRun({ command: "scan", version: "0", now: hour(5) });

  it("are taken over: a new snapshot of each scope, the same graph, no row written", () => {
    const store = read();
    const before = shownGraph(store);
    const rowsBefore = rows(store, "SELECT count(*), max(row) FROM node_row");
    expect(store.takeOverAnswers(begin(store), "digest", hour(5))).toEqual([ACCOUNT.id, OTHER.id]);
    expect(shownGraph(store)).toEqual(before);
    expect(rows(store, "SELECT count(*), max(row) FROM node_row")).toEqual(rowsBefore);
    expect(rows(store, "SELECT DISTINCT read_at FROM scope")).toEqual([[hour(5).toISOString()]]);
    expect(rows(store, "SELECT DISTINCT attempted_at FROM data_set")).toEqual([[hour(5).toISOString()]]);
    expect(store.takeOverAnswers(begin(store), "digest", hour(5))).toEqual([ACCOUNT.id, OTHER.id]);
  });

  it("leave a later crawl free to close what is gone", () => {
    const store = read();
    store.takeOverAnswers(begin(store), "digest", hour(5));
    crawl(store, [details({ nodes: [principal(USER)] })], hour(6));
    expect(ids(store)).toEqual([USER, "y"]);
  });

  it("are read again when they are others", () => {
    const store = read();
    expect(store.takeOverAnswers(begin(store), "other digest", hour(5))).toBeUndefined();
  });

  it("are read again when one of their scopes was read from elsewhere since", () => {
    const store = read();
    crawl(store, [details({ nodes: [] })], hour(4));
    expect(store.takeOverAnswers(begin(store), "digest", hour(5))).toBeUndefined();
  });

  it("are read again when a crawl of one of their scopes was cut off since", () => {
    const store = read();
    store.openSnapshot(begin(store), OTHER, hour(4)).write(details({ scope: OTHER, nodes: [] }, null));
    expect(store.takeOverAnswers(begin(store), "digest", hour(5))).toBeUndefined();
  });
});
