import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvText, jsonText, sarifText, sorted, terminalLines, terminalText, xmlText } from "../../src/report/escape.js";
import {
  markdownBlock,
  markdownCellCode,
  markdownCode,
  markdownHtml,
  markdownText,
} from "../../src/report/escape-markdown.js";
import { uriSegment } from "../../src/report/uri.js";
import { HOSTILE, UNSEEN_RAW } from "./fixture.js";

describe("terminalText", () => {
  test.each([
    ["plain text is itself", "arn:aws:iam::1:role/x", "arn:aws:iam::1:role/x"],
    ["a command of a build server", "::error file=x::text", "\\u{3a}:error file=x::text"],
    ["one without parameters", "  ::stop-commands::token", "  \\u{3a}:stop-commands::token"],
    ["one of the older form", "a ##[error]b", "a \\u{23}#[error]b"],
    ["one of Azure", "##vso[task.setvariable]x", "\\u{23}#vso[task.setvariable]x"],
    [
      "colons that are no command",
      "AWS::Lambda::Function ::ffff:1.2.3.4 arn:aws:s3:::bucket ## [x]",
      "AWS::Lambda::Function ::ffff:1.2.3.4 arn:aws:s3:::bucket ## [x]",
    ],
    ["letters of any script are themselves", "rôle 管理者 🔑", "rôle 管理者 🔑"],
    ["escape", "\u001b[31mred", "\\u{1b}[31mred"],
    ["line ends", "a\r\nb\tc", "a\\r\\nb\\tc"],
    ["C1", "\u009b2J", "\\u{9b}2J"],
    ["bidi override", "a\u202eb", "a\\u{202e}b"],
    ["zero width and byte order mark", "a\u200b\ufeffb", "a\\u{200b}\\u{feff}b"],
    ["line separator", "a\u2028b", "a\\u{2028}b"],
    ["variation selector", "admin\ufe00", "admin\\u{fe00}"],
    ["tag characters beyond the first plane", "a\u{e0041}b", "a\\u{e0041}b"],
    ["lone surrogate", "a\ud800b", "a\\u{d800}b"],
  ])("%s", (_, text, shown) => {
    expect(terminalText(text)).toBe(shown);
  });

  test("never lets an unseen character through", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const shown = terminalText(text);
        return !UNSEEN_RAW.test(shown) && !shown.includes("\n");
      }),
    );
  });

  test("lines of our own texts are kept, the ends trimmed", () => {
    expect(terminalLines("\n\n  one \r\n\r\ntwo\u001b\n \n")).toEqual(["  one", "", "two\\u{1b}"]);
    expect(terminalLines("")).toEqual([""]);
  });

  test("a long run of spaces costs no more than its length", () => {
    const text = `a${" ".repeat(300_000)}b`;
    expect(terminalLines(text)).toEqual([text]);
  });
});

describe("markdown", () => {
  test.each([
    ["emphasis and code", "*a* _b_ `c` ~d~", "\\*a\\* \\_b\\_ \\`c\\` \\~d\\~"],
    ["table bar", "a|b", "a\\|b"],
    ["link", "[a](b)", "\\[a\\](b)"],
    ["html", "<b>&", "&lt;b&gt;&amp;"],
    ["mention", "@octocat", "@&#8203;octocat"],
    ["issue", "#12", "\\#&#8203;12"],
    ["issue inside", "see #12", "see \\#&#8203;12"],
    ["issue by GH-", "GH-12", "GH-&#8203;12"],
    ["dates and rule ids stay whole", "AWS-001 2026-11-01", "AWS-001 2026-11-01"],
    ["address", "https://x", "https:&#8203;//x"],
    ["address without scheme", "www.x", "www&#8203;.x"],
    ["list item", "1. a", "1&#8203;. a"],
    ["list item by dash", "- a", "\\- a"],
    ["heading", "# a", "\\# a"],
    ["mathematics", "$x$", "<span>$</span>x<span>$</span>"],
    ["a newline cannot start a block", "a\n# b", "a\\\\n# b"],
    ["plain words", "role ci is old", "role ci is old"],
  ])("text: %s", (_, text, shown) => {
    expect(markdownText(text)).toBe(shown);
  });

  test.each([
    ["plain", "a*b", "`a*b`"],
    ["backtick inside", "a`b", "``a`b``"],
    ["runs of backticks", "a``b`c", "```a``b`c```"],
    ["backtick at the edge", "`a", "`` `a ``"],
    ["newline", "a\nb", "`a\\nb`"],
    ["empty", "", "*(empty)*"],
    ["only spaces", "  ", "*(empty)*"],
  ])("code: %s", (_, text, shown) => {
    expect(markdownCode(text)).toBe(shown);
  });

  test("a bar in a cell is escaped even in code", () => {
    expect(markdownCellCode("a|b")).toBe("`a\\|b`");
  });

  test("inside HTML nothing is markup, link or mention, and nothing is a backslash", () => {
    expect(markdownHtml("<b> @a #1 GH-1 http://x www.x [a](b) `c` $d$")).toBe(
      "&lt;b&gt; @&#8203;a #&#8203;1 GH-&#8203;1 http:&#8203;//x w&#8203;ww.x &#91;a&#93;(b) &#96;c&#96; &#36;d&#36;",
    );
  });

  test("a block cannot be closed from inside", () => {
    expect(markdownBlock("a\n```\n# b")).toBe("````text\na\n```\n# b\n````");
  });
});

