// Signals that end a process: work that can stop is asked to, everything else ends at once.
import { setMaxListeners } from "node:events";
import { constants } from "node:os";
import { ENDING } from "../model/ending.js";

export interface Stop {
  /** Aborted by the first signal within `stoppable`. */
  readonly signal: AbortSignal;
  /** Runs `work`; the first signal meanwhile asks it to stop, the second ends the process. */
  stoppable<T>(work: () => Promise<T>): Promise<T>;
  /** 128 and the number of the signal that came, or of Ctrl-C. */
  readonly code: number;
}

/** Listens only while there is something to keep: code that never waits would hear of a signal long after it came. */
export function createStop(): Stop {
  const controller = new AbortController();
  // Every call in flight listens; Node would warn on stderr from the eleventh on.
  setMaxListeners(0, controller.signal);
  let code = 128 + constants.signals.SIGINT;
  const ask = (signal: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      unlisten();
      process.kill(process.pid, signal);
    }
    code = 128 + constants.signals[signal];
    controller.abort();
  };
  const unlisten = () => {
    for (const signal of ENDING) process.off(signal, ask);
  };
  return {
    signal: controller.signal,
    stoppable: async (work) => {
      for (const signal of ENDING) process.on(signal, ask);
      try {
        const result = await work();
        // One that came while nothing waited is still to be told of.
        await new Promise((resolve) => setImmediate(resolve));
        return result;
      } finally {
        unlisten();
      }
    },
    get code() {
      return code;
    },
  };
}
