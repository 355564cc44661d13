// Lets go of what a stage of a large scan has left behind, before the next one fills the memory again: V8 waits until its
// heap has doubled.
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Below this much there is nothing to win. */
const WORTH_IT = 64 << 20;

let collect: (() => void) | undefined;

/** To be called where little is in use: what it costs is looking at what is. */
export function freeMemory(): void {
  if (getHeapStatistics().used_heap_size < WORTH_IT) return;
  collect ??= toCollect();
  collect();
}

/** V8's own collection, which a program gets by asking before it makes a context. */
function toCollect(): () => void {
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  return typeof gc === "function" ? () => void gc() : () => {};
}
