// Reads the files of a checkout: text of a sensible size. What is left out is counted, and named when it is text.

import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { fileId } from "./blob-id.js";

/** Larger files are data or made by machines. */
const LARGEST = 2 * 1024 * 1024;
const SNIFFED = 8000;

export interface TextFile {
  readonly path: string;
  readonly text: string;
  /** git's id of its bytes, to tell files that a change did not touch; only where it was asked for. */
  readonly blob?: string;
}

export interface LeftOut {
  binary: number;
  /** Links and submodules. */
  elsewhere: number;
  /** Text files that are too large, by path. */
  readonly large: string[];
  readonly unreadable: string[];
}

/** A count to add to. */
export function nothingLeftOut(): LeftOut {
  return { binary: 0, elsewhere: 0, large: [], unreadable: [] };
}

/**
 * Reads files below a root as text, by path from it; undefined where one is left out. Neither a link that is the file nor one
 * that is a folder above it is followed, nor a path that leads out (an index can hold any name). Read at once: most files are
 * small, and asking the system of each four times by way of its threads takes longer than the answers do.
 */
export function textFileReader(
  root: string,
  left: LeftOut,
  { withId = false }: { withId?: boolean } = {},
): (path: string) => TextFile | undefined {
  const folders = new Map<string, boolean>([["", true]]);
  const isFolder = (path: string): boolean => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const name = path.slice(path.lastIndexOf("/") + 1);
    const isOne = !OUT.has(name) && isFolder(above(path)) && isPlainFolder(join(root, path));
    folders.set(path, isOne);
    return isOne;
  };
  return (path) => {
    if (isFolder(above(path))) return readTextFile(root, path, left, withId);
    left.elsewhere++;
    return undefined;
  };
}

/** Names that lead out of a folder, or to it. */
const OUT = new Set(["", ".", ".."]);

function above(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Whether it is a folder and no link to one; one that cannot be looked at counts as one. */
function isPlainFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch {
    // Gone, or shut: opening the file says which.
    return true;
  }
}

function readTextFile(root: string, path: string, left: LeftOut, withId: boolean): TextFile | undefined {
  let file: number;
  try {
    // Without O_NONBLOCK a named pipe would wait for ever.
    file = openSync(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ELOOP" || code === "EMLINK" || code === "EISDIR") left.elsewhere++;
    // Deleted in the working tree, still in the index.
    else if (code !== "ENOENT") left.unreadable.push(path);
    return undefined;
  }
  try {
    const status = fstatSync(file);
    if (!status.isFile()) {
      left.elsewhere++;
      return undefined;
    }
    if (status.size > LARGEST) {
      const head = Buffer.alloc(SNIFFED);
      readSync(file, head, 0, SNIFFED, 0);
      if (head.includes(0)) left.binary++;
      else left.large.push(path);
      return undefined;
    }
    const bytes = readFileSync(file);
    if (bytes.subarray(0, SNIFFED).includes(0)) {
      left.binary++;
      return undefined;
    }
    return { path, text: bytes.toString("utf8"), ...(withId && { blob: fileId(bytes) }) };
  } catch {
    left.unreadable.push(path);
    return undefined;
  } finally {
    closeSync(file);
  }
}
