// Names: files in kebab-case, and none of the words that design and docs leave out because they mean anything.
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { exportedNames, type SourceFile, sourceFiles } from "./source-files.js";

const FORBIDDEN = new Set([
  "asset",
  "assets",
  "entity",
  "entities",
  "manager",
  "managers",
  "helper",
  "helpers",
  "util",
  "utils",
]);

/** Names that carry a vendor's own word. */
const EXCEPTIONS: ReadonlySet<string> = new Set();

const files = sourceFiles(["src", "bin", "scripts", "test"]);

function words(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.toLowerCase());
}

function badNames(looked: readonly SourceFile[], exported = looked.map(exportedNames)): string[] {
  return looked.flatMap((file, at) => {
    const names = [{ name: basename(file.path), line: 0 }, ...(exported[at] ?? [])];
    return names
      .filter(({ name }) => !EXCEPTIONS.has(name) && words(name).some((word) => FORBIDDEN.has(word)))
      .map(({ name, line }) => `${file.path}:${line} ${name}`);
  });
}

describe("words", () => {
  it("no exported name or file uses a forbidden one", () => {
    const exported = files.map(exportedNames);
    expect(badNames(files, exported)).toEqual([]);
    expect(exported.flat().length).toBeGreaterThan(200);
  });

  it.each([
    ["src/graph/path-utils.ts", "", "src/graph/path-utils.ts:0 path-utils.ts"],
    ["src/app/x.ts", "\nexport function findEntity() {}", "src/app/x.ts:2 findEntity"],
    ["src/app/x.ts", "export const roleManager = 1;", "src/app/x.ts:1 roleManager"],
    ["src/app/x.ts", "export interface AssetRow {}", "src/app/x.ts:1 AssetRow"],
  ])("%s %j is caught", (path, text, expected) => {
    expect(badNames([{ path, text }])).toEqual([expected]);
  });

  it("leaves words alone that only contain one", () => {
    expect(badNames([{ path: "src/app/x.ts", text: "export const utilization = 1; const helper = 2;" }])).toEqual([]);
  });

  it("file names are kebab-case", () => {
    const odd = files
      .map(({ path }) => path)
      .filter((path) => !/^[a-z0-9]+([-.][a-z0-9]+)*\.tsx?$/.test(basename(path)));
    expect(odd).toEqual([]);
  });
});
