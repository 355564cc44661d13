// Published attack paths through Entra and Azure, one small tenant each: who starts there reaches the target, the decoys beside it do not.
// The tenants were written before nhi was run on them: see azure/write-bundles.ts.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Figure, GROUND_TRUTH } from "./figure.js";
import { reachedPairs } from "./reached-pairs.js";

const TENANTS = fileURLToPath(new URL("./azure/tenants", import.meta.url));
/** All of them. */
const FLOOR = 29;

interface Expected {
  readonly spec: string;
  readonly start: string;
  readonly targets: readonly string[];
  readonly mustNotReach: readonly (readonly [from: string, to: string])[];
}

export async function run(): Promise<readonly Figure[]> {
  const file = join(GROUND_TRUTH, "azure/badzure-attack-paths.json");
  const { paths } = JSON.parse(readFileSync(file, "utf8")) as { paths: readonly { id: string }[] };
  const written = new Set(readdirSync(TENANTS));
  const problems: string[] = [];
  const alarms: string[] = [];
  let got = 0;
  let decoys = 0;
  for (const { id } of paths) {
    if (!written.has(id)) {
      problems.push(`${id}: has no tenant; add it to azure/write-bundles.ts`);
      continue;
    }
    const expected = JSON.parse(readFileSync(join(TENANTS, id, "expected.json"), "utf8")) as Expected;
    const reached = await reachedIn(join(TENANTS, id, "bundle"), expected);
    if (reached.missing.length === 0) got += 1;
    problems.push(...reached.missing.map((target) => `${id}: ${target} not reached`));
    decoys += expected.mustNotReach.length;
    alarms.push(...reached.alarms.map((pair) => `${id}: ${pair} reached`));
  }
  return [
    {
      name: "Entra and Azure attack paths",
      got,
      of: paths.length,
      floor: FLOOR,
      falseAlarms: { got: alarms.length, of: decoys },
      problems: [...alarms, ...problems],
    },
  ];
}

async function reachedIn(
  bundle: string,
  { start, targets, mustNotReach }: Expected,
): Promise<{ readonly missing: readonly string[]; readonly alarms: readonly string[] }> {
  const wanted = targets.map((to) => ({ from: start, to }));
  const reached = await reachedPairs(bundle, [...wanted, ...mustNotReach.map(([from, to]) => ({ from, to }))]);
  return {
    missing: targets.filter((_target, at) => reached[at] !== true),
    alarms: mustNotReach.flatMap(([from, to], at) =>
      reached[targets.length + at] === false ? [] : [`${from} → ${to}`],
    ),
  };
}
