import { describe, expect, it } from "vitest";
import { AnswerFault } from "../../src/collect/fault.js";
import { DetailReader } from "../../src/collect/reader.js";

const CALL = { name: "GetThing" };
const THINGS = ["a", "b", "c"];

function readerOf(): DetailReader<typeof CALL> {
  return new DetailReader({
    dataSet: "acme/things:things",
    atATime: 3,
    refusals: 10,
    signal: new AbortController().signal,
    nameOf: ({ name }) => name,
    count: () => undefined,
  });
}

/** Asks about all things at once; the answers arrive in the order of `arriving`, and say whose they are. */
async function outcomeOf(arriving: readonly string[], answered: readonly string[] = []) {
  const reader = readerOf();
  const waiting = new Map<string, () => void>();
  const asked = THINGS.map((thing) =>
    reader.answer(CALL, thing, async () => {
      await new Promise<void>((done) => waiting.set(thing, done));
      return answered.includes(thing) ? {} : new AnswerFault("denied", "AccessDenied", `no right to read ${thing}`);
    }),
  );
  for (const thing of arriving) {
    waiting.get(thing)?.();
    await new Promise((done) => setImmediate(done));
  }
  await Promise.all(asked);
  return reader.outcome();
}

describe("refusals that arrive in any order", () => {
  it("all refused: the data set names the first thing, not the first answer", async () => {
    const first = await outcomeOf(["a", "b", "c"]);
    expect(JSON.stringify(first)).toContain("no right to read a");
    expect(await outcomeOf(["c", "b", "a"])).toEqual(first);
    expect(await outcomeOf(["b", "a", "c"])).toEqual(first);
  });

  it("some refused: their gaps are in the order of the things", async () => {
    const first = await outcomeOf(["a", "b", "c"], ["b"]);
    expect(first.gaps.map(({ subject }) => subject)).toEqual(["a", "c"]);
    expect(await outcomeOf(["c", "b", "a"], ["b"])).toEqual(first);
  });
});
