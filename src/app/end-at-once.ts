// Long work that never waits: a signal has to end it while it goes on, not once it is done.
import { runInThisContext } from "node:vm";
import { ENDING } from "../model/ending.js";
import { heardAll } from "./turns.js";

const WORK = "nhiWork";

/**
 * Does work that never waits. Ctrl-C breaks it off, and what listens to it hears of it; the other signals end the process as they
 * do of programs that know nothing of them. Left to itself, a process that listens would hear of either only after the work.
 */
export async function endingAtOnce<T>(work: () => T): Promise<T> {
  // The system ends it where nothing listens.
  if (ENDING.every((signal) => process.listenerCount(signal) === 0)) return work();
  // One that came before would be lost with its listener.
  await heardAll();
  const unheard = ENDING.filter((signal) => signal !== "SIGINT").flatMap((signal) =>
    process.listeners(signal).map((listener) => [signal, listener] as const),
  );
  for (const [signal, listener] of unheard) process.off(signal, listener);
  try {
    return breakable(work);
  } catch (error) {
    if (!isBroken(error)) throw error;
    // Transactions that are open are rolled back when the database is next opened; nothing may go on from here.
    process.emit("SIGINT", "SIGINT");
    throw error;
  } finally {
    for (const [signal, listener] of unheard) process.on(signal, listener);
  }
}

/** Node breaks off a script on Ctrl-C, and with it what the script calls. */
function breakable<T>(work: () => T): T {
  let result: { readonly of: T } | undefined;
  Reflect.set(globalThis, WORK, () => {
    result = { of: work() };
  });
  try {
    runInThisContext(`${WORK}()`, { breakOnSigint: true, displayErrors: false });
  } finally {
    Reflect.deleteProperty(globalThis, WORK);
  }
  if (result === undefined) throw new Error("the work was not done");
  return result.of;
}

function isBroken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";
}
