// Ways through a drawn domain by the search of the program itself.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEstate } from "../../../../src/app/estate.js";
import { toEnd, toStarts } from "../../../../src/app/path-ends.js";
import { bestPath, searchPaths } from "../../../../src/app/path-search.js";
import { resolveSettings } from "../../../../src/app/settings.js";
import type { PathEdge } from "../../../../src/model/analysis.js";
import { silent } from "../../../truth/silent.js";
import { CLOUD, clientNode, type Google, mail, ORGANIZATION, SCOPE, userNode, writeGoogle } from "../google.js";
import { ACCOUNTS, GROUPS, PEOPLE } from "./domain-plan.js";
import type { Sureness } from "./domain-told.js";

/** How surely nhi finds each pair, `from to`: 2 for certain, 1 with a condition, 0 not. */
export async function foundIn(plan: Google, pairs: readonly string[]): Promise<ReadonlyMap<string, Sureness>> {
  const folder = mkdtempSync(join(tmpdir(), "nhi-domains-"));
  try {
    writeGoogle(plan, folder);
    const settings = await resolveSettings({ bundle: [folder], db: ":memory:" }, [], {}, tmpdir());
    const { store } = await openEstate(settings, silent());
    const edges = [...store.pathEdges()];
    const isReached = (among: readonly PathEdge[]) => {
      const searches = new Map<string, ReturnType<typeof searchPaths>>();
      return (from: string, to: string): boolean => {
        const [start, end] = [idOf(from, plan), idOf(to, plan)];
        if (store.node(start) === undefined || store.node(end) === undefined) return false;
        const search = searches.get(to) ?? searchPaths(among, toEnd(end, store, edges), undefined);
        searches.set(to, search);
        return bestPath(search, toStarts(start, store)) !== undefined;
      };
    };
    const [isCertain, isOpen] = [isReached(edges.filter(({ state }) => state === "none")), isReached(edges)];
    const found = pairs.map((pair): [string, Sureness] => {
      const [from = "", to = ""] = pair.split(" ");
      return [pair, isCertain(from, to) ? 2 : isOpen(from, to) ? 1 : 0];
    });
    store.close();
    return new Map(found);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function idOf(name: string, plan: Google): string {
  const places: { readonly [name: string]: string } = { project: CLOUD, organization: ORGANIZATION, domain: SCOPE };
  const place = places[name];
  if (place !== undefined) return place;
  if (name === "mailboxes" || name === "files") return `${SCOPE}/${name}`;
  if (name.startsWith("person-")) return `gcp:member/user:${mail(name.slice("person-".length))}`;
  if (PEOPLE.includes(name)) return userNode(plan, name);
  if (ACCOUNTS.includes(name)) return `gcp:service-account/10000000000000000000${ACCOUNTS.indexOf(name)}`;
  return GROUPS.includes(name) ? `gcp:groups/${name}` : clientNode(name);
}
