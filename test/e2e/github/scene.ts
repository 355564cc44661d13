// A GitHub that answers as its description says, and nhi pointed at it.
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { cleanEnvironment, nhi, scratch } from "../tools/nhi.js";
import { startPrism } from "../tools/prism.js";
import type { Outcome } from "../tools/run.js";
import { type Recorded, readRecorded } from "./answers.js";
import { describe } from "./description.js";
import { accountOf } from "./examples.js";
import { type Front, startFront } from "./front.js";

export const FIXTURES = fileURLToPath(new URL("../../../fixtures", import.meta.url));
/** Clock of every scan: that of acme's recording. */
export const NOW = "2026-11-01T00:00:00Z";
/** What no file that nhi writes may hold. */
export const TOKEN = "ghp_e2eTokenThatIsNoToken0123456789abcd";

export interface Scene {
  readonly front: Front;
  file(name: string): string;
  /** `nhi` with a token and the clock of the scene. */
  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Outcome>;
  /** `nhi scan <source>` into <name>.db and <name>.json. */
  scan(name: string, source: string, env?: NodeJS.ProcessEnv): Promise<Outcome>;
  /** Rows of a view in <name>.db. */
  rows(name: string, sql: string): unknown[];
  stop(): Promise<void>;
}

/** Starts Prism with these answers, and the front before it. */
export async function startScene(name: string, recorded: Recorded): Promise<Scene> {
  const folder = scratch(name);
  const file = (name: string) => join(folder, name);
  const prism = await startPrism(folder, describe(recorded.answers));
  const front = await startFront(prism.url, recorded);
  const run: Scene["run"] = (args, env = { NHI_GITHUB_TOKEN: TOKEN }) =>
    nhi([...args, "--now", NOW], { env: cleanEnvironment(file("home"), env) });
  return {
    front,
    file,
    run,
    scan: (name, source, env) =>
      run(
        ["scan", source, "--github-url", front.url, "--db", file(`${name}.db`), "--output", file(`${name}.json`)],
        env,
      ),
    rows: (name, sql) => rowsOf(file(`${name}.db`), sql),
    async stop() {
      await front.stop();
      await prism.stop();
    },
  };
}

/** Answers of acme, and who acme is. */
export function acme(): Recorded {
  const { answers, files } = readRecorded(join(FIXTURES, "acme"), "acme");
  return { answers: [...answers, accountOf("acme", "Organization")], files };
}

/** The views are the contract: any client of SQLite may read them. */
function rowsOf(file: string, sql: string): unknown[] {
  const db = new Database(file, { readonly: true });
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
}

/** A copy of acme's recording with nothing but its GitHub. */
export function acmeOnGitHub(folder: string): string {
  cpSync(join(FIXTURES, "acme/github"), join(folder, "github"), { recursive: true });
  return folder;
}

/** Findings of a report as `GH-001 subject`, sorted. */
export function findingsIn(file: string): string[] {
  const { findings } = JSON.parse(readFileSync(file, "utf8")) as {
    findings: { rule: string; subject: { id: string }; severity: string }[];
  };
  return findings.map(({ rule, subject, severity }) => `${rule} ${severity} ${subject.id}`).sort();
}

/** Coverage of a report: data set to state. */
export function coverageIn(
  file: string,
): ReadonlyMap<string, { state: string; message?: string; permission?: string }> {
  const { scopes } = JSON.parse(readFileSync(file, "utf8")) as {
    scopes: { coverage: { dataSet: string; state: string; message?: string; permission?: string }[] }[];
  };
  return new Map(scopes.flatMap(({ coverage }) => coverage.map((one) => [one.dataSet, one] as const)));
}
