// How V8 keeps its heap, set for work on a whole estate.
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Below this much there is nothing to win. */
const WORTH_IT = 64 << 20;

let collect: (() => void) | undefined;

/**
 * Lets go of what a stage of a large scan has left behind, before the next one fills the memory again: V8 waits until its
 * heap has doubled. To be called where little is in use: what it costs is looking at what is.
 */
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

/**
 * Lets the space of new objects reach its full size (16 MB) at its first growth, not at its fourth. What is read into an
 * estate lives a while: in a small space it is copied over and over. A tenth of the CPU time of a first scan of 50,000
 * principals.
 */
export function growHeapAtOnce(): void {
  setFlagsFromString("--semi-space-growth-factor=16");
}
