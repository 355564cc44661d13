// The terminal of a command: report to stdout, messages and progress to stderr, Ctrl-C to an abort signal.
import { setMaxListeners } from "node:events";
import type { Terminal } from "../app/terminal.js";
import type { CommonFlags } from "./options.js";
import { createProgress } from "./progress.js";
import { mayAnimate, say, useColor, writeTo } from "./streams.js";

type TerminalFlags = Pick<CommonFlags, "quiet" | "verbose" | "color">;

/** Terminal for one command. The first Ctrl-C asks the command to stop and keep what it has; the second ends it. */
export function createTerminal(flags: TerminalFlags, env: NodeJS.ProcessEnv = process.env): Terminal {
  const controller = new AbortController();
  // Every call in flight listens; Node would warn on stderr from the eleventh on.
  setMaxListeners(0, controller.signal);
  process.on("SIGINT", () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  });
  const progress = createProgress(flags.quiet !== true && mayAnimate(env));
  return {
    out: (chunk) => writeTo(process.stdout, chunk),
    say: (line) => {
      progress.settle();
      say(line);
    },
    detail: (line) => {
      if (flags.verbose !== true) return;
      progress.settle();
      say(line);
    },
    progress: progress.show,
    settle: progress.settle,
    color: useColor(flags.color, process.stdout, env),
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    signal: controller.signal,
  };
}
