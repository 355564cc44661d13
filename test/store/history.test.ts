// History: what opens, what closes, and what must not close when a crawl saw less than everything.
import { describe, expect, it } from "vitest";
import type { CoverageState, GraphBatch } from "../../src/model/batch.js";
import { openStore, type Store } from "../../src/store/index.js";
import {
  ACCOUNT,
  COMPLETE,
  contents,
  crawl,
  DETAILS,
  databasePath,
  details,
  grant,
  hour,
  ids,
  key,
  memoryStore,
  OTHER,
  POLICY,
  principal,
  REPORT,
  ROLE,
  rows,
  USER,
  values,
} from "./estate.js";

const NOTHING = { opened: 0, closed: 0 };
const UNTOUCHED = { node_row: NOTHING, edge_row: NOTHING, supplement_row: NOTHING, gap_row: NOTHING };

/** Open, visible and closed versions of a node, oldest first. */
function versions(store: Store, id: string): readonly (readonly unknown[])[] {
  return rows(store, `SELECT opened_in, closed_in FROM node_row WHERE id = '${id}' ORDER BY row`);
}

const FULL: GraphBatch = details({
  nodes: [principal(USER, { path: "/" }), principal(ROLE, { path: "/" })],
  edges: [grant(USER, POLICY), grant(ROLE, POLICY)],
  supplements: [{ node: USER, properties: { mfa_active: true } }],
  gaps: [{ dataSet: DETAILS, subject: ROLE, message: "its trust does not parse" }],
});

describe("an unchanged scope", () => {
  it("writes no row", () => {
    const store = memoryStore();
    crawl(store, [FULL], hour(0));
    expect(crawl(store, [FULL], hour(1))).toEqual(UNTOUCHED);
  });

  it("leaves every table of rows as it was", () => {
    const path = databasePath();
    const store = openStore({ path, mode: "write" });
    crawl(store, [FULL], hour(0));
    const before = contents(path);
    crawl(store, [FULL], hour(1));
    const after = contents(path);
    store.close();
    for (const table of [
      "node_row",
      "edge_row",
      "supplement_row",
      "gap_row",
      "alias_row",
      "document_row",
      "unit_row",
    ]) {
      expect(after[table]).toEqual(before[table]);
    }
  });

  it("is unchanged in another order of keys, tags, nodes and pages", () => {
    const store = memoryStore();
    const tags = { properties: { tags: { a: "1", b: { c: 1, d: 2 } }, path: "/" } };
    const sgat = { properties: { path: "/", tags: { b: { d: 2, c: 1 }, a: "1" } } };
    crawl(store, [details({ nodes: [principal(USER, tags.properties), principal(ROLE)] })], hour(0));
    const again = [details({ nodes: [principal(ROLE)] }, null), details({ nodes: [principal(USER, sgat.properties)] })];
    expect(crawl(store, again, hour(1))).toEqual(UNTOUCHED);
  });

  it("moves on what says when it was read", () => {
    const store = memoryStore();
    crawl(store, [FULL], hour(0));
    crawl(store, [FULL], hour(1));
    expect(values(store, "SELECT completed_at FROM data_set")).toEqual([hour(1).toISOString()]);
    expect(values(store, "SELECT read_at FROM scope")).toEqual([hour(1).toISOString()]);
    expect(values(store, `SELECT opened_at FROM node WHERE id = '${USER}'`)).toEqual([hour(0).toISOString()]);
  });
});

