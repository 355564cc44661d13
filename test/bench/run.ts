// Measures nhi against the figures it is meant to reach. Not a test: it fails only when it could not measure.
// usage: npm run bench [-- [clouds] [--small]]; anything else is refused, since a run takes minutes
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Account, GENERATOR, generate, NOW, scan, smallest, truthLines } from "./accounts.js";
import { checkoutLines } from "./checkout.js";
import { cloudLines } from "./clouds.js";
import { databaseState, rowChanges } from "./database.js";
import { elsewhereLines } from "./denied-from-elsewhere.js";
import { exploreLines } from "./explore.js";
import { calibration, measure, median, NHI, type Usage } from "./measure.js";
import { startLines } from "./start.js";
import { atMost, type Line, toTable } from "./table.js";

const WARM = fileURLToPath(new URL("warm.ts", import.meta.url));
const A_DAY_LATER = "2026-01-16T06:00:00Z";
const { onlyClouds, small } = whatIsAsked();
const [medium, large] = small ? [500, 2_000] : [10_000, 50_000];
const SIZES = small ? [medium, large] : [500, 2_000, medium, large];

function whatIsAsked(): { readonly onlyClouds: boolean; readonly small: boolean } {
  try {
    const { values, positionals } = parseArgs({ options: { small: { type: "boolean" } }, allowPositionals: true });
    const [part, ...rest] = positionals;
    if (rest.length === 0 && (part === undefined || part === "clouds"))
      return { onlyClouds: part === "clouds", small: values.small === true };
  } catch {
    // said below
  }
  console.error("bench: usage: npm run bench [-- [clouds] [--small]]");
  // oxlint-disable-next-line unicorn/no-process-exit -- before anything is opened; sizes of the whole module hang on it
  process.exit(2);
}

function number(count: number): string {
  return count.toLocaleString("en-US");
}

/** First scan of accounts of each size, plain and dense, what was found of what is planted, and how the cost grows. */
function scanLines(folder: string): { lines: Line[]; largest: Account } {
  const lines: Line[] = [];
  let largest: Account | undefined;
  for (const dense of [false, true]) {
    const word = dense ? " (dense)" : "";
    const cpu = new Map<number, number>();
    for (const size of SIZES) {
      const account = generate(folder, size, dense);
      const usage = scan(account, folder);
      const what = `${number(size)} principals${word}`;
      cpu.set(size, usage.cpuSeconds);
      lines.push(...usageLines(what, usage, !small && size === large && !dense), ...truthLines(what, account));
      // The largest accounts take a few hundred MB each.
      if (size === large && !dense) largest = account;
      else for (const file of [account.file, account.database]) rmSync(file, { force: true });
    }
    const growth = (cpu.get(large) ?? Number.NaN) / (cpu.get(medium) ?? Number.NaN);
    lines.push(
      atMost(`growth CPU(${number(large)}) / CPU(${number(medium)})${word}`, growth, "×", small ? undefined : 6),
    );
  }
  if (largest === undefined) throw new Error("no account was measured");
  return { lines, largest };
}

function usageLines(what: string, usage: Usage, withFigures: boolean): Line[] {
  return [
    atMost(`${what}: first scan`, usage.cpuSeconds, "CPU s", withFigures ? 8 : undefined),
    atMost(`${what}: peak memory`, usage.peakMegabytes, "MB", withFigures ? 400 : undefined),
  ];
}

/** Who can do an action: asked of a database that nobody had open, and again in the same process. */
function whoCanLines({ database }: Account, folder: string): Line[] {
  const args = ["who-can", "s3:GetObject", "--db", database, "--now", NOW, "--format", "json"];
  const what = `who can, ${number(large)} principals`;
  const cold = measure([NHI, ...args], folder).cpuSeconds;
  const { first, warm } = JSON.parse(measure(["--import", "tsx", WARM, database], folder).stdout) as {
    [round in "first" | "warm"]: number[];
  };
  return [
    atMost(`${what}: s3:GetObject, from the database`, cold, "CPU s", small ? undefined : 2),
    atMost(`${what}: in process, asked first, median of ${first.length} actions`, median(first), "CPU ms"),
    atMost(`${what}: in process once warm, median of ${warm.length} actions`, median(warm), "CPU ms", 10),
  ];
}

/** A second scan of the same answers on another day: nothing of the graph may be written again. */
function rescanLines(account: Account, folder: string): Line[] {
  const before = databaseState(account.database);
  const usage = scan(account, folder, { now: A_DAY_LATER });
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

/** The explorer over a hundred thousand identities; of the small measurement over the largest account there is. */
function manyIdentities(largest: Account, folder: string): Line[] {
  if (small) return exploreLines(largest.database, folder, false);
  const account = generate(folder, 100_000, false);
  scan(account, folder);
  const lines = exploreLines(account.database, folder, true);
  for (const file of [account.file, account.database]) rmSync(file, { force: true });
  return lines;
}

function main(): void {
  if (!existsSync(NHI)) throw new Error("dist/nhi.js is absent: npm run build");
  const folder = mkdtempSync(join(tmpdir(), "nhi-bench-"));
  try {
    print(onlyClouds ? cloudLines(folder, small) : allLines(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function allLines(folder: string): Line[] {
  if (!existsSync(GENERATOR))
    throw new Error("../shared/bench/gen-account.mjs is absent: there is no account to measure with");
  const before = calibration(folder);
  const { lines, largest } = scanLines(folder);
  const tiny = smallest(folder);
  scan(tiny, folder);
  return [
    ...lines,
    ...rescanLines(largest, folder),
    ...whoCanLines(largest, folder),
    ...manyIdentities(largest, folder),
    ...elsewhereLines(folder, small ? [400, 2_000] : [2_000, 10_000], small ? undefined : 6),
    ...cloudLines(folder, small),
    ...checkoutLines(folder, small ? 3 : 7),
    ...startLines(folder, tiny.database, NOW, small ? 7 : 15),
    atMost("a fixed loop, before all this", before, "CPU s"),
    atMost("the same loop, after it", calibration(folder), "CPU s"),
  ];
}

function print(lines: readonly Line[]): void {
  console.log(toTable(lines));
  const missed = lines.filter(({ reached }) => reached === false).length;
  console.log(`\nbench: ${missed} of ${lines.filter(({ target }) => target !== "").length} figures not met`);
}

try {
  main();
} catch (error) {
  console.error(`bench: could not measure: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
