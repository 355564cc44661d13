// kill -9 at random moments of a whole scan: the database opens and is sound, and the next scan makes of it what an
// undisturbed one makes.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { SCHEMA_VERSION } from "../../src/store/schema/migrate.js";
import { buildOldDatabase } from "../store/old-database.js";
import type { SoakFigure } from "./inputs.js";
import { seeded } from "./mutate.js";

const NHI = fileURLToPath(new URL("../../dist/nhi.js", import.meta.url));
const FIXTURES = fileURLToPath(new URL("../../fixtures/", import.meta.url));
const NOW = "2026-11-01T00:00:00Z";
/** After so many kills in a row a scan runs to its end and is compared; the kills before hit a database that is not new. */
const NAME = "kills: kill -9";
const IN_A_ROW = 5;

/** What is scanned: a bundle, into a new database or one that an earlier schema left, which the scan migrates first. */
interface Estate {
  readonly bundle: string;
  readonly schema?: number;
}

/** Of five rows of kills one is of the whole company, two of a small estate, two of a small one over an older schema. */
function estateOf(row: number): Estate {
  if (row % 5 === 0) return { bundle: "acme" };
  const bundle = "scenes/own-gitlab";
  return row % 2 === 0 ? { bundle, schema: 1 + (Math.floor(row / 2) % (SCHEMA_VERSION - 1)) } : { bundle };
}

/** What an undisturbed scan leaves, and how long it takes. */
interface Calm {
  readonly graph: readonly string[];
  readonly milliseconds: number;
}

/** So many kills; the moments are spread over what an undisturbed scan takes. */
export async function* soakKills(
  count: number,
  seed: number,
  isWanted: (name: string) => boolean,
): AsyncGenerator<SoakFigure> {
  if (!isWanted(NAME)) return;
  const folder = mkdtempSync(join(tmpdir(), "nhi-soak-"));
  try {
    yield await killAll(folder, count, seeded(seed));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function killAll(folder: string, count: number, random: () => number): Promise<SoakFigure> {
  const known = new Map<string, Calm>();
  const problems: string[] = [];
  let [killed, late, compared, migrated, rows] = [0, 0, 0, 0, 0];
  for (let row = 0; killed < count && late < count && problems.length < 10; row += 1) {
    const estate = estateOf(row);
    const calm = await calmOf(estate, folder, known);
    const file = begun(estate, join(folder, `${row}.db`));
    for (let inRow = 0; inRow < IN_A_ROW && killed < count && late < count; ) {
      const moment = random() * calm.milliseconds;
      if ((await killedAfter(scan(estate, file), moment)) !== "SIGKILL") {
        late += 1;
        continue;
      }
      killed += 1;
      inRow += 1;
      if (estate.schema !== undefined) migrated += 1;
      problems.push(...unsound(file).map((what) => `kill ${killed} after ${Math.round(moment)} ms: ${what}`));
    }
    await ended(scan(estate, file));
    compared += 1;
    rows += calm.graph.length;
    const difference = differenceOf(calm.graph, graphOf(file));
    if (difference !== undefined) problems.push(`after kill ${killed} of ${JSON.stringify(estate)}: ${difference}`);
    rmSync(file, { force: true });
  }
  const said = `${killed} kills, ${migrated} of them over a database of an older schema, ${late} came too late; ${compared} graphs of ${rows} rows compared`;
  return { name: NAME, said, problems };
}

/** The undisturbed scan of an estate, made once. */
async function calmOf(estate: Estate, folder: string, known: Map<string, Calm>): Promise<Calm> {
  const key = JSON.stringify(estate);
  const before = known.get(key);
  if (before !== undefined) return before;
  const file = begun(estate, join(folder, `calm-${known.size}.db`));
  const started = performance.now();
  await ended(scan(estate, file));
  const calm = { graph: graphOf(file), milliseconds: performance.now() - started };
  if (calm.graph.length === 0) throw new Error(`the undisturbed scan of ${key} left nothing`);
  known.set(key, calm);
  return calm;
}

/** The database as it is before the first scan: not there, or as an earlier schema left it. */
function begun({ schema }: Estate, file: string): string {
  if (schema !== undefined) buildOldDatabase(file, schema);
  return file;
}

function scan({ bundle }: Estate, database: string): ChildProcess {
  const input = ["--bundle", join(FIXTURES, bundle), "--db", database];
  const args = ["scan", ...input, "--now", NOW, "--fail-on", "none", "--quiet"];
  const env = { PATH: process.env["PATH"], HOME: tmpdir(), CI: "true" };
  return spawn(process.execPath, [NHI, ...args], { env, stdio: "ignore" });
}

async function ended(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0 && code !== 1 && code !== 3) throw new Error(`a scan to its end ended with ${code}`);
}

async function killedAfter(child: ChildProcess, milliseconds: number): Promise<string | null> {
  const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
  const [, signal] = (await once(child, "close")) as [number | null, string | null];
  clearTimeout(timer);
  return signal;
}

/** What is wrong with a database after a kill; one that was not made yet is fine. */
function unsound(file: string): string[] {
  if (!existsSync(file)) return [];
  try {
    const db = new Database(file);
    const answer = db.pragma("integrity_check", { simple: true });
    db.close();
    return answer === "ok" ? [] : [`integrity_check: ${String(answer)}`];
  } catch (error) {
    return [`does not open: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** What a user sees of the graph, a line a row, sorted. */
function graphOf(file: string): string[] {
  const db = new Database(file, { readonly: true });
  try {
    return ["identity", "credential", "trust_rule", "access_path"]
      .flatMap((view) => {
        const rows = db.prepare<[], Record<string, unknown>>(`SELECT * FROM ${view}`).all();
        return rows.map((row) => `${view} ${JSON.stringify(row)}`);
      })
      .sort();
  } finally {
    db.close();
  }
}

function differenceOf(wanted: readonly string[], got: readonly string[]): string | undefined {
  if (wanted.length !== got.length) return `${got.length} rows instead of ${wanted.length}`;
  const at = wanted.findIndex((row, index) => row !== got[index]);
  return at < 0 ? undefined : `${got[at]?.slice(0, 300)} instead of ${wanted[at]?.slice(0, 300)}`;
}
