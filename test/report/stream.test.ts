import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { ReportOut } from "../../src/model/report.js";
import { FORMATS, INVENTORY_FORMATS, loadInventoryReporter, loadReporter } from "../../src/report/index.js";
import { CHUNK, closeStream, toReportOut, writeAll } from "../../src/report/stream.js";
import { manyFindings, source } from "./fixture.js";

/** A stream that takes one chunk at a time and says when it may go on. */
function slowStream(highWaterMark: number) {
  const taken: string[] = [];
  let release: (() => void) | undefined;
  const stream = new Writable({
    highWaterMark,
    decodeStrings: false,
    write(chunk, _encoding, callback) {
      taken.push(String(chunk));
      release = callback;
    },
  });
  return { stream, taken, goOn: () => release?.() };
}

describe("toReportOut", () => {
  test("a write waits while the stream is full, and goes on when it has drained", async () => {
    const { stream, taken, goOn } = slowStream(10);
    const out = toReportOut(stream, { color: false });
    expect(out.write("short")).toBeUndefined();
    let accepted = false;
    const waiting = Promise.resolve(out.write("0123456789")).then(() => {
      accepted = true;
    });
    await Promise.resolve();
    expect(accepted).toBe(false);
    goOn();
    goOn();
    await waiting;
    expect(taken).toEqual(["short", "0123456789"]);
  });

  test("an error rejects the waiting write and every later one", async () => {
    const { stream } = slowStream(1);
    const out = toReportOut(stream, { color: false });
    const waiting = out.write("0123456789");
    stream.destroy(new Error("disk full"));
    await expect(waiting).rejects.toThrow("disk full");
    await expect(out.write("more")).rejects.toThrow("disk full");
  });

  test("a reader that goes away early is an error, not a hang", async () => {
    const { stream } = slowStream(1);
    const out = toReportOut(stream, { color: false });
    const waiting = out.write("0123456789");
    stream.destroy();
    await expect(waiting).rejects.toThrow("closed before");
  });

  test("columns and colour are handed on", () => {
    const { stream } = slowStream(1);
    expect(toReportOut(stream, { color: true, columns: 90 })).toMatchObject({ color: true, columns: 90 });
    expect(toReportOut(stream, { color: false })).not.toHaveProperty("columns");
  });

  test("closing waits for the end and reports what went wrong", async () => {
    const good = new Writable({ write: (_chunk, _encoding, callback) => callback() });
    await expect(closeStream(good)).resolves.toBeUndefined();
    const bad = new Writable({
      write: (_chunk, _encoding, callback) => callback(),
      final: (callback) => callback(new Error("no space")),
    });
    await expect(closeStream(bad)).rejects.toThrow("no space");
  });
});

describe("writeAll", () => {
  test("gathers small texts and loses none", async () => {
    const chunks: string[] = [];
    const texts = Array.from({ length: 10_000 }, (_, at) => `${at}\n`);
    await writeAll({ write: (chunk) => void chunks.push(chunk), color: false }, texts);
    expect(chunks.join("")).toBe(texts.join(""));
    expect(chunks).toHaveLength(1);
  });

  test("asks for no more texts while the output is full", async () => {
    let asked = 0;
    let open: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    function* texts(): Generator<string> {
      for (let at = 0; at < 10; at++) {
        asked += 1;
        yield "x".repeat(CHUNK);
      }
    }
    const writing = writeAll({ write: () => gate, color: false }, texts());
    await Promise.resolve();
    expect(asked).toBe(1);
    open?.();
    await writing;
    expect(asked).toBe(10);
  });
});

describe("every format", () => {
  const large = source({ findings: manyFindings(20_000) });
  const all = [
    ...Object.keys(FORMATS).map((format) => [format, loadReporter] as const),
    ...Object.keys(INVENTORY_FORMATS).map((format) => [format, loadInventoryReporter] as const),
  ];

  test.each(all)("%s hands on bounded chunks, one at a time", async (format, load) => {
    let busy = false;
    let longest = 0;
    const out: ReportOut = {
      color: false,
      write: async (chunk) => {
        expect(busy).toBe(false);
        busy = true;
        longest = Math.max(longest, chunk.length);
        await Promise.resolve();
        busy = false;
      },
    };
    await (await load(format))(large, out);
    // Markdown is one piece by nature: it is cut at 900 kB.
    expect(longest).toBeLessThan(format === "markdown" ? 910_000 : 8 * CHUNK);
  });
});
