// kill -9 at random moments of a whole scan: the database opens and is sound, and the next scan makes of it what an
// undisturbed one makes.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import type { SoakFigure } from "./inputs.js";
import { seeded } from "./mutate.js";

const NHI = fileURLToPath(new URL("../../dist/nhi.js", import.meta.url));
const ACME = fileURLToPath(new URL("../../fixtures/acme", import.meta.url));
const NOW = "2026-11-01T00:00:00Z";
/** After so many kills in a row a scan runs to its end and is compared; the kills before hit a database that is not new. */
const IN_A_ROW = 5;

/** So many kills; the moments are spread over what an undisturbed scan takes. */
export async function* soakKills(count: number, seed: number): AsyncGenerator<SoakFigure> {
  const folder = mkdtempSync(join(tmpdir(), "nhi-soak-"));
  try {
    yield await killAll(folder, count, seeded(seed));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function killAll(folder: string, count: number, random: () => number): Promise<SoakFigure> {
  const calm = join(folder, "calm.db");
  const started = performance.now();
  await ended(scan(calm));
  const whole = performance.now() - started;
  const wanted = graphOf(calm);
  const problems: string[] = wanted.length === 0 ? ["the undisturbed scan left nothing"] : [];
  let file = "";
  let [killed, late, compared] = [0, 0, 0];
  while (killed < count && late < count && problems.length < 10) {
    if (killed % IN_A_ROW === 0) file = join(folder, `${killed}-${late}.db`);
    const moment = random() * whole;
    const signal = await killedAfter(scan(file), moment);
    if (signal !== "SIGKILL") {
      late += 1;
      continue;
    }
    killed += 1;
    problems.push(...unsound(file).map((what) => `kill ${killed} after ${Math.round(moment)} ms: ${what}`));
    if (killed % IN_A_ROW !== 0 && killed < count) continue;
    await ended(scan(file));
    compared += 1;
    const difference = differenceOf(wanted, graphOf(file));
    if (difference !== undefined) problems.push(`after kill ${killed}: ${difference}`);
  }
  const said = `${killed} kills over ${(whole / 1000).toFixed(1)} s, ${late} came too late; ${compared} graphs of ${wanted.length} rows compared`;
  return { name: "kill -9", said, problems };
}

function scan(database: string): ChildProcess {
  const args = ["scan", "--bundle", ACME, "--db", database, "--now", NOW, "--fail-on", "none", "--quiet"];
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
