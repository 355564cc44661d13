// What nhi says of a recording of which one answer is refused, beside what it says of the whole: what is not known any more is said to
// be unknown. It is never a pass, never another verdict, and nothing is found that was not there.
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readCatalogFile } from "../../src/catalog/catalog.js";

const CATALOG = fileURLToPath(new URL("../../dist/catalog.json", import.meta.url));
/** Rules that judge a way each: of which there is another where the shortest one is not known. */
const ofPaths = new Set(readCatalogFile(CATALOG).rules.flatMap(({ id, path }) => (path === undefined ? [] : [id])));

interface Counted {
  readonly passed: number;
  readonly flagged: number;
}

/** What a report and an inventory say, by rule, subject, scope and identity. */
export interface Said {
  /** Finding → `rule in scope`; of rules about ways nothing. */
  readonly findings: ReadonlyMap<string, string | undefined>;
  readonly counts: ReadonlyMap<string, Counted>;
  /** Rules that are not evaluated in a scope, or not of all of it. */
  readonly told: ReadonlySet<string>;
  /** Identity → effective, reaches or no; nothing of those of whom it is not known. */
  readonly admins: ReadonlyMap<string, string>;
  /** Identity → the most that it reaches, 2 for neither control nor data; nothing of those of whom it is not known. */
  readonly tiers: ReadonlyMap<string, number>;
  /** Identities, and those outside, from whom certain ways to control begin. */
  readonly starts: ReadonlySet<string>;
  /** What was not read. */
  readonly gaps: number;
  /** What was crawled, well or not: of others only what lists them says anything. */
  readonly scopes: ReadonlySet<string>;
}

interface Listed {
  readonly id: string;
  readonly admin: string | null;
  readonly tier: number | null;
  readonly tier_known: boolean | null;
}

/** The JSON of `nhi scan`, `nhi inventory` and `nhi paths --to admin`. */
export interface Answers {
  readonly report: string;
  readonly inventory: string;
  readonly paths: string;
}

/** What these answers say. */
export function toSaid({ report, inventory: list, paths: ways }: Answers): Said {
  const { findings, counts, notEvaluated, gaps, scopes } = JSON.parse(report) as {
    readonly scopes: readonly { readonly id: string; readonly coverage: readonly unknown[] }[];
    readonly findings: readonly { rule: string; scope: string; state: string; subject: { id: string } }[];
    readonly gaps: readonly unknown[];
    readonly counts: readonly ({ rule: string; scope: string } & Counted)[];
    readonly notEvaluated: readonly { rule: string; scope: string }[];
  };
  const { inventory } = JSON.parse(list) as { inventory: readonly Listed[] };
  const { paths } = JSON.parse(ways) as { paths: readonly { source: string; state: string }[] };
  const known = new Set(inventory.map(({ id }) => id));
  const found = findings.filter(({ state }) => state === "finding");
  const certain = paths.flatMap(({ source, state }) => (state === "unknown" ? [] : [source]));
  const decided = inventory.flatMap(({ id, admin }): [string, string][] =>
    admin === null || admin === "unknown" ? [] : [[id, admin]],
  );
  const tiers = inventory.flatMap(({ id, tier, tier_known: isKnown }): [string, number][] =>
    isKnown || tier === 0 || tier === 1 ? [[id, tier ?? 2]] : [],
  );
  return {
    findings: new Map(
      found.map(({ rule, scope, subject }) => [
        `${rule} ${subject.id}`,
        ofPaths.has(rule) ? undefined : `${rule} in ${scope}`,
      ]),
    ),
    counts: new Map(counts.flatMap((one) => (ofPaths.has(one.rule) ? [] : [[`${one.rule} in ${one.scope}`, one]]))),
    told: new Set(notEvaluated.map(({ rule, scope }) => `${rule} in ${scope}`)),
    admins: new Map(decided),
    tiers: new Map(tiers),
    gaps: gaps.length,
    scopes: new Set(scopes.flatMap(({ id, coverage }) => (coverage.length > 0 ? [id] : []))),
    // of runs of a project the weakest is told, and which that is depends on what is protected
    starts: new Set(certain.filter((source) => known.has(source) || source.startsWith("any:"))),
  };
}

