// Entry point: hands the arguments to the command line and sets the exit code; nothing else.
import { start } from "../src/cli/start.js";

// Not awaited: in the package this is a script, see scripts/build/scripts.ts.
void start(process.argv.slice(2)).then((code) => {
  // All is written. Left to itself, Node takes its heap apart piece by piece first.
  // oxlint-disable-next-line unicorn/no-process-exit -- this is the end of the program.
  process.exit(code);
});
