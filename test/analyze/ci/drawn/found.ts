// Ways in a drawn organisation by the search of the program itself.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEstate } from "../../../../src/app/estate.js";
import { withMembership } from "../../../../src/app/membership.js";
import { toEnd, toStarts } from "../../../../src/app/path-ends.js";
import { bestPath, searchPaths } from "../../../../src/app/path-search.js";
import { resolveSettings } from "../../../../src/app/settings.js";
import type { PathEdge } from "../../../../src/model/analysis.js";
import { awaitsAnother } from "../../../../src/model/standing.js";
import { silent } from "../../../truth/silent.js";
import { addressOf, writeOrganization } from "./organization-of.js";
import type { Plan } from "./plan.js";
import type { Sure } from "./told.js";

/** States that leave nothing open: what is met was read. */
const CERTAIN: ReadonlySet<string> = new Set(["none", "met"]);

/** As it is once somebody else has approved: no way leads over it before. */
function approved(edge: PathEdge): PathEdge {
  return awaitsAnother(edge) ? { ...edge, confidence: 0.1 } : edge;
}

/** How surely nhi finds each pair, `who what`: 2 for certain, 1 with something open or somebody else's approval, 0 not. */
export async function foundIn(plan: Plan, pairs: readonly string[]): Promise<ReadonlyMap<string, Sure>> {
  const folder = mkdtempSync(join(tmpdir(), "nhi-organizations-"));
  try {
    writeOrganization(plan, folder);
    const settings = await resolveSettings({ bundle: [folder], db: ":memory:" }, [], {}, tmpdir());
    const { store } = await openEstate(settings, silent());
    const people = new Set(pairs.map((pair) => addressOf(pair.split(" ")[0] ?? "")));
    const edges = [...people].reduce((all, one) => withMembership(all, one, store), [...store.pathEdges()]);
    const isReached = (among: readonly PathEdge[]) => {
      const searches = new Map<string, ReturnType<typeof searchPaths>>();
      return (from: string, to: string): boolean => {
        const search = searches.get(to) ?? searchPaths(among, toEnd(addressOf(to), store, edges), undefined);
        searches.set(to, search);
        return bestPath(search, toStarts(addressOf(from), store)) !== undefined;
      };
    };
    const [isCertain, isOpen] = [
      isReached(edges.filter(({ state }) => CERTAIN.has(state))),
      isReached(edges.map(approved)),
    ];
    const found = pairs.map((pair): [string, Sure] => {
      const [from = "", to = ""] = pair.split(" ");
      return [pair, isCertain(from, to) ? 2 : isOpen(from, to) ? 1 : 0];
    });
    store.close();
    return new Map(found);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
