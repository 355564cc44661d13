// The column contract of src/model/views over stored rows: sources in order, parents, NULL, types, superseded rows.
import { describe, expect, it } from "vitest";
import type { GraphBatch, GraphNode } from "../../src/model/batch.js";
import { column, type View } from "../../src/model/views/column.js";
import { VIEWS } from "../../src/model/views/index.js";
import type { Json, JsonRecord, NodeKind } from "../../src/model/words.js";
import type { Store } from "../../src/store/index.js";
import { compileView } from "../../src/store/views/compile.js";
import { PUBLIC_VIEWS } from "../../src/store/views/public.js";
import {
  ACCOUNT,
  crawl,
  details,
  hour,
  KEY,
  key,
  memoryStore,
  OTHER,
  principal,
  REPORT,
  ROLE,
  rows,
  USER,
} from "./estate.js";

const LAST_USED = "aws/iam:access-key-last-used";

/** A value of each type of column. */
const VALUES: { readonly [type in View["columns"][number]["type"]]: Json } = {
  text: "x",
  integer: 2,
  real: 0.5,
  boolean: true,
  time: "2026-01-01T00:00:00Z",
  json: { a: [1] },
};

function viewOf(...columns: View["columns"]): View {
  return {
    name: "test",
    doc: "",
    kinds: ["credential"],
    columns: [column("id", "text", "node.id", "none", ""), ...columns],
  };
}

function facts(store: Store, columnsByNode: { readonly [node: string]: JsonRecord }): void {
  const list = Object.entries(columnsByNode).map(([node, columns]) => ({ node, columns }));
  store.writeAnalysis({ facts: list, nodes: [], edges: [], gaps: [] }, hour(0));
}

/** Value of one column of the key. */
function valueInKey(store: Store, view: View, name: string): unknown {
  const [row] = [...store.rows(view, { types: [], columns: ["id", name] })];
  return row?.[name];
}

describe("a source", () => {
  const supplement = (dataSet: string, properties: JsonRecord): GraphBatch =>
    details({ dataSet, supplements: [{ node: KEY, properties }] });

  it.each<[string, string, JsonRecord, unknown]>([
    ["of the node row", "node.name", {}, KEY],
    ["of the data set's scope", "node.scope", {}, ACCOUNT.id],
    ["of the data set's region", "node.region", {}, null],
    ["that is a property", "property:status", { status: "active" }, "active"],
    ["that is missing", "property:status", {}, null],
    ["that is a JSON null", "property:status", { status: null }, null],
    ["that is empty text", "property:status", { status: "" }, ""],
    ["of the parent's row", "parent.node.name", {}, "ci"],
    ["of the parent's properties", "parent.property:path", {}, "/x/"],
    ["of the parent's supplement", `parent.supplement:${REPORT}:mfa_active`, {}, 1],
    ["of a fact of the parent", "parent.fact:owner", {}, "platform"],
    ["of another data set's supplement", `supplement:${LAST_USED}:at`, {}, "2025-01-01T00:00:00Z"],
    ["of a data set that was not read", "supplement:aws/iam:none:at", {}, null],
    ["that is a fact", "fact:rank", {}, 3],
  ])("%s gives its value", (_what, source, properties, expected) => {
    const store = memoryStore();
    crawl(store, [
      details({ nodes: [principal(USER, { path: "/x/" }), key(KEY, properties)] }),
      details({ dataSet: REPORT, supplements: [{ node: USER, properties: { mfa_active: true } }] }),
      supplement(LAST_USED, { at: "2025-01-01T00:00:00Z" }),
    ]);
    facts(store, { [KEY]: { rank: 3 }, [USER]: { owner: "platform" } });
    const view = viewOf(column("value", "text", source, "none", ""));
    expect(valueInKey(store, view, "value")).toBe(expected);
  });

  it.each<[string, JsonRecord, JsonRecord, JsonRecord, unknown]>([
    ["the first wins", { at: "node" }, { at: "report" }, { at: "used" }, "node"],
    ["the next where it is missing", {}, { at: "report" }, { at: "used" }, "report"],
    ["the last where all before are null", { at: null }, { at: null }, { at: "used" }, "used"],
    ["none", {}, {}, {}, null],
    ["false is a value", { at: false }, { at: true }, {}, 0],
    ["zero is a value", { at: 0 }, { at: 1 }, {}, 0],
  ])("of several: %s", (_what, property, report, used, expected) => {
    const store = memoryStore();
    crawl(store, [details({ nodes: [key(KEY, property)] }), supplement(REPORT, report), supplement(LAST_USED, used)]);
    const sources = ["property:at", `supplement:${REPORT}:at`, `supplement:${LAST_USED}:at`];
    expect(valueInKey(store, viewOf(column("value", "text", sources, "none", "")), "value")).toBe(expected);
  });

  it.each([["nothing:x"], ["property:"], ["property:a'b"], ["supplement:x"], ["node.secret"], ["parent.node.row"]])(
    "%s is refused when the view is compiled",
    (source) => {
      expect(() => compileView(viewOf(column("value", "text", source, "none", "")))).toThrow(
        /is not understood|is not a property key|nodes have no column/,
      );
    },
  );
});

