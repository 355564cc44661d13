// nhi paths: the best way from a start to an end, or of everyone who has one.
import { compareText } from "../model/compare.js";
import { UsageError } from "../model/errors.js";
import { counted } from "../report/count.js";
import { indentedJson, terminalText } from "../report/escape.js";
import { kindOf } from "../report/fix-words.js";
import { roomOf } from "../report/text.js";
import type { Store } from "../store/index.js";
import { withoutOtherRefs } from "./asked-context.js";
import { rulesInForce } from "./catalog.js";
import { isRepository } from "./checkout-ends.js";
import { everyone } from "./choke.js";
import { openEstate } from "./estate.js";
import { withMembership } from "./membership.js";
import { unreadRepository } from "./near-name.js";
import { openAssumptions } from "./path-assumptions.js";
import { isUntrustedAnchor, type PathEnd, type PathStart, toEnd, toStarts } from "./path-ends.js";
import { bestPathFix, fixLines, type PathFix } from "./path-fix.js";
import {
  allPaths,
  bestPath,
  type HidingGap,
  hidingGaps,
  type PathSearch,
  type ShownPath,
  searchPaths,
} from "./path-search.js";
import { type PathWords, pathLines, toPathWords } from "./path-text.js";
import { readStepUse, type UseOfSteps } from "./path-use.js";
import type { Settings } from "./settings.js";
import { stoppedLines, stoppedPath } from "./stopped-path.js";
import { rowOf } from "./store-rows.js";
import type { Terminal } from "./terminal.js";

export interface PathsOptions {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly maxHops: number | undefined;
  readonly all: boolean;
  readonly format: string;
  /** Files of CloudTrail: which steps were taken. */
  readonly logs: string | undefined;
}

/** Exit code 0 when a path was found, 1 when there is none, 3 when there is none but something unread could hide one. */
export async function paths(settings: Settings, options: PathsOptions, terminal: Terminal): Promise<number> {
  const { from, to = "admin" } = options;
  if (from === undefined && !options.all && options.to === undefined) {
    throw new UsageError("paths: say where from and where to (--from ID --to ID|admin), or ask for --choke");
  }
  const { store } = await openEstate(settings, terminal);
  try {
    const edges = withMembership(withoutOtherRefs([...store.pathEdges()], from, store), from, store);
    const end = toEnd(to, store, edges);
    const search = searchPaths(edges, end, options.maxHops);
    const assuming = await openAssumptions(store);
    const ways = from === undefined ? pathsOfEveryone(search, store) : pathsFrom(from, search, end, options, store);
    const found = ways.map(assuming);
    const gaps = found.length === 0 ? hidingGaps(store) : [];
    const fix =
      from === undefined || options.all || !found.some(({ hops }) => hops.length > 0)
        ? undefined
        : bestPathFix(search, end, toStarts(from, store), everyone(search, store));
    const isNone = found.length === 0 && from !== undefined;
    const isOpen = isNone && end.node === undefined && isUndecided(toStarts(from, store), store);
    const stopped = isNone ? stoppedPath(edges, end, toStarts(from, store), options.maxHops) : undefined;
    const { tables } = await rulesInForce({ rulesDirs: [], params: {} });
    const words = toPathWords(store, tables);
    const hops = found.flatMap((path) => path.hops);
    const use = options.logs === undefined ? undefined : await readStepUse(options.logs, hops);
    for (const { file, reason } of use?.faults ?? [])
      terminal.say(`nhi: ${file}: ${reason}; what precedes that was read`);
    const fixText = fix && fixLines(fix, store, roomOf(terminal));
    const near =
      from !== undefined && isUntrustedAnchor(from, store)
        ? "no role that was read trusts certificates of this trust anchor"
        : from !== undefined && isRepository(from) && store.node(from) === undefined
          ? unreadRepository(from, !isNone, store)
          : undefined;
    await print({ found, fix, fixText, stopped, gaps, isOpen, use, near }, words, { ...options, to }, terminal);
    if (found.length > 0) return 0;
    return gaps.length > 0 || isOpen ? 3 : 1;
  } finally {
    store.close();
  }
}

/** Whether the inventory says of a start that it is not known how far it gets: what nobody asked for is no gap, and may hide a way. */
function isUndecided(starts: readonly PathStart[], store: Store): boolean {
  return starts.some(({ id }) => rowOf(store, id)["admin"] === "unknown");
}

