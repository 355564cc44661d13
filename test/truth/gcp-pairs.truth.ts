// Published ways on Google Cloud in pairs: the way, and a twin in which one safeguard ends it or leaves it open.
import type { Figure } from "./figure.js";
import { PAIRS } from "./gcp/pairs.js";
import { runPair } from "./gcp/run-pair.js";

export async function run(): Promise<readonly Figure[]> {
  const problems: string[] = [];
  for (const pair of PAIRS) {
    for (const isSafe of [false, true]) {
      const [expected, found] = [isSafe ? pair.safe : pair.vulnerable, await runPair(pair, isSafe)];
      if (found !== expected)
        problems.push(`${pair.name}, ${isSafe ? "twin" : "way"} (${pair.source}): ${found} instead of ${expected}`);
    }
  }
  const of = PAIRS.length * 2;
  const name = "ways on Google Cloud and their safe twins come out as published";
  return [{ name, got: of - problems.length, of, problems }];
}
