// What a disturbed crawl said, beside what an undisturbed one did: nothing is lost where a data set calls itself whole, nothing is
// there that was not, and what is missing is said.
import type { CoverageState, EdgeEnd, GraphBatch } from "../../src/model/batch.js";

export interface DataSet {
  state: CoverageState | "open";
  said: string;
  /** Ids of nodes, ends of edges, facts of others' nodes. */
  readonly held: Set<string>;
}

/** What a crawl said of each data set. */
export function setsOf(batches: readonly GraphBatch[]): ReadonlyMap<string, DataSet> {
  const sets = new Map<string, DataSet>();
  for (const { scope, dataSet, region = "", nodes = [], edges = [], supplements = [], coverage } of batches) {
    const key = `${scope.id} ${dataSet} ${region}`;
    const set: DataSet = sets.get(key) ?? { state: "open", said: "", held: new Set() };
    sets.set(key, set);
    for (const { id } of nodes) set.held.add(`node ${id}`);
    for (const { kind, from, to } of edges) set.held.add(`edge ${kind} ${endOf(from)} ${endOf(to)}`);
    for (const { node, properties } of supplements)
      set.held.add(`facts ${node} ${Object.keys(properties).sort().join()}`);
    if (coverage === undefined) continue;
    set.state = coverage.state;
    set.said = `${coverage.code ?? ""}${coverage.message ?? ""}`;
  }
  return sets;
}

const endOf = (end: EdgeEnd): string => (typeof end === "string" ? end : `${end.by}=${end.value}`);

export function difference(
  calm: ReadonlyMap<string, DataSet>,
  sets: ReadonlyMap<string, DataSet>,
  lasts: boolean,
): string[] {
  const problems: string[] = [];
  const hasGap = [...sets.values()].some(({ state }) => state !== "complete");
  const known = new Set([...calm.values()].flatMap(({ held }) => [...held, ...[...held].flatMap(callerOf)]));
  for (const [key, { state, held }] of calm) {
    const got = sets.get(key);
    if (got === undefined) {
      if (!hasGap) problems.push(`${key} is not there, and nothing says why`);
      continue;
    }
    if (!lasts && got.state !== state) problems.push(`${key} is ${got.state} after what passes by itself: ${got.said}`);
    if (got.state !== "complete" && got.said === "") problems.push(`${key} is ${got.state} and does not say why`);
    if (got.state !== "complete") continue;
    const lost = [...held].filter((one) => !got.held.has(one));
    if (lost.length > 0) problems.push(`${key} says that it is whole without ${lost.slice(0, 3).join(", ")}`);
  }
  const isInside = containment(known);
  const standsIn = (one: string): boolean =>
    KEY_OF_REPORT.test(one) || known.has(`calls ${STAND_IN.exec(one)?.[1] ?? ""}`);
  for (const [key, { state, held }] of sets) {
    const invented = [...held].filter(
      (one) =>
        !known.has(one) && !one.startsWith("facts ") && !isInside(one) && !(state !== "complete" && standsIn(one)),
    );
    if (invented.length > 0) problems.push(`${key} has ${invented.slice(0, 3).join(", ")}, which is not there`);
  }
  return problems;
}

/** Where the keys of a user could not be listed, the credential report of AWS knows when each was made, and not its id. */
const KEY_OF_REPORT = /^(?:node|edge authenticates_as) \S+\/access-key\/\d{4}-/;
/** Where a called workflow could not be read, the calling job stands for the jobs of it, with a token of its own. */
const STAND_IN = /^(?:node|edge has_session \S+|edge permits) (\S+#\S+)\/token(?: |$)/;

function callerOf(one: string): string[] {
  const caller = /^edge references (\S+#\S+) \S+$/.exec(one)?.[1];
  return caller === undefined ? [] : [`calls ${caller}`];
}

/** What is in a group that could not be read is said to be in what is above the group, and it is. */
function containment(known: ReadonlySet<string>): (one: string) => boolean {
  const above = new Map<string, string[]>();
  const contains = /^edge contains (\S+) (\S+)$/;
  for (const one of known) {
    const [, from = "", to = ""] = contains.exec(one) ?? [];
    above.set(to, [...(above.get(to) ?? []), from]);
  }
  return (one) => {
    const [, from, to] = contains.exec(one) ?? [];
    const reached = new Set(to === undefined ? [] : [to]);
    for (const node of reached) for (const outer of above.get(node) ?? []) reached.add(outer);
    return from !== undefined && from !== to && reached.has(from);
  };
}

/** Lists in whose place others tell the same. */
const OTHERWISE_TOLD = /:searchAllResources /;

/**
 * A list without end is named by each data set that it cuts off, and what else these hold stays; all others are as they were.
 * Where all of a list has to be known, none of it is believed: then that one is what a data set has lost.
 */
export function besidesOne(
  endless: string,
  calm: ReadonlyMap<string, DataSet>,
  sets: ReadonlyMap<string, DataSet>,
): string[] {
  const problems = difference(calm, sets, true);
  const cut = new Set([...sets].filter(([, { said }]) => said.includes("EndlessList")).map(([key]) => key));
  // a search for places that never ends is given up, and each project is asked for its places
  if (cut.size === 0 && !OTHERWISE_TOLD.test(endless)) problems.push("no data set says so");
  for (const [key, { state, held }] of calm) {
    const got = sets.get(key);
    if (got === undefined) {
      problems.push(`${key} is not there`);
      continue;
    }
    const lost = [...held].filter((one) => !got.held.has(one));
    if (cut.has(key)) {
      if (got.state === "partial" && held.size > 0 && lost.length === held.size) problems.push(`${key} has lost all`);
    } else if (got.state !== state) problems.push(`${key} is ${got.state} for another list's sake: ${got.said}`);
    else if (lost.length > 0) problems.push(`${key} has lost ${lost.slice(0, 3).join(", ")}`);
  }
  return problems;
}
