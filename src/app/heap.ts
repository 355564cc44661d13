// How V8 keeps its heap and when it compiles, set for work on a whole estate.
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

/** Memory of the process, in bytes, from which on what was crawled counts as large: that of some 30,000 principals. */
const LARGE = 224 << 20;

/**
 * Does the work that uses most memory. After a large crawl the heap grows by 20 % before it is collected, not by what it was: the
 * peak of a first scan of 50,000 principals is 80 MB lower for 0.9 CPU seconds. A small heap is collected over and over by it
 * (a scan of a small estate takes half as long again), so it is for large ones, and for this work only.
 */
export function inTightHeap(work: () => void): void {
  const isLarge = process.memoryUsage.rss() >= LARGE;
  if (isLarge) setFlagsFromString("--heap-growing-percent=20");
  try {
    work();
  } finally {
    if (isLarge) setFlagsFromString("--heap-growing-percent=0");
  }
}

/**
 * V8's settings for work on an estate:
 *
 * - The space of new objects gets its full size (16 MB) at its first growth, not at its fourth: what is read into an estate
 *   lives a while, and in a small space it is copied over and over. A tenth of the CPU time of a first scan of 50,000
 *   principals.
 * - Code is compiled anew for speed four times later than usual: most of ours runs for a stage and not again, and what was
 *   compiled for one stage is thrown away in the next. A fifth of the CPU time of a scan of a small estate, a tenth at 10,000
 *   principals, nothing at 50,000.
 */
export function tuneForEstate(): void {
  setFlagsFromString("--semi-space-growth-factor=16");
  // Node 22 and later decide otherwise, and complain of a setting that they do not know.
  if (process.versions.v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=540672");
}
