// One writer a database: an exclusive lock on a file beside it, which the system lets go of however the process ends.
import { StoreError } from "../model/errors.js";
import { isSqliteError, openDriver } from "./driver.js";
import { createPrivateFile, narrowToOwner } from "./files.js";

/** How long to wait for another writer, in milliseconds: long enough for one that is just closing. */
const WAIT_MS = 250;

/**
 * Takes the writer's lock of the database at `path`; returns what lets go of it.
 * A StoreError says that another nhi holds it.
 */
export function lockForWriting(path: string): () => void {
  const lockPath = `${path}-lock`;
  createPrivateFile(lockPath);
  narrowToOwner(lockPath);
  const lock = openDriver(lockPath, { timeout: WAIT_MS });
  try {
    // Nothing is ever written in this transaction: the lock file stays empty, and a journal would only be left behind.
    lock.pragma("journal_mode = MEMORY");
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (isSqliteError(error) && error.code.startsWith("SQLITE_BUSY")) {
      throw new StoreError(
        `${path}: another nhi is writing to this database. Wait until it ends, or name another file with --db.`,
        { cause: error },
      );
    }
    throw error;
  }
  return () => lock.close();
}
