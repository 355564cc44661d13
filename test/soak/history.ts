// A database that lives through many scans of an estate that changes: after each it says what a new database says of the same
// answers, and what did not change is not written again.
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { readCatalogFile } from "../../src/catalog/catalog.js";
import { measure } from "../bench/measure.js";
import { ChangingBundle } from "./changing-bundle.js";
import type { SoakFigure } from "./inputs.js";
import { seeded } from "./mutate.js";

const NHI = fileURLToPath(new URL("../../dist/nhi.js", import.meta.url));
const CATALOG = fileURLToPath(new URL("../../dist/catalog.json", import.meta.url));
const ACME = fileURLToPath(new URL("../../fixtures/acme", import.meta.url));
const NAME = "history: an estate that changes";
const START = Date.parse("2026-11-01T00:00:00Z");
/** Scans are so close that no age differs between the first and the last. */
const BETWEEN_MS = 60_000;
/** Every so many rounds answers are refused: then the database knows more than a new one. */
const REFUSED_EVERY = 3;
/** What only a database with a past has. */
const OF_THE_PAST = new Set(["run", "change", "document"]);
const COLUMNS_OF_THE_PAST = new Set(["first_seen_at", "opened_at", "observed_since_at", "completed_at"]);
/** Tables in which a scan notes itself; an account with conditions on dates is analysed each time. */
const OF_A_SCAN = new Set(["run_row", "snapshot_row", "coverage_row", "analysis_row"]);
/** A scan of what has not changed adds no more than this to the database. */
const MOST_GROWTH = 1.02;
/** The last scan takes no more than so many times the memory of the largest before it. */
const MOST_MEMORY = 1.25;
const MOST_SHOWN = 5;

