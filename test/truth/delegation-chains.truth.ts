// Chains of delegated access across providers: each start gets to its target, and in the harmless twin it does not.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEstate } from "../../src/app/estate.js";
import { toEnd, toStarts } from "../../src/app/path-ends.js";
import { bestPath, searchPaths } from "../../src/app/path-search.js";
import { resolveSettings } from "../../src/app/settings.js";
import { UsageError } from "../../src/model/errors.js";
import { type Chain, readChains } from "../fixtures/chains.js";
import { writeFiles } from "../fixtures/file-sets.js";
import type { Figure } from "./figure.js";
import { noteTechniques } from "./seen-techniques.js";
import { silent } from "./silent.js";

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

/** Whether each pair has a path in the estate of the files; throws for a name that is not there, unless it `mayBeGone`. */
async function reachedIn(
  files: Chain["files"],
  pairs: readonly { readonly from: string; readonly to: string }[],
  mayBeGone = false,
): Promise<readonly boolean[]> {
  const folder = mkdtempSync(join(tmpdir(), "nhi-chain-"));
  try {
    writeFiles(files, folder);
    const settings = await resolveSettings({ bundle: [folder], db: ":memory:" }, [], {}, tmpdir());
    const { store } = await openEstate(settings, silent());
    try {
      const edges = [...store.pathEdges()];
      return pairs.map(({ from, to }) => {
        try {
          const path = bestPath(searchPaths(edges, toEnd(to, store, edges), undefined), toStarts(from, store));
          noteTechniques(path?.hops ?? []);
          return path !== undefined;
        } catch (error) {
          // In a twin, what nothing refers to any more is not there.
          if (mayBeGone && error instanceof UsageError) return false;
          throw error;
        }
      });
    } finally {
      store.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