describe("a change", () => {
  it.each([
    ["a property", principal(USER, { path: "/x/" })],
    ["a property more", principal(USER, { path: "/", description: "" })],
    ["a property less", principal(USER, {})],
    ["the name", principal(USER, { path: "/" }, { name: "renamed" })],
    ["the document", principal(USER, { path: "/" }, { document: "0".repeat(32) })],
    ["an alias", principal(USER, { path: "/" }, { aliases: ["ci@example.com"] })],
    ["the incarnation: made again under the same name", principal(USER, { path: "/" }, { incarnation: "AIDA2" })],
  ])("of %s closes the row and opens another", (_what, changed) => {
    const store = memoryStore();
    crawl(store, [details({ nodes: [principal(USER, { path: "/" }), principal(ROLE)] })], hour(0));
    const counts = crawl(store, [details({ nodes: [changed, principal(ROLE)] })], hour(1));
    expect(counts).toEqual({ ...UNTOUCHED, node_row: { opened: 1, closed: 1 } });
    expect(versions(store, USER)).toEqual([
      [1, 2],
      [2, null],
    ]);
    expect(versions(store, ROLE)).toEqual([[1, null]]);
    expect(ids(store)).toEqual([ROLE, USER]);
  });

  it("back to what it was is a third row", () => {
    const store = memoryStore();
    for (const [at, path] of ["/", "/x/", "/"].entries()) {
      crawl(store, [details({ nodes: [principal(USER, { path })] })], hour(at));
    }
    expect(versions(store, USER)).toEqual([
      [1, 2],
      [2, 3],
      [3, null],
    ]);
  });

  it("of the scope's own name shows, and only once", () => {
    const store = memoryStore();
    crawl(store, [details({})], hour(0));
    const named = { ...ACCOUNT, name: "production", parent: "aws:o-1" };
    crawl(store, [details({ scope: named })], hour(1));
    expect(rows(store, "SELECT id, name, parent FROM scope")).toEqual([[ACCOUNT.id, "production", "aws:o-1"]]);
    expect(crawl(store, [details({ scope: named })], hour(2))).toEqual(UNTOUCHED);
  });
});

describe("what is gone", () => {
  it("closes with a complete data set: nodes, edges, supplements and gaps", () => {
    const store = memoryStore();
    crawl(store, [FULL], hour(0));
    const counts = crawl(store, [details({ nodes: [principal(USER, { path: "/" })] })], hour(1));
    expect(counts).toEqual({
      node_row: { opened: 0, closed: 1 },
      edge_row: { opened: 0, closed: 2 },
      supplement_row: { opened: 0, closed: 1 },
      gap_row: { opened: 0, closed: 1 },
    });
    expect(ids(store)).toEqual([USER]);
    expect(values(store, "SELECT count(*) FROM gap")).toEqual([0]);
  });

  it.each<CoverageState>(["partial", "denied", "unlicensed", "failed"])("stays after %s", (state) => {
    const store = memoryStore();
    crawl(store, [FULL], hour(0));
    expect(crawl(store, [details({}, state)], hour(1))).toEqual(UNTOUCHED);
    expect(ids(store)).toEqual([ROLE, USER]);
    expect(rows(store, "SELECT state, attempted_at, completed_at FROM data_set")).toEqual([
      [state, hour(1).toISOString(), hour(0).toISOString()],
    ]);
  });

  it("stays when the crawl ended before the data set did", () => {
    const store = memoryStore();
    crawl(store, [FULL], hour(0));
    crawl(store, [details({ nodes: [principal(USER, { path: "/" })] }, null)], hour(1));
    expect(ids(store)).toEqual([ROLE, USER]);
    expect(rows(store, "SELECT state, message FROM data_set")).toEqual([["failed", "the crawl ended before it did"]]);
  });

  it("stays when its data set was not asked for", () => {
    const store = memoryStore();
    crawl(store, [FULL], hour(0));
    crawl(store, [details({ dataSet: REPORT, nodes: [key("K1")] })], hour(1));
    expect(ids(store)).toEqual(["K1", ROLE, USER]);
  });

  it("stays in regions that were not read", () => {
    const store = memoryStore();
    const inRegion = (region: string, ...names: string[]) =>
      details({ dataSet: "aws/lambda:functions", region, nodes: names.map((name) => principal(name)) });
    crawl(store, [inRegion("eu-west-1", "a", "b"), inRegion("us-east-1", "c")], hour(0));
    crawl(store, [inRegion("eu-west-1", "a")], hour(1));
    expect(ids(store)).toEqual(["a", "c"]);
  });

  it("stays in other scopes", () => {
    const store = memoryStore();
    crawl(store, [FULL, details({ scope: OTHER, nodes: [principal("x")] })], hour(0));
    crawl(store, [details({ nodes: [] })], hour(1));
    expect(ids(store)).toEqual(["x"]);
  });

  it("comes back as a new row, not as the old one", () => {
    const store = memoryStore();
    crawl(store, [FULL], hour(0));
    crawl(store, [details({})], hour(1));
    crawl(store, [FULL], hour(2));
    expect(versions(store, USER)).toEqual([
      [1, 2],
      [3, null],
    ]);
  });
});

