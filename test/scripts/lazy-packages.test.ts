// Text that is plain is measured and wrapped without what measures letters; any other is measured by it.
import { resolve } from "node:path";
import { runInNewContext } from "node:vm";
import { build } from "esbuild";
import stringWidth from "string-width";
import { beforeAll, describe, expect, it, test } from "vitest";
import { lazyPackages } from "../../scripts/build/lazy-packages.js";
import { MARKS, shortenMiddle, textWidth, wrap } from "../../src/report/text.js";

interface Bundled {
  readonly textWidth: (text: string) => number;
  readonly wrap: (text: string, width: number) => string[];
  readonly shortenMiddle: (text: string, width: number) => string;
}

let code = "";

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: ["src/report/text.ts"],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "bundled",
    platform: "node",
    target: "node20.19",
    plugins: [lazyPackages(resolve("."))],
  });
  code = outputFiles[0]?.text ?? "";
});

/** The bundle, and how often it has made a segmenter. */
function load(): { readonly text: Bundled; readonly made: () => number } {
  let made = 0;
  class Segmenter extends Intl.Segmenter {
    constructor(...given: ConstructorParameters<typeof Intl.Segmenter>) {
      super(...given);
      made += 1;
    }
  }
  const text = runInNewContext(`${code}; bundled`, { Intl: { Segmenter } }) as Bundled;
  return { text, made: () => made };
}

const PLAIN = ["2 identities · 0 credentials", "arn:aws:iam::111122223333:role/web", "a – b → c … × 3", ""];
const OTHER = ["管理者ロール", "👩‍👩‍👧 family", "e\u0301te\u0301", "\u001b[31mred\u001b[39m one"];

describe("text of a report", () => {
  it("makes no segmenter while it is plain", () => {
    const { text, made } = load();
    for (const one of PLAIN) {
      expect(text.textWidth(one)).toBe(one.length);
      expect([...text.wrap(one, 9)]).toEqual(wrap(one, 9));
      expect(text.shortenMiddle(one, 7)).toBe(shortenMiddle(one, 7));
    }
    expect(made()).toBe(0);
  });

  test.each(OTHER)("%j is measured letter by letter", (one) => {
    const { text, made } = load();
    expect(text.textWidth(one)).toBe(textWidth(one));
    expect([...text.wrap(one, 5)]).toEqual(wrap(one, 5));
    expect(text.shortenMiddle(one, 4)).toBe(shortenMiddle(one, 4));
    expect(made()).toBeGreaterThan(0);
  });

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
});
