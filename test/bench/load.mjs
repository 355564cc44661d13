// Loads what a run of nhi loads, and does nothing with it: with compiled code of that run, where its command and HOME are given.
// usage: node load.mjs COMMAND CHUNK...
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";

const [, ...chunks] = process.argv.slice(2);
const load = createRequire(chunks[0]);
const { later } = load("./chunks.js");
for (const chunk of chunks) await later(`./${basename(chunk)}`);
const driver = load.resolve("better-sqlite3");
load(driver);
load(join(dirname(driver), "../build/Release/better_sqlite3.node"));
