// What runs before anything is loaded: `nhi --version` needs nothing but the version.
import { VERSION } from "../model/version.js";

/** Runs nhi on arguments (without node and script) and returns the exit code. Never throws. */
export async function start(args: readonly string[]): Promise<number> {
  if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
    process.stdout.on("error", () => {}).write(`${VERSION}\n`);
    return 0;
  }
  const { main } = await import("./main.js");
  return main(args);
}
