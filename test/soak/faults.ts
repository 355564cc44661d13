// Crawls through a proxy that makes faults: whatever happens, a crawl ends, a data set that calls itself whole holds all that an
// undisturbed crawl found, and one that does not says what happened.
import { MOST_PAGES } from "../../src/collect/page-trail.js";
import type { CoverageState, EdgeEnd, GraphBatch } from "../../src/model/batch.js";
import { ENDLESS, type Fault, LASTING, PASSING, type Plan } from "./fault-proxy.js";
import { type Stage, stages } from "./fault-stages.js";
import type { SoakFigure } from "./inputs.js";

/** A crawl that has asked for nothing so long and has not ended hangs; how long it takes in all is no fault on a busy machine. */
const LONGEST_SILENCE_MS = 180_000;
/** A crawl that is told to stop stops within this. */
const STOPS_WITHIN_MS = 60_000;
/** More requests than so many for each of an undisturbed crawl are a loop. */
const MOST_PER_REQUEST = 25;
const ENDLESS_ROUND = 10;
/** Progress is said after so many requests. */
const NOTED_EVERY = 250;
/** A crawl that nothing disturbs is not compared with another one: so many requests, 25 times, are no small organisation's. */
const MOST_CALM = 1_000;

/** So many disturbed crawls of every provider that is wanted. */
export async function* soakFaults(
  rounds: number,
  seed: number,
  byOthers: boolean,
  isWanted: (name: string) => boolean,
  note: (progress: string) => void,
): AsyncGenerator<SoakFigure> {
  for (const [name, open] of Object.entries(stages(byOthers))) {
    if (!isWanted(`faults: ${name}`)) continue;
    note(`${name}: starting`);
    const stage = await open();
    if ("skipped" in stage) {
      yield { name: `faults: ${stage.name}`, said: `skipped: ${stage.skipped}`, problems: [] };
      continue;
    }
    try {
      yield await soakStage(stage, rounds, seed, (progress) => note(`${name}: ${progress}`));
    } finally {
      await stage.stop();
    }
  }
}

async function soakStage(
  { name, proxy, crawl }: Stage,
  rounds: number,
  seed: number,
  note: (progress: string) => void,
): Promise<SoakFigure> {
  const undisturbed = await watched(proxy, undefined, MOST_CALM, crawl, note);
  if (!("batches" in undisturbed)) {
    const why = "error" in undisturbed ? String(undisturbed.error) : undisturbed.givenUp;
    return { name: `faults: ${name}`, said: "no round", problems: [`a calm crawl: ${why}`] };
  }
  const calm = setsOf(undisturbed.batches);
  const calls = proxy.asked;
  note(`a calm crawl asks ${calls} times`);
  const problems: string[] = [...calm.values()].some(({ held }) => held.size > 0) ? [] : ["a calm crawl finds nothing"];
  const met = new Map<Fault, number>();
  let [requests, open, whole] = [0, 0, 0];
  for (let round = 0; round < rounds && problems.length < 10; round += 1) {
    const plan = planOf(round, seed);
    const where = `round ${round}`;
    const outcome = await watched(proxy, plan, calls, crawl, (progress) => note(`${where}: ${progress}`));
    note(`${where}: ended after ${proxy.asked} requests`);
    for (const [fault, times] of proxy.met) met.set(fault, (met.get(fault) ?? 0) + times);
    requests += proxy.asked;
    if ("givenUp" in outcome) problems.push(`${where}: ${outcome.givenUp}`);
    // Who does not even say who it is, is not read at all, and that is said.
    else if ("error" in outcome)
      problems.push(...(isSaid(outcome.error) ? [] : [`${where}: ${String(outcome.error)}`]));
    else {
      const sets = setsOf(outcome.batches);
      problems.push(...difference(calm, sets, plan.lasts).map((what) => `${where}: ${what}`));
      const isWhole = [...sets.values()].filter(({ state }) => state === "complete").length;
      whole += isWhole;
      open += sets.size - isWhole;
    }
  }
  const faults = [...met].map(([fault, times]) => `${times}× ${fault}`);
  const said = `${rounds} crawls, ${requests} requests, ${faults.join(", ")}; ${whole} data sets whole, ${open} gaps`;
  return { name: `faults: ${name}`, said, problems };
}