describe("a partial answer", () => {
  it("replaces what it shows changed, adds what is new, and closes nothing else", () => {
    const store = memoryStore();
    crawl(store, [FULL], hour(0));
    const changed = details(
      {
        nodes: [principal(USER, { path: "/moved/" }), principal("new")],
        edges: [{ ...grant(USER, POLICY), confidence: 0.5 }],
        supplements: [{ node: USER, properties: { mfa_active: false } }],
      },
      "partial",
    );
    expect(crawl(store, [changed], hour(1))).toEqual({
      node_row: { opened: 2, closed: 1 },
      edge_row: { opened: 1, closed: 1 },
      supplement_row: { opened: 1, closed: 1 },
      gap_row: NOTHING,
    });
    expect(ids(store)).toEqual([ROLE, USER, "new"].sort());
    expect(rows(store, "SELECT from_id, confidence FROM edge ORDER BY 1")).toEqual([
      [ROLE, 1],
      [USER, 0.5],
    ]);
  });

  it("does not close one of two like edges that it showed again", () => {
    const store = memoryStore();
    const boundary = { ...grant(USER, POLICY), properties: { role: "boundary" } };
    crawl(store, [details({ edges: [grant(USER, POLICY), boundary] })], hour(0));
    const third = { ...grant(USER, POLICY), properties: { role: "other" } };
    crawl(store, [details({ edges: [grant(USER, POLICY), third] }, "partial")], hour(1));
    expect(values(store, "SELECT properties FROM edge ORDER BY 1")).toEqual(['{"role":"other"}', "{}"]);
  });

  it("names what it lacks: a gap that it does not name again is none, unless its node was not come to", () => {
    const store = memoryStore();
    const gap = (subject: string) => ({ dataSet: DETAILS, subject, message: "AccessDenied" });
    const open = () => values(store, "SELECT subject FROM gap WHERE subject IS NOT NULL ORDER BY 1");
    const nodes = [principal(USER), principal(ROLE)];
    crawl(store, [details({ nodes, gaps: [gap(USER), gap(ROLE), gap("list")] }, "partial")], hour(0));
    crawl(store, [details({ nodes, gaps: [gap(ROLE)] }, "partial")], hour(1));
    expect(open()).toEqual([ROLE]);
    crawl(store, [details({ nodes: [principal(USER)], gaps: [gap(USER)] }, "partial")], hour(2));
    expect(open()).toEqual([ROLE, USER]);
    crawl(store, [details({}, "denied")], hour(3));
    expect(open()).toEqual([ROLE, USER]);
    crawl(store, [details({ nodes })], hour(4));
    expect(open()).toEqual([]);
  });

  it("first, complete later: closes what the complete one lacks", () => {
    const store = memoryStore();
    crawl(store, [details({ nodes: [principal("a"), principal("b")] }, "partial")], hour(0));
    expect(ids(store)).toEqual(["a", "b"]);
    crawl(store, [details({ nodes: [principal("a")] })], hour(1));
    expect(ids(store)).toEqual(["a"]);
  });
});

describe("what is said twice", () => {
  it("by one data set is kept once, and the last word on a node counts", () => {
    const store = memoryStore();
    const twice = details({
      nodes: [principal(USER, { path: "/a/" }), principal(USER, { path: "/b/" }), principal(ROLE), principal(ROLE)],
      edges: [grant(USER, POLICY), grant(USER, POLICY)],
    });
    expect(crawl(store, [twice], hour(0))).toMatchObject({
      node_row: { opened: 4, closed: 0 },
      edge_row: { opened: 1, closed: 0 },
    });
    expect(rows(store, "SELECT id, path FROM identity ORDER BY id")).toEqual([
      [ROLE, null],
      [USER, "/b/"],
    ]);
    expect(crawl(store, [twice], hour(1))).toEqual(UNTOUCHED);
  });

  it("by two accounts is one node: of the latest run, else of the first scope by name", () => {
    const store = memoryStore();
    const shared = (scope: typeof ACCOUNT, version: string) =>
      details({ scope, nodes: [principal("arn:aws:iam::aws:policy/Shared", { path: version })] });
    const seen = () => rows(store, "SELECT path, scope FROM identity");
    crawl(store, [shared(OTHER, "v1"), shared(ACCOUNT, "v1")], hour(0));
    expect(seen()).toEqual([["v1", ACCOUNT.id]]);
    crawl(store, [shared(OTHER, "v2")], hour(1));
    expect(seen()).toEqual([["v2", OTHER.id]]);
    crawl(store, [shared(ACCOUNT, "v2")], hour(2));
    expect(seen()).toEqual([["v2", ACCOUNT.id]]);
    crawl(store, [details({ scope: ACCOUNT }, "denied"), shared(OTHER, "v3")], hour(3));
    expect(seen()).toEqual([["v3", OTHER.id]]);
  });

  it("about an account by its organisation does not hide the account's own word", () => {
    const store = memoryStore();
    const organization = { id: "aws:o-1", type: "aws.organization", name: "org" };
    const named = { id: ACCOUNT.id, kind: "scope" as const, type: "aws.account", name: "as listed", properties: {} };
    const unread = { ...named, id: OTHER.id };
    crawl(store, [details({}), details({ scope: organization, nodes: [named, unread] })], hour(0));
    crawl(store, [details({ scope: organization, nodes: [named, unread] })], hour(1));
    expect(rows(store, "SELECT id, name, read_at FROM scope ORDER BY id")).toEqual([
      [ACCOUNT.id, "main", hour(0).toISOString()],
      [OTHER.id, "as listed", null],
      ["aws:o-1", "org", hour(1).toISOString()],
    ]);
  });
});

