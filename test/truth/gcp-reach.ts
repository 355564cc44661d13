// Who gets where in a bundle, by the search of the program itself.
import { openEstate } from "../../src/app/estate.js";
import { toEnd, toStarts } from "../../src/app/path-ends.js";
import { bestPath, type PathSearch, searchPaths } from "../../src/app/path-search.js";
import { resolveSettings } from "../../src/app/settings.js";
import { noteTechniques } from "./seen-techniques.js";
import { silent } from "./silent.js";

export interface Reached {
  /** By e-mail; `isSure`: without an edge on which something is open. */
  reachesAdmin(email: string, isSure?: boolean): boolean;
  reachesData(email: string, resource: string): boolean;
  /** Whether a way leads from one to the other, or to `admin`; `isSure`: with nothing open. */
  reaches(from: string, to: string, isSure: boolean): boolean;
}

/** Reads and analyses a bundle, and asks it from then on. */
export async function reachAll(bundle: string): Promise<Reached> {
  const settings = await resolveSettings({ bundle: [bundle], db: ":memory:" }, [], {}, bundle);
  const { store } = await openEstate(settings, silent());
  const edges = [...store.pathEdges()];
  const sure = edges.filter(({ state }) => state === "none" || state === "met" || state === "attacker-settable");
  const admin = toEnd("admin", store, edges);
  const toAdmin = searchPaths(edges, admin, undefined);
  const surely = searchPaths(sure, admin, undefined);
  const isFound = (search: PathSearch, email: string): boolean => {
    const path = bestPath(search, toStarts(email, store));
    noteTechniques(path?.hops ?? []);
    return path !== undefined;
  };
  return {
    reachesAdmin: (email, isSure = false) => isFound(isSure ? surely : toAdmin, email),
    reachesData(email, resource) {
      const end = toEnd(resource, store, edges);
      return isFound(searchPaths(edges, end, undefined), email);
    },
    reaches(from, to, isSure) {
      const all = isSure ? sure : edges;
      const start = store.node(`gcp:member/${from}`)?.id ?? from;
      return isFound(searchPaths(all, toEnd(to, store, edges), undefined), start);
    },
  };
}