function pathsFrom(
  from: string,
  search: PathSearch,
  end: PathEnd,
  { all, maxHops }: PathsOptions,
  store: Store,
): ShownPath[] {
  const starts = toStarts(from, store);
  const asked = (path: ShownPath): ShownPath => (isClass(from) ? { ...path, source: from } : path);
  if (all) return allPaths(search, end, starts, maxHops).map(asked);
  const best = bestPath(search, starts);
  return best ? [asked(best)] : [];
}

/** A class that a wider node stands for keeps the name that was asked for. */
function isClass(from: string): boolean {
  return /^git(?:hub|lab):/.test(from);
}

/** Best path of every principal and every source outside, those who are there already left out. */
function pathsOfEveryone({ search, graph }: PathSearch, store: Store): ShownPath[] {
  return graph.graph.ids
    .flatMap((id) => {
      if (id.startsWith("set:") || id.includes("#trust/")) return [];
      const hops = search.hopsFrom(id, "act");
      if (hops === undefined || hops === 0) return [];
      const node = store.node(id);
      if (!node || !["principal", "workload", "set"].includes(node.kind)) return [];
      return bestPath({ search, graph }, [{ id, capabilities: ["act"] }]) ?? [];
    })
    .sort((a, b) => a.hops.length - b.hops.length || compareText(a.source, b.source));
}

interface Answer {
  readonly found: readonly ShownPath[];
  /** What best ends the one path that was asked for. */
  readonly fix: PathFix | undefined;
  /** The same for people. */
  readonly fixText: readonly string[] | undefined;
  /** Where there is none: the way there would be, if nothing stood against it. */
  readonly stopped: ShownPath | undefined;
  readonly gaps: readonly HidingGap[];
  /** Where there is none: it is not known whether the start is administrator. */
  readonly isOpen: boolean;
  readonly use: UseOfSteps | undefined;
  /** What there is by a name like that of the start, where nothing has its name. */
  readonly near: string | undefined;
}

async function print(
  { found, fix, fixText, stopped, gaps, isOpen, use, near }: Answer,
  words: PathWords,
  { format, from, to, maxHops }: PathsOptions & { readonly to: string },
  terminal: Terminal,
): Promise<void> {
  if (format === "json") {
    await terminal.out(
      `${indentedJson({ paths: found.map((path) => toRecord(path, use)), ...(fix && { fix: fixRecord(fix) }), ...(stopped && { stopped: toRecord(stopped) }), gaps, ...(isOpen && { undecided: true }) })}\n`,
    );
    return;
  }
  const room = roomOf(terminal);
  for (const [index, path] of found.entries()) {
    const lines = pathLines(path, words, room, use);
    await terminal.out(`${index === 0 ? "" : "\n"}${lines.join("\n")}\n`);
  }
  if (fixText !== undefined) await terminal.out(`\n${fixText.join("\n")}\n`);
  const limit = maxHops === undefined ? "" : ` of at most ${counted(maxHops, "hop")}`;
  if (found.length === 0) terminal.say(`nhi: no path${limit} from ${from ?? "anyone"} to ${to}`);
  if (near !== undefined) terminal.say(`${found.length === 0 ? "    " : "nhi:"} ${terminalText(near)}`);
  if (found.length > 0) return;
  for (const line of stopped ? stoppedLines(stopped, words) : []) terminal.say(`     stopped: ${line}`);
  if (isOpen)
    terminal.say("     but whether it gets there is not known: not all that would say so was read or asked for");
  if (gaps.length === 0) return;
  terminal.say("     but something that was not read could hide one:");
  for (const { scope, what, why } of gaps.slice(0, MOST_GAPS)) terminal.say(`     ${scope}  ${what}: ${why}`);
  if (gaps.length > MOST_GAPS) terminal.say(`     and ${gaps.length - MOST_GAPS} more`);
}

/** Each hop with every field, null where there is nothing to say; with a log also what that says of it. */
function toRecord(path: ShownPath, use?: UseOfSteps): object {
  const hops = path.hops.map((hop) => {
    const { from, to, edge, technique, condition, state, confidence, evidence } = hop;
    const known = {
      from,
      to,
      edge,
      technique: technique ?? null,
      condition: condition ?? null,
      state,
      confidence,
      evidence,
    };
    return use === undefined ? known : { ...known, use: use.of(hop) ?? null };
  });
  return { ...path, hops };
}

function fixRecord({ fix, cut, reaching }: PathFix): object {
  return { fix: fix ?? null, kind: fix === undefined ? null : kindOf(fix), cut, remaining: reaching - cut };
}

const MOST_GAPS = 5;
