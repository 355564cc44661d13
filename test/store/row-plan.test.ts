// Rows that rules read are those of the views, whatever JSON the properties hold.
import { expect, it } from "vitest";
import type { GraphNode } from "../../src/model/batch.js";
import type { Column, View } from "../../src/model/views/column.js";
import { identity } from "../../src/model/views/identity.js";
import { VIEWS } from "../../src/model/views/index.js";
import type { Json, NodeKind } from "../../src/model/words.js";
import { openStore, type Store } from "../../src/store/index.js";
import { crawl, databasePath, details, hour, memoryStore, principal, REPORT, rows } from "./estate.js";

/** What JSON can hold, also where a column means something else. */
const AWKWARD: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1.5,
  1e21,
  2 ** 53,
  "",
  "text",
  'quote " backslash \\ slash / line\u2028 nul\u0000 café',
  [],
  [1, "a", null, { b: [] }],
  {},
  { z: 1, "10": "ten", "9": "nine", a: { c: false } },
];

/** Keys that sources of one kind name, such as `property`. */
function keysOf(view: View, kind: string): string[] {
  const sources = view.columns.flatMap(({ source }: Column) => source);
  return sources.flatMap((source) => new RegExp(`^(?:parent\\.)?${kind}:(?:.*:)?([\\w-]+)$`).exec(source)?.[1] ?? []);
}

/** So many nodes of the view that each of its keys meets each awkward value, and one with nothing. */
function fill(view: View): Store {
  const store = memoryStore();
  const type = view.types?.[0] ?? "aws.iam-role";
  const record = (kind: string, shift: number) =>
    Object.fromEntries(keysOf(view, kind).map((key, at) => [key, AWKWARD[(at + shift) % AWKWARD.length] ?? null]));
  const nodes = AWKWARD.map(
    (_, at): GraphNode => ({
      kind: view.kinds[0] as NodeKind,
      type,
      id: `node-${at}`,
      name: `name ${at}`,
      ...(at > 0 && { parent: `node-${at - 1}` }),
      properties: { ...record("property", at), superseded: false },
    }),
  );
  const bare: GraphNode = { kind: view.kinds[0] as NodeKind, type, id: "bare", name: "bare", properties: {} };
  const sets = view.columns.flatMap(({ source }) =>
    source.flatMap((text) => /^(?:parent\.)?supplement:(.+):[^:]+$/.exec(text)?.[1] ?? []),
  );
  const supplements = [...new Set(sets)].map((dataSet, shift) =>
    details({
      dataSet,
      supplements: nodes.map(({ id }, at) => ({ node: id, properties: record("supplement", at + shift) })),
    }),
  );
  crawl(store, [details({ nodes: [...nodes, bare] }), ...supplements]);
  const facts = nodes.map(({ id }, at) => ({ node: id, columns: { ...record("fact", at + 3), superseded: false } }));
  store.writeAnalysis({ facts, nodes: [], edges: [], gaps: [] }, hour(0));
  return store;
}

it.each(VIEWS.map((view) => [view.name, view] as const))(
  "rows of %s are those of the view in the database",
  (_, view) => {
    const store = fill(view);
    const columns = view.columns.map(({ name }) => name);
    const wanted = rows(store, `SELECT ${columns.map((name) => `"${name}"`).join(", ")} FROM ${view.name} ORDER BY id`);
    const read = [...store.rows(view, { types: [], columns })];
    expect(read.length).toBeGreaterThan(AWKWARD.length);
    expect(read.map((row) => columns.map((name) => row[name]))).toEqual(wanted);
  },
);

it("data sets that add to nodes are looked for from when there are some, beside a writer as well", () => {
  const path = databasePath();
  const writer = openStore({ path, mode: "write" });
  crawl(writer, [details({ nodes: [principal("user/a")] })], hour(0));
  const reader = openStore({ path, mode: "read" });
  const factor = (store: Store) => [...store.rows(identity, { types: [], columns: ["id", "mfa_active"] })];
  expect([writer, reader].map(factor)).toEqual(Array(2).fill([{ id: "user/a", mfa_active: null }]));
  const supplements = [{ node: "user/a", properties: { mfa_active: false } }];
  crawl(writer, [details({ nodes: [principal("user/a")] }), details({ dataSet: REPORT, supplements })], hour(1));
  expect([writer, reader].map(factor)).toEqual(Array(2).fill([{ id: "user/a", mfa_active: 0 }]));
  reader.close();
  writer.close();
});
