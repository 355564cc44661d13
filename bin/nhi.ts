// Entry point: hands the arguments to the command line and sets the exit code; nothing else.
import { main } from "../src/cli/main.js";

process.exitCode = await main(process.argv.slice(2));
