// Where characters of a YAML value stand in its source.
import { expect, it } from "vitest";
import { sourceOffset } from "../../src/catalog/source-offset.js";

it.each<[style: string, source: string, value: string, at: number, expected: number]>([
  ["PLAIN", "a && b", "a && b", 5, 5],
  ["PLAIN", "a\n  && b", "a && b", 5, 7],
  ["QUOTE_SINGLE", "'a == ''x'' && b'", "a == 'x' && b", 12, 15],
  ["QUOTE_DOUBLE", '"a == \\"x\\" && b"', 'a == "x" && b', 12, 15],
  ["QUOTE_DOUBLE", '"a\\u0041\\x41 b"', "aAA b", 4, 13],
  ["QUOTE_DOUBLE", '"a\\n b"', "a\n b", 3, 5],
  ["BLOCK_LITERAL", "|\n  a\n\n  b\n", "a\n\nb\n", 3, 9],
  ["BLOCK_FOLDED", ">-\n  a\n  b", "a b", 2, 9],
  ["BLOCK_FOLDED", ">-\n  a\n  b", "a b", 0, 5],
  ["PLAIN", "a", "a", 1, 1],
])("%s %j", (style, source, value, at, expected) => {
  expect(sourceOffset(source, style, value, at)).toBe(expected);
});
