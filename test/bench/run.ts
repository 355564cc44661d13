// Measures nhi against the figures it is meant to reach. Not a test: it fails only when it could not measure.
// usage: npm run bench [-- --small]
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { databaseState, rowChanges } from "./database.js";
import { calibration, measure, NHI, type Usage } from "./measure.js";
import { startLines } from "./start.js";
import { atMost, type Line, toTable } from "./table.js";

const GENERATOR = fileURLToPath(new URL("../../../shared/bench/gen-account.mjs", import.meta.url));
const NOW = "2026-01-15T00:00:00Z";
const small = process.argv.includes("--small");
const [medium, large] = small ? [500, 5_000] : [10_000, 50_000];

interface Account {
  readonly file: string;
  readonly database: string;
}

function generate(folder: string, principals: number, dense: boolean): Account {
  const name = `${principals}${dense ? "-dense" : ""}`;
  const file = join(folder, `${name}.json`);
  execFileSync(process.execPath, [GENERATOR, String(principals), file, ...(dense ? ["--dense"] : [])], {
    stdio: "ignore",
  });
  return { file, database: join(folder, `${name}.db`) };
}

function scan({ file, database }: Account, folder: string): Usage {
  const output = `json=${join(folder, "report.json")}`;
  const args = ["scan", "--bundle", file, "--db", database, "--now", NOW, "--fail-on", "none", "--output", output];
  return measure([NHI, ...args], folder);
}

function number(count: number): string {
  return count.toLocaleString("en-US");
}

/** First scan of accounts of three sizes, plain and dense, and how the cost grows. */
function scanLines(folder: string): { lines: Line[]; smallest: Account; largest: Account } {
  const lines: Line[] = [];
  const smallest = generate(folder, 500, false);
  const first = scan(smallest, folder);
  lines.push(...usageLines("500 principals", first, false));
  let largest = smallest;
  for (const dense of [false, true]) {
    const [a, b] = [generate(folder, medium, dense), generate(folder, large, dense)];
    const word = dense ? " (dense)" : "";
    const [usageA, usageB] = [scan(a, folder), scan(b, folder)];
    if (medium !== 500 || dense) lines.push(...usageLines(`${number(medium)} principals${word}`, usageA, false));
    lines.push(...usageLines(`${number(large)} principals${word}`, usageB, !small));
    const growth = usageB.cpuSeconds / usageA.cpuSeconds;
    lines.push(
      atMost(`growth CPU(${number(large)}) / CPU(${number(medium)})${word}`, growth, "×", small ? undefined : 6),
    );
    if (!dense) largest = b;
  }
  return { lines, smallest, largest };
}

function usageLines(what: string, usage: Usage, withFigures: boolean): Line[] {
  return [
    atMost(`${what}: first scan`, usage.cpuSeconds, "CPU s", withFigures ? 8 : undefined),
    atMost(`${what}: peak memory`, usage.peakMegabytes, "MB", withFigures ? 400 : undefined),
  ];
}

/** Who can do an action, asked of a database that nobody had open. */
function whoCanLine({ database }: Account, folder: string): Line {
  const args = ["who-can", "s3:GetObject", "--db", database, "--now", NOW, "--format", "json"];
  const what = `who can s3:GetObject, ${number(large)} principals, from the database`;
  return atMost(what, measure([NHI, ...args], folder).cpuSeconds, "CPU s", small ? undefined : 2);
}

/** A second scan of the same answers: nothing of the graph may be written again. */
function rescanLines(account: Account, folder: string): Line[] {
  const before = databaseState(account.database);
  const usage = scan(account, folder);
  const after = databaseState(account.database);
  const changes = rowChanges(before, after);
  const graph = changes.filter((change) => /^(node|edge)\b/.test(change));
  const principals = number(large);
  return [
    atMost(`re-scan of ${principals} principals`, usage.cpuSeconds, "CPU s", small ? undefined : 3),
    {
      what: "re-scan: rows of the graph written",
      measured: graph.join(", ") || "none",
      target: "none",
      reached: graph.length === 0,
    },
    {
      what: "re-scan: other rows written",
      measured: changes.filter((change) => !graph.includes(change)).join(", ") || "none",
      target: "",
    },
    atMost("database and log after the first scan", before.bytes / 1e6, "MB"),
    atMost("re-scan: growth of database and log", (after.bytes / before.bytes - 1) * 100, "%", small ? undefined : 2),
  ];
}

function main(): void {
  if (!existsSync(GENERATOR))
    throw new Error("../shared/bench/gen-account.mjs is absent: there is no account to measure with");
  if (!existsSync(NHI)) throw new Error("dist/nhi.js is absent: npm run build");
  const folder = mkdtempSync(join(tmpdir(), "nhi-bench-"));
  try {
    const before = calibration(folder);
    const { lines, smallest, largest } = scanLines(folder);
    lines.push(
      ...rescanLines(largest, folder),
      whoCanLine(largest, folder),
      ...startLines(folder, smallest.database, small ? 7 : 15),
    );
    lines.push(atMost("a fixed loop, before all this", before, "CPU s"));
    lines.push(atMost("the same loop, after it", calibration(folder), "CPU s"));
    console.log(toTable(lines));
    const missed = lines.filter(({ reached }) => reached === false).length;
    console.log(`\nbench: ${missed} of ${lines.filter(({ target }) => target !== "").length} figures not reached`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  main();
} catch (error) {
  console.error(`bench: could not measure: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
