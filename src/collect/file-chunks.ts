// The bytes of a file in pieces. Read without waiting for another thread: most recorded answers are small, there are thousands of
// them, and nothing else is going on.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

const CHUNK = 1 << 20;

/**
 * Yields the bytes of a file in pieces of at most 1 MB. A piece is valid until the next one is asked for. The room is as large as the
 * file where that is smaller: a MB for each of thousands of small files is mostly work for the garbage collector.
 */
export function* chunksOf(file: string): Generator<Buffer> {
  const handle = openSync(file, "r");
  try {
    const { size } = fstatSync(handle);
    // One byte more shows the end at the first read; what says it is empty may be a device that is not.
    const buffer = Buffer.allocUnsafe(size > 0 && size < CHUNK ? size + 1 : CHUNK);
    for (;;) {
      const bytesRead = readSync(handle, buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    closeSync(handle);
  }
}
