// What a log of CloudTrail says of the steps of a path: whether somebody went that way, how often, when last, and as whom.
import { readTrail, type TrailFault, type TrailRecord } from "../collect/trail-files.js";
import { compareText } from "../model/compare.js";
import type { PathHop } from "../model/finding.js";

/** A step that the log has, or has not; what it cannot tell of is left out. */
export interface StepUse {
  readonly count: number;
  readonly last?: string;
  /** Who it was, where the step does not say: subjects of tokens. */
  readonly by?: readonly string[];
}

export interface UseOfSteps {
  /** First and last event of the log. */
  readonly from: string;
  readonly to: string;
  readonly faults: readonly TrailFault[];
  /** undefined where the log cannot tell: a step without a call of its own, or of a kind that is not logged. */
  of(hop: PathHop): StepUse | undefined;
}

interface Tally {
  count: number;
  last: string;
  readonly by: Set<string>;
}

/** Subjects that are named. */
const NAMED = 3;
const ASSUMING = /^AssumeRole(?:WithWebIdentity|WithSAML)?$/;

class Tallies {
  readonly #all = new Map<string, Tally>();

  add(key: string, { time, subject }: TrailRecord): void {
    const tally = this.#all.get(key) ?? { count: 0, last: "", by: new Set<string>() };
    this.#all.set(key, tally);
    tally.count += 1;
    if (time > tally.last) tally.last = time;
    if (subject !== undefined && tally.by.size < NAMED) tally.by.add(subject);
  }

  of(key: string): StepUse {
    const tally = this.#all.get(key);
    if (tally === undefined) return { count: 0 };
    const by = [...tally.by].sort(compareText);
    return { count: tally.count, last: tally.last, ...(by.length > 0 && { by }) };
  }
}

/** Reads the log once. `hops` are the steps to look for: memory grows with them, not with the log. */
export async function readStepUse(path: string, hops: readonly PathHop[]): Promise<UseOfSteps> {
  const sources = new Set(hops.map(({ from }) => from));
  const targets = new Set(hops.map(({ to }) => to));
  const faults: TrailFault[] = [];
  const [pairs, arrivals] = [new Tallies(), new Tallies()];
  const dataOf = new Set<string>();
  const secrets = namesOfSecrets(targets);
  let [from, to] = ["", ""];
  for await (const record of readTrail(path, faults)) {
    if (record.time !== "" && (from === "" || record.time < from)) from = record.time;
    if (record.time > to) to = record.time;
    if (record.isData) dataOf.add(record.source);
    if (record.failed) continue;
    const isAssuming = record.source === "sts" && ASSUMING.test(record.name);
    for (const target of placesOf(record, secrets)) {
      if (!targets.has(target)) continue;
      if (sources.has(record.principal)) pairs.add(`${record.principal} ${target}`, record);
      if (isAssuming && record.subject !== undefined) arrivals.add(target, record);
    }
  }
  return { from, to, faults, of: (hop) => useOf(hop, { pairs, arrivals, dataOf }) };
}

/** Secrets by name: an event has the name, or the ARN with or without the six characters at its end. */
function namesOfSecrets(targets: ReadonlySet<string>): ReadonlyMap<string, string> {
  const named = [...targets].flatMap((target) => {
    const name = nameOfSecret(target);
    return name === undefined ? [] : [[name, target] as const, [name.replace(/-\w{6}$/, ""), target] as const];
  });
  return new Map(named);
}

function nameOfSecret(arn: string): string | undefined {
  return /^arn:[^:]+:secretsmanager:[^:]*:\d{12}:secret:(.+)$/.exec(arn)?.[1];
}

/** What an event is about; a bucket for an object of it. */
function placesOf({ resources, named }: TrailRecord, secrets: ReadonlyMap<string, string>): ReadonlySet<string> {
  const all = [...resources, ...named.map((one) => secrets.get(nameOfSecret(one) ?? one) ?? one)];
  const buckets = all.flatMap((one) => /^(arn:[^:]+:s3:::[^/]+)\/./.exec(one)?.[1] ?? []);
  return new Set([...all, ...buckets]);
}

interface Read {
  readonly pairs: Tallies;
  readonly arrivals: Tallies;
  /** Services of which it has events about data. */
  readonly dataOf: ReadonlySet<string>;
}

const IDENTITY = /^arn:[^:]+:iam::\d{12}:(?:role|user)\//;
const ROLE = /^arn:[^:]+:iam::\d{12}:role\//;
function useOf({ from, to, edge }: PathHop, { pairs, arrivals, dataOf }: Read): StepUse | undefined {
  if (edge === "can_assume" && IDENTITY.test(from)) return pairs.of(`${from} ${to}`);
  // Tokens from elsewhere: the log has their subjects, not the job or the account that they were made for.
  if (ROLE.test(to) && !IDENTITY.test(from) && /^(?:can_assume|federates|yields)$/.test(edge)) return arrivals.of(to);
  if (edge !== "permits" || !IDENTITY.test(from) || !to.startsWith("arn:")) return undefined;
  const use = pairs.of(`${from} ${to}`);
  // Reading a secret is a management event, which every trail has; of other data only trails that were told to.
  const service = to.split(":")[2] ?? "";
  return use.count > 0 || service === "secretsmanager" || dataOf.has(service) ? use : undefined;
}
