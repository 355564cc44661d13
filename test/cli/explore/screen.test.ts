import { expect, test } from "vitest";
import { toList } from "../../../src/app/explore/entry.js";
import { fitted, type Line, screen } from "../../../src/cli/explore/screen.js";
import { FIRST_STATE, type State, withList } from "../../../src/cli/explore/state.js";
import { textWidth } from "../../../src/report/text.js";
import { entry, page } from "./entries.js";

const text = (line: Line) => line.map((piece) => piece.text).join("");
const drawn = (entries: readonly ReturnType<typeof entry>[]) => ({
  place: "nhi.db",
  shown: toList(entries),
  totals: {},
  page: undefined,
});
const many = Array.from({ length: 100_000 }, (_, at) => entry({ id: `role-${at}` }));

test("a screen has a row less than the terminal, and no line is wider than it", () => {
  for (const [columns, rows] of [
    [80, 24],
    [120, 30],
    [200, 60],
    [40, 10],
  ] as const) {
    const lines = screen(FIRST_STATE, { ...drawn(many), page: page([{ text: "x".repeat(300) }]) }, { columns, rows });
    expect(lines).toHaveLength(rows - 1);
    for (const line of lines) expect(textWidth(text(line))).toBeLessThanOrEqual(columns);
  }
});

test("the chosen row is on the screen and marked without colour", () => {
  for (const cursor of [0, 5, 50_000, 99_999]) {
    const state = withList(FIRST_STATE, { cursor });
    const lines = screen(state, drawn(many), { columns: 80, rows: 24 }).map(text);
    expect(lines.filter((line) => line.startsWith("> "))).toEqual([expect.stringContaining(`role-${cursor}`)]);
    expect(lines.at(-1)).toContain(`${(cursor + 1).toLocaleString("en-US")}/100,000`);
  }
});

test("names of others cannot move the cursor, colour or reverse the line", () => {
  const evil = entry({
    id: "x",
    text: "a\u001b[2J\u202eb\nc",
    aside: "\u001b]0;t\u0007",
    kind: "finding",
    mark: "high",
  });
  const evilPage = page([{ text: "\u001b[31mred\u009b" }]);
  const open: State = { ...FIRST_STATE, pages: [{ of: { kind: "identity", id: "x" }, cursor: 0 }] };
  for (const state of [FIRST_STATE, open]) {
    const shown = screen(
      state,
      { ...drawn([evil]), place: "\u001b[1mdb", page: fitted(evilPage, 78) },
      { columns: 80, rows: 24 },
    );
    expect(shown.map(text).join("")).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  }
});

test("wide characters are measured, not counted", () => {
  const wide = [entry({ id: "部署角色".repeat(20) })];
  for (const line of screen(FIRST_STATE, drawn(wide), { columns: 80, rows: 24 })) {
    expect(textWidth(text(line))).toBeLessThanOrEqual(80);
  }
});

test("a terminal too small for it says so", () => {
  expect(screen(FIRST_STATE, drawn([]), { columns: 30, rows: 8 }).map(text)).toEqual([
    "nhi explore needs 40 × 10; q q",
  ]);
});

test("a wide terminal shows the page beside the list, a narrow one in its place", () => {
  const shown = { ...drawn(many), page: page([{ text: "what it is" }]) };
  expect(screen(FIRST_STATE, shown, { columns: 140, rows: 24 }).map(text)[3]).toMatch(/role-0.*│.*what it is/);
  expect(screen(FIRST_STATE, shown, { columns: 80, rows: 24 }).map(text).join()).not.toContain("what it is");
});

test("a long line of a page is filled under its indent, and leads on from its first part", () => {
  const link = { kind: "identity", id: "x" } as const;
  const { lines } = fitted(page([{ text: `  ${"word ".repeat(20)}`, link }]), 40);
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect(line.text).toMatch(/^ {2}word/);
  expect(lines.map((line) => line.link !== undefined)).toEqual(lines.map((_, at) => at === 0));
});

test("search, filters and help are said on the screen", () => {
  const state: State = { ...withList(FIRST_STATE, { query: "dep" }), filters: { provider: "aws", severity: "high" } };
  const lines = screen(state, drawn(many), { columns: 80, rows: 24 }).map(text);
  expect(lines[2]).toBe("/ dep  only aws · high+  (x clears)");
  const help = screen({ ...state, help: true }, drawn(many), { columns: 80, rows: 24 })
    .map(text)
    .join("\n");
  for (const key of ["p ", "s ", "o ", "r ", "x ", "w ", "q "]) expect(help).toContain(`\n  ${key}`);
});
