import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { chunksOf } from "../../src/collect/file-chunks.js";
import { freshFolder } from "../fresh-folder.js";

const MB = 1 << 20;

test.each([0, 1, 5, MB - 1, MB, MB + 1, 2 * MB + 3])(
  "a file of %i bytes comes whole, in pieces of at most 1 MB",
  (size) => {
    const file = join(freshFolder(), "file");
    const bytes = Buffer.alloc(size, "0123456789");
    writeFileSync(file, bytes);
    const pieces: Buffer[] = [];
    for (const piece of chunksOf(file)) {
      expect(piece.length).toBeLessThanOrEqual(MB);
      pieces.push(Buffer.from(piece));
    }
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  },
);

test("a small file takes room of its own size, not a MB", () => {
  const file = join(freshFolder(), "file");
  writeFileSync(file, "{}");
  for (const piece of chunksOf(file)) expect(piece.buffer.byteLength).toBeLessThan(MB);
});

test.skipIf(process.platform !== "linux")("what the system keeps no size of is read as well", () => {
  const file = "/proc/self/status";
  const text = [...chunksOf(file)].map((piece) => piece.toString("latin1")).join("");
  expect(text.split("\n")[0]).toBe(readFileSync(file, "latin1").split("\n")[0]);
});
