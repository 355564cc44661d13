// Chains of delegated access across providers: each start gets to its target, and in the harmless twin it does not.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Chain, readChains } from "../fixtures/chains.js";
import { writeFiles } from "../fixtures/file-sets.js";
import type { Figure } from "./figure.js";
import { type Pair, reachedPairs } from "./reached-pairs.js";

export async function run(): Promise<readonly Figure[]> {
  const chains = readChains();
  const missed: string[] = [];
  const alarms: string[] = [];
  let silences = 0;
  for (const chain of chains) {
    const { slug, from, to, never } = chain;
    const whole = await reachedIn(chain.files, [{ from, to }, ...never]);
    if (whole[0] !== true) missed.push(`${slug}: ${from} does not get to ${to}`);
    alarms.push(
      ...never.filter((_pair, at) => whole[at + 1] !== false).map((pair) => `${slug}: ${pair.from} → ${pair.to}`),
    );
    // In a twin, what nothing refers to any more is not there.
    const [twin] = await reachedIn({ ...chain.files, ...chain.twin }, [{ from, to }], true);
    if (twin !== false) alarms.push(`${slug}: the twin's ${from} → ${to}`);
    silences += never.length + 1;
  }
  return [
    {
      name: "chains across providers walked from end to end",
      got: chains.length - missed.length,
      of: chains.length,
      falseAlarms: { got: alarms.length, of: silences },
      problems: [...missed, ...alarms],
    },
  ];
}

/** Whether each pair has a path in the estate of the files. */
async function reachedIn(files: Chain["files"], ...asked: [pairs: readonly Pair[], mayBeGone?: boolean]) {
  const folder = mkdtempSync(join(tmpdir(), "nhi-chain-"));
  try {
    writeFiles(files, folder);
    return await reachedPairs(folder, ...asked);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
