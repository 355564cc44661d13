import { getHeapStatistics } from "node:v8";
import { expect, it } from "vitest";
import { freeMemory } from "../../src/app/heap.js";

const used = () => getHeapStatistics().used_heap_size;

it("what nobody holds any more is let go of at once, and nothing that is held", () => {
  const held = Array.from({ length: 1_000 }, (_, at) => ({ at }));
  let dropped: object[] | undefined = Array.from({ length: 2_000_000 }, (_, at) => ({ at, text: `${at}` }));
  const full = used();
  expect(dropped).toHaveLength(2_000_000);
  dropped = undefined;
  freeMemory();
  expect(used()).toBeLessThan(full - (64 << 20));
  expect(held.at(-1)).toEqual({ at: 999 });
});
