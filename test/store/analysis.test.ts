// Derived rows and their history: an analysis over the same snapshots replaces, one over new ones opens and closes.
import { describe, expect, it } from "vitest";
import type { AnalysisResult } from "../../src/model/analysis.js";
import type { Store } from "../../src/store/index.js";
import { crawl, details, hour, memoryStore, principal, ROLE, rows, USER, values } from "./estate.js";

function result(parts: Partial<AnalysisResult>): AnalysisResult {
  return { facts: [], nodes: [], edges: [], gaps: [], ...parts };
}

function owners(ownerByNode: { readonly [node: string]: string }): AnalysisResult {
  return result({ facts: Object.entries(ownerByNode).map(([node, owner]) => ({ node, columns: { owner } })) });
}

/** All versions of the facts, oldest first: node, owner, opened and closed by which analysis. */
function versions(store: Store): readonly unknown[] {
  return rows(
    store,
    "SELECT node, columns ->> 'owner', opened_in, closed_in FROM fact_row JOIN fact_text_row ON id = text ORDER BY row",
  );
}

const CRAWL = [details({ nodes: [principal(USER), principal(ROLE)] })];

/** A store with one complete snapshot and this analysis of it. */
function analysed(first: AnalysisResult): Store {
  const store = memoryStore();
  crawl(store, CRAWL);
  store.writeAnalysis(first, hour(0));
  return store;
}

describe("an analysis", () => {
  it("is current until another snapshot completes", () => {
    const store = memoryStore();
    expect(store.analysisIsCurrent()).toBe(false);
    crawl(store, CRAWL);
    expect(store.analysisIsCurrent()).toBe(false);
    store.writeAnalysis(result({}), hour(0));
    expect(store.analysisIsCurrent()).toBe(true);
    const run = store.beginRun({ command: "scan", version: "0", now: hour(1) });
    const writer = store.openSnapshot(run, CRAWL[0]?.scope ?? { id: "", type: "", name: "" }, hour(1));
    expect(store.analysisIsCurrent()).toBe(true);
    writer.complete(hour(1));
    expect(store.analysisIsCurrent()).toBe(false);
  });

  it("merges facts about one node, the last wins per column", () => {
    const facts = [
      { node: USER, columns: { owner: "a", tier: 1 } },
      { node: ROLE, columns: { owner: "r" } },
      { node: USER, columns: { owner: "b" } },
    ];
    const store = analysed(result({ facts }));
    expect(rows(store, "SELECT id, owner, tier FROM identity ORDER BY id")).toEqual([
      [ROLE, "r", null],
      [USER, "b", 1],
    ]);
  });

  it("keeps nodes, edges and gaps", () => {
    const hub = {
      id: "hub",
      kind: "set" as const,
      type: "any",
      name: "any",
      scope: "aws:111122223333",
      properties: {},
    };
    const edge = {
      kind: "includes" as const,
      from: "hub",
      to: USER,
      state: "none" as const,
      confidence: 1,
      because: [],
    };
    const gap = { scope: "aws:111122223333", subject: "x", message: "unknown operator" };
    const store = analysed(result({ nodes: [hub], edges: [edge, edge], gaps: [gap] }));
    expect(rows(store, "SELECT id, derived FROM node WHERE kind = 'set'")).toEqual([["hub", 1]]);
    expect(rows(store, "SELECT from_id, to_id, derived FROM edge")).toEqual([["hub", USER, 1]]);
    expect(rows(store, "SELECT data_set, subject FROM gap")).toEqual([["analysis", "x"]]);
    store.writeAnalysis(result({}), hour(0));
    expect(values(store, "SELECT count(*) FROM node WHERE derived")).toEqual([0]);
    expect(values(store, "SELECT count(*) FROM edge")).toEqual([0]);
    expect(values(store, "SELECT count(*) FROM gap")).toEqual([0]);
  });
});

describe("over the same snapshots", () => {
  it("the same result writes nothing", () => {
    const store = analysed(owners({ [USER]: "a" }));
    const before = versions(store);
    store.writeAnalysis(owners({ [USER]: "a" }), hour(1));
    expect(versions(store)).toEqual(before);
    expect(rows(store, "SELECT id, at FROM analysis_row")).toEqual([[1, hour(1).toISOString()]]);
  });

  it("another result takes its place without a history", () => {
    const store = analysed(owners({ [USER]: "a", [ROLE]: "r" }));
    store.writeAnalysis(owners({ [USER]: "b" }), hour(1));
    expect(versions(store)).toEqual([[USER, "b", 1, null]]);
  });

  it("and back again, what an earlier analysis had opened is as it was", () => {
    const store = analysed(owners({ [USER]: "a", [ROLE]: "r" }));
    crawl(store, CRAWL, hour(1));
    store.writeAnalysis(owners({ [USER]: "b", [ROLE]: "r" }), hour(1));
    expect(versions(store)).toEqual([
      [USER, "a", 1, 2],
      [ROLE, "r", 1, null],
      [USER, "b", 2, null],
    ]);
    store.writeAnalysis(owners({ [USER]: "a", [ROLE]: "r" }), hour(2));
    expect(versions(store)).toEqual([
      [USER, "a", 1, null],
      [ROLE, "r", 1, null],
    ]);
  });
});

describe("over new snapshots", () => {
  it("the same result opens and closes nothing", () => {
    const store = analysed(owners({ [USER]: "a" }));
    crawl(store, CRAWL, hour(1));
    store.writeAnalysis(owners({ [USER]: "a" }), hour(1));
    expect(versions(store)).toEqual([[USER, "a", 1, null]]);
    expect(rows(store, "SELECT id, snapshots FROM analysis_row")).toEqual([
      [1, "[1]"],
      [2, "[2]"],
    ]);
  });

  it("what changed and what is gone closes, what is new opens", () => {
    const store = analysed(owners({ [USER]: "a", [ROLE]: "r" }));
    crawl(store, CRAWL, hour(1));
    store.writeAnalysis(owners({ [USER]: "b", new: "n" }), hour(1));
    expect(versions(store)).toEqual([
      [USER, "a", 1, 2],
      [ROLE, "r", 1, 2],
      [USER, "b", 2, null],
      ["new", "n", 2, null],
    ]);
  });
});
