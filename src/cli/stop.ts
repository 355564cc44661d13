// Signals that end a process: work that can stop is asked to, everything else ends at once.
import { setMaxListeners } from "node:events";
import { constants } from "node:os";
import { heardAll } from "../app/turns.js";
import { ENDING } from "../model/ending.js";

export interface Stop {
  /** Aborted by the first signal within `stoppable`. */
  readonly signal: AbortSignal;
  /** Runs `work`; the first signal meanwhile asks it to stop, the second ends the process. */
  stoppable<T>(work: () => Promise<T>): Promise<T>;
  /** Runs `work`; a signal meanwhile that is not for `stoppable` ends the process with a line. */
  telling<T>(line: string, work: () => Promise<T>): Promise<T>;
  /** 128 and the number of the signal that came, or of Ctrl-C. */
  readonly code: number;
}

/** Listens only while there is something to keep or to say: code that never waits would hear of a signal long after it came. */
export function createStop(say: (line: string) => void): Stop {
  const controller = new AbortController();
  // Every call in flight listens; Node would warn on stderr from the eleventh on.
  setMaxListeners(0, controller.signal);
  let code = 128 + constants.signals.SIGINT;
  let stopping = 0;
  const lines: string[] = [];
  const heard = (signal: NodeJS.Signals) => {
    code = 128 + constants.signals[signal];
    if (stopping > 0 && !controller.signal.aborted) return controller.abort();
    const line = lines.at(-1);
    if (line !== undefined) say(line);
    end(signal, heard, code);
  };
  const listening = async <T>(work: () => Promise<T>): Promise<T> => {
    const isFirst = stopping + lines.length === 1;
    if (isFirst) for (const signal of ENDING) process.on(signal, heard);
    try {
      return await work();
    } finally {
      if (isFirst) unlisten(heard);
    }
  };
  return {
    signal: controller.signal,
    stoppable: async (work) => {
      stopping += 1;
      try {
        return await listening(async () => {
          const result = await work();
          // One that came while nothing waited is still to be told of.
          await heardAll();
          return result;
        });
      } finally {
        stopping -= 1;
      }
    },
    telling: async (line, work) => {
      lines.push(line);
      try {
        return await listening(work);
      } finally {
        lines.pop();
      }
    },
    get code() {
      return code;
    },
  };
}

function unlisten(heard: (signal: NodeJS.Signals) => void): void {
  for (const signal of ENDING) process.off(signal, heard);
}

/** Ends the process by the signal, as shells and scripts expect of one. */
function end(signal: NodeJS.Signals, heard: (signal: NodeJS.Signals) => void, code: number): void {
  unlisten(heard);
  // Whatever else listens has something to put away, and ends the process itself.
  if (process.listenerCount(signal) > 0) return;
  process.kill(process.pid, signal);
  // oxlint-disable-next-line unicorn/no-process-exit -- the first process of a container is not ended by the signal.
  process.exit(code);
}
