// The explorer between two frames: what is made in slices, what a key gives up, what shows in the meantime.
import { expect, test } from "vitest";
import { toList } from "../../../src/app/explore/entry.js";
import type { Explorer } from "../../../src/app/explore/index.js";
import { Model } from "../../../src/cli/explore/model.js";
import { entry, fakeExplorer, page } from "./entries.js";

const NARROW = { columns: 80, rows: 24 };
const WIDE = { columns: 140, rows: 24 };
const shownBy = (model: Model) => model.lines().map((line) => line.map(({ text }) => text).join(""));
const typed = (text: string) => ({ text });
const named = (name: "down" | "enter" | "escape" | "backspace") => ({ name, text: "" });

/** Work without end, as far as a key is concerned: each step takes longer than a key may. */
function* slow<T>(steps: readonly T[]): Generator<T, void, void> {
  for (const step of steps) {
    const end = performance.now() + 40;
    while (performance.now() < end);
    yield step;
  }
}

const findings = [
  entry({ id: "f1", kind: "finding", text: "First", mark: "high", severity: "high" }),
  entry({ id: "f2", kind: "finding", text: "Second", mark: "low", severity: "low" }),
];

test("a list that takes long says how far it is, and keys are taken before it is there", () => {
  const explorer: Explorer = {
    ...fakeExplorer({ finding: findings }),
    list: function* () {
      yield* slow([{ doing: "reading findings", done: 12_000 }, undefined]);
      return toList(findings);
    },
  };
  const model = new Model(explorer, NARROW);
  expect(shownBy(model).join("\n")).toContain("reading findings… 12,000");
  expect(model.press(named("down"))).toBe(false);
  expect(model.press(named("enter"))).toBe(false);
  expect(model.press(typed("w"))).toBe(false);
  expect(model.press(typed("q"))).toBe(true);
  model.finish();
  expect(shownBy(model).join("\n")).toContain("First");
});

test("a page that takes long shows what there is of it, then all of it", () => {
  const explorer: Explorer = {
    ...fakeExplorer({ finding: findings }),
    page: function* () {
      yield* slow([{ doing: "reading the graph", done: 5, page: page([{ text: "the head of it" }]) }]);
      return page([{ text: "the head of it" }, { text: "who can become it" }]);
    },
  };
  const model = new Model(explorer, NARROW);
  model.press(named("enter"));
  expect(shownBy(model).join("\n")).toMatch(/the head of it[\s\S]*reading the graph… 5/);
  model.finish();
  expect(shownBy(model).join("\n")).toMatch(/the head of it\s+who can become it/);
  expect(shownBy(model).join("\n")).not.toContain("reading");
});

test("the page beside a list is given up by the next key, and made when the cursor rests again", () => {
  const made: string[] = [];
  const explorer: Explorer = {
    ...fakeExplorer({ finding: findings }),
    page: function* ({ id }) {
      yield* slow([undefined, undefined]);
      made.push(id);
      return page([{ text: `all about ${id}` }]);
    },
  };
  const model = new Model(explorer, WIDE);
  model.settle();
  model.press(named("down"));
  expect(made).toEqual([]);
  model.finish();
  expect(made).toEqual(["f2"]);
  expect(shownBy(model).join("\n")).toContain("all about f2");
});

test("what cannot be read says why in its place, and the rest goes on", () => {
  const explorer: Explorer = {
    ...fakeExplorer({ finding: findings }),
    page: function* () {
      yield undefined;
      throw new Error("nhi.db: disk I/O error\u001b[2J");
    },
  };
  const model = new Model(explorer, NARROW);
  model.press(named("enter"));
  const shown = shownBy(model).join("\n");
  expect(shown).toContain("nhi.db: disk I/O error");
  expect(shown).not.toContain("\u001b");
  model.press(named("escape"));
  expect(shownBy(model).join("\n")).toContain("> high");
});

test("a cursor behind the end of what a filter of another list leaves is on its last row", () => {
  const identities = ["a", "b", "c"].map((id) => entry({ id, provider: id === "a" ? "aws" : "github" }));
  const model = new Model(fakeExplorer({ finding: findings, identity: identities }), NARROW);
  for (const key of [typed("2"), typed("G"), typed("1"), typed("p"), typed("2")]) {
    model.press(key);
    model.finish();
  }
  expect(shownBy(model).filter((line) => line.startsWith("> "))).toEqual([expect.stringMatching(/ a /)]);
  expect(shownBy(model).at(-1)).toContain("1/1");
});

test("it can be told to do no more", async () => {
  let rests = 0;
  const explorer: Explorer = {
    ...fakeExplorer({}),
    list: function* () {
      for (; rests < 1_000; rests += 1) yield* slow([undefined]);
      return toList([]);
    },
  };
  const model = new Model(explorer, NARROW);
  model.stop();
  const before = rests;
  await new Promise((go) => setTimeout(go, 60));
  expect(rests).toBe(before);
});
