// How surely people of a drawn group get at things, by the search of the program itself.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { analyzeStore } from "../../../../src/app/analyze.js";
import { rulesInForce } from "../../../../src/app/catalog.js";
import { crawl } from "../../../../src/app/crawl.js";
import { toEnd, toStarts } from "../../../../src/app/path-ends.js";
import { bestPath, searchPaths } from "../../../../src/app/path-search.js";
import { resolveSettings } from "../../../../src/app/settings.js";
import { openSources } from "../../../../src/app/sources.js";
import type { PathEdge } from "../../../../src/model/analysis.js";
import { awaitsAnother } from "../../../../src/model/standing.js";
import { VERSION } from "../../../../src/model/version.js";
import { openStore, type Store } from "../../../../src/store/index.js";
import { silent } from "../../../truth/silent.js";
import type { Person, Plan } from "./plan.js";
import { NOW, numberOf, personNumber, roleArn, writeRecording } from "./recording-of.js";
import type { Sureness } from "./runs.js";

/** How surely nhi finds each pair, `person end`: where another has to agree it is a way that waits, and not sure. */
export async function foundIn(plan: Plan, pairs: readonly string[]): Promise<ReadonlyMap<string, Sureness>> {
  const folder = mkdtempSync(join(tmpdir(), "nhi-gitlab-"));
  try {
    writeRecording(plan, folder);
    const store = await readInto(folder);
    const edges = [...store.pathEdges()];
    const certain = edges.filter(({ state }) => state === "none" || state === "met");
    const open = edges.map((edge) => (awaitsAnother(edge) ? { ...edge, confidence: 0.1 } : edge));
    const isReached = (among: readonly PathEdge[]) => {
      const searches = new Map<string, ReturnType<typeof searchPaths>>();
      return (from: string, to: string): boolean => {
        const search = searches.get(to) ?? searchPaths(among, toEnd(to, store, edges), undefined);
        searches.set(to, search);
        // who has a role nowhere is not in the recording
        return store.node(from) !== undefined && bestPath(search, toStarts(from, store)) !== undefined;
      };
    };
    const [isCertain, isOpen] = [isReached(certain), isReached(open)];
    const found = pairs.map((pair): [string, Sureness] => {
      const [who = "", end = ""] = pair.split(" ");
      const [from, to] = [`gitlab:gitlab.com/-/users/${personNumber(who as Person)}`, endOf(plan, end)];
      return [pair, isCertain(from, to) ? 2 : isOpen(from, to) ? 1 : 0];
    });
    store.close();
    return new Map(found);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const rules = rulesInForce({ rulesDirs: [], params: {} });

async function readInto(folder: string): Promise<Store> {
  const { tables } = await rules;
  const settings = await resolveSettings({ bundle: [folder], db: ":memory:" }, [], {}, tmpdir());
  const { collectors } = await openSources({ ...settings, sources: [] }, { record: undefined }, silent());
  const now = new Date(NOW);
  const store = openStore({ path: ":memory:", mode: "write" });
  const run = store.beginRun({ command: "read", version: VERSION, now });
  await crawl(store, collectors, { run, now, joinKey: Buffer.alloc(32), tables }, silent());
  await analyzeStore(store, settings, tables, now);
  store.finishRun(run, "done", now);
  return store;
}

function endOf({ variables }: Plan, end: string): string {
  if (end.startsWith("role-")) return roleArn(Number(end.slice("role-".length)));
  const at = variables.find(({ key }) => key === end)?.at ?? "acme";
  const kind = at === "acme" ? "" : at === "acme/site" || at === "acme/platform/api" ? "projects" : "groups";
  const holder = kind === "" ? "gitlab:gitlab.com/acme" : `gitlab:gitlab.com/-/${kind}/${numberOf(at)}`;
  return `${holder}/variable/${end}`;
}
