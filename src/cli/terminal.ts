// The terminal of a command: report to stdout, messages and progress to stderr, signals to an abort signal.
import type { Terminal } from "../app/terminal.js";
import type { CommonFlags } from "./options.js";
import { createProgress } from "./progress.js";
import { createStop } from "./stop.js";
import { mayAnimate, say, useColor, writeTo } from "./streams.js";

type TerminalFlags = Pick<CommonFlags, "quiet" | "verbose" | "color">;

/** Terminal for one command. */
export function createTerminal(flags: TerminalFlags, env: NodeJS.ProcessEnv = process.env): Terminal {
  const progress = createProgress(flags.quiet !== true && mayAnimate(env));
  const stop = createStop((line) => {
    progress.settle();
    say(line);
  });
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
    signal: stop.signal,
    stoppable: stop.stoppable,
    telling: stop.telling,
    get stopCode() {
      return stop.code;
    },
  };
}
