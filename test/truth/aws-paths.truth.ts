// Published lab accounts: every start gets to every target, nothing that must not be reached is, and the harmless twins of
// the accounts are without paths.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Figure, GROUND_TRUTH } from "./figure.js";
import { type Pair, reachedPairs } from "./reached-pairs.js";

const LABS = join(GROUND_TRUTH, "aws/labs");

interface Expected {
  readonly counted: boolean;
  readonly start: readonly string[];
  readonly targets: readonly string[];
  readonly mustNotReach: readonly { readonly from: string; readonly to: string }[];
  readonly twinMustNotReach?: readonly string[];
  readonly twinReaches?: readonly string[];
}

export async function run(): Promise<readonly Figure[]> {
  const labs = readdirSync(LABS).sort();
  const unreached: string[] = [];
  const wronglyReached: string[] = [];
  const twinFaults: string[] = [];
  let counted = 0;
  let twins = 0;
  let forbidden = 0;
  for (const lab of labs) {
    const expected = JSON.parse(readFileSync(join(LABS, lab, "expected.json"), "utf8")) as Expected;
    const pairs = expected.start.flatMap((from) => expected.targets.map((to): Pair => ({ from, to })));
    const answers = await ask(join(LABS, lab, "bundle"), [...pairs, ...expected.mustNotReach]);
    if (expected.counted) {
      counted++;
      const missing = pairs.filter((pair) => !answers.has(textOf(pair)));
      if (missing.length > 0) unreached.push(`${lab}: ${missing.map(({ to }) => to).join(", ")}`);
    }
    forbidden += expected.mustNotReach.length;
    for (const pair of expected.mustNotReach)
      if (answers.has(textOf(pair))) wronglyReached.push(`${lab}: ${textOf(pair)}`);
    const twin = join(LABS, lab, "twin-bundle");
    if (!existsSync(twin)) continue;
    twins++;
    const fault = await twinFault(twin, expected);
    if (fault !== undefined) twinFaults.push(`${lab}: ${fault}`);
  }
  return [
    {
      name: "lab accounts with every path found",
      got: counted - unreached.length,
      of: counted,
      problems: [...unreached, ...wronglyReached],
      falseAlarms: { got: wronglyReached.length, of: forbidden },
    },
    {
      name: "harmless twins without a path, but with what they rightly reach",
      got: twins - twinFaults.length,
      of: twins,
      problems: twinFaults,
    },
  ];
}

async function twinFault(bundle: string, expected: Expected): Promise<string | undefined> {
  const pairsTo = (targets: readonly string[] = []) =>
    expected.start.flatMap((from) => targets.map((to): Pair => ({ from, to })));
  const never = pairsTo(expected.twinMustNotReach);
  const still = pairsTo(expected.twinReaches);
  const answers = await ask(bundle, [...never, ...still]);
  const alarms = never.filter((pair) => answers.has(textOf(pair)));
  if (alarms.length > 0) return `reaches ${alarms.map(({ to }) => to).join(", ")}`;
  const lost = still.filter((pair) => !answers.has(textOf(pair)));
  return lost.length > 0 ? `no longer reaches ${lost.map(({ to }) => to).join(", ")}` : undefined;
}

function textOf({ from, to }: Pair): string {
  return `${from} → ${to}`;
}

/** Pairs of the bundle that have a path; a target that nobody read is not reached. */
async function ask(bundle: string, pairs: readonly Pair[]): Promise<ReadonlySet<string>> {
  const reached = await reachedPairs(bundle, pairs, true);
  return new Set(pairs.filter((_pair, at) => reached[at]).map(textOf));
}
