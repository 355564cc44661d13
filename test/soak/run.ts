// Long runs that look for what a test of seconds does not: npm run soak [-- --small] [-- --others] [-- --seed N].
// Prints a figure a line, fails when one has a problem; a seed repeats a run. `--others` puts the fault proxy of a small run
// before servers that others made, as a whole run does.
import { soakFaults } from "./faults.js";
import { type SoakFigure, soakInputs } from "./inputs.js";
import { soakKills } from "./kills.js";

const small = process.argv.includes("--small");
const seedAt = process.argv.indexOf("--seed");
const seed = seedAt < 0 ? 1 : Number(process.argv[seedAt + 1]);
const byOthers = !small || process.argv.includes("--others");

const started = performance.now();
console.log(`soak with seed ${seed}${small ? ", small" : ""}`);
let [said, failed] = [0, 0];
for (const soak of [
  () => soakInputs(small ? 2_000 : 100_000, seed),
  () => soakFaults(small ? 2 : 12, seed, byOthers),
  () => soakKills(small ? 5 : 200, seed),
]) {
  for await (const figure of soak()) show(figure);
}
console.log(`soak: ${said} figures, ${failed} with problems, ${Math.round((performance.now() - started) / 1000)} s`);
// oxlint-disable-next-line unicorn/no-process-exit -- connections that the faults left half open would keep it for two more minutes
process.exit(failed === 0 ? 0 : 1);

function show({ name, said: figure, problems }: SoakFigure): void {
  said += 1;
  if (problems.length > 0) failed += 1;
  console.log(`${problems.length === 0 ? "ok  " : "FAIL"} ${name}: ${figure}`);
  for (const problem of problems) console.log(`       ${problem}`);
}
