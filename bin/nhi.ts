// Entry point: hands the arguments to the command line and sets the exit code; nothing else.
import { start } from "../src/cli/start.js";

// Not awaited: in the package this is a script, see scripts/build/scripts.ts.
void start(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
