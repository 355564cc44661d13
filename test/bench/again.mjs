// Runs nhi twice in one process and prints the CPU seconds of the second time: the work, when all is loaded and ready.
// usage: node again.mjs CHUNK-OF-THE-PROGRAM ARGUMENT...
import { createRequire } from "node:module";
import { basename } from "node:path";

// Taken out, so that the command stands where it stands in a run of nhi.
const [chunk] = process.argv.splice(2, 1);
const args = process.argv.slice(2);
const { later } = createRequire(chunk)("./chunks.js");
const { main } = await later(`./${basename(chunk)}`);
await main(args);
const before = process.cpuUsage();
await main(args);
const { user, system } = process.cpuUsage(before);
console.error(`\n${(user + system) / 1e6}`);
