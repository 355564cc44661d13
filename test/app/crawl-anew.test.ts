// A scan of files that is stopped, and the next one: files may have changed in between, so nothing of the first may stay.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { crawl } from "../../src/app/crawl.js";
import { collectorFor, collectorForBundle } from "../../src/collect/index.js";
import type { Collector } from "../../src/model/collector.js";
import { openStore } from "../../src/store/index.js";
import { freshFolder } from "../fresh-folder.js";
import { quietTerminal } from "../quiet-terminal.js";
import { values } from "../store/estate.js";

const NOW = new Date("2026-11-01T00:00:00Z");

/** Crawls each in turn in one database, stopped where `isStopped`; returns the names of all that is seen after the last. */
async function namesAfter(...crawls: readonly { collector: Collector; isStopped: boolean }[]) {
  const store = openStore({ path: ":memory:", mode: "write" });
  const said: string[] = [];
  for (const { collector, isStopped } of crawls) {
    const controller = new AbortController();
    const terminal = { ...quietTerminal([], said), signal: controller.signal };
    const run = store.beginRun({ command: "scan", version: "0.1.0", now: NOW });
    const options = { run, now: NOW, joinKey: Buffer.alloc(32, 1), tables: { issuers: [], vendorAccounts: [] } };
    const taken = isStopped ? { ...collector, collect: stopping(collector, controller) } : collector;
    const outcome = await crawl(store, [taken], options, terminal);
    expect(outcome.interrupted).toBe(isStopped);
  }
  const names = values(store, "SELECT name FROM identity UNION SELECT id FROM workflow_job ORDER BY 1");
  return { names, said };
}

/** Stops as a signal does, after the last batch: all is read, and nothing complete. */
const stopping = (collector: Collector, controller: AbortController): Collector["collect"] =>
  async function* stopped(context) {
    yield* collector.collect(context);
    controller.abort();
  };

function checkout(workflow: string): Promise<Collector> {
  const folder = freshFolder();
  mkdirSync(join(folder, "shop/.github/workflows"), { recursive: true });
  const text = `name: ${workflow}\non: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n`;
  writeFileSync(join(folder, "shop/.github/workflows", `${workflow}.yml`), text);
  return collectorFor(`repo:${join(folder, "shop")}`);
}

function recording(user: string): Promise<Collector> {
  const folder = freshFolder();
  const file = join(folder, "details.json");
  const Arn = `arn:aws:iam::111122223333:user/${user}`;
  const details = { UserName: user, Path: "/", UserId: "AIDA1", Arn, CreateDate: "2025-01-01T00:00:00Z" };
  const empty = { GroupDetailList: [], RoleDetailList: [], Policies: [] };
  writeFileSync(file, JSON.stringify({ UserDetailList: [details], ...empty }));
  return collectorForBundle(file);
}

describe.each([
  ["a checkout", checkout],
  ["a recording", recording],
])("%s that was stopped", (_, make) => {
  it("leaves nothing in what another one of the same scope says", async () => {
    const alone = await namesAfter({ collector: await make("new"), isStopped: false });
    const first = { collector: await make("old"), isStopped: true };
    const both = await namesAfter(first, { collector: await make("new"), isStopped: false });
    expect(both.names).toEqual(alone.names);
    expect(both.names.length).toBeGreaterThan(0);
    expect(both.said.join("\n")).not.toContain("going on");
  });

  it("changes nothing of what was read before it", async () => {
    const before = { collector: await make("old"), isStopped: false };
    const alone = await namesAfter(before);
    expect((await namesAfter(before, { collector: await make("new"), isStopped: true })).names).toEqual(alone.names);
  });
});
