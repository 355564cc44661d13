// Generated estates of several providers, as bundles, in two sizes: what every command takes, what was found of what is planted,
// and how the cost grows with five times as many.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { NOW } from "./accounts.js";
import { machines } from "./agent-machines.js";
import { accounts } from "./aws-organization.js";
import type { Cloud, Planted, Write } from "./cloud.js";
import { tenant } from "./entra-tenant.js";
import { organization } from "./google-organization.js";
import { cluster } from "./kubernetes-cluster.js";
import { measure, NHI } from "./measure.js";
import { atMost, type Line } from "./table.js";

const TIMES = 5;
/** So many times smaller for a short run. */
const SMALLER = 20;

const CLOUDS: readonly Cloud[] = [
  { name: "Entra applications", sizes: [4_000, 20_000], generate: tenant },
  { name: "Google projects", sizes: [400, 2_000], generate: organization },
  { name: "Kubernetes namespaces", sizes: [1_000, 5_000], generate: cluster },
  { name: "AWS accounts", sizes: [200, 1_000], generate: accounts },
  { name: "homes with agents", sizes: [1_000, 5_000], generate: machines },
];

/** What is asked of the database after the first scan, each in a process of its own. */
const COMMANDS: readonly (readonly [what: string, args: readonly string[]])[] = [
  ["check", ["check", "--fail-on", "none", "--format", "json"]],
  ["paths to admin", ["paths", "--to", "admin"]],
  ["what cuts the most paths", ["paths", "--choke"]],
  ["inventory", ["inventory", "--format", "json"]],
  ["plan", ["plan"]],
  ["export of every view", ["export", "ndjson"]],
];

interface Measured {
  readonly lines: readonly Line[];
  /** CPU seconds of each command, the first scan before the others. */
  readonly cpuSeconds: ReadonlyMap<string, number>;
}

/** Each cloud in two sizes: what commands take, what was found of what is planted, how the cost grows. */
export function cloudLines(folder: string, isSmall: boolean): Line[] {
  return CLOUDS.flatMap(({ name, sizes, generate }) => {
    const [fewer, more] = sizes.map((size) => {
      const count = isSmall ? size / SMALLER : size;
      return measureOne(folder, `${count.toLocaleString("en-US")} ${name}`, count, generate);
    });
    const growths = [...(more?.cpuSeconds ?? [])].map(([command, used]) => {
      const growth = used / (fewer?.cpuSeconds.get(command) ?? Number.NaN);
      const what = `growth CPU for ${TIMES} times as many ${name}: ${command}`;
      return atMost(what, growth, "×", isSmall ? undefined : 6);
    });
    return [...(fewer?.lines ?? []), ...(more?.lines ?? []), ...growths];
  });
}

function measureOne(folder: string, what: string, size: number, generate: Cloud["generate"]): Measured {
  const bundle = join(folder, "cloud");
  const database = join(folder, "cloud.db");
  const { planted, decoys, files } = writeBundle(bundle, size, generate);
  const cpuSeconds = new Map<string, number>();
  const lines: Line[] = [];
  const run = (command: string, args: readonly string[]): void => {
    // What could not be read of a generated estate is left out on purpose: exit code 3 is as good.
    const usage = measure([NHI, ...args, "--db", database, "--now", NOW], folder, [0, 3]);
    cpuSeconds.set(command, usage.cpuSeconds);
    lines.push(
      atMost(`${what}: ${command}`, usage.cpuSeconds, "CPU s"),
      atMost(`${what}: ${command}, peak memory`, usage.peakMegabytes, "MB"),
    );
  };
  const report = `json=${join(folder, "cloud.json")}`;
  const scan = ["scan", "--bundle", bundle, "--fail-on", "none", "--output", report];
  run("first scan", scan);
  // Each is a call that a live crawl makes; what has pages is one file.
  lines.push({ what: `${what}: answers read`, measured: `${files} files`, target: "" });
  lines.push(...plantedLines(what, database, planted, decoys));
  run("re-scan", scan);
  for (const [command, args] of COMMANDS) run(command, args);
  rmSync(bundle, { recursive: true });
  rmSync(database);
  return { lines, cpuSeconds };
}

function writeBundle(bundle: string, size: number, generate: Cloud["generate"]): Planted & { files: number } {
  let files = 0;
  const write: Write = (path, value) => {
    const file = join(bundle, typeof value === "string" ? path : `${path}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof value === "string" ? value : JSON.stringify(value));
    files += 1;
  };
  mkdirSync(bundle, { recursive: true });
  writeFileSync(join(bundle, "bundle.json"), JSON.stringify({ version: 1, recordedAt: NOW }));
  return { ...generate(write, size), files };
}

/** How many of the planted ways to control a scan found, and how many of the decoys. */
function plantedLines(what: string, database: string, planted: readonly string[], decoys: readonly string[]): Line[] {
  const db = new Database(database, { readonly: true });
  const sources = new Set(db.prepare<[], string>("SELECT source FROM access_path WHERE tier = 0").pluck().all());
  db.close();
  const found = planted.filter((id) => sources.has(id)).length;
  const reported = decoys.filter((id) => sources.has(id)).length;
  return [
    {
      what: `${what}: planted ways to control found`,
      measured: `${found} of ${planted.length}`,
      target: "all",
      reached: found === planted.length && planted.length > 0,
    },
    {
      what: `${what}: decoys reported`,
      measured: `${reported} of ${decoys.length}`,
      target: "0",
      reached: reported === 0 && decoys.length > 0,
    },
  ];
}
