// Rows of any number in JSON and CSV: what comes out is what went in, and is written while rows are still read.
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { type OutRow, writeRows } from "../../src/app/rows-out.js";
import { quietTerminal } from "../quiet-terminal.js";

const KEYS = ["at", "name"];
const rowAt = (at: number): OutRow => ({ at, name: `name ${at}` });

/** The chunks that `count` rows are written in, and how many rows were read when each of them was. */
async function written(format: string, count: number): Promise<{ chunks: string[]; read: number[] }> {
  const chunks: string[] = [];
  const read: number[] = [];
  let done = 0;
  function* rows(): Generator<OutRow> {
    for (; done < count; done += 1) yield rowAt(done);
  }
  const terminal = quietTerminal(chunks);
  const out = (chunk: string) => {
    read.push(done);
    return terminal.out(chunk);
  };
  await writeRows(rows(), [], KEYS, format, { ...terminal, out });
  return { chunks, read };
}

describe.each([0, 1, 199, 200, 201, 400, 1_000])("%d rows", (count) => {
  const rows = Array.from({ length: count }, (_, at) => rowAt(at));

  it("are a list in JSON", async () => {
    expect(JSON.parse((await written("json", count)).chunks.join(""))).toEqual(rows);
  });

  it("are lines of CSV", async () => {
    const text = (await written("csv", count)).chunks.join("");
    const cells = rows.map((_, at) => [String(at), `name ${at}`]);
    expect(parse(text, { bom: true })).toEqual([KEYS, ...cells]);
  });
});

it.each(["json", "csv"])("%s is written before the last row is read", async (format) => {
  const { read } = await written(format, 1_000);
  expect(read.filter((rows) => rows < 1_000).length).toBeGreaterThanOrEqual(4);
});
