// How surely ways lead through a recording that a drawn plan was written into, by the search of the program itself.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEstate } from "../../src/app/estate.js";
import { toEnd, toStarts } from "../../src/app/path-ends.js";
import { bestPath, searchPaths } from "../../src/app/path-search.js";
import { resolveSettings } from "../../src/app/settings.js";
import type { PathEdge } from "../../src/model/analysis.js";
import { awaitsAnother } from "../../src/model/standing.js";
import type { ConditionState } from "../../src/model/words.js";
import type { Store } from "../../src/store/index.js";
import { silent } from "../truth/silent.js";

/** 2 for certain, 1 with something open or somebody else's approval, 0 not. */
export type Sureness = 0 | 1 | 2;

export interface Asked {
  /** Writes the plan as a bundle. */
  write(folder: string): void;
  /** `from to` each, in the plan's own words. */
  readonly pairs: readonly string[];
  /** What `nhi paths` takes for such a word. */
  addressOf(name: string): string;
  /** States of the edges that a certain way is made of. */
  readonly certain: readonly ConditionState[];
  /** Edges beside those of the database. */
  more?(edges: PathEdge[], store: Store): PathEdge[];
  /** Whether both have to be in the database: who has nothing may not be in the recording. */
  readonly areKnown?: boolean;
}

/** Reads and analyses the bundle, and searches each pair: over certain edges, then over all, as they are once others have approved. */
export async function foundPairs({ write, pairs, addressOf, certain, more, areKnown = false }: Asked) {
  const folder = mkdtempSync(join(tmpdir(), "nhi-drawn-"));
  try {
    write(folder);
    const settings = await resolveSettings({ bundle: [folder], db: ":memory:" }, [], {}, tmpdir());
    const { store } = await openEstate(settings, silent());
    const own = [...store.pathEdges()];
    const edges = more === undefined ? own : more(own, store);
    const isReached = (among: readonly PathEdge[]) => {
      const searches = new Map<string, ReturnType<typeof searchPaths>>();
      return (from: string, to: string): boolean => {
        if (areKnown && (store.node(from) === undefined || store.node(to) === undefined)) return false;
        const search = searches.get(to) ?? searchPaths(among, toEnd(to, store, edges), undefined);
        searches.set(to, search);
        return bestPath(search, toStarts(from, store)) !== undefined;
      };
    };
    const isCertain = isReached(edges.filter(({ state }) => certain.includes(state)));
    const isOpen = isReached(edges.map(approved));
    const found = pairs.map((pair): [string, Sureness] => {
      const [from = "", to = ""] = pair.split(" ").map(addressOf);
      return [pair, isCertain(from, to) ? 2 : isOpen(from, to) ? 1 : 0];
    });
    store.close();
    return new Map(found);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As it is once somebody else has approved: no way leads over it before. */
function approved(edge: PathEdge): PathEdge {
  return awaitsAnother(edge) ? { ...edge, confidence: 0.1 } : edge;
}
