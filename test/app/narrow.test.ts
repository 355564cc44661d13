// Narrow terminals: no line is longer than they are wide, and what is left out is named. Wider ones lose nothing.
import { describe, expect, it } from "vitest";
import type { PathWords } from "../../src/app/path-text.js";
import { pathLines } from "../../src/app/path-text.js";
import { type OutColumn, writeTable } from "../../src/app/rows-out.js";
import { roomOf, textWidth } from "../../src/report/text.js";
import { quietTerminal } from "../quiet-terminal.js";

const COLUMNS: readonly OutColumn[] = [
  { key: "name", title: "NAME", shrink: "middle", least: 12 },
  { key: "type", title: "TYPE", drop: 3 },
  { key: "age", title: "AGE", align: "end", drop: 2 },
  { key: "owner", title: "OWNER", shrink: "end", least: 8, drop: 1 },
  { key: "admin", title: "ADMIN" },
];
const ROW = {
  name: "a-role-with-a-long-name-for-deployments",
  type: "kubernetes.service-account",
  age: "812 d",
  owner: "platform@acme.example",
  admin: "effective",
};

describe("a table", () => {
  const written = async (columns: number | undefined) => {
    const [chunks, said]: [string[], string[]] = [[], []];
    await writeTable([ROW], COLUMNS, { ...quietTerminal(chunks, said), columns });
    const lines = chunks.join("").trimEnd().split("\n");
    return { titles: lines[0]?.split(/ {2,}/), said, widest: Math.max(...lines.map(textWidth)) };
  };

  it.each([
    [120, ["NAME", "TYPE", "AGE", "OWNER", "ADMIN"], []],
    [68, ["NAME", "TYPE", "AGE", "OWNER", "ADMIN"], []],
    [66, ["NAME", "TYPE", "AGE", "ADMIN"], ["nhi: no room for OWNER: a wider terminal shows them"]],
    [55, ["NAME", "TYPE", "ADMIN"], ["nhi: no room for AGE, OWNER: a wider terminal shows them"]],
    [40, ["NAME", "ADMIN"], ["nhi: no room for TYPE, AGE, OWNER: a wider terminal shows them"]],
  ])("of %d columns", async (columns, titles, said) => {
    const found = await written(columns);
    expect(found.titles).toEqual(titles);
    expect(found.said).toEqual(said);
    expect(found.widest).toBeLessThanOrEqual(columns);
  });

  it("has all columns where there is no terminal", async () => {
    const { titles, said } = await written(undefined);
    expect(titles).toEqual(["NAME", "TYPE", "AGE", "OWNER", "ADMIN"]);
    expect(said).toEqual([]);
  });
});

describe("a path", () => {
  const [SOURCE, TARGET] = [
    "role a-role-with-a-long-name-for-deployments",
    "account production-of-acme (111122223333)",
  ];
  const words: PathWords = { name: (id) => (id === "source" ? SOURCE : TARGET), technique: () => undefined };
  const hop = {
    from: "source",
    to: "target",
    edge: "can_assume",
    state: "none",
    confidence: 0.5,
    evidence: [],
  };
  const path = {
    ...{ source: "source", target: "target", capability: "admin", hops: [hop], state: "unknown", confidence: 0.5 },
    controller: "target",
  };
  const linesAt = (columns: number) => pathLines(path, words, columns);

  it.each([40, 60, 80])("of %d columns", (columns) => {
    const lines = linesAt(columns);
    expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(columns);
    expect(lines.join(" ").replaceAll(/\s+/g, " ")).toContain(`${SOURCE} → admin of ${TARGET}`);
    expect(lines.join(" ").replaceAll(/\s+/g, " ")).toContain("rests on something that could not be decided");
  });

  it("has one line for each thing that is said where there is no terminal", () => {
    const [first, second, ...rest] = linesAt(roomOf({}));
    expect(rest).toHaveLength(4);
    expect(first).toBe(`${SOURCE} → admin of ${TARGET}`);
    expect(second).toBe("1 hop · confidence 0.5 · rests on something that could not be decided");
  });
});
