// What is looked up for each of many nodes is found by an index: looking through a table each time costs the square of its rows.
import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { createIndexes } from "../../src/store/schema/indexes.js";
import { migrate } from "../../src/store/schema/migrate.js";

it.each([
  ["node_row", "id"],
  ["derived_node_row", "id"],
  ["supplement_row", "node"],
  ["fact_row", "node"],
])("open rows of %s about a node are found by an index on %s", (table, column) => {
  const db = new Database(":memory:");
  migrate(db);
  createIndexes(db);
  const sql = `EXPLAIN QUERY PLAN SELECT * FROM ${table} WHERE ${column} = ? AND closed_in IS NULL`;
  const [plan] = db.prepare<[string], { detail: string }>(sql).all("x");
  expect(plan?.detail).toMatch(new RegExp(`^SEARCH ${table} USING INDEX`));
});
