// Words of a text in one pass: the same as looking for each of them.
import fc from "fast-check";
import { expect, it } from "vitest";
import { Keywords } from "../../src/collect/keywords.js";

const found = (words: readonly string[], text: string): string[] =>
  [...new Keywords(words).in(text)].map((word) => words[word] ?? "").sort();

it("the words that a text holds, whatever the case, overlapping, within and at the end of others", () => {
  expect(found(["ab", "abcd", "bc", "cd", "d", "x"], "zABCDz")).toEqual(["ab", "abcd", "bc", "cd", "d"]);
  expect(found(["abx", "by"], "aby")).toEqual(["by"]);
  expect(found([], "abc")).toEqual([]);
});

it("a letter beyond ASCII is none of a word, even one whose small form is", () => {
  expect(found(["sk-"], "s\u212a-")).toEqual([]);
  expect(found(["b"], "aé😀b")).toEqual(["b"]);
});

it("a word that is empty or beyond ASCII is refused", () => {
  expect(() => new Keywords([""])).toThrow(RangeError);
  expect(() => new Keywords(["é"])).toThrow(RangeError);
});

it("finds what looking for each word finds", () => {
  const letters = fc.constantFrom("a", "b", "c", "-", "_");
  const word = fc.string({ unit: letters, minLength: 1, maxLength: 6 });
  const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "-", "_", "A", "B", "é", "\n"), maxLength: 60 });
  fc.assert(
    fc.property(fc.uniqueArray(word, { maxLength: 12 }), text, (words, within) => {
      expect(found(words, within)).toEqual(words.filter((one) => within.toLowerCase().includes(one)).sort());
    }),
    { numRuns: 500 },
  );
});
