// Which pairs of a bundle have a path, by the search of the program itself.
import { openEstate } from "../../src/app/estate.js";
import { toEnd, toStarts } from "../../src/app/path-ends.js";
import { bestPath, searchPaths } from "../../src/app/path-search.js";
import { resolveSettings } from "../../src/app/settings.js";
import { UsageError } from "../../src/model/errors.js";
import { noteTechniques } from "./seen-techniques.js";
import { silent } from "./silent.js";

/** Start and end, as `nhi paths` takes them. */
export interface Pair {
  readonly from: string;
  readonly to: string;
}

/** Whether each pair has a path. Throws for a name that nobody read, unless it `mayBeGone`: then there is no way to it. */
export async function reachedPairs(
  bundle: string,
  pairs: readonly Pair[],
  mayBeGone = false,
): Promise<readonly boolean[]> {
  const settings = await resolveSettings({ bundle: [bundle], db: ":memory:" }, [], {}, bundle);
  const { store } = await openEstate(settings, silent());
  try {
    const edges = [...store.pathEdges()];
    return pairs.map(({ from, to }) => {
      try {
        const path = bestPath(searchPaths(edges, toEnd(to, store, edges), undefined), toStarts(from, store));
        noteTechniques(path?.hops ?? []);
        return path !== undefined;
      } catch (error) {
        if (mayBeGone && error instanceof UsageError) return false;
        throw error;
      }
    });
  } finally {
    store.close();
  }
}