/** What the second says that the first does not know; `but`: words for what is meant to be said all the same. */
export function untold(whole: Said, less: Said, but: readonly string[] = []): string[] {
  const problems = [...less.findings.keys()].filter((one) => !whole.findings.has(one)).map((one) => `new: ${one}`);
  for (const [one, where] of whole.findings) {
    if (where === undefined || less.findings.has(one) || less.told.has(where)) continue;
    // of a scope that nobody knows of any more, the gap of what lists it speaks
    if (less.scopes.has(where.slice(where.indexOf(" in ") + 4))) problems.push(`vanishes: ${one}`);
  }
  for (const [where, { passed, flagged }] of less.counts) {
    if (less.told.has(where)) continue;
    const before = whole.counts.get(where) ?? { passed: 0, flagged: 0 };
    if (passed > before.passed) problems.push(`passes: ${where}, ${before.passed} then ${passed}`);
    if (flagged > before.flagged) problems.push(`flagged: ${where}, ${before.flagged} then ${flagged}`);
  }
  for (const [id, admin] of less.admins) {
    const before = whole.admins.get(id);
    // by its own rights or by a way: who has both is told of the first
    if (before !== undefined && (before === "no") !== (admin === "no"))
      problems.push(`administrator: ${id}, ${before} then ${admin}`);
  }
  for (const [id, tier] of less.tiers) {
    const before = whole.tiers.get(id);
    if (before !== undefined && before < tier && !(less.admins.get(id) === undefined && tier === 1))
      problems.push(`reaches: ${id}, tier ${before} then ${tier}`);
  }
  for (const start of less.starts)
    if (!whole.starts.has(start) && (whole.admins.get(start) ?? "no") === "no") problems.push(`a way: from ${start}`);
  if (less.gaps <= whole.gaps) problems.push("no gap says that something was not read");
  return problems.filter((problem) => !but.some((word) => problem.includes(word)));
}

/** A copy of a recording in which one answer at a time is refused. */
export class RefusingBundle {
  readonly folder: string;

  constructor(recording: string, folder: string) {
    this.folder = folder;
    cpSync(recording, folder, { recursive: true });
  }

  /** Runs `ask` while the answer in `file`, a path within the recording, is refused. */
  refuse<T>(file: string, ask: () => Promise<T>): Promise<T> {
    return this.#with(file, undefined, ask);
  }

  /** The same while what comes after the first page of it is refused; undefined where it is no list. */
  async cut<T>(file: string, ask: () => Promise<T>): Promise<T | undefined> {
    const page = RAW.test(file) ? undefined : firstPage(readFileSync(join(this.folder, file), "utf8"));
    return page === undefined ? undefined : this.#with(file, page, ask);
  }

  async #with<T>(file: string, page: string | undefined, ask: () => Promise<T>): Promise<T> {
    const path = join(this.folder, file);
    const refusal = `${RAW.test(file) ? path : path.replace(/(?:\.error)?\.json$/, "")}.error.json`;
    const answer = readFileSync(path);
    if (page === undefined) rmSync(path);
    else writeFileSync(path, page);
    writeFileSync(refusal, JSON.stringify({ status: 403, code: "AccessDenied", message: "refused" }));
    try {
      return await ask();
    } finally {
      rmSync(refusal, { force: true });
      writeFileSync(path, answer);
    }
  }
}

/** Files that are read as bytes keep their own ending beside the refusal's. */
const RAW = /\/raw(?:\/|$)|^agents\//;

/** The first half of the longest list of an answer, all of a list of one; undefined where there is none, or nothing in it. */
function firstPage(text: string): string | undefined {
  const answer = toJson(text);
  if (Array.isArray(answer)) return answer.length === 0 ? undefined : JSON.stringify(halfOf(answer));
  if (typeof answer !== "object" || answer === null) return undefined;
  const lists = Object.entries(answer).flatMap(([name, one]) =>
    Array.isArray(one) && one.length > 0 ? [{ name, one }] : [],
  );
  const [longest] = lists.sort((a, b) => b.one.length - a.one.length);
  return longest && JSON.stringify({ ...answer, [longest.name]: halfOf(longest.one) });
}

function halfOf(list: readonly unknown[]): readonly unknown[] {
  return list.slice(0, Math.ceil(list.length / 2));
}

/** Undefined for what is no JSON. */
function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
