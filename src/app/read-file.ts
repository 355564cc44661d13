// Reads small files that people write: config, baselines, lists of actions. Faults are theirs, with the file's name.
import { closeSync, openSync, readSync } from "node:fs";
import { UsageError } from "../model/errors.js";
import { causeOf } from "../model/file-fault.js";
import { decodeUtf } from "../model/utf.js";

/** No file that people write is larger; a device gives without end. */
const MOST_BYTES = 64 << 20;
const CHUNK = 1 << 16;

/** Text of a file, UTF-8 or UTF-16, or of a pipe; UsageError when it cannot be read or has no end. */
export function readTextFile(file: string): string {
  try {
    return decodeUtf(readBytes(file));
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`${file}: cannot be read: ${causeOf(cause) ?? String(cause)}`, { cause });
  }
}

function readBytes(file: string): Buffer {
  const handle = openSync(file, "r");
  try {
    const chunks: Buffer[] = [];
    for (let size = 0; size <= MOST_BYTES; ) {
      const chunk = Buffer.allocUnsafe(CHUNK);
      const count = readSync(handle, chunk);
      if (count === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, count));
      size += count;
    }
  } finally {
    closeSync(handle);
  }
  throw new UsageError(
    `${file}: more than ${MOST_BYTES >> 20} MB, which no file of this kind has; is it the right one?`,
  );
}
