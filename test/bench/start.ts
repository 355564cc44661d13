// How light nhi starts, and which of its chunks a start loads.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { measure, medianCpu, NHI } from "./measure.js";
import { atMost, type Line } from "./table.js";

/** Start-up against an empty node process, and a report on an existing database. */
export function startLines(folder: string, database: string, runs: number): Line[] {
  const empty = medianCpu(["--eval", "0"], folder, runs);
  const ratio = (args: readonly string[]) => medianCpu([NHI, ...args], folder, runs) / empty;
  const report = ["check", "--db", database, "--format", "json", "--fail-on", "none"];
  return [
    atMost("empty node process", empty * 1000, "CPU ms"),
    atMost("nhi --version / empty node", ratio(["--version"]), "×", 1.5),
    atMost("nhi --help / empty node", ratio(["--help"]), "×", 1.5),
    atMost("peak of nhi --help", measure([NHI, "--help"], folder).peakMegabytes, "MB"),
    // Of an account with one role: the start, and next to none of the work.
    atMost("nhi check on an existing database / empty node", ratio(report), "×", 2),
    heavyModulesLine(folder),
  ];
}

/** Packages that a run of `nhi --help` really loaded, by what V8 says it compiled. */
function heavyModulesLine(folder: string): Line {
  const coverage = mkdtempSync(join(folder, "coverage-"));
  spawnSync(process.execPath, [NHI, "--help"], { env: { PATH: process.env["PATH"], NODE_V8_COVERAGE: coverage } });
  const chunks = readdirSync(coverage).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(coverage, name), "utf8")) as { result: { url: string }[] };
    return result.map(({ url }) => url).filter((url) => url.startsWith("file:") && url.includes("/dist/"));
  });
  if (chunks.length === 0) throw new Error("no chunk was seen to load, so nothing can be said about them");
  // esbuild names the module before its code.
  const loaded = chunks.flatMap(
    (url) => readFileSync(fileURLToPath(url), "utf8").match(/^\/\/ node_modules\/.*$/gm) ?? [],
  );
  const heavy = loaded.filter((line) =>
    /node_modules\/(@aws-sdk|@smithy|@azure|@octokit|googleapis|ink|react|@marcbachmann)\//.test(line),
  );
  const measured = `${heavy.length} of ${loaded.length}`;
  return { what: "heavy modules that nhi --help loads", measured, target: "0", reached: heavy.length === 0 };
}
