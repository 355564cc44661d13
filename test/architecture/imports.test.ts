// Imports point one way only; see import-table.ts. A planted violation of each kind proves that the test can see.
import { describe, expect, it } from "vitest";
import { objection, partOf } from "./import-table.js";
import { importsOf, type SourceFile, sourceFiles } from "./source-files.js";

const files = sourceFiles(["src", "bin"]);

function violations(looked: readonly SourceFile[]): string[] {
  return looked.flatMap((file) =>
    importsOf(file).flatMap((target) => {
      const why = objection(file.path, target);
      return why === undefined ? [] : [`${file.path}: ${why}`];
    }),
  );
}

describe("directions of imports", () => {
  it("holds in every file of src and bin", () => {
    expect(violations(files)).toEqual([]);
  });

  it("looked at the whole house", () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap(importsOf).length).toBeGreaterThan(300);
    const parts = new Set(files.map((file) => partOf(file.path)));
    for (const part of ["model", "graph", "catalog", "store", "report", "analyze", "evaluate", "app", "cli", "bin"]) {
      expect(parts).toContain(part);
    }
    expect(parts).toContain("collect/shared");
    expect(parts).toContain("collect/<provider>");
  });
});

const PLANTED: readonly [path: string, line: string, expected: string][] = [
  ["src/model/words.ts", 'import { search } from "../graph/search.js";', "model must not import graph"],
  ["src/graph/search.ts", 'export { open } from "../store/open.js";', "graph must not import store"],
  ["src/analyze/aws/trust.ts", 'const x = await import("../../store/open.js");', "analyze must not import store"],
  ["src/evaluate/run.ts", 'import type { Row } from "../store/read.js";', "evaluate must not import store"],
  ["src/report/csv.ts", 'import { scan } from "../app/scan.js";', "report must not import app"],
  ["src/store/write.ts", 'import "../analyze/index.js";', "store must not import analyze"],
  [
    "src/collect/aws/roles.ts",
    'import { write } from "../../store/write.js";',
    "collect/<provider> must not import store",
  ],
  ["src/collect/aws/roles.ts", 'import { teams } from "../github/teams.js";', "aws must not import github"],
  [
    "src/collect/shared/paging.ts",
    'import { roles } from "../aws/roles.js";',
    "collect/shared must not import collect/<provider>",
  ],
  ["src/cli/commands/scan.ts", 'import { open } from "../../store/open.js";', "cli must not import store"],
  ["bin/nhi.ts", 'import { scan } from "../src/app/scan.js";', "bin must not import app"],
  ["src/app/scan.ts", 'import { acme } from "../../test/fixtures.js";', "app must not import test/fixtures.ts"],
  [
    "src/app/scan.ts",
    'import Database from "better-sqlite3";',
    "better-sqlite3 belongs to ^src\\/store\\/ (only store knows the database driver)",
  ],
  [
    "src/app/scan.ts",
    'const sdk = await import("@aws-sdk/client-iam");',
    "@aws-sdk/client-iam belongs to ^src\\/collect\\/aws\\/ (vendor SDK)",
  ],
  [
    "src/report/pretty/pretty.ts",
    'import { render } from "ink";',
    "ink belongs to ^src\\/cli\\/(explore|progress) (loaded only when drawn)",
  ],
  ["src/evaluate/run.ts", 'import { readFileSync } from "node:fs";', "evaluate is pure and must not import node:fs"],
  ["src/report/html.ts", 'import { writeFile } from "fs/promises";', "report is pure and must not import fs/promises"],
];

describe("a planted violation is caught", () => {
  it.each(PLANTED)("%s: %s", (path, text, expected) => {
    expect(violations([{ path, text }])).toEqual([`${path}: ${expected}`]);
  });
});

const FINE: readonly [path: string, line: string][] = [
  ["src/model/hash.ts", 'import { createHash } from "node:crypto";'],
  ["src/store/open.ts", 'import Database from "better-sqlite3";'],
  ["src/collect/aws/roles.ts", 'import { IAMClient } from "@aws-sdk/client-iam";'],
  ["src/collect/index.ts", 'export const aws = () => import("./aws/index.js");'],
  ["src/analyze/aws/trust.ts", 'import { parse } from "@aws-sdk/util-arn-parser";'],
  ["src/cli/explore/app.tsx", 'import { Box } from "ink";'],
  ["src/report/csv.ts", "// import { readFileSync } from 'node:fs'"],
];

describe("what is allowed stays silent", () => {
  it.each(FINE)("%s: %s", (path, text) => {
    expect(violations([{ path, text }])).toEqual([]);
  });
});
