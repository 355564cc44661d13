// Hashes of rows: equal for equal content, different for any other; and the table that holds them.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../src/model/words.js";
import { canonicalJson, rowHash } from "../../src/store/write/hash.js";
import { HASH_LENGTH, HashTable } from "../../src/store/write/hash-table.js";

describe("canonical JSON", () => {
  it.each<[Json, string]>([
    [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
    [{ a: { d: 1, c: [{ f: 1, e: 2 }] } }, '{"a":{"c":[{"e":2,"f":1}],"d":1}}'],
    [{ a: 1, b: 2 }, '{"a":1,"b":2}'],
    [{ 10: "a", 9: "b" }, '{"10":"a","9":"b"}'],
    [[3, 1, 2], "[3,1,2]"],
    [{}, "{}"],
    ["text", '"text"'],
    [null, "null"],
    [JSON.parse('{"z":1,"__proto__":{"x":1}}') as Json, '{"__proto__":{"x":1},"z":1}'],
    [JSON.parse('{"z":{"b":1,"a":2},"constructor":null}') as Json, '{"constructor":null,"z":{"a":2,"b":1}}'],
  ])("of %j", (value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
  });

  it("leaves out what is undefined, sorted or not", () => {
    expect(canonicalJson({ b: 1, a: undefined } as unknown as Json)).toBe('{"b":1}');
    expect(canonicalJson({ a: undefined, b: 1 } as unknown as Json)).toBe('{"b":1}');
    expect(canonicalJson({ c: { b: 1, a: undefined } } as unknown as Json)).toBe('{"c":{"b":1}}');
  });

  it("means the same value, and is the same text for every order of keys", () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, child]) => [key, reversed(child)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonicalJson(value as Json);
        expect(JSON.stringify(JSON.parse(text))).toBe(
          JSON.stringify(JSON.parse(canonicalJson(JSON.parse(text) as Json))),
        );
        expect(canonicalJson(reversed(value) as Json)).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe("a row's hash", () => {
  it.each([
    [
      ["a", "bc"],
      ["ab", "c"],
    ],
    [
      ["a", "b"],
      ["b", "a"],
    ],
    [
      ["a", null],
      ["a", ""],
    ],
    [
      ["a", null],
      ["a", "-"],
    ],
    [["a"], ["a", null]],
    [["1:a"], ["1", "a"]],
    [["a\u0000b"], ["a", "b"]],
    [["é"], ["e\u0301"]],
  ])("of %j differs from that of %j", (one, two) => {
    expect(rowHash(one)).not.toBe(rowHash(two));
  });

  it("is of the length that the table reads", () => {
    expect(rowHash(["a"])).toMatch(new RegExp(`^[\\w-]{${HASH_LENGTH}}$`));
  });
});

describe("a table of hashes", () => {
  it("gives what was set before, like a Map", () => {
    const entries = fc.array(fc.tuple(fc.nat(400), fc.nat(1_000_000)), { maxLength: 1_000 });
    fc.assert(
      fc.property(entries, (list) => {
        const table = new HashTable();
        const map = new Map<string, number>();
        for (const [name, value] of list) {
          const hash = rowHash([String(name)]);
          expect(table.set(hash, value)).toBe(map.get(hash));
          map.set(hash, value);
        }
        expect(table.size).toBe(map.size);
        expect([...table.values()].sort((a, b) => a - b)).toEqual([...map.values()].sort((a, b) => a - b));
        expect(table.set(rowHash(["not there"]), 1)).toBeUndefined();
        expect([...map].filter(([hash, value]) => table.set(hash, value) !== value)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it("tells apart hashes that differ in any one place", () => {
    const table = new HashTable();
    const base = "A".repeat(HASH_LENGTH);
    table.set(base, 0);
    for (let at = 0; at < HASH_LENGTH; at++) {
      const other = `${base.slice(0, at)}_${base.slice(at + 1)}`;
      expect(table.set(other, at + 1)).toBeUndefined();
    }
    expect(table.size).toBe(HASH_LENGTH + 1);
    expect(table.set(base, 1)).toBe(0);
  });
});
