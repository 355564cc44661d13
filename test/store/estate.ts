// Small estates for tests of the store: an account with a user, a role and a key, and ways to write it to a database.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { onTestFinished } from "vitest";
import type { Coverage, GraphBatch, GraphEdge, GraphNode, ScopeNode } from "../../src/model/batch.js";
import type { JsonRecord } from "../../src/model/words.js";
import { openStore, type RowCounts, type Store } from "../../src/store/index.js";

export const ACCOUNT: ScopeNode = { id: "aws:111122223333", type: "aws.account", name: "main" };
export const OTHER: ScopeNode = { id: "aws:444455556666", type: "aws.account", name: "other" };
export const DETAILS = "aws/iam:account-authorization-details";
export const REPORT = "aws/iam:credential-report";
export const KEYS = "aws/iam:access-keys";

export const USER = "arn:aws:iam::111122223333:user/ci";
export const ROLE = "arn:aws:iam::111122223333:role/deploy";
export const POLICY = "arn:aws:iam::111122223333:policy/write";
export const KEY = "AKIAEXAMPLEEXAMPLE01";

/** Times of the tests, an hour apart. */
export function hour(n: number): Date {
  return new Date(Date.UTC(2026, 0, 1, n));
}

/** A principal of the account; a user unless the id is a role's. */
export function principal(id: string, properties: JsonRecord = {}, more: Partial<GraphNode> = {}): GraphNode {
  const type = id.includes(":role/") ? "aws.iam-role" : "aws.iam-user";
  return { id, kind: "principal", type, name: id.slice(id.lastIndexOf("/") + 1), properties, ...more };
}

export function key(id: string, properties: JsonRecord = {}, parent = USER): GraphNode {
  return { id, kind: "credential", type: "aws.access-key", name: id, parent, properties };
}

export function grant(from: string, to: string): GraphEdge {
  return { kind: "has_grant", from, to };
}

export const COMPLETE: Coverage["state"] = "complete";

/** A batch of the account's details, complete unless `state` says otherwise; `null` leaves the coverage to a later one. */
export function details(parts: Partial<GraphBatch>, state: Coverage["state"] | null = COMPLETE): GraphBatch {
  const dataSet = parts.dataSet ?? DETAILS;
  const region = parts.region === undefined ? {} : { region: parts.region };
  return {
    scope: ACCOUNT,
    dataSet,
    evidence: { call: "iam:GetAccountAuthorizationDetails" },
    ...(state === null ? {} : { coverage: { dataSet, ...region, state } }),
    ...parts,
  };
}

/** A database in memory, closed with the test. */
export function memoryStore(): Store {
  const store = openStore({ path: ":memory:", mode: "write" });
  onTestFinished(() => store.close());
  return store;
}

/** A path for a database in a folder of its own, removed with the test. */
export function databasePath(name = "nhi.db"): string {
  const folder = mkdtempSync(join(tmpdir(), "nhi-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, name);
}

/** One run that crawls the scopes of the batches and completes them. */
export function crawl(store: Store, batches: readonly GraphBatch[], now = hour(0)): RowCounts {
  const run = store.beginRun({ command: "scan", version: "0.1.0", now });
  const counts = new Map<string, { opened: number; closed: number }>();
  for (const scope of new Map(batches.map((batch) => [batch.scope.id, batch.scope])).values()) {
    const writer = store.openSnapshot(run, scope, now);
    for (const batch of batches) if (batch.scope.id === scope.id) writer.write(batch);
    for (const [table, { opened, closed }] of Object.entries(writer.complete(now))) {
      const sum = counts.get(table) ?? { opened: 0, closed: 0 };
      counts.set(table, { opened: sum.opened + opened, closed: sum.closed + closed });
    }
  }
  store.finishRun(run, "done", now);
  return Object.fromEntries(counts);
}

/** Rows of a query as lists of values. */
export function rows(store: Store, sql: string): readonly (readonly (string | number | null)[])[] {
  return [...store.query(sql).rows];
}

/** Values of the first column. */
export function values(store: Store, sql: string): readonly (string | number | null)[] {
  return rows(store, sql).map(([value]) => value ?? null);
}

/** Ids of the current principals and credentials, sorted. */
export function ids(store: Store): readonly (string | number | null)[] {
  return values(store, "SELECT id FROM node WHERE kind <> 'scope' AND NOT derived ORDER BY id");
}

/** Everything a database holds, table by table, for telling whether two are the same or one was left untouched. */
export function contents(path: string): { readonly [table: string]: readonly unknown[] } {
  const db = new Database(path, { readonly: true });
  const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck();
  const all = tables.all().map((table) => [table, db.prepare(`SELECT * FROM "${table}"`).all()]);
  db.close();
  return Object.fromEntries(all) as { [table: string]: unknown[] };
}

/** What every public view shows, for comparing the graphs of two databases. Times of storing are left out. */
export function shownGraph(store: Store): { readonly [view: string]: readonly unknown[] } {
  const columns = {
    node: "id, kind, type, name, scope, region, incarnation, parent, document, properties, data_set",
    edge: "kind, from_id, to_id, scope, state, confidence, properties, data_set",
    document: "hash, type, text",
    gap: "scope, data_set, region, state, subject, message, permission",
    data_set: "scope, name, region, state, code, message, permission",
  };
  return Object.fromEntries(
    Object.entries(columns).map(([view, list]) => [view, rows(store, `SELECT ${list} FROM ${view} ORDER BY ${list}`)]),
  );
}
