// Places in texts: every offset of a text, and texts asked about in turn.
import { expect, test } from "vitest";
import { placeAt } from "../../src/collect/place.js";

/** By counting, one line break after the other. */
function counted(text: string, offset: number) {
  const before = text.slice(0, offset).split("\n");
  return { file: "f", line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

const TEXTS = ["", "\n", "one line", "a\nbc\n\ndef", "\n\nx\r\ny\n", "a\nbc\n\ndefg"];

test.each(TEXTS)("every offset of %j has the place that counting gives", (text) => {
  for (let offset = 0; offset <= text.length; offset += 1)
    expect(placeAt("f", text, offset)).toEqual(counted(text, offset));
});

test("texts that are asked about in turn are not mixed up", () => {
  for (let offset = 0; offset <= 8; offset += 1) {
    for (const text of TEXTS.filter(({ length }) => length >= offset)) {
      expect(placeAt("f", text, offset)).toEqual(counted(text, offset));
    }
  }
});
