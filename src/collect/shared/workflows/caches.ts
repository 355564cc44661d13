// The cache of GitHub Actions between runs: whether a job may write it where somebody outside started it, and whether it takes
// files from there. https://docs.github.com/en/actions/reference/workflows-and-actions/dependency-caching
import { parseDocument } from "yaml";
import { versionOf } from "./action-version.js";
import { type CompiledTables, resolved } from "./context.js";
import { inputOf, type Step } from "./steps.js";
import type { Place } from "./tokens.js";

/** What `cache-mode` gives; undefined where nothing is stated, and the event decides. */
export interface CacheAccess {
  readonly reads: boolean | undefined;
  /** `unknown` where only a run knows. */
  readonly writes: boolean | "unknown" | undefined;
}

/** `cache-mode` as a file states it: of the workflow, and of its jobs by their keys. */
export interface CacheModes {
  readonly workflow: string | undefined;
  readonly jobs: ReadonlyMap<string, string>;
}

/** A step by which files of a cache get into the job. */
export interface RestoredCache extends Place {
  readonly action: string;
  readonly file?: string;
}

const NOTHING_STATED: CacheAccess = { reads: undefined, writes: undefined };
const MODES: { readonly [mode: string]: CacheAccess } = {
  read: { reads: true, writes: false },
  write: { reads: true, writes: true },
  "write-only": { reads: false, writes: true },
  none: { reads: false, writes: false },
};

/** A mode that is none: what it gives is not known. */
const NOT_KNOWN = "?";

/** The modes of a file that was parsed: GitHub's parser is older than the key, and leaves it out. */
export function cacheModes(text: string): CacheModes {
  const jobs = new Map<string, string>();
  if (!text.includes("cache-mode")) return { workflow: undefined, jobs };
  let root: unknown;
  try {
    // what aliases multiply to was looked at before the text was parsed at all
    root = parseDocument(text, { uniqueKeys: false, prettyErrors: false }).toJS({ maxAliasCount: -1 });
  } catch {
    return { workflow: NOT_KNOWN, jobs };
  }
  const listed = memberOf(root, "jobs");
  for (const key of isObject(listed) ? Object.keys(listed) : []) {
    const mode = memberOf(memberOf(listed, key), "cache-mode");
    if (mode !== undefined) jobs.set(key, typeof mode === "string" ? mode : NOT_KNOWN);
  }
  const own = memberOf(root, "cache-mode");
  return { workflow: own === undefined || typeof own === "string" ? own : NOT_KNOWN, jobs };
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null;
}

function memberOf(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/**
 * What a job may do with the cache, by its own `cache-mode` or that of its workflow. What is called has no more than its caller, whose
 * event decides where that one states nothing: https://github.blog/changelog/2026-09-10-control-github-actions-cache-access-with-cache-mode
 * @param callers access of the jobs that call the workflow; none of it when an event starts it as well, `isDirect`.
 */
export function cacheAccess(
  job: string,
  modes: CacheModes,
  callers: readonly CacheAccess[],
  isDirect: boolean,
): CacheAccess {
  const own = statedAccess(modes.jobs.get(job) ?? modes.workflow);
  const ways = [...callers.map((caller) => within(own, caller)), ...(isDirect ? [own] : [])];
  const [first = own, ...others] = ways;
  return others.reduce(either, first);
}

function statedAccess(text: string | undefined): CacheAccess {
  if (text === undefined) return NOTHING_STATED;
  return MODES[text.trim().toLowerCase()] ?? { reads: undefined, writes: "unknown" };
}

function within(own: CacheAccess, caller: CacheAccess): CacheAccess {
  const isRefused = (right: "reads" | "writes"): boolean => own[right] === false || caller[right] === false;
  return {
    reads: isRefused("reads") ? false : caller.reads,
    writes: isRefused("writes")
      ? false
      : own.writes === "unknown" && caller.writes === true
        ? "unknown"
        : caller.writes,
  };
}

/** What either of two ways to start it gives: the most counts. */
function either(one: CacheAccess, other: CacheAccess): CacheAccess {
  const rights = [one.writes, other.writes];
  const most = ([true, "unknown", undefined] as const).find((right) => rights.includes(right));
  return {
    reads: one.reads === false ? other.reads : one.reads,
    writes: rights.every((right) => right === false) ? false : most,
  };
}

/** The first step that takes files from a cache; undefined where none does, or where the job may not read one. */
export function restoredCache(
  steps: readonly Step[],
  { reads }: CacheAccess,
  { file, lines, tables }: { file: string; lines: readonly string[]; tables: CompiledTables },
): RestoredCache | undefined {
  if (reads === false) return undefined;
  const found = steps.find((step) => restores(step, step.file === file ? lines : [], tables));
  if (found === undefined) return undefined;
  const { line, column, uses } = found;
  return { line, column, action: uses?.name ?? "", ...(found.file !== file && { file: found.file }) };
}

function restores(step: Step, lines: readonly string[], tables: CompiledTables): boolean {
  const row = step.uses === undefined ? undefined : tables.cacheActions.get(step.uses.name.toLowerCase());
  if (row === undefined) return false;
  const given = row.input === undefined ? undefined : resolved(inputOf(step, row.input), step.scope)?.trim();
  if (given === undefined || given === "") {
    const version = row.since === undefined ? undefined : versionOf(step, lines);
    return row.otherwise && (version === undefined || version.major >= (row.since ?? 0));
  }
  return !row.off.includes(given.toLowerCase()) && (row.holds === undefined || given.includes(row.holds));
}
