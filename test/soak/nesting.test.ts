// What reads text of others takes any nesting: it is said or left out, and ends nothing. A stack that is used up can end the process.
import { describe, expect, it } from "vitest";
import { targets } from "./targets.js";

const TIMES = 20_000;
const SHAPES: readonly (readonly [name: string, text: string])[] = [
  ...["(", "[", "{", "!", "- ", "a: {", '{"a":', "$(", "? ", "true ? ", "(?:"].map(
    (piece) => [piece, piece.repeat(TIMES)] as const,
  ),
  ["( and as many )", `${"(".repeat(TIMES)}true${")".repeat(TIMES)}`],
  ["[ and as many ]", `${"[".repeat(TIMES)}${"]".repeat(TIMES)}`],
  ["{ and as many }", `${'{"a":'.repeat(TIMES)}1${"}".repeat(TIMES)}`],
  ["a mistake a word", '"'.repeat(TIMES * 5)],
  ["tables in a row", "{}".repeat(TIMES)],
  ["names with dots", `a${".b".repeat(TIMES)}`],
  ["alternatives", `a${" || a".repeat(TIMES)}`],
  ["as many as a condition may be long", `a${" || a".repeat(1_990)}`],
  ["comparisons", `a == 'b'${" || a == 'b'".repeat(TIMES)}`],
  ["brackets as a condition may be long", `${"(".repeat(4_990)}true${")".repeat(4_990)}`],
  ["lines that go ever further in", Array.from({ length: 1_500 }, (_, at) => `${" ".repeat(at)}a:`).join("\n")],
];

describe.each(targets().map(({ name, take }) => [name, take] as const))("%s", (_, take) => {
  it.each(SHAPES)("%s", async (_shape, text) => {
    await expect((async () => void (await take(text)))()).resolves.toBeUndefined();
  });
});
