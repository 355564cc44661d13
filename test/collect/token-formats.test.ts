// Keywords decide which formats are looked for: all of them in one pass, also where one lies within or begins another.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatHits, toDetectors } from "../../src/collect/token-formats.js";
import { CI_TABLES } from "./support.js";

const row = (format: string, keywords: readonly string[], pattern: string) => ({
  format,
  name: format,
  provider: "x",
  pattern,
  keywords,
  source: "https://example.com",
});

const found = (text: string, rows: readonly ReturnType<typeof row>[]): string[] =>
  formatHits(text, toDetectors(rows)).map(({ detector, start, end }) => `${detector} ${text.slice(start, end)}`);

describe("keywords of formats", () => {
  const any = "[A-Za-z.+_-]+";
  it.each<[string, string, readonly string[], readonly string[]]>([
    ["one begins another", "abcd", ["ab", "abcd"], ["0 abcd", "1 abcd"]],
    ["the longer is not there", "abc", ["ab", "abcd"], ["0 abc"]],
    ["one ends with what begins another", "abcd", ["abc", "bcd"], ["0 abcd", "1 abcd"]],
    ["one lies within another", "abcd", ["bc", "abcd"], ["0 abcd", "1 abcd"]],
    ["the same twice", "ab", ["ab", "ab"], ["0 ab", "1 ab"]],
    ["signs of expressions are themselves", "a.c", ["a.c", "a+"], ["0 a.c"]],
    ["a sign that would stand for anything", "abc", ["a.c"], []],
    ["capitals of the text", "ABC", ["abc"], ["0 ABC"]],
    ["none", "xyz", ["abc"], []],
    ["no formats at all", "xyz", [], []],
  ])("%s", (_, text, keywords, expected) => {
    expect(
      found(
        text,
        keywords.map((keyword, at) => row(String(at), [keyword], any)),
      ),
    ).toEqual(expected);
  });

  it("a format with several is looked for once", () => {
    expect(found("ab cd", [row("f", ["ab", "cd"], "ab")])).toEqual(["f ab"]);
  });
});

/** What an expression finds, without what it looks around for: that needs no keyword. */
function madeFor({ pattern }: { readonly pattern: string }): fc.Arbitrary<string> {
  return fc.stringMatching(new RegExp(pattern.replace(/\\b|\(\?<?[!=][^)]*\)/g, "")));
}

/** Formats that others share: the keyword is no part of it but says whose it is. */
const TOLD_BY_WORD = ["discord-bot-token", "airtable-token", "resend-key", "octopus-key"];

describe("the table", () => {
  it.each(CI_TABLES.tokenFormats.map((one) => [one.format, one] as const))(
    "%s: its keywords stand in whatever it finds",
    (format, one) => {
      const detectors = toDetectors([one]);
      let seen = 0;
      fc.assert(
        fc.property(madeFor(one), (made) => {
          const text = `${TOLD_BY_WORD.includes(format) ? one.keywords[0] : ""} ${made} `;
          if (text.search(new RegExp(one.pattern)) < 0) return;
          seen++;
          expect(formatHits(text, detectors)).not.toEqual([]);
        }),
        { numRuns: 60 },
      );
      expect(seen, format).toBeGreaterThan(0);
    },
  );
});
