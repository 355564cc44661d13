// Opening: whose file it is, which version, who may read it; every way it can go wrong has a message that helps.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { StoreError } from "../../src/model/errors.js";
import { toStoreError } from "../../src/store/errors.js";
import { openStore, type Store, type StoreLocation } from "../../src/store/index.js";
import { openForWriting } from "../../src/store/open-database.js";
import { SCHEMA_VERSION } from "../../src/store/schema/migrate.js";
import { crawl, databasePath, details, hour, ids, principal, USER } from "./estate.js";
import { buildOldDatabase } from "./old-database.js";

const FILLED = [details({ nodes: [principal(USER)] })];

/** Makes a database with one user in it, closed. */
function filledDatabase(): string {
  const path = databasePath();
  const store = openStore({ path, mode: "write" });
  crawl(store, FILLED);
  store.close();
  return path;
}

/** Runs SQL on the file as another program would. */
function tamper(path: string, sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

/** Message of the StoreError that opening throws, without its folder. */
function refusal(path: string, mode: StoreLocation["mode"]): string {
  try {
    openStore({ path, mode }).close();
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError);
    return (error as StoreError).message.replaceAll(`${dirname(path)}/`, "");
  }
  return "opened";
}

function permissions(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

describe("files", () => {
  it("of a new database are for their owner only, and so are new folders", () => {
    const folder = join(dirname(databasePath()), "a", "b");
    const path = join(folder, "nhi.db");
    const store = openStore({ path, mode: "write" });
    crawl(store, FILLED);
    const files = readdirSync(folder);
    expect(files.sort()).toEqual(["nhi.db", "nhi.db-lock", "nhi.db-shm", "nhi.db-wal"]);
    expect(files.map((file) => permissions(join(folder, file)))).toEqual(["600", "600", "600", "600"]);
    expect([folder, dirname(folder)].map(permissions)).toEqual(["700", "700"]);
    store.close();
    expect(readdirSync(folder)).toEqual(["nhi.db", "nhi.db-lock"]);
  });

  it("that others could read are narrowed when written to; a folder that was there is left alone", () => {
    const path = filledDatabase();
    chmodSync(path, 0o644);
    chmodSync(dirname(path), 0o755);
    openStore({ path, mode: "write" }).close();
    expect([permissions(path), permissions(dirname(path))]).toEqual(["600", "755"]);
  });

  it("hold no database in memory", () => {
    const before = readdirSync(".");
    openStore({ path: ":memory:", mode: "write" }).close();
    openStore({ path: ":memory:", mode: "read" }).close();
    expect(readdirSync(".")).toEqual(before);
  });
});

describe("a file that is not a database of this nhi", () => {
  it("is not there", () => {
    const path = databasePath();
    expect(refusal(path, "read")).toBe("nhi.db: no such database. Run nhi scan first, or name another file with --db.");
    expect(existsSync(path)).toBe(false);
  });

  it("is empty: nothing to read, but it may be written", () => {
    const path = databasePath();
    writeFileSync(path, "");
    expect(refusal(path, "read")).toBe("nhi.db: the database holds nothing yet. Run nhi scan first.");
    expect(refusal(path, "work")).toBe("nhi.db: the database holds nothing yet. Run nhi scan first.");
    expect(statSync(path).size).toBe(0);
    expect(refusal(path, "write")).toBe("opened");
  });

  it.each(["read", "write"] as const)("is something else, to %s", (mode) => {
    const path = databasePath();
    const text = "# notes\n".repeat(200);
    writeFileSync(path, text);
    expect(refusal(path, mode)).toBe("nhi.db: not an nhi database. Check the path, or name another file with --db.");
    expect(readFileSync(path, "utf8")).toBe(text);
    expect(readdirSync(dirname(path))).toEqual(["nhi.db"]);
  });

  it.each(["read", "write"] as const)("is the database of another program, to %s", (mode) => {
    const path = databasePath();
    tamper(path, "CREATE TABLE bookmark (url TEXT)");
    chmodSync(path, 0o644);
    const before = readFileSync(path);
    expect(refusal(path, mode)).toBe(
      "nhi.db: an SQLite database, but not one of nhi. Check the path, or name another file with --db.",
    );
    expect(readFileSync(path)).toEqual(before);
    // those who read it go on reading it
    expect(permissions(path)).toBe("644");
    expect(readdirSync(dirname(path))).toEqual(["nhi.db"]);
  });

  it.each(["read", "write"] as const)("is of a newer nhi, to %s", (mode) => {
    const path = filledDatabase();
    tamper(path, `PRAGMA user_version = ${SCHEMA_VERSION + 3}`);
    expect(refusal(path, mode)).toBe(
      `nhi.db: written by a newer nhi (schema ${SCHEMA_VERSION + 3}, this nhi knows ${SCHEMA_VERSION}). Update nhi, or name another file with --db.`,
    );
  });

  it.each(["read", "write", "work"] as const)("is a folder, to %s", (mode) => {
    const path = databasePath();
    mkdirSync(path);
    chmodSync(path, 0o755);
    expect(refusal(path, mode)).toBe("nhi.db: this is a folder, not a file. Name a file with --db.");
    expect(permissions(path)).toBe("755");
  });

  it("lies behind a file", () => {
    const path = databasePath();
    writeFileSync(path, "");
    expect(refusal(join(path, "nhi.db"), "write")).toMatch(/a part of this path is a file, not a folder/);
  });
});

describe("a database that is in use", () => {
  it("by another scan is not written to, but read", () => {
    const path = databasePath();
    const store = openStore({ path, mode: "write" });
    crawl(store, FILLED);
    expect(refusal(path, "write")).toBe(
      "nhi.db: another nhi is writing to this database. Wait until it ends, or name another file with --db.",
    );
    const reader = openStore({ path, mode: "read" });
    expect(ids(reader)).toEqual([USER]);
    crawl(store, [details({})], hour(1));
    expect(ids(reader)).toEqual([]);
    reader.close();
    store.close();
    expect(refusal(path, "write")).toBe("opened");
  });

  it("by readers is written to", () => {
    const path = filledDatabase();
    const reader = openStore({ path, mode: "read" });
    expect(refusal(path, "write")).toBe("opened");
    reader.close();
  });

  it("was opened for reading only", () => {
    const reader = openStore({ path: filledDatabase(), mode: "read" });
    expect(() => reader.beginRun({ command: "scan", version: "0", now: hour(0) })).toThrow(
      "the database was opened for reading only",
    );
    reader.close();
  });
});

describe("a full disk", () => {
  it("says so, and keeps what was written before", () => {
    const path = filledDatabase();
    const connection = openForWriting(path);
    const pages = Number(connection.db.pragma("page_count", { simple: true }));
    connection.db.pragma(`max_page_count = ${pages + 2}`);
    const insert = connection.db.prepare("INSERT INTO document_row (hash, type, text) VALUES ('x', 'x', ?)");
    expect(() => connection.write(() => insert.run("x".repeat(1_000_000)))).toThrow(
      /nhi\.db: the disk is full\. Free some space and run again: what was written before is kept\./,
    );
    connection.close();
    const reader = openStore({ path, mode: "read" });
    expect(ids(reader)).toEqual([USER]);
    reader.close();
  });
});

describe("a damaged database", () => {
  /** Zeroes the page at which each of the tables begins. */
  function withoutPages(path: string, tables: readonly string[]): void {
    const { db, close } = openForWriting(path);
    const size = Number(db.pragma("page_size", { simple: true }));
    const root = db.prepare<[string], number>("SELECT rootpage FROM sqlite_schema WHERE name = ?").pluck();
    const pages = tables.map((table) => root.get(table) ?? 0);
    db.pragma("wal_checkpoint(TRUNCATE)");
    close();
    const bytes = readFileSync(path);
    for (const page of pages) bytes.fill(0, (page - 1) * size, page * size);
    writeFileSync(path, bytes);
  }

  it.each<[table: string, ask: (store: Store) => unknown]>([
    ["answers_row", (store) => store.takeOverAnswers(1, "digest", new Date(0))],
    ["analysis_row", (store) => store.analyses()],
    ["finding_row", (store) => store.openFindings()],
  ])("%s: whoever is the first to touch it says so", (table, ask) => {
    const path = filledDatabase();
    withoutPages(path, [table]);
    const store = openStore({ path, mode: "write" });
    expect(() => ask(store)).toThrow(
      expect.objectContaining({
        name: "StoreError",
        message: expect.stringMatching(/nhi\.db: the database is damaged\. Restore a copy/),
      }),
    );
    store.close();
  });

  it("a schema version that never was is said before anything is changed", () => {
    const path = filledDatabase();
    const { db, close } = openForWriting(path);
    db.pragma("user_version = -5");
    close();
    expect(() => openStore({ path, mode: "write" })).toThrow(/nhi\.db: the database is damaged/);
    expect(() => openStore({ path, mode: "read" })).toThrow(/nhi\.db: the database is damaged/);
  });
});

describe("what SQLite and the file system say", () => {
  it.each([
    ["SQLITE_READONLY", /the file or its folder is read-only/],
    ["SQLITE_READONLY_DIRECTORY", /the file or its folder is read-only/],
    ["SQLITE_CANTOPEN", /cannot be opened/],
    ["SQLITE_BUSY", /locked/],
    ["SQLITE_BUSY_SNAPSHOT", /locked/],
    ["SQLITE_FULL", /the disk is full/],
    ["SQLITE_CORRUPT", /damaged/],
    ["SQLITE_NOTADB", /not an nhi database/],
    ["SQLITE_IOERR_WRITE", /failed/],
    ["EACCES", /no permission/],
    ["ENOENT", /no such file or folder/],
    ["EROFS", /the file system is read-only/],
    ["ENOSPC", /the disk is full/],
  ])("%s is said for people", (code, text) => {
    const error = Object.assign(new Error("raw"), { code });
    const said = toStoreError(error, "/data/nhi.db");
    expect(said).toBeInstanceOf(StoreError);
    expect((said as StoreError).message).toMatch(text);
    expect((said as StoreError).message).toMatch(/^\/data\/nhi\.db: /);
    expect((said as StoreError).cause).toBe(error);
  });

  // There is no space in /proc, as on a disk that is full.
  it.skipIf(process.platform !== "linux")("a fault of the device where there is no space is a full disk", () => {
    const error = Object.assign(new Error("disk I/O error"), { code: "SQLITE_IOERR_SHMSIZE" });
    expect((toStoreError(error, "/proc/nhi.db") as StoreError).message).toMatch(/^\/proc\/nhi\.db: the disk is full/);
    expect((toStoreError(error, "nhi.db") as StoreError).message).toMatch(/failed/);
  });

  it.each([
    ["a fault of ours", new TypeError("x is undefined")],
    ["a wrong statement", Object.assign(new Error("no such table"), { code: "SQLITE_ERROR" })],
    ["a broken constraint", Object.assign(new Error("NOT NULL"), { code: "SQLITE_CONSTRAINT_NOTNULL" })],
    ["a StoreError", new StoreError("said already")],
  ])("%s stays what it is", (_what, error) => {
    expect(toStoreError(error, "/data/nhi.db")).toBe(error);
  });
});

// The superuser may write everywhere, so that there is nothing to refuse.
const isSuperuser = process.getuid?.() === 0;

describe("what is no file", () => {
  it("is refused, and keeps its permissions", () => {
    const pipe = databasePath();
    execFileSync("sh", ["-c", 'mkfifo -m 666 "$0"', pipe]);
    expect(refusal(pipe, "write")).toMatch(/cannot be opened\. Check that the path is a file/);
    expect(permissions(pipe)).toBe("666");
  });
});

/** Runs that the file itself holds. */
function countRuns(path: string): unknown {
  const db = new Database(path, { readonly: true });
  const runs: unknown = db.prepare("SELECT count(*) FROM run_row").pluck().get();
  db.close();
  return runs;
}

/** Works on the database at `path` in memory, and finds the file as it was. */
function expectCopy(path: string): void {
  const bytes = readFileSync(path);
  const store = openStore({ path, mode: "work" });
  expect(store.inMemory).toBe(true);
  expect(ids(store)).toContain(USER);
  expect(store.beginRun({ command: "judge", version: "0", now: hour(5) })).toBe(2);
  store.close();
  expect(readFileSync(path).equals(bytes)).toBe(true);
}

describe("working on what is there", () => {
  it("writes into a file that may be written", () => {
    const path = filledDatabase();
    const store = openStore({ path, mode: "work" });
    expect(store.inMemory).toBe(false);
    store.beginRun({ command: "judge", version: "0", now: hour(5) });
    store.close();
    expect(countRuns(path)).toBe(2);
  });

  it("makes no database where there is none in a folder that nobody may write to", () => {
    expect(refusal("/proc/nhi.db", "work")).toBe(refusal("/proc/nhi.db", "write"));
  });

  it.each([
    ["another program's database", (path: string) => tamper(path, "PRAGMA application_id = 7"), /not one of nhi/],
    ["a text", (path: string) => writeFileSync(path, "text ".repeat(500)), /not an nhi database/],
  ])("%s: refused as ever", (_what, change, says) => {
    const path = filledDatabase();
    change(path);
    expect(refusal(path, "work")).toMatch(says);
  });
});

describe.skipIf(isSuperuser)("what may not be written", () => {
  it("a file: read, not written; worked on in memory", () => {
    const path = filledDatabase();
    chmodSync(path, 0o400);
    expect(refusal(path, "write")).toMatch(/read-only|no permission/);
    expect(refusal(path, "read")).toBe("opened");
    expectCopy(path);
  });

  it("a database of an older nhi: brought up to date in memory", () => {
    const path = databasePath();
    buildOldDatabase(path, 2);
    chmodSync(path, 0o400);
    expectCopy(path);
  });

  it("a folder: read, not written", () => {
    const path = filledDatabase();
    chmodSync(dirname(path), 0o500);
    expect(refusal(path, "write")).toMatch(/read-only|no permission/);
    expect(refusal(path, "read")).toBe("opened");
    expectCopy(path);
    chmodSync(dirname(path), 0o700);
  });
});
