import fc from "fast-check";
import { expect, test } from "vitest";
import { finish, type Steps, shared, sortSteps } from "../../src/model/steps.js";

test("sorting in steps is sorting, and stable", () => {
  const rows = fc.array(fc.record({ key: fc.nat(5), at: fc.nat() }), { maxLength: 200 });
  fc.assert(
    fc.property(rows, (few) => {
      // Longer than a piece, so that pieces are merged.
      const all = Array.from({ length: 25 * few.length }, (_, at) => ({ key: few[at % few.length]?.key ?? 0, at }));
      expect(finish(sortSteps(all, (a, b) => a.key - b.key))).toEqual([...all].sort((a, b) => a.key - b.key));
    }),
    { numRuns: 50 },
  );
  expect(finish(sortSteps([], () => 0))).toEqual([]);
});

test("sorting rests between pieces", () => {
  const steps = sortSteps(
    Array.from({ length: 10_000 }, (_, at) => -at),
    (a, b) => a - b,
  );
  let rests = 0;
  for (let step = steps.next(); step.done !== true; step = steps.next()) rests += 1;
  expect(rests).toBeGreaterThan(5);
});

function counting(log: string[]): Steps<string, undefined> {
  return (function* () {
    for (const one of ["a", "b", "c"]) {
      log.push(one);
      yield undefined;
    }
    return "done";
  })();
}

test("shared work goes on where who ran it gave up, and is done once", () => {
  const log: string[] = [];
  const work = shared(() => counting(log));
  const given = work();
  given.next();
  given.next();
  given.return("given up");
  expect(log).toEqual(["a", "b"]);
  expect(finish(work())).toBe("done");
  expect(finish(work())).toBe("done");
  expect(log).toEqual(["a", "b", "c"]);
});

test("shared work that failed is tried again by the next who asks", () => {
  let tries = 0;
  const work = shared(function* (): Steps<string> {
    yield;
    tries += 1;
    if (tries === 1) throw new Error("busy");
    return "read";
  });
  expect(() => finish(work())).toThrow("busy");
  expect(finish(work())).toBe("read");
});
