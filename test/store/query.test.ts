// nhi query: one statement that can only read, whatever it is given.
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { EXAMPLES } from "../../scripts/docs/data-model.js";
import { UsageError } from "../../src/model/errors.js";
import { openStore } from "../../src/store/index.js";
import { crawl, databasePath, details, grant, memoryStore, POLICY, principal, USER } from "./estate.js";

const FILLED = [details({ nodes: [principal(USER, { path: "/" })], edges: [grant(USER, POLICY)] })];

describe("a statement that reads", () => {
  it.each([
    ["SELECT id, path FROM identity", ["id", "path"], [[USER, "/"]]],
    ["  \n-- the users\n/* all\nof them */ select count(*) AS n from identity;", ["n"], [[1]]],
    ["WITH x(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM x WHERE a < 3) SELECT a FROM x", ["a"], [[1], [2], [3]]],
    ["VALUES (1, 'a', NULL)", ["column1", "column2", "column3"], [[1, "a", null]]],
    ["SELECT 1 AS a, 2 AS a", ["a", "a"], [[1, 2]]],
    ["SELECT id FROM identity WHERE id = 'nobody'", ["id"], []],
    ["SELECT name FROM pragma_table_info('run') WHERE name = 'command'", ["name"], [["command"]]],
  ])("%s", (sql, columns, expected) => {
    const store = memoryStore();
    crawl(store, FILLED);
    const result = store.query(sql);
    expect(result.columns).toEqual(columns);
    expect([...result.rows]).toEqual(expected);
  });

  it("may be explained", () => {
    expect([...memoryStore().query("EXPLAIN QUERY PLAN SELECT * FROM identity").rows].length).toBeGreaterThan(0);
  });
});

describe("a statement that is refused", () => {
  const REFUSED = [
    "DELETE FROM node_row",
    "DELETE FROM node_row RETURNING id",
    "INSERT INTO node_row SELECT * FROM node_row",
    "WITH x AS (SELECT 1) DELETE FROM node_row",
    "WITH x AS (SELECT 1) INSERT INTO run_row SELECT * FROM run_row RETURNING id",
    "UPDATE node_row SET name = 'x' RETURNING name",
    "DROP TABLE node_row",
    "CREATE TABLE x (y)",
    "CREATE TEMP VIEW x AS SELECT 1",
    "ATTACH DATABASE '/tmp/other.db' AS other",
    "ATTACH ':memory:' AS other",
    "DETACH main",
    "PRAGMA user_version = 7",
    "PRAGMA user_version",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA query_only = 0",
    "/* SELECT */ PRAGMA writable_schema = 1",
    "-- SELECT\nVACUUM",
    "VACUUM INTO '/tmp/copy.db'",
    "BEGIN",
    "COMMIT",
    "REINDEX",
    "ANALYZE",
    "SELECT 1; DELETE FROM node_row",
    "SELECT 1; SELECT 2",
    "EXPLAIN SELECT 1; DROP TABLE node_row",
    "",
    "   ",
    "-- nothing",
    "SELECTED",
  ];

  it.each(REFUSED)("%s", (sql) => {
    const path = databasePath();
    const store = openStore({ path, mode: "write" });
    crawl(store, FILLED);
    expect(() => [...store.query(sql).rows]).toThrow(UsageError);
    expect([...store.query("SELECT id FROM node_row WHERE kind = 'principal'").rows]).toEqual([[USER]]);
    store.close();
    const db = new Database(path, { readonly: true });
    expect(db.pragma("journal_mode", { simple: true })).toBe("wal");
    db.close();
  });

  it.each([
    ["SELECT secret FROM identity", "no such column: secret"],
    ["SELECT 1 FROM secret", "no such table: secret"],
    ["SELECT FROM WHERE", "syntax error"],
    ["SELECT load_extension('x')", "not authorized"],
    ["SELECT id FROM identity WHERE id = ?", "parameters"],
    ["SELECT id FROM identity WHERE id = :id", "parameters"],
    ["SELECT json('{')", "malformed JSON"],
  ])("%s says why", (sql, text) => {
    const store = memoryStore();
    crawl(store, FILLED);
    const run = () => [...store.query(sql).rows];
    expect(run).toThrow(UsageError);
    expect(run).toThrow(text);
  });

  it("leaves what other programs may do to SQLite alone: no extension, no file", () => {
    const store = memoryStore();
    expect(() => [...store.query("SELECT readfile('/etc/hostname')").rows]).toThrow("no such function");
    expect(() => [...store.query("SELECT writefile('/tmp/x', 'y')").rows]).toThrow("no such function");
  });
});

it.each(EXAMPLES.map(({ question, sql }) => [question, sql]))(
  "the example of the data model runs: %s",
  (_question, sql) => {
    const store = memoryStore();
    crawl(store, FILLED);
    expect([...store.query(sql).rows]).toBeInstanceOf(Array);
  },
);
