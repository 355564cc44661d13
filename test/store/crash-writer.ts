// A process that crawls into a database and says when each batch is stored, for tests that kill it.
// usage: node --import tsx crash-writer.ts PATH
import { openStore } from "../../src/store/index.js";
import { CRASH_NOW, crashBatches } from "./crash-batches.js";

const store = openStore({ path: process.argv[2] ?? "", mode: "write" });
const run = store.beginRun({ command: "scan", version: "0.1.0", now: CRASH_NOW });
process.stdout.write("opened\n");
for (const batch of crashBatches()) {
  const writer = store.openSnapshot(run, batch.scope, CRASH_NOW);
  if (writer.isDone(batch.dataSet)) continue;
  writer.write(batch);
  process.stdout.write("batch\n");
}
store.resumeSnapshot(run, "aws:111122223333", CRASH_NOW)?.complete(CRASH_NOW);
process.stdout.write("complete\n");
store.writeAnalysis({ facts: [], nodes: [], edges: [], gaps: [] }, CRASH_NOW);
store.finishRun(run, "done", CRASH_NOW);
process.stdout.write("finished\n");
store.close();
