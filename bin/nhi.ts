// Entry point: hands the arguments to the command line and sets the exit code; nothing else.
import { start } from "../src/cli/start.js";

process.exitCode = await start(process.argv.slice(2));
