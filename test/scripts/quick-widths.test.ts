import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import stringWidth from "string-width";
import { describe, expect, it, test } from "vitest";
import { withMarks, withSegmenterOnUse } from "../../scripts/build/quick-widths.js";
import { MARKS } from "../../src/report/text.js";

const width = readFileSync("node_modules/string-width/index.js", "utf8");
const slice = readFileSync("node_modules/slice-ansi/tokenize-ansi.js", "utf8");

describe("the segmenter", () => {
  it("is made on use only", () => {
    for (const source of [width, slice]) {
      const lazy = withSegmenterOnUse(source);
      expect(lazy).not.toMatch(/ = new Intl\.Segmenter/);
      expect(lazy).toContain("??= new Intl.Segmenter(");
    }
    expect(withSegmenterOnUse(slice)).toContain("Segmenter(undefined, {granularity: 'grapheme'})).segment(");
  });

  it("is the same afterwards", () => {
    const lazy = withSegmenterOnUse("const graphemes = new Intl.Segmenter('en');\ngraphemes.segment(text);");
    const count = runInThisContext(`(text) => { ${lazy}\nreturn [...graphemes.segment(text)].length; }`) as (
      text: string,
    ) => number;
    expect([count("e\u0301a"), count("👩‍👩‍👧"), count("ab")]).toEqual([2, 1, 2]);
  });

  it("that is used otherwise fails the build", () => {
    expect(() => withSegmenterOnUse(`${width}\nexport { segmenter };`)).toThrow(/mend/);
    expect(() => withSegmenterOnUse("const width = 1;")).toThrow(/mend/);
  });
});

describe("marks of nhi's own texts", () => {
  test.each(MARKS.split(""))("%s takes a column, alone and among others", (mark) => {
    expect(stringWidth(mark)).toBe(1);
    expect(stringWidth(`a${mark}b ${mark}${mark}`)).toBe(6);
    expect(
      stringWidth(
        MARKS.split("")
          .map((other) => `${other}${mark}`)
          .join(""),
      ),
    ).toBe(2 * MARKS.length);
  });

  it("are what string-width has a quick way for", () => {
    const [, quick = ""] = /\/(\^\[.*\]\*\$)\/\.test\(string\)/.exec(withMarks(width)) ?? [];
    expect(new RegExp(quick).test(`a ${MARKS}~`)).toBe(true);
    expect(
      ["é", "\t", "\u007f", "日", "e\u0301", "\u200d", "©"].filter((text) => new RegExp(quick).test(text)),
    ).toEqual([]);
    expect(() => withMarks("if (/^[a-z]*$/.test(string)) return string.length;")).toThrow(/mend/);
  });
});
