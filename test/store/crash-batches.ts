// What the killed process crawls: batches large enough that a kill can fall into the writing of one.
import type { GraphBatch } from "../../src/model/batch.js";
import { DETAILS, details, grant, hour, principal, REPORT } from "./estate.js";

export const CRASH_NOW = hour(0);

const BATCHES = 12;
const NODES = 400;

export function* crashBatches(): Iterable<GraphBatch> {
  for (let batch = 0; batch < BATCHES; batch++) {
    const dataSet = batch < BATCHES / 2 ? DETAILS : REPORT;
    const nodes = Array.from({ length: NODES }, (_, at) => {
      const id = `arn:aws:iam::111122223333:role/r-${batch}-${at}`;
      return principal(id, { path: "/", description: "x".repeat(200) }, { aliases: [`alias-${batch}-${at}`] });
    });
    const edges = nodes.map(({ id }) => grant(id, "arn:aws:iam::aws:policy/ReadOnlyAccess"));
    const isLast = batch === BATCHES / 2 - 1 || batch === BATCHES - 1;
    yield details({ dataSet, nodes, edges }, isLast ? "complete" : null);
  }
}
