// Kept verdicts are those that judging would give: by value, by type, by clock, and after giving up.
import { expect, it } from "vitest";
import { rememberVerdicts } from "../../src/evaluate/remember.js";
import type { Row } from "../../src/evaluate/row.js";

const NOW = new Date("2026-11-01T00:00:00Z");

/** A judge that says what it saw, and how often it was asked. */
function watched(columns: readonly string[]) {
  let asked = 0;
  const judge = rememberVerdicts(columns, ({ row }, now) => {
    asked += 1;
    return JSON.stringify([columns.map((name) => row[name] ?? null), now]);
  });
  return { says: (row: Row, now = NOW) => judge({ row }, now), asked: () => asked };
}

it("asks once for rows that agree in the columns, whatever else they say", () => {
  const { says, asked } = watched(["a", "b"]);
  expect(says({ a: "x", b: 1, id: "1" })).toBe(says({ a: "x", b: 1, id: "2" }));
  expect(asked()).toBe(1);
});

it.each<[string, Row, Row]>([
  ["a number and its text", { a: 1, b: null }, { a: "1", b: null }],
  ["no value and an empty text", { a: null, b: null }, { a: "", b: null }],
  ["where one text ends and the next begins", { a: "x1:y", b: "" }, { a: "x", b: "1:y" }],
  ["a text that looks like a key", { a: "1:x-", b: null }, { a: "1:x", b: "-" }],
  ["which of two is absent", { a: "x", b: null }, { a: null, b: "x" }],
])("tells apart %s", (_, one, other) => {
  const { says } = watched(["a", "b"]);
  expect(says(one)).not.toBe(says(other));
});

it("forgets when the clock is another", () => {
  const { says, asked } = watched(["a"]);
  expect(says({ a: 1 })).not.toBe(says({ a: 1 }, new Date(0)));
  expect(asked()).toBe(2);
});

it("goes on answering right where most rows differ, and where there are very many kinds", () => {
  for (const repeats of [1, 5]) {
    const { says } = watched(["a"]);
    for (let n = 0; n < 120_000; n++) {
      const a = Math.floor(n / repeats);
      if (says({ a }) !== JSON.stringify([[a], NOW])) throw new Error(`wrong for ${a}`);
    }
  }
});
