// What runs before anything is loaded: `nhi --version` and `nhi --help` need nothing but their text.
import { VERSION } from "../model/version.js";
import { HELP_COLUMNS, HELP_TEXT } from "./help-text.js";

/** Runs nhi on arguments (without node and script) and returns the exit code. Never throws. */
export async function start(args: readonly string[]): Promise<number> {
  const text = args.length === 1 ? textOf(args[0] ?? "") : undefined;
  if (text !== undefined) {
    process.stdout.on("error", () => {}).write(text);
    return 0;
  }
  const { main } = await import("./main.js");
  return main(args);
}

function textOf(option: string): string | undefined {
  if (option === "--version" || option === "-V") return `${VERSION}\n`;
  if (option !== "--help" && option !== "-h") return undefined;
  return (process.stdout.columns ?? HELP_COLUMNS) < HELP_COLUMNS ? undefined : HELP_TEXT;
}
