// Long runs that look for what a test of seconds does not: npm run soak [-- --small] [-- --seed N].
// Prints a figure a line, fails when one has a problem; a seed repeats a run.
import { soakInputs } from "./inputs.js";
import { soakKills } from "./kills.js";

const small = process.argv.includes("--small");
const seedAt = process.argv.indexOf("--seed");
const seed = seedAt < 0 ? 1 : Number(process.argv[seedAt + 1]);

console.log(`soak with seed ${seed}${small ? ", small" : ""}`);
const inputs = await soakInputs(small ? 8_000 : 100_000, seed);
const kills = await soakKills(small ? 10 : 200, seed);
let failed = 0;
for (const { name, said, problems } of [...inputs, ...kills]) {
  console.log(`${problems.length === 0 ? "ok  " : "FAIL"} ${name}: ${said}`);
  for (const problem of problems) console.log(`       ${problem}`);
  if (problems.length > 0) failed += 1;
}
console.log(`soak: ${inputs.length + kills.length} figures, ${failed} with problems`);
process.exitCode = failed === 0 ? 0 : 1;
