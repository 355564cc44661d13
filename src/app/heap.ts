// How V8 keeps its heap while a whole estate is worked on.
import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Below this much there is nothing to win. */
const WORTH_IT = 64 << 20;

/** V8's own collection. `last-resort` gives back all that it can, the room for new objects too; Node 20 does not know it. */
interface Collection {
  readonly type: "major" | "minor";
  readonly execution: "sync";
  readonly flavor?: "regular" | "last-resort";
}

let collect: ((how: Collection) => void) | undefined;

/**
 * Lets go of what a stage of a large scan has left behind, before the next one fills the memory again: V8 waits until its
 * heap has doubled. To be called where little is in use: what it costs is looking at what is.
 */
function freeMemory(): void {
  if (getHeapStatistics().used_heap_size >= WORTH_IT) collectAs({ type: "major", execution: "sync" });
}

/** V8's own collection, which a program gets by asking before it makes a context. */
function collectAs(how: Collection): void {
  if (collect === undefined) {
    setFlagsFromString("--expose-gc");
    const gc: unknown = runInNewContext("gc");
    setFlagsFromString("--no-expose-gc");
    collect = typeof gc === "function" ? (asked) => void gc(asked) : () => {};
  }
  collect(how);
}

/** Memory but for new objects, in bytes, from which on what was crawled counts as large: that of some 30,000 principals. */
const LARGE = 176 << 20;

/** What V8 uses for new objects at most before version 13, which goes to four times as much: two spaces of 16 MB. */
const NEW_SPACE = 32 << 20;

/**
 * Does the work that uses most memory, after a collection. After a large crawl the heap grows by 10 % before it is collected, not
 * by what it was: the peak of a first scan of 50,000 principals is 375 MB, by 20 % 384 MB for the same CPU time, without a bound over
 * 500 MB (docs/decisions/0007).
 * Where V8 gives new objects more than NEW_SPACE (Node 24) they get that, for another 150 MB. A small heap is collected over and
 * over by it (a scan of a small estate takes half as long again), so it is for large ones, and for this work only.
 */
export function inTightHeap(work: () => void): void {
  const newSpace = newSpaceSize();
  const isLarge = process.memoryUsage.rss() - newSpace >= LARGE;
  const isBounded = isLarge && newSpace > NEW_SPACE;
  if (isBounded) boundNewSpace();
  else freeMemory();
  if (isLarge) setFlagsFromString("--heap-growing-percent=10");
  try {
    work();
  } finally {
    if (isLarge) setFlagsFromString("--heap-growing-percent=0");
    // What follows fills the memory again, so the bound stays.
    if (isBounded) boundNewSpace();
    else freeMemory();
  }
}

/**
 * Collects everything, and lets the room for new objects grow to NEW_SPACE and no further. There is no setting for it once a
 * process runs: so it is given back to the first MB, grows once, by what outlives a collection, and then by a factor of 1.
 */
function boundNewSpace(): void {
  collectAs({ type: "major", execution: "sync", flavor: "last-resort" });
  setFlagsFromString("--semi-space-growth-factor=16");
  const living: object[] = [];
  for (let round = 0; round < 4 && newSpaceSize() < NEW_SPACE; round++) {
    for (let count = 0; count < 20_000; count++) living.push({ count: [count] });
    collectAs({ type: "minor", execution: "sync" });
  }
  setFlagsFromString("--semi-space-growth-factor=1");
}

function newSpaceSize(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")?.space_size ?? 0;
}
