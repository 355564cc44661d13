// nhi paths --choke: what to change first. Each fix is valued by taking it away and searching again.
import { type FixValue, type Source, valueFixes } from "../graph/choke.js";
import { toFixes } from "../graph/fixes.js";
import { stateOf } from "../graph/path-graph.js";
import { counted, formatCount } from "../report/count.js";
import { indentedJson, terminalText } from "../report/escape.js";
import { kindOf } from "../report/fix-words.js";
import { roomOf, wrap } from "../report/text.js";
import type { Store } from "../store/index.js";
import { openEstate } from "./estate.js";
import { nameFix } from "./fix-names.js";
import { toEnd, toStarts } from "./path-ends.js";
import { type PathSearch, searchPaths } from "./path-search.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";

export interface ChokeOptions {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly format: string;
}

/** Fixes tried; each is a search over the whole graph. */
const MOST_TRIED = 40;
const MOST_SHOWN = 10;

/** Prints the fixes; exit code 0, or 1 when nobody reaches the target. */
export async function choke(settings: Settings, options: ChokeOptions, terminal: Terminal): Promise<number> {
  const { store } = await openEstate(settings, terminal);
  try {
    const edges = [...store.pathEdges()];
    const end = toEnd(options.to ?? "admin", store, edges);
    const found = searchPaths(edges, end, undefined);
    const sources = options.from === undefined ? everyone(found, store) : starts(options.from, found, store);
    const values = valueFixes(found.graph.graph, end.targets, sources, toFixes(found.graph.edges), MOST_TRIED);
    await print(values, { all: sources.length, perhaps: perhapsIn(sources, found) }, options, { store, terminal });
    return sources.length > 0 ? 0 : 1;
  } finally {
    store.close();
  }
}

/** Identities and outside sources that get there in a step or more. */
export function everyone({ search, graph }: PathSearch, store: Store): Source[] {
  return graph.graph.ids.flatMap((node) => {
    if (node.startsWith("set:") || node.includes("#trust/") || (search.hopsFrom(node, "act") ?? 0) === 0) return [];
    const kind = store.node(node)?.kind;
    return kind === "principal" || kind === "workload" || kind === "set" ? [{ node, capability: "act" as const }] : [];
  });
}

/** How many of those who get there do so only if something undecided holds. */
export function perhapsIn(sources: readonly Source[], { search }: PathSearch): number {
  return sources.filter(({ node, capability }) => {
    const path = search.pathFrom(node, capability);
    return path !== undefined && stateOf(path) === "unknown";
  }).length;
}

function starts(from: string, { search }: PathSearch, store: Store): Source[] {
  return toStarts(from, store)
    .flatMap(({ id, capabilities }) => capabilities.map((capability) => ({ node: id, capability })))
    .filter(({ node, capability }) => search.reaches(node, capability));
}

async function print(
  values: readonly FixValue[],
  total: { readonly all: number; readonly perhaps: number },
  { format }: ChokeOptions,
  { store, terminal }: { readonly store: Store; readonly terminal: Terminal },
): Promise<void> {
  if (format === "json") {
    const fixes = values.map(({ fix, cut, remaining }) => ({
      fix,
      name: nameFix(fix, store),
      kind: kindOf(fix),
      cut,
      remaining,
    }));
    await terminal.out(`${indentedJson({ reaching: total.all, perhaps: total.perhaps, fixes })}\n`);
    return;
  }
  const columns = roomOf(terminal);
  if (total.all === 0) return terminal.say("nhi: nobody reaches it");
  const perhaps = total.perhaps === 0 ? "" : `, ${formatCount(total.perhaps)} of them perhaps`;
  const lines = [`${counted(total.all, "identity reaches", "identities reach")} it${perhaps}`, ""];
  for (const { fix, cut, remaining } of values.slice(0, MOST_SHOWN)) {
    const cuts = `cuts ${formatCount(cut)}  `;
    const [first = "", ...more] = wrap(terminalText(nameFix(fix, store)), columns - cuts.length);
    lines.push(cuts + first, ...more.map((line) => " ".repeat(cuts.length) + line));
    const rest =
      remaining === 0 ? "nobody is left with another path" : `${formatCount(remaining)} still reach it by other paths`;
    lines.push(`      ${rest}`);
  }
  if (values.length === 0) lines.push("no single change cuts anybody off: each has several paths");
  if (values.length > MOST_SHOWN) lines.push("", `${values.length - MOST_SHOWN} more with --format json`);
  await terminal.out(`${lines.join("\n")}\n`);
}
