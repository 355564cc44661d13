// How light nhi starts, and which of its chunks a start loads.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { measure, median, medianCpu, NHI } from "./measure.js";
import { atMost, type Line } from "./table.js";

const LOAD = fileURLToPath(new URL("load.cjs", import.meta.url));
const AGAIN = fileURLToPath(new URL("again.mjs", import.meta.url));

/** Start-up against an empty node process, and a report on an existing database. */
export function startLines(folder: string, database: string, now: string, runs: number): Line[] {
  const empty = medianCpu(["--eval", "0"], folder, runs);
  const cpu = (args: readonly string[]) => medianCpu([NHI, ...args], folder, runs);
  const judged = ["check", "--db", database, "--format", "json", "--fail-on", "none"];
  const stored = [...judged, "--now", now];
  const report = (what: string, args: readonly string[], target?: number): Line[] =>
    reportLines(
      what,
      { whole: cpu(args), work: workOf(args, folder, runs), loaded: loadOf(args, folder, runs), empty },
      target,
    );
  const lines = report("nhi check on an existing database", judged, 2);
  // Once, for the outcome at that time to be the stored one.
  measure([NHI, ...stored], folder);
  return [
    atMost("empty node process", empty * 1000, "CPU ms"),
    atMost("nhi --version / empty node", cpu(["--version"]) / empty, "×", 1.5),
    atMost("nhi --help / empty node", cpu(["--help"]) / empty, "×", 1.5),
    atMost("peak of nhi --help", measure([NHI, "--help"], folder).peakMegabytes, "MB"),
    ...lines,
    ...report("the same where the stored outcome stands", stored),
    heavyModulesLine(folder),
  ];
}

interface Seconds {
  readonly whole: number;
  readonly work: number;
  readonly loaded: number;
  readonly empty: number;
}

/**
 * Of an account with one role. What the same command takes once more in a process that has run it is the work, the rest
 * is the start: what is loaded, and code that V8 has not seen yet. Conditions of rules are made ready each time, which counts
 * as work here although a start pays for it: so the whole is said, too. The other way round, opening the database and judging
 * for the first time is work that counts as start here, being many times slower than once more: so what loading the same code
 * takes, with nothing done with it, is said as well. It leaves out functions that are compiled when they are called: the start
 * is somewhere between the two.
 */
function reportLines(what: string, { whole, work, loaded, empty }: Seconds, target?: number): Line[] {
  return [
    atMost(`${what} / empty node`, whole / empty, "×"),
    atMost(`${what}, the work (once more in one process)`, work * 1000, "CPU ms"),
    atMost(`${what}, all but the work / empty node`, (whole - work) / empty, "×", target),
    atMost(`${what}, its code loaded and not run / empty node`, loaded / empty, "×"),
  ];
}

/** Median CPU seconds of a command that its process has run before. */
function workOf(args: readonly string[], folder: string, runs: number): number {
  const program = readdirSync(dirname(NHI)).find((name) => /^main-\w+\.js$/.test(name));
  if (program === undefined) throw new Error("dist has no chunk of the program");
  const env = { PATH: process.env["PATH"], HOME: folder };
  const seconds = Array.from({ length: runs }, () => {
    const { stderr } = spawnSync(process.execPath, [AGAIN, join(dirname(NHI), program), ...args], {
      encoding: "utf8",
      env,
      stdio: ["ignore", "ignore", "pipe"],
    });
    const second = Number(stderr.trim().split("\n").at(-1));
    if (Number.isNaN(second)) throw new Error(`nhi ${args.join(" ")} could not be run again: ${stderr.slice(-500)}`);
    return second;
  });
  return median(seconds);
}

/** Median CPU seconds of a process that loads what the command does, and ends. */
function loadOf(args: readonly string[], folder: string, runs: number): number {
  const chunks = loadedChunks(args, folder).filter((path) => path !== NHI && basename(path) !== "chunks.js");
  return medianCpu([LOAD, args[0] ?? "", ...chunks], folder, runs);
}

/** Chunks that a run of nhi really loaded, by what V8 says it compiled. */
function loadedChunks(args: readonly string[], folder: string): string[] {
  const coverage = mkdtempSync(join(folder, "coverage-"));
  const env = { PATH: process.env["PATH"], HOME: folder, NODE_V8_COVERAGE: coverage };
  spawnSync(process.execPath, [NHI, ...args], { env, stdio: "ignore" });
  const chunks = readdirSync(coverage).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(coverage, name), "utf8")) as { result: { url: string }[] };
    return result.map(({ url }) => url).filter((url) => url.startsWith("file:") && url.includes("/dist/"));
  });
  if (chunks.length === 0) throw new Error("no chunk was seen to load, so nothing can be said about them");
  return chunks.map((url) => fileURLToPath(url));
}

/** Heavy packages among what a run of `nhi --help` loaded. */
function heavyModulesLine(folder: string): Line {
  // esbuild names the module before its code.
  const loaded = loadedChunks(["--help"], folder).flatMap(
    (path) => readFileSync(path, "utf8").match(/^\/\/ node_modules\/.*$/gm) ?? [],
  );
  const heavy = loaded.filter((line) =>
    /node_modules\/(@aws-sdk|@smithy|@azure|@octokit|googleapis|ink|react|@marcbachmann)\//.test(line),
  );
  const measured = `${heavy.length} of ${loaded.length}`;
  return { what: "heavy modules that nhi --help loads", measured, target: "0", reached: heavy.length === 0 };
}
