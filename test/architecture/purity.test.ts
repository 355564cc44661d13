// Same database and clock, same bytes: the pure parts read no clock, no locale, no chance and no environment.
import { describe, expect, it } from "vitest";
import { type SourceFile, sourceFiles } from "./source-files.js";

const PURE_FOLDERS = ["src/model", "src/graph", "src/analyze", "src/evaluate", "src/report"];

const IMPURE: readonly { readonly pattern: RegExp; readonly reason: string }[] = [
  { pattern: /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/, reason: "clock: take `now`" },
  { pattern: /\.toLocale\w*\(|\.localeCompare\(|\bIntl\./, reason: "locale: compare code points" },
  { pattern: /\bMath\.random\(|\brandom(UUID|Bytes)\(/, reason: "chance" },
  { pattern: /\bprocess\./, reason: "environment or terminal" },
  { pattern: /\bsetTimeout\(|\bsetInterval\(/, reason: "timer" },
  { pattern: /\bfetch\(/, reason: "network" },
];

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, "");
}

function impurities(looked: readonly SourceFile[]): string[] {
  return looked.flatMap(({ path, text }) =>
    IMPURE.filter(({ pattern }) => pattern.test(withoutComments(text))).map(({ reason }) => `${path}: ${reason}`),
  );
}

describe("purity", () => {
  it("holds in model, graph, analyze, evaluate and report", () => {
    const files = sourceFiles(PURE_FOLDERS);
    expect(impurities(files)).toEqual([]);
    expect(files.length).toBeGreaterThan(60);
  });

  it.each([
    ["const age = Date.now() - created;", "clock: take `now`"],
    ["names.sort((a, b) => a.localeCompare(b));", "locale: compare code points"],
    ["const id = randomUUID();", "chance"],
    ["if (process.env.CI) return;", "environment or terminal"],
  ])("%j is caught", (text, reason) => {
    expect(impurities([{ path: "src/report/x.ts", text }])).toEqual([`src/report/x.ts: ${reason}`]);
  });

  it("reads no comment", () => {
    expect(impurities([{ path: "src/report/x.ts", text: "const a = 1; // never Date.now()" }])).toEqual([]);
  });
});
