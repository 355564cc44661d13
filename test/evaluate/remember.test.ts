// Kept answers are those that asking would give: by value, by type, by clock, by the way that was taken, and after giving up.
import { expect, it } from "vitest";
import { rememberAnswers } from "../../src/evaluate/remember.js";
import { type BoundRow, type Row, rowClassOf } from "../../src/evaluate/row.js";
import type { View } from "../../src/model/views/column.js";

const NOW = new Date("2026-11-01T00:00:00Z");

/** A view of texts; `known` of `k` is told by `k_known`. */
const VIEW = {
  name: "thing",
  kinds: [],
  columns: ["a", "b", "c", "k"].map((name) => ({
    name,
    type: "text",
    source: [],
    ...(name === "k" && { known_by: "k_known" }),
  })),
} as unknown as View;
const Bound = rowClassOf(VIEW);

/** A condition that reads these columns by its own order and says what it saw, and how often it was asked. */
function watched(read: (column: (name: string) => unknown) => unknown) {
  let asked = 0;
  const answer = rememberAnswers((row: BoundRow, now) => {
    asked += 1;
    return JSON.stringify([read((name) => (row as unknown as Row)[name] ?? null), now]);
  });
  return { says: (row: Row, now = NOW) => answer(new Bound(row, now.getTime()), now), asked: () => asked };
}

const both = (column: (name: string) => unknown) => [column("a"), column("b")];

it("asks once for rows that agree in what is read, whatever else they say", () => {
  const { says, asked } = watched(both);
  expect(says({ a: "x", b: 1, id: "1" })).toBe(says({ a: "x", b: 1, id: "2" }));
  expect(asked()).toBe(1);
});

it("a column that was not reached makes no difference; one that was does", () => {
  const { says, asked } = watched((column) => column("a") === "stop" || column("b"));
  says({ a: "stop", b: "1" });
  says({ a: "stop", b: "2" });
  expect(asked()).toBe(1);
  expect(says({ a: "go", b: "1" })).not.toBe(says({ a: "go", b: "2" }));
  expect(says({ a: "stop", b: "2" })).toBe(says({ a: "stop" }));
  expect(asked()).toBe(3);
});

it("a column that is read twice is looked at once, and one that leads to another way keeps both", () => {
  const { says } = watched((column) => (column("a") === "1" ? [column("a"), column("b")] : [column("c"), column("a")]));
  for (const [a, b, c] of ["1x1", "1y1", "0x1", "0x2", "1x2", "0y2"].map(
    (text) => text.split("") as [string, string, string],
  )) {
    const row = { a, b, c };
    expect(says(row)).toBe(JSON.stringify([a === "1" ? [a, b] : [c, a], NOW]));
    expect(says(row)).toBe(JSON.stringify([a === "1" ? [a, b] : [c, a], NOW]));
  }
});

it("whether an absent value is known makes a difference", () => {
  const { says } = watched((column) => {
    try {
      return column("k");
    } catch {
      return "not read";
    }
  });
  expect(says({ k: null, k_known: 1 })).not.toBe(says({ k: null, k_known: 0 }));
  expect(says({ k: null, k_known: null })).toBe(says({ k: null, k_known: 0 }));
});

it("an answer that is thrown is not kept", () => {
  const answer = rememberAnswers<string>((row) => {
    if ((row as unknown as Row)["a"] === "bad") throw new Error("bad");
    return "good";
  });
  for (let n = 0; n < 2; n++) expect(() => answer(new Bound({ a: "bad" }, 0), NOW)).toThrow("bad");
  expect(answer(new Bound({ a: "x" }, 0), NOW)).toBe("good");
});

it.each<[string, Row, Row]>([
  ["a number and its text", { a: 1, b: null }, { a: "1", b: null }],
  ["no value and an empty text", { a: null, b: null }, { a: "", b: null }],
  ["which of two is absent", { a: "x", b: null }, { a: null, b: "x" }],
])("tells apart %s", (_, one, other) => {
  const { says } = watched(both);
  expect(says(one)).not.toBe(says(other));
});

it("forgets when the clock is another", () => {
  const { says, asked } = watched((column) => column("a"));
  expect(says({ a: "1" })).not.toBe(says({ a: "1" }, new Date(0)));
  expect(asked()).toBe(2);
});

it("goes on answering right where most rows differ, and where there are very many kinds", () => {
  for (const repeats of [1, 5]) {
    const { says } = watched((column) => column("a"));
    for (let n = 0; n < 120_000; n++) {
      const a = String(Math.floor(n / repeats));
      if (says({ a }) !== JSON.stringify([a, NOW])) throw new Error(`wrong for ${a}`);
    }
  }
});