/** So many scans of a recording that changes in between, of the made-up company where no other is named. */
export async function* soakHistory(
  rounds: number,
  seed: number,
  isWanted: (name: string) => boolean,
  note: (progress: string) => void,
  recording = ACME,
): AsyncGenerator<SoakFigure> {
  if (!isWanted(NAME)) return;
  const folder = mkdtempSync(join(tmpdir(), "nhi-soak-"));
  try {
    yield new History(folder, recording, seed, note).live(rounds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class History {
  readonly #folder: string;
  readonly #database: string;
  readonly #report: string;
  readonly #bundle: ChangingBundle;
  readonly #note: (progress: string) => void;
  readonly #problems: string[] = [];
  readonly #peaks: number[] = [];
  #compared = 0;

  constructor(folder: string, recording: string, seed: number, note: (progress: string) => void) {
    this.#folder = folder;
    this.#database = join(folder, "lived.db");
    this.#report = join(folder, "report.json");
    this.#bundle = new ChangingBundle(recording, join(folder, "bundle"), seeded(seed));
    this.#note = note;
  }

  live(rounds: number): SoakFigure {
    let changed = 0;
    for (let round = 0; round < rounds && this.#problems.length < 10; round += 1) {
      const isOpen = round % REFUSED_EVERY === REFUSED_EVERY - 1;
      if (round > 0) changed += this.#bundle.change(isOpen);
      const refused = isOpen ? this.#bundle.refuse() : 0;
      this.#round(round, refused);
      this.#bundle.allow();
    }
    this.#bundle.restore();
    this.#round(rounds, 0);
    const grown = this.#unchanged(rounds);
    const said = `${rounds + 1} scans, ${changed} changes, ${this.#compared} rows as in new databases, ${this.#size()} MB at the end, ${grown}, peaks ${this.#peaks.map((peak) => peak.toFixed(0)).join(" ")} MB`;
    return { name: NAME, said, problems: this.#problems };
  }

  #round(round: number, refused: number): void {
    const now = START + round * BETWEEN_MS;
    const where = `round ${round}`;
    this.#scan(this.#database, now);
    this.#problems.push(...unsound(this.#database).map((what) => `${where}: ${what}`));
    this.#note(`${where}: ${refused} answers refused, ${this.#size()} MB`);
    if (refused > 0) return;
    const fresh = join(this.#folder, "new.db");
    this.#scan(fresh, now);
    // What could not be judged again stays found, so that it is not taken for mended.
    const [lived, made] = [saidBy(this.#database, unjudged(this.#report)), saidBy(fresh)];
    this.#compared += made.size;
    rmSync(fresh);
    const more = [...lived].filter((row) => !made.has(row));
    const less = [...made].filter((row) => !lived.has(row));
    for (const row of more.slice(0, MOST_SHOWN)) this.#problems.push(`${where}: a new one does not say ${row}`);
    for (const row of less.slice(0, MOST_SHOWN)) this.#problems.push(`${where}: only a new one says ${row}`);
  }

  /** Scans of what has not changed since: nothing of the graph is written. */
  #unchanged(rounds: number): string {
    const [size, rows] = [statSync(this.#database).size, rowsOf(this.#database)];
    for (const again of [1, 2, 3]) this.#scan(this.#database, START + (rounds + again) * BETWEEN_MS);
    const growth = statSync(this.#database).size / size;
    if (growth > MOST_GROWTH)
      this.#problems.push(`three scans of the same made the database ${growth.toFixed(3)} times as large`);
    for (const [table, count] of rowsOf(this.#database)) {
      const more = count - (rows.get(table) ?? 0);
      if (more !== 0) this.#problems.push(`three scans of the same wrote ${more} rows of ${table}`);
    }
    const last = this.#peaks.at(-1) ?? 0;
    const before = Math.max(...this.#peaks.slice(0, -1));
    if (last > before * MOST_MEMORY) this.#problems.push(`the last scan took ${last.toFixed(0)} MB`);
    return `by three scans of the same ${((growth - 1) * 100).toFixed(1)} % more`;
  }

  #scan(database: string, now: number): void {
    const input = ["--bundle", this.#bundle.folder, "--db", database, "--now", new Date(now).toISOString()];
    const args = [NHI, "scan", ...input, "--fail-on", "none", "--quiet", "--output", this.#report];
    const { peakMegabytes } = measure(args, this.#folder, [0, 3]);
    if (database === this.#database) this.#peaks.push(peakMegabytes);
  }

  #size(): string {
    return (statSync(this.#database).size / 1e6).toFixed(1);
  }
}

/** Rows of every table but of those in which a scan notes itself. */
function rowsOf(file: string): Map<string, number> {
  const db = new Database(file, { readonly: true });
  const tables = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE '%_row'")
    .pluck()
    .all()
    .filter((table) => !OF_A_SCAN.has(table));
  const rows = tables.map((table): [string, number] => {
    return [table, db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0];
  });
  db.close();
  return new Map(rows);
}

/** Rule and subject of what the report says was not evaluated. */
function unjudged(report: string): ReadonlySet<string> {
  const { notEvaluated } = JSON.parse(readFileSync(report, "utf8")) as {
    readonly notEvaluated: readonly { readonly rule: string; readonly subject?: { readonly id: string } }[];
  };
  return new Set(notEvaluated.map(({ rule, subject }) => `${rule} ${subject?.id ?? ""}`));
}

/** What every view says but for the past, a text a row; without the findings that were not judged again. */
function saidBy(file: string, without: ReadonlySet<string> = new Set()): Set<string> {
  const db = new Database(file, { readonly: true });
  const views = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'view'").pluck().all();
  const drift = new Set(
    readCatalogFile(CATALOG)
      .rules.filter(({ from }) => from === "change")
      .map(({ id }) => id),
  );
  const said = new Set<string>();
  for (const view of views.filter((name) => !OF_THE_PAST.has(name))) {
    for (const row of db.prepare<[], Record<string, unknown>>(`SELECT * FROM ${view}`).iterate()) {
      const { rule, subject_id: subject } = row;
      if (view === "finding" && (drift.has(String(rule)) || without.has(`${String(rule)} ${String(subject)}`)))
        continue;
      const kept = Object.entries(row).filter(([column]) => !COLUMNS_OF_THE_PAST.has(column));
      said.add(`${view} ${JSON.stringify(Object.fromEntries(kept))}`);
    }
  }
  db.close();
  return said;
}

function unsound(file: string): string[] {
  const db = new Database(file, { readonly: true });
  const answer = db.pragma("integrity_check", { simple: true });
  const unfinished = db.prepare("SELECT count(*) FROM snapshot_row WHERE state = 'unfinished'").pluck().get();
  db.close();
  return [
    ...(answer === "ok" ? [] : [`integrity_check: ${String(answer)}`]),
    ...(unfinished === 0 ? [] : [`${String(unfinished)} unfinished snapshots`]),
  ];
}
