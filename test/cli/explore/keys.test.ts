import fc from "fast-check";
import { expect, test } from "vitest";
import { toList } from "../../../src/app/explore/entry.js";
import { type Press, press, type Scene } from "../../../src/cli/explore/keys.js";
import { FIRST_STATE, listOf, type State } from "../../../src/cli/explore/state.js";
import { entry, page } from "./entries.js";

const entries = Array.from({ length: 40 }, (_, at) => entry({ id: `role-${at}` }));
const findings = [
  entry({ id: "aaaa1111", kind: "finding", mark: "high", severity: "high" }),
  entry({ id: "bbbb2222", kind: "finding", mark: "waived", severity: "high" }),
];
const choices = { providers: ["aws", "github"], owasp: ["NHI2"], reach: ["admin", "no"] as const };
const scene = (change: Partial<Scene> = {}): Scene => ({
  shown: toList(entries),
  page: undefined,
  rows: 10,
  choices,
  ...change,
});

const named = (name: NonNullable<Press["name"]>): Press => ({ name, text: "" });
const typed = (text: string): Press => ({ text });
const after = (keys: readonly Press[], state: State = FIRST_STATE, at: Scene = scene()): State =>
  keys.reduce((before, key) => press(before, key, at).state, state);

test("the cursor moves by rows and screens and stays on the list", () => {
  expect(listOf(after([named("down"), named("down"), named("up")])).cursor).toBe(1);
  expect(listOf(after([named("pageDown"), typed(" ")])).cursor).toBe(20);
  expect(listOf(after([typed("G"), named("down")])).cursor).toBe(39);
  expect(listOf(after([named("up")])).cursor).toBe(0);
});

test("numbers and tab choose a list, and each keeps its own cursor", () => {
  const there = after([named("down"), typed("2"), named("tab")]);
  expect(there.tab).toBe("path");
  expect(listOf(after([typed("1")], there)).cursor).toBe(1);
  expect(after([named("backTab")]).tab).toBe("gap");
});

test("search takes every letter, also those that are commands elsewhere, and Enter leaves it", () => {
  const searching = after([typed("/"), ...Array.from("qws", typed)]);
  expect(listOf(searching).query).toBe("qws");
  expect(after([named("enter")], searching).typing).toBe(false);
  expect(listOf(after([named("escape")], searching)).query).toBe("");
  expect(listOf(after([named("backspace")], searching)).query).toBe("qw");
});

test("pasted control characters do not get into a search", () => {
  expect(listOf(after([typed("/"), typed("a\u001b[31m\u202eb")])).query).toBe("a [31m b");
});

test("filters go through their values and x takes all away", () => {
  expect(after([typed("p"), typed("p"), typed("s")]).filters).toEqual({ provider: "github", severity: "critical" });
  expect(after([typed("p"), typed("p"), typed("p")]).filters).toEqual({});
  expect(after([typed("o"), typed("r"), typed("x")]).filters).toEqual({});
});

test("Enter opens a page, follows its links, and Escape comes back the same way", () => {
  const link = { kind: "identity", id: "role-7" } as const;
  const open = after([named("enter")]);
  expect(open.pages).toEqual([{ of: { kind: "identity", id: "role-0" }, cursor: 0 }]);
  const shown = scene({ page: page([{ text: "a" }, { text: "b", link }, { text: "c" }]) });
  expect(after([named("enter")], open, shown).pages).toHaveLength(1);
  const onLink = after([named("tab")], open, shown);
  expect(onLink.pages[0]?.cursor).toBe(1);
  const followed = after([named("enter")], onLink, shown);
  expect(followed.pages.at(-1)?.of).toEqual(link);
  expect(after([named("escape"), named("escape")], followed, shown).pages).toEqual([]);
});

test("a page without links keeps its line on Tab", () => {
  const open = after([named("enter")]);
  expect(after([named("tab")], open, scene({ page: page([{ text: "a" }]) })).pages[0]?.cursor).toBe(0);
  expect(after([named("tab")], open, scene({ page: page([]) })).pages[0]?.cursor).toBe(0);
});

test("an open finding can be waived, a waived one and an identity cannot", () => {
  const onFindings = scene({ shown: toList(findings) });
  expect(after([typed("w")], FIRST_STATE, onFindings).form?.fingerprint).toBe("aaaa1111");
  expect(after([named("down"), typed("w")], FIRST_STATE, onFindings)).toMatchObject({ message: /only an open/ });
  expect(after([typed("w")]).form).toBeUndefined();
  const open = after([named("enter")], FIRST_STATE, onFindings);
  expect(after([typed("w")], open, scene({ page: page([], "cccc3333") })).form?.fingerprint).toBe("cccc3333");
  expect(after([typed("w")], open, scene({ page: page([]) })).form).toBeUndefined();
});

test("the form is filled field by field and written at the last Enter; Escape writes nothing", () => {
  const form = after(
    [typed("w"), typed("quiet"), named("enter"), typed("me")],
    FIRST_STATE,
    scene({ shown: toList(findings) }),
  );
  expect(form.form?.values).toEqual({ reason: "quiet", owner: "me", expires: "" });
  const last = after([named("enter")], form);
  expect(press(last, named("enter"), scene()).effect).toMatchObject({
    kind: "waive",
    form: { fingerprint: "aaaa1111" },
  });
  expect(press(last, named("escape"), scene())).toMatchObject({ state: { message: "nothing was written" } });
});

test("q leaves, but not from a search or a form", () => {
  expect(press(FIRST_STATE, typed("q"), scene()).effect).toEqual({ kind: "quit" });
  expect(press(after([typed("/")]), typed("q"), scene()).effect).toBeUndefined();
});

test("no sequence of keys puts the cursor outside of what there is", () => {
  const names = [
    "up",
    "down",
    "pageUp",
    "pageDown",
    "home",
    "end",
    "enter",
    "escape",
    "tab",
    "backTab",
    "left",
    "right",
    "backspace",
  ];
  const key = fc.oneof(
    fc.constantFrom(...names).map((name) => named(name as NonNullable<Press["name"]>)),
    fc.constantFrom(...Array.from("1234jkgG /psorxwq?h", typed)),
  );
  fc.assert(
    fc.property(fc.array(key, { maxLength: 60 }), (keys) => {
      const shown = scene({ page: page([{ text: "a" }, { text: "b" }]) });
      const end = after(keys, FIRST_STATE, shown);
      for (const { cursor } of Object.values(end.lists)) expect(cursor).toBeLessThan(entries.length);
      for (const { cursor } of end.pages) expect(cursor).toBeLessThan(2);
    }),
  );
});
