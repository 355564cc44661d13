// Runs nhi twice in one process and prints the CPU seconds of the second time: the work, when all is loaded and ready.
// usage: node again.mjs CHUNK-OF-THE-PROGRAM ARGUMENT...
const [chunk, ...args] = process.argv.slice(2);
const { main } = await import(chunk);
await main(args);
const before = process.cpuUsage();
await main(args);
const { user, system } = process.cpuUsage(before);
console.error(`\n${(user + system) / 1e6}`);