/** Every other round only meets what passes: then nothing may be missing. Long runs end with lists without end. */
function planOf(round: number, seed: number): Plan {
  const base = { seed: seed * 1000 + round, share: 0.25 };
  if (round === ENDLESS_ROUND) return { ...base, share: 0.015, kinds: ENDLESS, lasts: true };
  return round % 2 === 0 ? { ...base, kinds: PASSING, lasts: false } : { ...base, kinds: LASTING, lasts: true };
}

type Outcome = { readonly batches: readonly GraphBatch[] } | { readonly error: unknown } | { readonly givenUp: string };

/** A crawl that is given up, and stopped, when it asks for too much or for nothing any more. */
async function watched(
  proxy: Stage["proxy"],
  plan: Plan | undefined,
  calls: number,
  crawl: Stage["crawl"],
  note: (progress: string) => void,
): Promise<Outcome> {
  const stop = new AbortController();
  let why: string | undefined;
  const giveUp = (reason: string): void => {
    why ??= reason;
    stop.abort(new Error(reason));
  };
  let silence: NodeJS.Timeout | undefined;
  const rearm = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => giveUp(`no request for ${LONGEST_SILENCE_MS / 1000} s, and no end`), LONGEST_SILENCE_MS);
  };
  const neverStops = new Promise<Outcome>((resolve) => {
    stop.signal.addEventListener("abort", () => {
      clearTimeout(silence);
      silence = setTimeout(() => resolve({ givenUp: `${why}; told to stop, it does not` }), STOPS_WITHIN_MS);
    });
  });
  proxy.plan(plan, () => {
    if (stop.signal.aborted) return;
    rearm();
    if (proxy.asked % NOTED_EVERY === 0) note(`${proxy.asked} requests`);
    // What is asked of a list without end has an end of its own: the pages that are believed, each asked for a few times.
    const others = proxy.asked - (proxy.met.get("endless") ?? 0);
    if (others > calls * MOST_PER_REQUEST) giveUp(`${others} requests instead of ${calls}`);
    if (proxy.longest > MOST_PAGES * 1.1) giveUp(`${proxy.longest} pages of one list`);
  });
  rearm();
  const done = crawl(stop.signal).then(
    (batches) => ({ batches }),
    (error: unknown) => ({ error }),
  );
  const outcome = await Promise.race([done, neverStops]);
  clearTimeout(silence);
  return why === undefined || "givenUp" in outcome ? outcome : { givenUp: why };
}

/** An error for people: its sentence is what they see. */
function isSaid(error: unknown): boolean {
  return (
    error instanceof Error && /^(?:Nhi|Auth|Provider|Usage|Answer)/.test(error.constructor.name) && error.message !== ""
  );
}

interface DataSet {
  state: CoverageState | "open";
  said: string;
  /** Ids of nodes, ends of edges, facts of others' nodes. */
  readonly held: Set<string>;
}

/** What a crawl said of each data set. */
function setsOf(batches: readonly GraphBatch[]): ReadonlyMap<string, DataSet> {
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

function difference(calm: ReadonlyMap<string, DataSet>, sets: ReadonlyMap<string, DataSet>, lasts: boolean): string[] {
  const problems: string[] = [];
  const hasGap = [...sets.values()].some(({ state }) => state !== "complete");
  const known = new Set([...calm.values()].flatMap(({ held }) => [...held]));
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
  for (const [key, { held }] of sets) {
    const invented = [...held].filter((one) => !known.has(one) && !one.startsWith("facts ") && !isInside(one));
    if (invented.length > 0) problems.push(`${key} has ${invented.slice(0, 3).join(", ")}, which is not there`);
  }
  return problems;
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
