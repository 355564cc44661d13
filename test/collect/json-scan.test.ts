import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonFault, JsonFault } from "../../src/collect/json-fault.js";
import { JsonScanner, type ScanLimits } from "../../src/collect/json-scan.js";

function scan(text: string, cuts: readonly number[] = [], limits?: ScanLimits) {
  const bytes = Buffer.from(text);
  const scanner = new JsonScanner(limits);
  const found: unknown[] = [];
  const edges = [0, ...[...cuts].sort((a, b) => a - b).filter((cut) => cut < bytes.length), bytes.length];
  for (let at = 1; at < edges.length; at += 1) {
    scanner.push(bytes.subarray(edges[at - 1], edges[at]));
    for (let next = scanner.next(); next !== undefined; next = scanner.next()) {
      if (next.kind === "text") found.push([]);
      else if (next.kind === "list") found.push([next.key]);
      else found.push([next.key, next.value]);
    }
  }
  try {
    scanner.finish();
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    found.push(`${fault.reason} @${fault.offset}`);
  }
  return found;
}

describe("elements of the top-level lists", () => {
  it.each([
    ["an object of lists", '{"a":[1,{"b":[2]}],"c":[]}', [["a"], ["a", 1], ["a", { b: [2] }], ["c"]]],
    [
      "other values of the top level",
      '{"x":1,"y":{"z":[1]},"t":"s","n":null}',
      [
        ["x", 1],
        ["y", { z: [1] }],
        ["t", "s"],
        ["n", null],
      ],
    ],
    ["one list", '["p", {"q":1}, -2.5e3]', [[""], ["", "p"], ["", { q: 1 }], ["", -2500]]],
    ["brackets and quotes inside strings", String.raw`{"a":[{"s":"}]\"{[\\"}]}`, [["a"], ["a", { s: '}]"{[\\' }]]],
    ["keys with escapes", String.raw`{"a\"b":[1]}`, [['a"b'], ['a"b', 1]]],
    ["white space everywhere", ' \n{ "a" :\t[ 1 ,\r\n2 ] } \n', [["a"], ["a", 1], ["a", 2]]],
    ["nothing in it", "{}", []],
    ["an empty list", "[]", [[""]]],
  ])("finds %s", (_, text, expected) => {
    expect(scan(text)).toEqual(expected);
  });

  it("finds the same wherever the bytes are cut", () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const document = fc.dictionary(fc.string(), fc.oneof(value, fc.array(value)));
    const property = fc.property(document, fc.array(fc.nat(400)), fc.boolean(), (parsed, cuts, isPretty) => {
      const text = JSON.stringify(parsed, null, isPretty ? 2 : undefined);
      expect(scan(text, cuts)).toEqual(scan(text));
      const members = Object.entries(JSON.parse(text) as Record<string, unknown>);
      expect(scan(text)).toEqual(
        members.flatMap(([key, member]) =>
          Array.isArray(member) ? [[key], ...member.map((element: unknown) => [key, element])] : [[key, member]],
        ),
      );
    });
    fc.assert(property, { numRuns: 300, seed: 11 });
  });
});

describe("texts that are not JSON", () => {
  it.each([
    ["cut in an element", '{"a":[1,{"b":', [["a"], ["a", 1], "unexpected end @13"]],
    ["cut in a string", '{"a":["x","y', [["a"], ["a", "x"], "unexpected end @12"]],
    ["cut after a comma", '{"a":[1,', [["a"], ["a", 1], "unexpected end @8"]],
    ["cut after the list", '{"a":[1]', [["a"], ["a", 1], "unexpected end @8"]],
    ["nothing", "", ["empty @0"]],
    ["only white space", " \n ", ["empty @3"]],
  ])("keeps what precedes the fault: %s", (_, text, expected) => {
    expect(scan(text)).toEqual(expected);
  });

  it.each([
    ["HTML", "<html>", "unexpected '<'", 0],
    ["a bare word in an element", '{"a":[{"b":tru}]}', "unexpected 't'", 11],
    ["a missing colon", '{"a" [1]}', "unexpected '['", 5],
    ["a trailing comma", '{"a":[1,]}', "unexpected ']'", 8],
    ["something after a document", "{} x", "text after the end", 3],
    ["a closer of another kind", '{"a":[{"b":1]]}', "unexpected ']'", 12],
    ["a text as a whole", '"a"', "unexpected '\"'", 0],
    ["a control character in a string", '{"a":["\u0001"]}', "U+0001 inside a string", 7],
    ["a character beyond ASCII before it", '{"a":[{"é":1,}]}', "unexpected '}'", 14],
  ])("says where: %s", (_, text, reason, offset) => {
    expect(() => scan(text)).toThrow(expect.objectContaining({ reason, offset }));
  });

  it("bounds depth and size of an element", () => {
    const limits = { depth: 5, bytes: 64 };
    expect(scan(`{"a":[${"[".repeat(5)}${"]".repeat(5)}]}`, [], limits)).toHaveLength(2);
    expect(() => scan(`{"a":[${"[".repeat(6)}${"]".repeat(6)}]}`, [], limits)).toThrow("nested deeper than 5");
    expect(() => scan(`{"a":["${"x".repeat(200)}"]}`, [100], limits)).toThrow("a value of more than 64 bytes");
  });
});

describe("findJsonFault", () => {
  it("finds a fault exactly where JSON.parse does not parse", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"',
      "1",
      "-",
      "0",
      "1.",
      "e5",
      "true",
      "nul",
      " ",
      "\\",
      "\n",
    );
    const property = fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
      const text = parts.join("");
      let parses = true;
      try {
        JSON.parse(text);
      } catch {
        parses = false;
      }
      expect(findJsonFault(text) === undefined).toBe(parses);
    });
    fc.assert(property, { numRuns: 3000, seed: 5 });
  });

  it("takes any nesting without the stack giving way", () => {
    expect(findJsonFault("[".repeat(100_000))).toEqual({ offset: 100_000, reason: "unexpected end" });
  });
});