describe("two sources for one data set of one snapshot", () => {
  const first = [principal("a"), principal("b")];
  const second = [principal("b"), principal("c")];
  it.each<[CoverageState, CoverageState, CoverageState, string[]]>([
    // The rows of both count; only where one of them is complete do rows of before close.
    ["complete", "complete", "complete", ["a", "b", "c"]],
    ["complete", "partial", "complete", ["a", "b", "c"]],
    ["partial", "complete", "complete", ["a", "b", "c"]],
    ["partial", "denied", "partial", ["a", "b", "c", "old"]],
    ["failed", "partial", "partial", ["a", "b", "c", "old"]],
  ])("%s and %s are %s", (one, two, expected, nodes) => {
    const store = memoryStore();
    crawl(store, [details({ nodes: [principal("old"), principal("c")] })], hour(0));
    crawl(store, [details({ nodes: first }, one), details({ nodes: second }, two)], hour(1));
    expect(values(store, "SELECT state FROM data_set")).toEqual([expected]);
    expect(ids(store)).toEqual(nodes);
  });

  it("keeps the message of the better one", () => {
    const store = memoryStore();
    const said = (state: CoverageState, message: string): GraphBatch => ({
      ...details({}, null),
      coverage: { dataSet: DETAILS, state, message },
    });
    crawl(store, [said("partial", "cut off"), said("failed", "no such file")]);
    expect(rows(store, "SELECT state, message FROM data_set")).toEqual([["partial", "cut off"]]);
  });
});

describe("what cannot be right is refused", () => {
  it("a batch of another scope", () => {
    const store = memoryStore();
    const run = store.beginRun({ command: "scan", version: "0", now: hour(0) });
    const writer = store.openSnapshot(run, ACCOUNT, hour(0));
    expect(() => writer.write(details({ scope: OTHER }))).toThrow(
      "batch of aws:444455556666 given to aws:111122223333",
    );
  });

  it("a batch after the snapshot is complete", () => {
    const store = memoryStore();
    const run = store.beginRun({ command: "scan", version: "0", now: hour(0) });
    const writer = store.openSnapshot(run, ACCOUNT, hour(0));
    writer.complete(hour(0));
    expect(() => writer.write(FULL)).toThrow("is complete");
    expect(() => writer.complete(hour(0))).toThrow("is complete already");
  });

  it("a row that cannot be stored fails its data set, keeps what was known, and spares the others", () => {
    const store = memoryStore();
    crawl(store, [FULL], hour(0));
    const run = store.beginRun({ command: "scan", version: "0", now: hour(1) });
    const writer = store.openSnapshot(run, ACCOUNT, hour(1));
    writer.write(details({ nodes: [principal("new")] }, null));
    const nameless = JSON.parse('{"id":"x","kind":"principal","type":"t","properties":{}}') as typeof FULL.nodes;
    const broken = { ...details({}), nodes: [nameless].flat() } as GraphBatch;
    expect(() => writer.write(broken)).toThrow("NOT NULL constraint failed: node_row.name");
    expect(() => writer.write(FULL)).toThrow("an earlier write failed");
    writer.write(details({ dataSet: REPORT, nodes: [key("K1")] }));
    writer.complete(hour(1));
    expect(ids(store)).toEqual(["K1", ROLE, USER]);
    expect(rows(store, "SELECT name, state FROM data_set ORDER BY name")).toEqual([
      [DETAILS, "failed"],
      [REPORT, COMPLETE],
    ]);
  });
});
