// kill -9 at any moment: the database opens, is sound, and the crawl goes on to the undisturbed graph.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { beforeAll, expect, it } from "vitest";
import { openStore } from "../../src/store/index.js";
import { CRASH_NOW, crashBatches } from "./crash-batches.js";
import { crawl, databasePath, hour, shownGraph } from "./estate.js";

const WRITER = fileURLToPath(new URL("crash-writer.ts", import.meta.url));

/** Runs the crawling process and kills it when it has said `lines` lines; it goes on writing while the signal comes. */
async function killedAfter(path: string, lines: number): Promise<void> {
  const child = spawn(process.execPath, ["--import", "tsx", WRITER, path], { stdio: ["ignore", "pipe", "inherit"] });
  let said = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text.split("\n").length - 1;
    if (said >= lines) child.kill("SIGKILL");
  });
  const [, signal] = (await once(child, "close")) as [number | null, string | null];
  // The last kill may come too late, and then the crawl is simply done.
  expect(signal === "SIGKILL" || said === 15).toBe(true);
}

let undisturbed: ReturnType<typeof shownGraph>;
beforeAll(() => {
  const store = openStore({ path: ":memory:", mode: "write" });
  crawl(store, [...crashBatches()], CRASH_NOW);
  undisturbed = shownGraph(store);
  store.close();
});

it.each([0, 1, 2, 5, 7, 8, 12, 13, 14])("killed after line %i", async (lines) => {
  const path = databasePath();
  await killedAfter(path, lines);
  if (lines > 0) {
    const db = new Database(path, { readonly: true });
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    db.close();
  }
  const store = openStore({ path, mode: "write" });
  const shown = store.counts().identities;
  expect([0, 4800]).toContain(shown);
  const now = hour(1);
  const run = store.beginRun({ command: "scan", version: "0.1.0", now });
  for (const batch of crashBatches()) {
    const writer = store.openSnapshot(run, batch.scope, now);
    if (!writer.isDone(batch.dataSet)) writer.write(batch);
  }
  store.resumeSnapshot(run, "aws:111122223333", now)?.complete(now);
  store.finishRun(run, "done", now);
  expect(shownGraph(store)).toEqual(undisturbed);
  expect(store.query("SELECT count(*) FROM closing_row").rows.next().value).toEqual([0]);
  store.close();
});
