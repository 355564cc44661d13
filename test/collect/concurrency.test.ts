import { describe, expect, it } from "vitest";
import { interleave, mapInOrder } from "../../src/collect/concurrency.js";

async function listed<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of source) all.push(value);
  return all;
}

describe("interleave", () => {
  function tracked(limit: number) {
    let open = 0;
    let most = 0;
    const source = (name: string, count: number) =>
      async function* (): AsyncGenerator<string> {
        open += 1;
        most = Math.max(most, open);
        try {
          for (let at = 0; at < count; at += 1) yield `${name}${at}`;
        } finally {
          open -= 1;
        }
      };
    return {
      run: (names: string[]) =>
        interleave(
          names.map((name) => source(name, 3)),
          limit,
        ),
      most: () => most,
      open: () => open,
    };
  }

  it("yields everything, each source in its order, at most so many open", async () => {
    const { run, most } = tracked(2);
    const all = await listed(run(["a", "b", "c", "d"]));
    expect([...all].sort()).toEqual(["a0", "a1", "a2", "b0", "b1", "b2", "c0", "c1", "c2", "d0", "d1", "d2"]);
    for (const name of ["a", "b", "c", "d"])
      expect(all.filter((value) => value.startsWith(name))).toEqual([`${name}0`, `${name}1`, `${name}2`]);
    expect(most()).toBe(2);
  });

  it("passes a failure on and closes the others", async () => {
    const failing = async function* (): AsyncGenerator<string> {
      yield "x";
      throw new Error("broken");
    };
    let isClosed = false;
    const other = async function* (): AsyncGenerator<string> {
      try {
        for (;;) yield "y";
      } finally {
        isClosed = true;
      }
    };
    await expect(listed(interleave([failing, other], 2))).rejects.toThrow("broken");
    await Promise.resolve();
    expect(isClosed).toBe(true);
  });
});

describe("mapInOrder", () => {
  it("keeps the order whoever is ready first, within the limit", async () => {
    let running = 0;
    let most = 0;
    const gates = new Map<number, () => void>();
    const work = async (input: number): Promise<number> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => {
        gates.set(input, resolve);
        // The second of each pair opens the gates of both, last one first.
        if (gates.size === 2) for (const gate of [...gates.values()].reverse()) gate();
        if (gates.size === 2) gates.clear();
      });
      running -= 1;
      return input * 10;
    };
    expect(await listed(mapInOrder([1, 2, 3, 4], 2, work))).toEqual([10, 20, 30, 40]);
    expect(most).toBe(2);
  });

  it("reports a failure in its turn", async () => {
    const seen: number[] = [];
    const run = async (): Promise<void> => {
      for await (const value of mapInOrder([1, 2, 3], 3, async (input) => {
        if (input === 2) throw new Error("two");
        return input;
      })) {
        seen.push(value);
      }
    };
    await expect(run()).rejects.toThrow("two");
    expect(seen).toEqual([1]);
  });
});
