// What is said of the others below a path: their number, and that it agrees with the verb.
import { expect, test } from "vitest";
import { fixLines } from "../../src/app/path-fix.js";

const nothing = { node: () => undefined };

test.each<[number, number, string]>([
  [1, 1, "nobody else gets there"],
  [2, 2, "the other one who gets there is cut off with it"],
  [1, 2, "the other one who gets there still does"],
  [1, 4, "0 of the 3 others who get there are cut off with it"],
  [2, 4, "1 of the 3 others who get there is cut off with it"],
  [1201, 2001, "1,200 of the 2,000 others who get there are cut off with it"],
])("%s cut off of %s who reach it, the start among them", (cut, reaching, said) => {
  expect(fixLines({ fix: "arn:aws:iam::111122223333:policy/p#0", cut, reaching }, nothing, 80).at(-1)).toBe(
    `  ${said}`,
  );
});

test("no single change", () => {
  expect(fixLines({ fix: undefined, cut: 0, reaching: 3 }, nothing, 80)).toEqual([
    "No single change ends it: other ways stay (--all).",
  ]);
});
