// Reads the files of a checkout: text of a sensible size. What is left out is counted, and named when it is text.

import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { fileId } from "./blob-id.js";

/** Larger files are data or made by machines. */
const LARGEST = 2 * 1024 * 1024;
const SNIFFED = 8000;

export interface TextFile {
  readonly path: string;
  readonly text: string;
  /** git's id of its bytes, to tell files that a change did not touch. */
  readonly blob: string;
}

export interface LeftOut {
  binary: number;
  /** Links and submodules. */
  elsewhere: number;
  /** Text files that are too large, by path. */
  readonly large: string[];
  readonly unreadable: string[];
}

export function nothingLeftOut(): LeftOut {
  return { binary: 0, elsewhere: 0, large: [], unreadable: [] };
}

/** A file as text; undefined when it is left out. Links are not followed. */
export async function readTextFile(root: string, path: string, left: LeftOut): Promise<TextFile | undefined> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    // Without O_NONBLOCK a named pipe would wait for ever.
    file = await open(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ELOOP" || code === "EMLINK" || code === "EISDIR") left.elsewhere++;
    // Deleted in the working tree, still in the index.
    else if (code !== "ENOENT") left.unreadable.push(path);
    return undefined;
  }
  try {
    const { size, isFile } = await file.stat().then((found) => ({ size: found.size, isFile: found.isFile() }));
    if (!isFile) {
      left.elsewhere++;
      return undefined;
    }
    if (size > LARGEST) {
      const head = Buffer.alloc(SNIFFED);
      await file.read(head, 0, SNIFFED, 0);
      if (head.includes(0)) left.binary++;
      else left.large.push(path);
      return undefined;
    }
    const bytes = await file.readFile();
    if (bytes.subarray(0, SNIFFED).includes(0)) {
      left.binary++;
      return undefined;
    }
    return { path, text: bytes.toString("utf8"), blob: fileId(bytes) };
  } catch {
    left.unreadable.push(path);
    return undefined;
  } finally {
    await file.close();
  }
}
