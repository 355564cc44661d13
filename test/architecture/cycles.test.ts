// No file of src needs itself, by whatever detour: types and lazy imports count. Files that circle are one thought cut into
// pieces that cannot be read, tested or moved alone; what they share belongs into a file below both.
import { describe, expect, it } from "vitest";
import { cyclesIn } from "./cycles.js";
import { importsOf, sourceFiles } from "./source-files.js";

const files = sourceFiles(["src", "bin"]);

describe("imports", () => {
  it("do not circle", () => {
    expect(cyclesIn(new Map(files.map((file) => [file.path, importsOf(file)])))).toEqual([]);
  });
});

/** [what, imports by file, groups of files that circle] */
const GRAPHS: readonly [name: string, imports: { readonly [file: string]: readonly string[] }, cycles: string[][]][] = [
  ["two files that import each other", { a: ["b"], b: ["a"] }, [["a", "b"]]],
  ["a detour over a third", { a: ["b"], b: ["c"], c: ["a"], d: ["a"] }, [["a", "b", "c"]]],
  [
    "two groups apart",
    { a: ["b"], b: ["a", "c"], c: ["d"], d: ["c"] },
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
  ["a file that imports itself", { a: ["a"] }, [["a"]]],
  ["a diamond", { a: ["b", "c"], b: ["d"], c: ["d"], d: [] }, []],
  ["packages and files that are not there", { a: ["node:fs", "chalk"] }, []],
];

describe("a planted circle is seen, and what only looks like one is not", () => {
  it.each(GRAPHS)("%s", (_name, imports, cycles) => {
    expect(cyclesIn(new Map(Object.entries(imports)))).toEqual(cycles);
  });

  it("counts type imports and lazy ones", () => {
    const planted = [
      { path: "src/a.ts", text: 'import type { B } from "./b.js";' },
      { path: "src/b.ts", text: 'export const a = () => import("./a.js");' },
    ];
    expect(cyclesIn(new Map(planted.map((file) => [file.path, importsOf(file)])))).toEqual([["src/a.ts", "src/b.ts"]]);
  });
});