describe("a type", () => {
  it.each<[View["columns"][number]["type"], JsonRecord[string], unknown]>([
    ["boolean", true, 1],
    ["boolean", false, 0],
    ["integer", 42, 42],
    ["real", 0.5, 0.5],
    ["time", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"],
    ["json", { b: "x", a: [1] }, '{"a":[1],"b":"x"}'],
    ["json", [], "[]"],
    ["json", "text", '"text"'],
    ["json", null, null],
    ["text", "wörld \u0000 '\"", "wörld \u0000 '\""],
  ])("%s of %j reads as %j", (type, stored, expected) => {
    const store = memoryStore();
    crawl(store, [details({ nodes: [key(KEY, { value: stored })] })]);
    expect(valueInKey(store, viewOf(column("value", type, "property:value", "none", "")), "value")).toBe(expected);
  });
});

describe("rows", () => {
  const estate = (): Store => {
    const store = memoryStore();
    crawl(store, [
      details({ nodes: [principal(ROLE), principal(USER), principal("arn:aws:iam::111122223333:root", {})] }),
      details({ scope: OTHER, nodes: [principal("arn:aws:iam::444455556666:user/x")] }),
      details({ dataSet: REPORT, nodes: [key("K2"), key("K1"), { ...key("P"), type: "aws.console-password" }] }),
    ]);
    return store;
  };
  const listed = (name: string, types: readonly string[], scope?: string) => {
    const view = VIEWS.find((candidate) => candidate.name === name);
    if (view === undefined) throw new Error(`no view ${name}`);
    const request = { types, columns: ["id"], ...(scope === undefined ? {} : { scope }) };
    return [...estate().rows(view, request)].map((row) => row["id"]);
  };

  it("are those of the view's kinds, sorted by id", () => {
    expect(listed("credential", [])).toEqual(["K1", "K2", "P"]);
    expect(listed("account", [])).toEqual([ACCOUNT.id, OTHER.id]);
    expect(listed("permission_grant", [])).toEqual([]);
  });

  it("are filtered by type", () => {
    expect(listed("credential", ["aws.access-key"])).toEqual(["K1", "K2"]);
    expect(listed("credential", ["aws.console-password", "aws.access-key"])).toEqual(["K1", "K2", "P"]);
    expect(listed("credential", ["aws.nothing"])).toEqual([]);
  });

  it("are filtered by scope", () => {
    expect(listed("identity", [], OTHER.id)).toEqual(["arn:aws:iam::444455556666:user/x"]);
    expect(listed("identity", [], "aws:999999999999")).toEqual([]);
  });

  it("have only the columns that were asked for; an unknown one is refused", () => {
    const view = viewOf(column("status", "text", "property:status", "none", ""));
    const [first] = [...estate().rows(view, { types: [], columns: ["status", "id"] })];
    expect(Object.keys(first ?? {})).toEqual(["status", "id"]);
    expect(() => [...estate().rows(view, { types: [], columns: ["secret"] })]).toThrow("no column secret");
  });

  it("leave out what is superseded, and only that", () => {
    const store = estate();
    facts(store, { K1: { superseded: true }, K2: { superseded: false } });
    const view = VIEWS.find(({ name }) => name === "credential");
    const listedIds = view && [...store.rows(view, { types: [], columns: ["id"] })].map((row) => row["id"]);
    expect(listedIds).toEqual(["K2", "P"]);
    expect(rows(store, "SELECT id FROM credential ORDER BY id")).toEqual([["K2"], ["P"]]);
  });

  it("of a parent that is not known are there, without its columns", () => {
    const store = memoryStore();
    crawl(store, [details({ nodes: [key(KEY, {}, "arn:of:nobody")] })]);
    expect(rows(store, "SELECT id, principal, principal_name FROM credential")).toEqual([[KEY, "arn:of:nobody", null]]);
  });

  it("can be read one by one while others are read, and left early", () => {
    const store = estate();
    const view = viewOf();
    for (const { id } of store.rows(view, { types: [], columns: ["id"] })) {
      expect(store.evidenceOf(String(id))).toHaveLength(1);
      expect([...store.rows(view, { types: [], columns: ["id"] })]).toHaveLength(3);
      break;
    }
    facts(store, { K1: { superseded: true } });
  });
});

describe("the views of SQL", () => {
  // One node a view, with a value in every source of its own; and one without any.
  const store = (): Store => {
    const filled = memoryStore();
    const keys = (view: View, prefix: string) =>
      view.columns.flatMap(({ source, type }) =>
        source
          .filter((each) => each.startsWith(prefix))
          .map((each) => [each.slice(prefix.length), VALUES[type]] as const),
      );
    const nodes = VIEWS.flatMap((view) => {
      const kind = view.kinds[0] as NodeKind;
      const type = view.types?.[0] ?? "t";
      const full = { id: `full-${view.name}`, kind, type, name: "n", parent: USER, incarnation: "i" };
      const properties = Object.fromEntries(keys(view, "property:"));
      return [
        { ...full, properties },
        { id: `bare-${view.name}`, kind, type, name: "n", properties: {} },
      ];
    });
    const supplements = VIEWS.map((view) => {
      return { node: `full-${view.name}`, properties: Object.fromEntries(keys(view, `supplement:${REPORT}:`)) };
    });
    crawl(filled, [
      details({ nodes: [principal(USER, { path: "/" }), ...nodes] }),
      details({ dataSet: REPORT, supplements }),
    ]);
    const derived = VIEWS.map((view) => {
      const columns = Object.fromEntries(keys(view, "fact:").filter(([name]) => name !== "superseded"));
      return [`full-${view.name}`, columns] as const;
    });
    facts(filled, { ...Object.fromEntries(derived), [USER]: { owner: "platform" } });
    return filled;
  };

  it.each(VIEWS.map((view) => [view.name, view] as const))(
    "%s shows the same as the rows that rules read",
    (name, view) => {
      const filled = store();
      const columns = view.columns.map((each) => each.name);
      const read = [...filled.rows(view, { types: [], columns })];
      const shown = rows(filled, `SELECT ${columns.join(", ")} FROM ${name} ORDER BY id`);
      expect(read.map((row) => row["id"])).toEqual(expect.arrayContaining([`bare-${name}`, `full-${name}`]));
      expect(read.map((row) => columns.map((each) => row[each]))).toEqual(shown);
    },
  );

  it.each(PUBLIC_VIEWS.map((view) => [view.name, view] as const))("%s has the columns it documents", (name, view) => {
    expect(store().query(`SELECT * FROM ${name}`).columns).toEqual(view.columns.map((each) => each.name));
  });

  it("of a workload say what starts it, whichever data set knows", () => {
    const store = memoryStore();
    const id = "arn:aws:lambda:us-east-1:111122223333:function:f";
    const node = (id: string): GraphNode => ({
      id,
      kind: "workload",
      type: "aws.lambda-function",
      name: "f",
      properties: {},
    });
    const nodes = [node(id), node(`${id}2`)];
    const started = (dataSet: string, trigger: string) =>
      details({ dataSet, supplements: [{ node: id, properties: { acts_alone: true, trigger } }] });
    crawl(store, [
      details({ dataSet: "aws/lambda:functions", nodes }),
      started("aws/events:rules", "schedule"),
      started("aws/lambda:event-source-mappings", "queue"),
    ]);
    const view = VIEWS.find(({ name }) => name === "workload");
    const columns = ["id", "acts_alone", "trigger"];
    expect([...store.rows(view ?? viewOf(), { types: [], columns })]).toMatchObject([
      { id, acts_alone: 1, trigger: "queue" },
      { id: `${id}2`, acts_alone: null },
    ]);
  });

  it("show one row a node where several rows of another data set speak of it", () => {
    const filled = memoryStore();
    const inRegion = (region: string, value: number) =>
      details({ dataSet: REPORT, region, supplements: [{ node: USER, properties: { mfa_active: value === 1 } }] });
    crawl(filled, [details({ nodes: [principal(USER)] }), inRegion("b", 1), inRegion("a", 0)]);
    expect(rows(filled, "SELECT id, mfa_active FROM identity")).toEqual([[USER, 0]]);
  });
});
