// Evaluations that are kept: which of them stands, as it is or with what the clock changed in it. docs/decisions/0005 says why.
import { hashText } from "../model/hash.js";
import { contentKey } from "../model/prepared.js";
import type { ReportScope } from "../model/report.js";
import type { Rule } from "../model/rule.js";
import type { JudgedRest, Store } from "../store/index.js";
import { buildOf } from "./build.js";
import { driftBasis, driftKey } from "./drift.js";
import { inputOf } from "./evaluate-store.js";
import { withPaths } from "./judged-paths.js";

// The chunk that imports evaluation, so a build that judges otherwise has another one.
export const BUILD = buildOf(import.meta.url);

interface KeptOptions {
  readonly run: number;
  readonly rules: readonly Rule[];
  readonly now: Date;
  readonly includePassed: boolean;
  readonly driftDays: number;
}

/**
 * What the stored evaluation comes to now: as it is where it was made at this time, else with what the clock alone changes in it.
 * Undefined where only judging says.
 */
export async function judgedEarlier(
  store: Store,
  options: Pick<KeptOptions, "run" | "rules" | "now" | "includePassed">,
  of: string,
  key: string,
): Promise<JudgedRest | undefined> {
  const same = store.judgedBefore(key);
  if (same !== undefined) return same;
  const last = store.judgedLast();
  if (last?.at === undefined || last.of !== of) return undefined;
  const { changesByClock } = await import("../evaluate/later.js");
  const { rules, now, run } = options;
  const input = { ...inputOf(store, options, []), rules };
  const changes = await changesByClock(input, { ...last, at: new Date(last.at) });
  if (changes === undefined) return undefined;
  const { notEvaluated, counts } = changes;
  const rest = { ...last, notEvaluated, counts, at: now.toISOString(), isAged: true };
  store.writeChanges(run, { ...changes, flagged: withPaths(changes.flagged, store) }, { ...rest, key });
  return rest;
}

/** All that judging depends on besides the rows and the clock; undefined when it is not to be kept. */
export function judgedWith(
  scopes: readonly ReportScope[],
  { rules, includePassed }: Pick<KeptOptions, "rules" | "includePassed">,
  compared: number | undefined,
  build: string | undefined,
): string | undefined {
  // Passed rows are a hundred times as many as findings, and asked for by few.
  if (build === undefined || includePassed) return undefined;
  const coverage = scopes.map(({ readAt: _readAt, ...scope }) => scope);
  return hashText(JSON.stringify([build, rules.map(contentKey), coverage, compared]));
}

/**
 * What the latest evaluation came to besides the findings in the store, when the same rules looked at the same rows on the same
 * day (UTC): ages in it may be some hours old. Writes nothing.
 */
export function judgedToday(
  store: Store,
  options: Pick<KeptOptions, "rules" | "now" | "driftDays">,
  build: string | undefined = BUILD,
): JudgedRest | undefined {
  const rest = store.judgedLast();
  if (rest?.at?.slice(0, 10) !== options.now.toISOString().slice(0, 10)) return undefined;
  const compared = driftKey(driftBasis(store, options));
  const of = judgedWith(store.scopes(), { ...options, includePassed: false }, compared, build);
  return of !== undefined && of === rest.of ? rest : undefined;
}
