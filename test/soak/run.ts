// Long runs that look for what a test of seconds does not: npm run soak -- [--small] [--others] [--seed N] [--only WORD]
// [--rounds N] [--bundle FOLDER]. Prints a figure a line, fails when one has a problem; a seed repeats a run. `--others` puts the
// fault proxy of a small run before servers that others made, as a whole run does. `--only azure`, `--only faults`, `--only kill`:
// the figures whose name has the word. `--rounds 12`: of the fault proxy, and of scans of an estate that changes: the made-up
// company, or the recording that `--bundle` names. Progress is said on stderr.
import { soakFaults } from "./faults.js";
import { soakHistory } from "./history.js";
import { type SoakFigure, soakInputs } from "./inputs.js";
import { soakKills } from "./kills.js";
import { soakRefusals } from "./refusals.js";

const small = process.argv.includes("--small");
const seed = Number(argument("--seed") ?? 1);
const only = argument("--only")?.toLowerCase();
const isWanted = (name: string): boolean => only === undefined || name.toLowerCase().includes(only);
const rounds = Number(argument("--rounds") ?? (small ? 2 : 12));
const byOthers = !small || process.argv.includes("--others");

const started = performance.now();
console.log(`soak with seed ${seed}${small ? ", small" : ""}`);
let [said, failed] = [0, 0];
for (const soak of [
  () => soakInputs(small ? 2_000 : 100_000, seed, isWanted),
  () => soakFaults(rounds, seed, byOthers, isWanted, note),
  () => soakHistory(rounds, seed, isWanted, note, argument("--bundle")),
  () => soakRefusals(small, isWanted, note, argument("--bundle")),
  () => soakKills(small ? 5 : 200, seed, isWanted),
]) {
  for await (const figure of soak()) show(figure);
}
console.log(`soak: ${said} figures, ${failed} with problems, ${Math.round((performance.now() - started) / 1000)} s`);
if (said === 0) console.log(`nothing has "${only}" in its name`);
// oxlint-disable-next-line unicorn/no-process-exit -- connections that the faults left half open would keep it for two more minutes
process.exit(failed === 0 && said > 0 ? 0 : 1);

function argument(option: string): string | undefined {
  const at = process.argv.indexOf(option);
  return at < 0 ? undefined : process.argv[at + 1];
}

/** Progress goes to stderr, so that whoever keeps the figures has nothing else, and whoever waits sees that it goes on. */
function note(progress: string): void {
  console.error(`${String(Math.round((performance.now() - started) / 1000)).padStart(6)} s  ${progress}`);
}

function show({ name, said: figure, problems }: SoakFigure): void {
  said += 1;
  if (problems.length > 0) failed += 1;
  console.log(`${problems.length === 0 ? "ok  " : "FAIL"} ${name}: ${figure}`);
  for (const problem of problems) console.log(`       ${problem}`);
}
