import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readJsonPages } from "../../src/collect/json-file.js";
import type { Page } from "../../src/collect/page.js";
import { folderOf } from "./support.js";

async function read(content: string | Uint8Array): Promise<{ pages: Page[]; fault: string | undefined }> {
  const pages: Page[] = [];
  try {
    for await (const { page } of readJsonPages(join(folderOf({ "f.json": content }), "f.json"))) pages.push(page);
  } catch (fault) {
    return { pages, fault: (fault as Error).message };
  }
  return { pages, fault: undefined };
}

const utf16 = (text: string, mark: readonly number[]): Buffer =>
  Buffer.concat([Buffer.from(mark), Buffer.from(text, "utf16le")]);

describe("readJsonPages", () => {
  it("yields a few hundred elements a page, other values and empty lists at the end", async () => {
    const users = Array.from({ length: 1201 }, (_, id) => ({ id }));
    const { pages } = await read(JSON.stringify({ users, roles: [], next: "x" }));
    expect(pages.map((page) => (page["users"] as unknown[] | undefined)?.length)).toEqual([500, 500, 201]);
    expect(pages.flatMap((page) => page["users"] ?? [])).toEqual(users);
    expect(pages[2]).toMatchObject({ roles: [], next: "x" });
  });

  it("keeps what precedes a truncation and names the line", async () => {
    const whole = JSON.stringify({ users: Array.from({ length: 700 }, (_, id) => ({ id })) }, null, 1);
    const cut = whole.slice(0, whole.indexOf('"id": 650'));
    const { pages, fault } = await read(cut);
    expect(pages.flatMap((page) => page["users"] as unknown[])).toHaveLength(650);
    expect(fault).toBe(`not JSON (line ${cut.split("\n").length}: unexpected end)`);
  });

  it.each([
    [
      "the line of a fault in the middle",
      '{\n"a": [\n{"b": 1},\n{"b": tru}\n]\n}',
      "not JSON (line 4: unexpected 't')",
    ],
    ["the last line, not the one after its newline", '{\n"a": [\n1,\n', "not JSON (line 3: unexpected end)"],
    ["an empty file", "", "not JSON (line 1: empty)"],
    ["a page of HTML", "<!doctype html>\n<html>", "not JSON (line 1: unexpected '<')"],
  ])("says %s", async (_, text, fault) => {
    expect((await read(text)).fault).toBe(fault);
  });

  it.each([
    ["UTF-8 with a mark", Buffer.from('\uFEFF{"a":["é"]}')],
    ["UTF-16 little endian, as PowerShell writes it", utf16('{"a":["é"]}', [0xff, 0xfe])],
    ["UTF-16 big endian", utf16('{"a":["é"]}', [0xff, 0xfe]).swap16()],
    ["UTF-16 without a mark", utf16('{"a":["é"]}', [])],
  ])("reads %s", async (_, bytes) => {
    expect(await read(bytes)).toEqual({ pages: [{ a: ["é"] }], fault: undefined });
  });

  it("does not take a key named __proto__ for a prototype", async () => {
    const { pages } = await read('{"__proto__":["x"],"a":1}');
    expect(Object.getPrototypeOf(pages[0])).toBe(Object.prototype);
    expect(Object.entries(pages[0] ?? {})).toEqual([
      ["__proto__", ["x"]],
      ["a", 1],
    ]);
  });
});
