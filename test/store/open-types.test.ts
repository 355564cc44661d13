import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { openTypes } from "../../src/store/read/open-types.js";
import { createIndexes } from "../../src/store/schema/indexes.js";
import { migrate } from "../../src/store/schema/migrate.js";

function databaseWith(...nodes: readonly (readonly [kind: string, type: string, closedIn?: number])[]) {
  const db = new Database(":memory:");
  migrate(db);
  createIndexes(db);
  const insert = db.prepare(
    "INSERT INTO node_row (hash, data_set, opened_in, closed_in, kind, type, id, name, properties) VALUES ('', 1, 1, ?, ?, ?, ?, '', '{}')",
  );
  for (const [at, [kind, type, closedIn]] of nodes.entries()) insert.run(closedIn ?? null, kind, type, `n${at}`);
  return db;
}

it("every pair of kind and type of open nodes is there once, sorted", () => {
  const db = databaseWith(["trust", "b"], ["principal", "b"], ["principal", "a"], ["principal", "b"], ["trust", "b"]);
  expect(openTypes(db)).toEqual([
    ["principal", "a"],
    ["principal", "b"],
    ["trust", "b"],
  ]);
});

it("a type of which all nodes are closed is not there, nor is anything in an empty database", () => {
  expect(openTypes(databaseWith(["principal", "a", 2], ["principal", "b"]))).toEqual([["principal", "b"]]);
  expect(openTypes(databaseWith())).toEqual([]);
});
