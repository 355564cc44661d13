// Opens a database file: whose it is, which version, who may read it. Every way it can go wrong has its own message.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Database } from "better-sqlite3";
import { StoreError } from "../model/errors.js";
import { type Connection, lacksIndexes, toConnection } from "./connection.js";
import { isSqliteError, openDriver } from "./driver.js";
import { guard, toStoreError } from "./errors.js";
import { applicationOf, createPrivateFile, createPrivateFolder, fileSize, isWritable, narrowToOwner } from "./files.js";
import { lockForWriting } from "./lock.js";
import { APPLICATION_ID, MIGRATIONS, migrate, SCHEMA_VERSION, schemaVersion } from "./schema/migrate.js";
import type { Migration } from "./schema/migration.js";
import { installViews, viewsAreCurrent } from "./views/install.js";

/** How long a transaction waits for another one, in milliseconds. Only `nhi query` and migrations ever meet. */
const BUSY_MS = 5_000;
/** Pages of write-ahead log before it is copied into the database (64 MB): a first load copies each page once, not often. */
const CHECKPOINT_PAGES = 8_000;

/** Opens for writing: makes folder and file, takes the writer's lock, migrates. `:memory:` is private to the process. */
export function openForWriting(path: string, migrations: readonly Migration[] = MIGRATIONS): Connection {
  return guard(path, () => {
    if (path === ":memory:") return prepare(openDriver(path), path, () => {}, migrations);
    const file = resolve(path);
    if (fileSize(file) === undefined) createPrivateFolder(file);
    createPrivateFile(file);
    if (fileSize(file) !== 0 && applicationOf(file) !== APPLICATION_ID) lookAtForeign(file, path);
    const release = lockForWriting(file);
    let db: Database | undefined;
    try {
      db = openDriver(file, { timeout: BUSY_MS });
      checkOwnership(db, path);
      narrowToOwner(file);
      return prepare(db, path, release, migrations);
    } catch (error) {
      db?.close();
      release();
      throw error;
    }
  });
}

/**
 * Opens for working out what follows from what is there: for writing, and where this process may not write, a copy in memory, which
 * ends with it. Not for a crawl, which would be lost.
 */
export function openForWork(path: string): Connection {
  if (path !== ":memory:" && guard(path, () => fileSize(resolve(path))) === 0) throw holdsNothing(path);
  try {
    return openForWriting(path);
  } catch (error) {
    if (!isUnwritable(error) || !fileSize(resolve(path))) throw error;
    return guard(path, () => prepare(copyInMemory(path), path, () => {}, MIGRATIONS));
  }
}

/** What the system says of a file or folder that this process may not write to, as openForWriting throws it. */
function isUnwritable(error: unknown): boolean {
  const code = error instanceof StoreError && error.cause instanceof Error && "code" in error.cause && error.cause.code;
  return typeof code === "string" && /^(EACCES|EPERM|EROFS|SQLITE_(CANTOPEN|READONLY|PERM))/.test(code);
}

/** Opens for reading. A database of an older nhi is migrated first; one in a read-only folder is read into memory. */
export function openForReading(path: string): Connection {
  if (path === ":memory:") return openForWriting(path);
  return guard(path, () => {
    const file = resolve(path);
    const size = fileSize(file);
    if (size === undefined) {
      throw new StoreError(`${path}: no such database. Run nhi scan first, or name another file with --db.`);
    }
    if (size === 0) throw holdsNothing(path);
    const db = openFileForReading(file);
    try {
      checkOwnership(db, path);
      if (schemaVersion(db) === SCHEMA_VERSION && viewsAreCurrent(db) && !lacksIndexes(db)) {
        return toConnection(db, path, undefined);
      }
    } catch (error) {
      db.close();
      throw error;
    }
    const outdated = schemaVersion(db) !== SCHEMA_VERSION;
    db.close();
    upgrade(path, outdated);
    return toConnection(openFileForReading(file), path, undefined);
  });
}

function holdsNothing(path: string): StoreError {
  return new StoreError(`${path}: the database holds nothing yet. Run nhi scan first.`);
}

function prepare(db: Database, path: string, release: () => void, migrations: readonly Migration[]): Connection {
  // Fewer, larger pages: a first load writes and checksums half as many. Only an empty database takes it.
  db.pragma("page_size = 8192");
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = NORMAL");
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  migrate(db, migrations);
  installViews(db);
  return toConnection(db, path, release);
}

/** Before a lock is made beside it: what is not ours is refused, and nothing of ours is left there. */
function lookAtForeign(file: string, path: string): void {
  const db = openFileForReading(file);
  try {
    checkOwnership(db, path);
  } finally {
    db.close();
  }
}

/** Refuses what is not ours, and what a newer nhi wrote, before anything is changed. */
function checkOwnership(db: Database, path: string): void {
  const id = Number(db.pragma("application_id", { simple: true }));
  const version = schemaVersion(db);
  if (id !== APPLICATION_ID) {
    const tables = db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get();
    if (id === 0 && version === 0 && tables === undefined) return;
    throw new StoreError(
      `${path}: an SQLite database, but not one of nhi. Check the path, or name another file with --db.`,
    );
  }
  if (version < 0)
    throw new StoreError(`${path}: the database is damaged. Restore a copy, or name another file with --db.`);
  if (version > SCHEMA_VERSION) {
    throw new StoreError(
      `${path}: written by a newer nhi (schema ${version}, this nhi knows ${SCHEMA_VERSION}). Update nhi, or name another file with --db.`,
    );
  }
}

/** Where SQLite cannot make the files that write-ahead logging needs, a database that was closed cleanly is read whole. */
function openFileForReading(file: string): Database {
  let db: Database | undefined;
  try {
    db = openDriver(file, { readonly: true, timeout: BUSY_MS });
    schemaVersion(db);
    if (!isWritable(`${file}-shm`)) holdState(db);
    return db;
  } catch (error) {
    db?.close();
    const unwritable =
      isSqliteError(error) && /^SQLITE_(CANTOPEN|READONLY)/.test(error.code) && !fileSize(`${file}-wal`);
    if (!unwritable) throw error;
    return openDriver(withPlainJournal(readFileSync(file)), { readonly: true });
  }
}

function copyInMemory(path: string): Database {
  const file = openFileForReading(resolve(path));
  try {
    checkOwnership(file, path);
    return openDriver(withPlainJournal(file.serialize()));
  } finally {
    file.close();
  }
}

/** Bytes 18 and 19 of the header ask for write-ahead logging, which memory has not: 1 is the plain journal. */
function withPlainJournal(bytes: Buffer): Buffer {
  bytes[18] = 1;
  bytes[19] = 1;
  return bytes;
}

/**
 * Where the index of the write-ahead log cannot be written, SQLite makes one of its own at each transaction and counts that
 * as a change of the database: whoever reads until nothing has changed would never end. One transaction sees one state.
 */
function holdState(db: Database): void {
  // Cannot be changed within a transaction.
  db.pragma("temp_store = MEMORY");
  db.exec("BEGIN");
  schemaVersion(db);
}

function upgrade(path: string, outdated: boolean): void {
  try {
    openForWriting(path).close();
  } catch (error) {
    // Views and indexes of another build, or a first load that is still running: readable as it is.
    if (!outdated) return;
    const known = toStoreError(error, path);
    if (!(known instanceof StoreError)) throw error;
    throw new StoreError(`${path}: written by an older nhi and cannot be brought up to date: ${known.message}`, {
      cause: error,
    });
  }
}
