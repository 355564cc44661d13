// Batches of recordings wait for each other, those of live crawls do not, and none is lost or written twice.
import { expect, test } from "vitest";
import { BatchQueue } from "../../src/app/batch-queue.js";
import type { GraphBatch } from "../../src/model/batch.js";

const batch = (at: number, more: Partial<GraphBatch> = {}): GraphBatch => ({
  scope: { id: "gcp:projects/a", type: "gcp.project", name: "a" },
  dataSet: `gcp/x:${at}`,
  evidence: { call: "x" },
  ...more,
});
const nodes = Array.from({ length: 3_000 }, (_, at) => ({
  ...{ id: `n${at}`, kind: "principal" as const, type: "x", name: "x", properties: {} },
}));

function queueWith(written: string[][]): BatchQueue {
  return new BatchQueue((batches) => void written.push(batches.map(({ dataSet }) => dataSet)));
}

test("many small ones are written together, in their order, each once", () => {
  const written: string[][] = [];
  const queue = queueWith(written);
  const given = Array.from({ length: 450 }, (_, at) => batch(at));
  for (const one of given) queue.add(one, false);
  queue.flush();
  queue.flush();
  expect(written.map(({ length }) => length)).toEqual([200, 200, 50]);
  expect(written.flat()).toEqual(given.map(({ dataSet }) => dataSet));
});

test("large ones wait for no more, and what was asked live for nothing", () => {
  const written: string[][] = [];
  const queue = queueWith(written);
  queue.add(batch(1, { nodes }), false);
  expect(written).toEqual([]);
  queue.add(batch(2, { nodes }), false);
  expect(written).toEqual([["gcp/x:1", "gcp/x:2"]]);
  queue.add(batch(3), true);
  expect(written).toHaveLength(2);
});

test("a data set is done by what waits only when that ends it well, and what cannot be written is not tried again", () => {
  let faults = 0;
  const queue = new BatchQueue(() => {
    faults += 1;
    throw new Error("no room");
  });
  queue.add(batch(1, { coverage: { dataSet: "gcp/x:1", state: "complete" } }), false);
  queue.add(batch(2, { coverage: { dataSet: "gcp/x:2", state: "partial" } }), false);
  expect([1, 2].map((at) => queue.isDone("gcp:projects/a", `gcp/x:${at}`))).toEqual([true, false]);
  expect(() => queue.flush()).toThrow("no room");
  expect(queue.isDone("gcp:projects/a", "gcp/x:1")).toBe(false);
  queue.flush();
  expect(faults).toBe(1);
});
