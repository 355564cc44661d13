// Ways of several hops through drawn estates of three clouds and a cluster, beside what the vendors' pages say of each hop.
import fc from "fast-check";
import { expect, test } from "vitest";
import { foundPairs } from "../found-pairs.js";
import { plans } from "./drawn/plan.js";
import { estateOf } from "./drawn/recording.js";
import { isAcross, toldOf } from "./drawn/told.js";

const ESTATES = Number(process.env["NHI_ESTATES"] ?? 12);
const seed = process.env["NHI_SEED"];

test("who becomes whom across clouds is found where the pages say so, and nowhere else", async () => {
  const counts = { across: 0, within: 0, none: 0 };
  const odd: object[] = [];
  const options = { numRuns: ESTATES, ...(seed !== undefined && { seed: Number(seed) }) };
  for (const plan of fc.sample(plans, options)) {
    const told = toldOf(plan);
    const estate = estateOf(plan);
    const pairs = [...told.keys()];
    const found = await foundPairs({
      write: (folder) => estate.write(folder),
      addressOf: (name) => estate.addressOf(name),
      pairs,
      certain: ["none", "met", "attacker-settable"],
    });
    for (const [pair, leads] of told) counts[leads ? (isAcross(pair) ? "across" : "within") : "none"] += 1;
    const differ = [...told].filter(([pair, leads]) => found.get(pair) !== (leads ? 2 : 0));
    if (differ.length > 0)
      odd.push({ plan, differ: differ.map(([pair, leads]) => `${pair}: told ${leads}, is ${found.get(pair)}`) });
  }
  expect(odd.slice(0, 2)).toEqual([]);
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
}, 3_600_000);
