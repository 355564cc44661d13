// A terminal for commands that run within a test: what they write is kept, nothing is shown.
import type { Terminal } from "../src/app/terminal.js";

/** Adds what goes to stdout to `chunks` and lines for stderr to `said`. */
export function quietTerminal(chunks: string[], said: string[] = []): Terminal {
  return {
    out: (chunk) => {
      chunks.push(chunk);
    },
    say: (line) => said.push(line),
    detail: () => undefined,
    progress: () => undefined,
    settle: () => undefined,
    color: false,
    columns: undefined,
    signal: new AbortController().signal,
    stoppable: (work) => work(),
    telling: (_line, work) => work(),
    stopCode: 130,
  };
}
