// Ways through drawn groups of GitLab, beside what GitLab's documentation says of them.
import fc from "fast-check";
import { expect, test } from "vitest";
import { foundIn } from "./drawn/found.js";
import { plans } from "./drawn/plan.js";
import { toldOf } from "./drawn/told.js";

const ESTATES = Number(process.env["NHI_ESTATES"] ?? 12);
const seed = process.env["NHI_SEED"];

test("ways through a group of GitLab are as sure as the pages say", async () => {
  const counts = [0, 0, 0];
  const odd: object[] = [];
  const options = { numRuns: ESTATES, ...(seed !== undefined && { seed: Number(seed) }) };
  for (const plan of fc.sample(plans, options)) {
    const told = toldOf(plan);
    const found = await foundIn(plan, [...told.keys()]);
    for (const sure of told.values()) counts[sure] = (counts[sure] ?? 0) + 1;
    const differ = [...told].filter(([pair, sure]) => found.get(pair) !== sure);
    if (differ.length > 0)
      odd.push({ plan, differ: differ.map(([pair, sure]) => `${pair}: told ${sure}, is ${found.get(pair)}`) });
  }
  expect(odd.slice(0, 2)).toEqual([]);
  expect(counts.every((count) => count > 0)).toBe(true);
}, 3_600_000);
