// Turns what SQLite and the file system throw into messages for people: what, where, what to do next.
import { statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { StoreError } from "../model/errors.js";

const OTHER = "or name another file with --db";

/** Text per error code; `SQLITE_IOERR_WRITE` falls back to `SQLITE_IOERR`. */
const MESSAGES: { readonly [code: string]: string } = {
  SQLITE_NOTADB: `not an nhi database. Check the path, ${OTHER}.`,
  SQLITE_CORRUPT: `the database is damaged. Restore a copy, ${OTHER}.`,
  SQLITE_BUSY: `the database is locked: another nhi is using it. Wait until it ends, ${OTHER}.`,
  SQLITE_LOCKED: `the database is locked: another nhi is using it. Wait until it ends, ${OTHER}.`,
  SQLITE_READONLY: `the database cannot be written: the file or its folder is read-only. Change its permissions, ${OTHER}.`,
  SQLITE_FULL: `the disk is full. Free some space and run again: what was written before is kept.`,
  SQLITE_CANTOPEN: `the database cannot be opened. Check that the path is a file in a folder you may write to, ${OTHER}.`,
  SQLITE_PERM: `the database cannot be opened: no permission. Change its permissions, ${OTHER}.`,
  SQLITE_IOERR: `reading or writing the database failed. Check the disk, ${OTHER}.`,
  EACCES: `no permission to use this path. Change its permissions, ${OTHER}.`,
  EPERM: `no permission to use this path. Change its permissions, ${OTHER}.`,
  EROFS: `the file system is read-only. Name a file elsewhere with --db.`,
  ENOSPC: `the disk is full. Free some space and run again: what was written before is kept.`,
  ENOENT: `no such file or folder, and it cannot be made here. Name a file elsewhere with --db.`,
  ENOTDIR: `a part of this path is a file, not a folder. Name another file with --db.`,
  EEXIST: `a part of this path is a file, not a folder. Name another file with --db.`,
  EISDIR: `this is a folder, not a file. Name a file with --db.`,
};

/** A StoreError for errors with a known code; anything else (a bug of ours) comes back as it is. */
export function toStoreError(error: unknown, path: string): unknown {
  if (error instanceof StoreError || !(error instanceof Error) || !("code" in error)) return error;
  const code = String(error.code);
  const kind = code.split("_").slice(0, 2).join("_");
  // The index beside the database needs its place before the first page is read; SQLite calls that a fault of the device.
  const known = kind === "SQLITE_IOERR" && isFull(path) ? "SQLITE_FULL" : code;
  const text = MESSAGES[known] ?? MESSAGES[kind] ?? lackingText(code, error.message);
  return text === undefined ? error : new StoreError(`${path}: ${text}`, { cause: error });
}

/** Bytes that SQLite wants at once beside a database: its index of the log. */
const LEAST_SPACE = 64 * 1024;

/** Whether the disk with this file has next to nothing left for its owner. */
function isFull(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(resolve(path)));
    return bavail * bsize < LEAST_SPACE;
  } catch {
    return false;
  }
}

/** A schema that is marked as ours and is not whole: somebody has changed it. */
function lackingText(code: string, message: string): string | undefined {
  const part = /(?:no such (table|column|view): |has no (column) named )(\S+)/.exec(message);
  if (code !== "SQLITE_ERROR" || part === null) return undefined;
  const [, what = "column", , name = ""] = part;
  return `the database lacks the ${what} ${name.replace(/^main\./, "")}: something else has changed it. Restore a copy, ${OTHER}.`;
}

/** Runs `work` and throws its errors as StoreError where they are the database's. */
export function guard<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toStoreError(error, path);
  }
}

/** The same functions, each with the errors of `guard`: whatever of the database one of them is the first to touch. */
export function guardAll<T extends object>(path: string, functions: T): T {
  const guarded: [string, unknown][] = Object.entries(functions).map(([name, one]) => [
    name,
    typeof one === "function" ? (...given: unknown[]) => guard(path, () => one(...given) as unknown) : one,
  ]);
  return Object.fromEntries(guarded) as T;
}

/** Walks an iterable with the errors of `guard`; `done` runs at its end, also when it is left early. */
export function* guardEach<T>(path: string, rows: () => Iterable<T>, done: () => void): IterableIterator<T> {
  try {
    yield* rows();
  } catch (error) {
    throw toStoreError(error, path);
  } finally {
    done();
  }
}
