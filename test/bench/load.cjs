// Loads what a run of nhi loads, and does nothing with it: with compiled code of that run, where its command and HOME are given.
// A script as nhi's own entry is one: Node's loader of modules, which nhi does without, would count as its code.
// usage: node load.cjs COMMAND CHUNK...
const { createRequire } = require("node:module");
const { basename, dirname, join } = require("node:path");

const [, ...chunks] = process.argv.slice(2);
const load = createRequire(chunks[0]);
const { later } = load("./chunks.js");

async function loadAll() {
  for (const chunk of chunks) await later(`./${basename(chunk)}`);
  // As the bundle does: the driver's JavaScript is in a chunk.
  load(join(dirname(load.resolve("better-sqlite3")), "../build/Release/better_sqlite3.node"));
}

void loadAll();
