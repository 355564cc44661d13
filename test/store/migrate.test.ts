// Migrations: forward only, each whole or not at all, and databases of every earlier version open.
import { readFileSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { openStore } from "../../src/store/index.js";
import { APPLICATION_ID, MIGRATIONS, migrate, SCHEMA_VERSION, schemaVersion } from "../../src/store/schema/migrate.js";
import { crawl, databasePath, details, hour, ids, principal, rows, USER } from "./estate.js";
import { buildOldDatabase } from "./old-database.js";

const OLD_VERSIONS = MIGRATIONS.map(({ version }) => version).filter((version) => version < SCHEMA_VERSION);

describe("the list of migrations", () => {
  it("is numbered from 1 without holes", () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, at) => at + 1));
  });

  it("makes only strict tables", () => {
    const db = new Database(":memory:");
    migrate(db);
    const loose = db.prepare("SELECT name FROM pragma_table_list WHERE NOT strict AND name NOT LIKE 'sqlite_%'").all();
    expect(loose).toEqual([]);
  });

  it("marks the file as ours, with its version", () => {
    const db = new Database(":memory:");
    migrate(db);
    expect(db.pragma("application_id", { simple: true })).toBe(APPLICATION_ID);
    expect(schemaVersion(db)).toBe(SCHEMA_VERSION);
  });

  it("leaves version and tables as they were where a step fails", () => {
    const db = new Database(":memory:");
    const broken = [...MIGRATIONS, { version: 99, sql: "CREATE TABLE x (y); CREATE TABLE x (y)" }];
    expect(() => migrate(db, broken)).toThrow("table x already exists");
    expect(schemaVersion(db)).toBe(SCHEMA_VERSION);
    expect(db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'x'").get()).toBeUndefined();
  });
});

describe.each(OLD_VERSIONS)("a database of schema %i", (version) => {
  it.each(["write", "read"] as const)("opens to %s with what it held", (mode) => {
    const path = databasePath();
    buildOldDatabase(path, version);
    const store = openStore({ path, mode });
    expect(rows(store, "SELECT id, path FROM identity")).toEqual([[USER, "/old/"]]);
    expect(store.resolve("ci@example.com")).toEqual([USER]);
    expect(rows(store, "SELECT message FROM gap WHERE subject = 'x'")).toEqual([["does not parse"]]);
    if (version >= 2) {
      expect(rows(store, "SELECT id, owner FROM identity")).toEqual([[USER, "platform"]]);
      expect(rows(store, "SELECT from_id, to_id FROM edge WHERE derived")).toEqual([["hub", USER]]);
      expect(store.findingKeys().map(({ fingerprint }) => fingerprint)).toEqual(["f1"]);
    }
    store.close();
    const db = new Database(path, { readonly: true });
    expect(schemaVersion(db)).toBe(SCHEMA_VERSION);
    db.close();
  });

  it("goes on with its history", () => {
    const path = databasePath();
    buildOldDatabase(path, version);
    const store = openStore({ path, mode: "write" });
    crawl(store, [details({ nodes: [principal("new")] })], hour(0));
    expect(ids(store)).toEqual(["new"]);
    expect(rows(store, `SELECT opened_in, closed_in FROM node_row WHERE id = '${USER}'`)).toEqual([[1, 2]]);
    store.close();
  });
});

describe("a database of this version", () => {
  it("is not written by opening it to read", () => {
    const path = databasePath();
    const store = openStore({ path, mode: "write" });
    crawl(store, [details({ nodes: [principal(USER)] })]);
    store.close();
    const before = [readFileSync(path), statSync(path).mtimeMs] as const;
    const reader = openStore({ path, mode: "read" });
    expect(ids(reader)).toEqual([USER]);
    reader.close();
    expect([readFileSync(path), statSync(path).mtimeMs]).toEqual(before);
  });

  it("gets the views of this build where another build had others", () => {
    const path = databasePath();
    const store = openStore({ path, mode: "write" });
    crawl(store, [details({ nodes: [principal(USER)] })]);
    store.close();
    const db = new Database(path);
    db.exec("DROP VIEW gap; DROP VIEW run; CREATE VIEW run AS SELECT 1 AS one; CREATE VIEW gone AS SELECT 2 AS two");
    db.close();
    const reader = openStore({ path, mode: "read" });
    expect(rows(reader, "SELECT command FROM run")).toEqual([["scan"]]);
    expect(rows(reader, "SELECT count(*) FROM gap")).toEqual([[0]]);
    expect(() => reader.query("SELECT * FROM gone")).toThrow("no such table");
    reader.close();
  });

  it("gets back the indexes that a killed first load had not made yet", () => {
    const path = databasePath();
    const store = openStore({ path, mode: "write" });
    crawl(store, [details({ nodes: [principal(USER)] })]);
    store.close();
    const indexes = () => {
      const db = new Database(path);
      const names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY 1").pluck().all();
      db.exec("DROP INDEX IF EXISTS node_id");
      db.close();
      return names;
    };
    const before = indexes();
    expect(before).toContain("node_id");
    openStore({ path, mode: "read" }).close();
    expect(indexes()).toEqual(before);
  });
});
