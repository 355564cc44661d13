// Loads what a run of nhi loads, and does nothing with it. Code of functions is compiled when one is called, so not here.
// usage: node load.mjs CACHE CHUNK...
import module, { createRequire } from "node:module";
import { dirname, join } from "node:path";

const [cache, ...chunks] = process.argv.slice(2);
if (cache !== "") module.enableCompileCache?.(cache);
for (const chunk of chunks) await import(chunk);
const load = createRequire(chunks[0]);
const driver = load.resolve("better-sqlite3");
load(driver);
load(join(dirname(driver), "../build/Release/better_sqlite3.node"));
