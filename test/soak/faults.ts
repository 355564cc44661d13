// Crawls through a proxy that makes faults: whatever happens, a crawl ends, a data set that calls itself whole holds all that an
// undisturbed crawl found, and one that does not says what happened.
import { createHash } from "node:crypto";
import type { GraphBatch } from "../../src/model/batch.js";
import { besidesOne, type DataSet, difference, setsOf } from "./fault-compare.js";
import { type Fault, LASTING, PASSING, type Plan } from "./fault-proxy.js";
import { type Stage, stages } from "./fault-stages.js";
import type { SoakFigure } from "./inputs.js";

/** A crawl that has asked for nothing so long and has not ended hangs; how long it takes in all is no fault on a busy machine. */
const LONGEST_SILENCE_MS = 180_000;
/** A crawl that is told to stop stops within this. */
const STOPS_WITHIN_MS = 60_000;
/** More requests than so many for each of an undisturbed crawl are a loop. */
const MOST_PER_REQUEST = 25;
/** Of so many rounds the last but one has a list without end. */
const ROUNDS_OF_ALL = 12;
/** A list that a client asks only the first page of has no end that could be missed: another one is made endless. */
const MOST_LISTS = 8;
/** A client that believes more pages than the most patient one, Google's, does not stop. */
const MOST_PAGES = 20_000;
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
  const calm: Calm = { sets: setsOf(undisturbed.batches), calls: proxy.asked, lists: [...proxy.lists] };
  note(`a calm crawl asks ${calm.calls} times, for ${calm.lists.length} lists`);
  const total: Tally = { met: new Map(), requests: 0, whole: 0, open: 0, endless: 0 };
  const problems = [...calm.sets.values()].some(({ held }) => held.size > 0) ? [] : ["a calm crawl finds nothing"];
  const started = performance.now();
  for (let round = 0; round < rounds && problems.length < 10; round += 1) {
    const where = `round ${round}`;
    const base = { seed: seed * 1000 + round, share: 0.25 };
    const crawled = (plan: Plan) =>
      watched(proxy, plan, calm.calls, crawl, (progress) => note(`${where}: ${progress}`)).finally(() => {
        count(total, proxy);
        note(`${where}: ended after ${proxy.asked} requests`);
      });
    const found =
      round % ROUNDS_OF_ALL === ROUNDS_OF_ALL - 2
        ? await withoutEnd(calm, base.seed, proxy, crawled, total)
        : await withFaults(calm, planOf(round, base), crawled, total);
    problems.push(...found.map((what) => `${where}: ${what}`));
  }
  const faults = [...total.met].map(([fault, times]) => `${times}× ${fault}`);
  const seconds = Math.round((performance.now() - started) / 1000);
  const said = `${rounds} crawls of ${calm.calls} requests in ${seconds} s, ${total.requests} requests, ${faults.join(", ")}; ${total.whole} data sets whole, ${total.open} gaps, ${total.endless} lists without end`;
  return { name: `faults: ${name}`, said, problems };
}

/** What a crawl that nothing disturbed found, asked, and was sent the last page of. */
interface Calm {
  readonly sets: ReadonlyMap<string, DataSet>;
  readonly calls: number;
  readonly lists: readonly string[];
}

/** What all rounds come to. */
interface Tally {
  readonly met: Map<Fault, number>;
  requests: number;
  whole: number;
  open: number;
  endless: number;
}

function count(total: Tally, proxy: Stage["proxy"]): void {
  for (const [fault, times] of proxy.met) total.met.set(fault, (total.met.get(fault) ?? 0) + times);
  total.requests += proxy.asked;
}

function countSets(total: Tally, sets: ReadonlyMap<string, DataSet>): void {
  const isWhole = [...sets.values()].filter(({ state }) => state === "complete").length;
  total.whole += isWhole;
  total.open += sets.size - isWhole;
}

/** Every other round only meets what passes: then nothing may be missing. */
function planOf(round: number, base: { readonly seed: number; readonly share: number }): Plan {
  return round % 2 === 0 ? { ...base, kinds: PASSING, lasts: false } : { ...base, kinds: LASTING, lasts: true };
}

/** A round of faults all over: its problems. */
async function withFaults(
  calm: Calm,
  plan: Plan,
  crawled: (plan: Plan) => Promise<Outcome>,
  total: Tally,
): Promise<readonly string[]> {
  const outcome = await crawled(plan);
  if ("givenUp" in outcome) return [outcome.givenUp];
  // Who does not even say who it is, is not read at all, and that is said.
  if ("error" in outcome) return isSaid(outcome.error) ? [] : [String(outcome.error)];
  const sets = setsOf(outcome.batches);
  countSets(total, sets);
  return difference(calm.sets, sets, plan.lasts);
}

/** A round in which exactly one list has no end, the first of the seed's order that the client asks further pages of. */
async function withoutEnd(
  calm: Calm,
  seed: number,
  proxy: Stage["proxy"],
  crawled: (plan: Plan) => Promise<Outcome>,
  total: Tally,
): Promise<readonly string[]> {
  const place = (key: string) => createHash("sha256").update(`${seed} ${key}`).digest("hex");
  const lists = calm.lists.toSorted((a, b) => (place(a) < place(b) ? -1 : 1)).slice(0, MOST_LISTS);
  for (const endless of lists) {
    const outcome = await crawled({ seed, share: 0, kinds: [], lasts: true, endless });
    if ("givenUp" in outcome) return [`${endless} without end: ${outcome.givenUp}`];
    if ("error" in outcome) return [`${endless} without end: ${String(outcome.error)}`];
    // Asked for its first page only.
    if (proxy.longest <= 1) continue;
    const sets = setsOf(outcome.batches);
    countSets(total, sets);
    total.endless += 1;
    return besidesOne(endless, calm.sets, sets).map(
      (what) => `${endless} without end, ${proxy.longest} pages: ${what}`,
    );
  }
  return [`none of ${lists.length} lists was asked for more than its first page`];
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
