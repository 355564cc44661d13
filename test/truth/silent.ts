// A terminal that nobody looks at.
import type { Terminal } from "../../src/app/terminal.js";

export function silent(): Terminal {
  return {
    out: () => {},
    say: () => {},
    detail: () => {},
    progress: () => {},
    settle: () => {},
    color: false,
    columns: undefined,
    signal: new AbortController().signal,
    stoppable: (work) => work(),
    telling: (_line, work) => work(),
    stopCode: 130,
  };
}
