// Published ways on Google Cloud in pairs: the way, and a twin in which one safeguard ends it or leaves it open.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Figure } from "./figure.js";
import { OrganizationBundle } from "./gcp/organization-bundle.js";
import { type Expected, PAIRS, type Pair } from "./gcp/pairs.js";
import { reachAll } from "./gcp-reach.js";

export async function run(): Promise<readonly Figure[]> {
  const problems: string[] = [];
  for (const pair of PAIRS) {
    for (const isSafe of [false, true]) {
      const [expected, found] = [isSafe ? pair.safe : pair.vulnerable, await find(pair, isSafe)];
      if (found !== expected)
        problems.push(`${pair.name}, ${isSafe ? "twin" : "way"} (${pair.source}): ${found} instead of ${expected}`);
    }
  }
  const of = PAIRS.length * 2;
  return [
    {
      name: "ways on Google Cloud and their safe twins come out as published",
      got: of - problems.length,
      of,
      problems,
    },
  ];
}

async function find(pair: Pair, isSafe: boolean): Promise<Expected> {
  const folder = mkdtempSync(join(tmpdir(), "nhi-gcp-pair-"));
  try {
    const organization = new OrganizationBundle();
    const { from, to } = pair.make(organization, isSafe);
    organization.write(folder);
    const { reaches } = await reachAll(folder);
    return reaches(from, to, true) ? "sure" : reaches(from, to, false) ? "open" : "none";
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