describe("csvText", () => {
  test.each([
    ["plain", "a,b", "a,b"],
    ["formula signs at the start are left to the writer", "=1", "=1"],
    ["sign behind spaces", "  =1", "'  =1"],
    ["full width sign behind spaces", "\u3000\uff1d1", "'\u3000\uff1d1"],
    ["nul cannot hide a sign", "\u0000=1", "\\u{0}=1"],
    ["tab cannot start a cell", "\t=1", "\\t=1"],
    ["spaces before words are left alone", "  a=1", "  a=1"],
  ])("%s", (_, text, shown) => {
    expect(csvText(text)).toBe(shown);
  });

  test("only texts of ours keep their lines", () => {
    expect(csvText("a\nb")).toBe("a\\nb");
    expect(csvText("a\nb", "many")).toBe("a\nb");
  });
});

describe("xmlText", () => {
  test("markup, quotes and characters that XML forbids", () => {
    expect(xmlText('<a b="c">\'&\u0000\ufffe')).toBe("&lt;a b=&quot;c&quot;&gt;&apos;&amp;\\u{0}\\u{fffe}");
  });
});

describe("sarifText", () => {
  test.each([
    ["plain", "a [b] c", "a [b] c"],
    ["link", "[a](https://x)", "\\[a\\](https://x)"],
    ["empty", " ", "fallback"],
    ["bidi", "a\u202e", "a\\u{202e}"],
  ])("%s", (_, text, shown) => {
    expect(sarifText(text, "fallback")).toBe(shown);
  });
});

describe("uriSegment", () => {
  test.each([
    ["plain", "ci-legacy", "ci-legacy"],
    ["slash and colon", "a/b:c", "a%2Fb%3Ac"],
    ["query, fragment, per cent", "a?b#c%d", "a%3Fb%23c%25d"],
    ["sub-delimiters", "!'()*", "%21%27%28%29%2A"],
    ["dot", ".", "_"],
    ["dots", "..", "__"],
    ["empty", "", "_"],
    ["lone surrogate", "\ud800", "%EF%BF%BD"],
  ])("%s", (_, text, shown) => {
    expect(uriSegment(text)).toBe(shown);
  });

  test("two long names stay two places, and no per cent sign is cut in half", () => {
    const a = uriSegment(`${"é".repeat(500)}a`);
    const b = uriSegment(`${"é".repeat(500)}b`);
    expect(a).not.toBe(b);
    expect(a.length).toBeLessThan(220);
    expect(() => decodeURIComponent(a)).not.toThrow();
  });
});

describe("jsonText", () => {
  test("shows unseen characters as escapes and keeps the value", () => {
    for (const { name } of HOSTILE) {
      const text = jsonText({ [name]: name });
      expect(text).not.toMatch(UNSEEN_RAW);
      expect(JSON.parse(text)).toEqual({ [name]: name });
    }
    expect(jsonText("\u202e\u{e0041}")).toBe('"\\u202e\\udb40\\udc41"');
  });

  test("sorted orders keys at every depth and keeps the order of lists", () => {
    const value = { b: [{ z: 1, a: 2 }, "x"], a: { d: null, c: true } };
    expect(JSON.stringify(sorted(value))).toBe('{"a":{"c":true,"d":null},"b":[{"a":2,"z":1},"x"]}');
  });
});
