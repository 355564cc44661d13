// What runs before anything is loaded: `nhi --version` and `nhi --help` need nothing but their text.
import { HELP_COLUMNS, HELP_TEXT, VERSION_TEXT } from "./help-text.js";

/** Runs nhi on arguments (without node and script) and returns the exit code. Never throws. */
export async function start(args: readonly string[]): Promise<number> {
  const text = args.length === 1 ? knownAnswer(args[0] ?? "") : undefined;
  if (text !== undefined) return written(text);
  const { main } = await import("./main.js");
  return main(args);
}

/** Exit code: 0 once stdout has the text or nobody reads it, 2 where it cannot be written, such as on a full disk. */
async function written(text: string): Promise<number> {
  const fault = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
    process.stdout.on("error", () => {}).write(text, resolve);
  });
  if (!fault || fault.code === "EPIPE") return 0;
  process.stderr.write(`nhi: stdout cannot be written: ${fault.message}\n`);
  return 2;
}

function knownAnswer(option: string): string | undefined {
  if (option === "--version" || option === "-V") return VERSION_TEXT;
  if (option !== "--help" && option !== "-h") return undefined;
  return (process.stdout.columns ?? HELP_COLUMNS) < HELP_COLUMNS ? undefined : HELP_TEXT;
}
