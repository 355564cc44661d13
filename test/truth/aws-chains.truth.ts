// Generated accounts with planted chains and decoys, plain and dense with wildcards: each chain is found with as many hops as
// were planted, and no decoy gets anywhere.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openEstate } from "../../src/app/estate.js";
import { toEnd, toStarts } from "../../src/app/path-ends.js";
import { bestPath, searchPaths } from "../../src/app/path-search.js";
import { resolveSettings } from "../../src/app/settings.js";
import type { Figure } from "./figure.js";
import { silent } from "./silent.js";

const GENERATOR = fileURLToPath(new URL("../../../shared/bench/gen-account.mjs", import.meta.url));
const SIZES = [500, 2_000, 10_000];

interface Planted {
  readonly chains: readonly { readonly depth: number; readonly path: readonly string[] }[];
  readonly decoys: readonly { readonly why: string; readonly from: string }[];
}

export async function run(): Promise<readonly Figure[]> {
  if (!existsSync(GENERATOR)) return [{ name: "generator of accounts", got: 0, of: 0 }];
  const folder = mkdtempSync(join(tmpdir(), "nhi-chains-"));
  try {
    const figures: Figure[] = [];
    for (const dense of [false, true]) for (const size of SIZES) figures.push(await figureOf(folder, size, dense));
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function figureOf(folder: string, size: number, dense: boolean): Promise<Figure> {
  const file = join(folder, `${size}${dense ? "-dense" : ""}.json`);
  execFileSync(process.execPath, [GENERATOR, String(size), file, ...(dense ? ["--dense"] : [])], { stdio: "ignore" });
  const planted = JSON.parse(readFileSync(file.replace(/\.json$/, ".truth.json"), "utf8")) as Planted;
  const hops = await hopsToAdmin(file, [
    ...planted.chains.map(({ path }) => path[0] ?? ""),
    ...planted.decoys.map(({ from }) => from),
  ]);
  const wrong = planted.chains.filter(({ path, depth }) => hops.get(path[0] ?? "") !== depth);
  const reported = planted.decoys.filter(({ from }) => hops.get(from) !== undefined);
  return {
    name: `chains at exact depth among ${size} principals${dense ? ", dense" : ""}`,
    got: planted.chains.length - wrong.length,
    of: planted.chains.length,
    falseAlarms: { got: reported.length, of: planted.decoys.length },
    problems: [
      ...wrong.map(({ path, depth }) => `${path[0]}: ${hops.get(path[0] ?? "") ?? "no path"} instead of ${depth}`),
      ...reported.map(({ why, from }) => `${from}: reported, although ${why}`),
    ],
  };
}

/** Hops of the best path of each start; nothing for those without one. */
async function hopsToAdmin(file: string, starts: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const settings = await resolveSettings({ bundle: [file], db: ":memory:" }, [], {}, tmpdir());
  const { store } = await openEstate(settings, silent());
  try {
    const edges = [...store.pathEdges()];
    const search = searchPaths(edges, toEnd("admin", store, edges), undefined);
    return new Map(
      starts.flatMap((start) => {
        const path = bestPath(search, toStarts(start, store));
        return path ? [[start, path.hops.length] as const] : [];
      }),
    );
  } finally {
    store.close();
  }
}
