import cliTruncate from "cli-truncate";
import { describe, expect, test } from "vitest";
import { counted, formatCount } from "../../src/report/count.js";
import {
  columnsOf,
  padEnd,
  padStart,
  shortenEnd,
  shortenMiddle,
  textWidth,
  wrap,
  wrapParts,
} from "../../src/report/text.js";

describe("columnsOf", () => {
  test.each([
    ["no terminal", {}, 80],
    ["a terminal", { columns: 132 }, 132],
    ["a pseudo-terminal that says 0", { columns: 0 }, 40],
  ])("%s", (_, out, columns) => {
    expect(columnsOf(out)).toBe(columns);
  });
});

describe("wrap", () => {
  test("at words, long words cut, at least one line", () => {
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrap("abcdefghij", 4)).toEqual(["abcd", "efgh", "ij"]);
    expect(wrap("", 10)).toEqual([""]);
  });

  test("wide characters take two columns", () => {
    expect(wrap("管理者ロール", 6)).toEqual(["管理者", "ロール"]);
  });

  test("parts are broken between, and inside only when one is too long", () => {
    expect(wrapParts(["aaaa", "bbbb", "cccc"], 11)).toEqual(["aaaa · bbbb", "cccc"]);
    expect(wrapParts(["aaaaaa", "b"], 4)).toEqual(["aaaa", "aa", "b"]);
    expect(wrapParts([], 4)).toEqual([]);
  });
});

describe("shorten", () => {
  test.each([
    ["fits", "abc", 3, "abc"],
    ["the end stays", "abcdefghij", 5, "ab…ij"],
    ["one column", "abc", 1, "…"],
    ["wide", "管理者ロール", 5, "管…ル"],
    ["wide, into an even width: no more than seven fit", "管理者ロール管理者ロール", 8, "管理…ル"],
  ])("middle: %s", (_, text, width, shown) => {
    expect(shortenMiddle(text, width)).toBe(shown);
    expect(textWidth(shortenMiddle(text, width))).toBeLessThanOrEqual(width);
  });

  test("end", () => {
    expect(shortenEnd("abcdefghij", 5)).toBe("abcd…");
    expect(shortenEnd("abc", 5)).toBe("abc");
  });

  test("letters and marks of a column each are cut as cli-truncate cuts them, at every width", () => {
    for (const text of ["arn:aws:iam::111122223333:role/web", "a · b – c … d → e", "  two  blanks ", "·–…→", "ab"]) {
      for (let width = 1; width < text.length; width += 1) {
        expect(shortenMiddle(text, width)).toBe(cliTruncate(text, width, { position: "middle" }));
        expect(shortenEnd(text, width)).toBe(cliTruncate(text, width, { position: "end" }));
        expect(textWidth(shortenMiddle(text, width))).toBe(width);
      }
      expect(shortenMiddle(text, text.length)).toBe(text);
    }
  });

  const x = (count: number) => "x".repeat(count);
  test.each([
    ["letters", x(10_000), 10_000],
    ["one wide among letters", `${x(5000)}管${x(5000)}`, 10_002],
    ["one narrow beyond ASCII", `${x(5000)}é${x(5000)}`, 10_001],
    ["an accent of its own on the last letter of many", `${x(5000)}\u0301${x(5000)}`, 10_000],
    ["what is not shown", `${x(300)}\u202e\u200b${x(300)}`, 600],
    ["an emoji of several parts", `${x(300)}👩‍👩‍👧‍👧${x(300)}`, 602],
    ["a digit that becomes an emoji", `${x(300)}1\ufe0f\u20e3${x(300)}`, 602],
    ["colour", `\u001b[31m${x(300)}\u001b[39m${x(300)}`, 600],
    ["wide ones only", "管".repeat(1000), 2000],
  ])("long: %s", (_, text, width) => {
    expect(textWidth(text)).toBe(width);
    expect(shortenEnd(text, width)).toBe(text);
    expect(textWidth(shortenMiddle(text, 20))).toBeLessThanOrEqual(20);
    const cut = shortenEnd(text, 20);
    expect(textWidth(cut)).toBeLessThanOrEqual(20);
    expect(cut).toContain("…");
  });
});

describe("numbers and padding", () => {
  test.each([
    [0, "0"],
    [999, "999"],
    [1204, "1,204"],
    [1234567, "1,234,567"],
  ])("%d", (count, shown) => {
    expect(formatCount(count)).toBe(shown);
  });

  test("one and many", () => {
    expect([counted(1, "rule"), counted(2, "rule"), counted(0, "identity", "identities")]).toEqual([
      "1 rule",
      "2 rules",
      "0 identities",
    ]);
  });

  test("padding counts columns", () => {
    expect(padEnd("管", 4)).toBe("管  ");
    expect(padStart("7", 3)).toBe("  7");
    expect(padEnd("long", 2)).toBe("long");
  });
});
