// The first load of an empty database makes its indexes after the rows: to keep them while rows come costs twice as much. A read
// too early, of whatever, would make them before.
import { join, resolve } from "node:path";
import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { freshFolder, nhi } from "./nhi.js";

const ACME = resolve("fixtures/acme");

it("indexes come after the rows, so that their first pages are in the last half of the file", async () => {
  const folder = freshFolder();
  const args = ["collect", "--bundle", ACME, "--db", "nhi.db", "--now", "2026-01-15T00:00:00Z"];
  expect((await nhi(args, folder)).code).toBe(0);
  const db = new Database(join(folder, "nhi.db"), { readonly: true });
  const names = "('node_open', 'node_id', 'node_type', 'edge_open', 'document_hash', 'fact_node')";
  const sql = `SELECT rootpage FROM sqlite_schema WHERE type = 'index' AND name IN ${names}`;
  const firstPages = db.prepare<[], number>(sql).pluck().all();
  const pages = db.pragma("page_count", { simple: true }) as number;
  db.close();
  expect(firstPages).toHaveLength(6);
  expect(Math.min(...firstPages)).toBeGreaterThan(pages / 2);
});
