// The lists of hidden rows against the views, which compare row with row: whatever says the same thing twice, both agree.
import fc from "fast-check";
import { expect, it } from "vitest";
import type { GraphBatch, ScopeNode } from "../../src/model/batch.js";
import { identity } from "../../src/model/views/identity.js";
import { openStore, type Store } from "../../src/store/index.js";
import { ACCOUNT, crawl, databasePath, details, hour, memoryStore, OTHER, principal, REPORT, rows } from "./estate.js";

interface Saying {
  readonly scope: ScopeNode;
  readonly region: string | undefined;
  /** Version of the node by its name; the second of two in one batch is the later one. */
  readonly nodes: readonly (readonly [name: string, version: number])[];
}

const saying: fc.Arbitrary<Saying> = fc.record({
  scope: fc.constantFrom(ACCOUNT, OTHER),
  region: fc.constantFrom(undefined, "eu-west-1", "us-east-1"),
  nodes: fc.array(fc.tuple(fc.constantFrom("a", "b", "c"), fc.nat(2)), { maxLength: 4 }),
});
const runs = fc.array(fc.uniqueArray(saying, { selector: ({ scope, region }) => `${scope.id} ${region}` }), {
  minLength: 1,
  maxLength: 4,
});

function toBatch({ scope, region, nodes }: Saying): GraphBatch {
  return details({
    scope,
    dataSet: REPORT,
    ...(region === undefined ? {} : { region }),
    nodes: nodes.map(([name, version]) => principal(`user/${name}`, { path: `/${version}/` })),
    supplements: nodes.map(([name, version]) => ({ node: `user/${name}`, properties: { mfa_active: version > 0 } })),
  });
}

function shownByList(store: Store) {
  const query = { types: [], columns: ["id", "scope", "path", "mfa_active"] };
  return [...store.rows(identity, query)].map((row) => query.columns.map((column) => row[column]));
}

function shownByComparing(store: Store) {
  return rows(store, "SELECT id, scope, path, mfa_active FROM identity ORDER BY id");
}

it("are the rows that the views do not show", () => {
  fc.assert(
    fc.property(runs, saying, (list, unfinished) => {
      const store = openStore({ path: ":memory:", mode: "write" });
      list.forEach((run, at) => {
        crawl(store, run.map(toBatch), hour(at));
        expect(shownByList(store)).toEqual(shownByComparing(store));
      });
      const run = store.beginRun({ command: "scan", version: "0", now: hour(9) });
      store.openSnapshot(run, unfinished.scope, hour(9)).write(toBatch(unfinished));
      expect(shownByList(store)).toEqual(shownByComparing(store));
      store.close();
    }),
    { numRuns: 60 },
  );
});

it("are those of now for a reader beside a writer", () => {
  const path = databasePath();
  const writer = openStore({ path, mode: "write" });
  const say = (version: number, scope: ScopeNode) =>
    crawl(writer, [toBatch({ scope, region: undefined, nodes: [["a", version]] })], hour(version));
  say(0, ACCOUNT);
  writer.scopes();
  const reader = openStore({ path, mode: "read" });
  expect(shownByList(reader)).toEqual([["user/a", ACCOUNT.id, "/0/", 0]]);
  say(1, OTHER);
  expect(shownByList(reader)).toEqual([["user/a", OTHER.id, "/1/", 1]]);
  expect(reader.evidenceOf("user/a")).toHaveLength(1);
  reader.close();
  writer.close();
});

it("stay as they are while rows are being read", () => {
  const store = memoryStore();
  const batch = (scope: ScopeNode) =>
    toBatch({
      scope,
      region: undefined,
      nodes: [
        ["a", 0],
        ["b", 1],
      ],
    });
  crawl(store, [batch(ACCOUNT), batch(OTHER)]);
  const seen = [...store.rows(identity, { types: [], columns: ["id"] })].map(() => store.evidenceOf("user/b").length);
  expect(seen).toEqual([1, 1]);
});
