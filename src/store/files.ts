// Files of the store: made for their owner only, whatever the umask.
import { accessSync, chmodSync, closeSync, constants, mkdirSync, openSync, readSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** Makes the folder of `path`, each new level 0700. Folders that are there keep their permissions. */
export function createPrivateFolder(path: string): void {
  makeEach(dirname(path));
}

// One by one: where the system answers "no such folder" to making one (/proc), Node's own recursion never ends.
function makeEach(folder: string): void {
  if (isFolder(folder)) return;
  if (dirname(folder) !== folder) makeEach(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another nhi may have made it meanwhile.
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Makes an empty file 0600; one that is there must be a file, and writable. */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
    if (!statSync(path).isFile()) throw Object.assign(new Error("is no file"), { code: "SQLITE_CANTOPEN" });
    // SQLite would open it all the same, and fail only when the first answers are stored.
    accessSync(path, constants.W_OK);
  }
}

/** Size of a file in bytes, undefined when there is none. A folder is an error, before anything is done to it. */
export function fileSize(path: string): number | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) throw Object.assign(new Error("is a folder"), { code: "EISDIR" });
  return found?.size;
}

/** Whether this process may write to a file; also where there is none. */
export function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch (error) {
    return hasCode(error, "ENOENT");
  }
}

/** First bytes of every SQLite file, and how many its header has (https://www.sqlite.org/fileformat.html#the_database_header). */
const SQLITE = Buffer.from("SQLite format 3\0");
const HEADER_BYTES = 100;
/** Where the header has the id of the application, four bytes, the highest first. */
const APPLICATION_ID_AT = 68;

/** Whether a path names an SQLite file, ours or not. */
export function isSqliteFile(path: string): boolean {
  return applicationOf(path) !== undefined;
}

/** The id of the application in the header of an SQLite file; undefined for anything else. */
export function applicationOf(path: string): number | undefined {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(HEADER_BYTES);
    const isWhole = readSync(file, head, 0, head.length, 0) === head.length;
    const isSqlite = isWhole && head.subarray(0, SQLITE.length).equals(SQLITE);
    return isSqlite ? head.readInt32BE(APPLICATION_ID_AT) : undefined;
  } finally {
    closeSync(file);
  }
}

/** Takes a file of ours from everyone but its owner. Never for one that may be another program's, or a device. */
export function narrowToOwner(path: string): void {
  const { mode } = statSync(path);
  if ((mode & 0o077) === 0) return;
  try {
    chmodSync(path, mode & 0o700);
  } catch (error) {
    // Someone else's file that we may write to: its owner decides.
    if (!hasCode(error, "EPERM")) throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
