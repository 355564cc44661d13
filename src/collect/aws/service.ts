// What a data set of a service is made of: its calls, and how their answers become parts. The rest is the same for all.
import type { GraphBatch } from "../../model/batch.js";
import { AnswerFault } from "../fault.js";
import type { Part } from "../part.js";
import type { AccountCrawl } from "./account.js";
import type { AwsCall } from "./call.js";
import { Reader } from "./reader.js";
import type { AwsResource } from "./resource.js";
import { clientOf, isSparse } from "./sdk.js";

export interface ServiceReading {
  readonly dataSet: string;
  /** The list first: batches name it as their evidence. */
  readonly calls: readonly [AwsCall, ...AwsCall[]];
  /** Not asked region by region. */
  readonly isGlobal?: boolean;
  /** What the answers become. Throws AnswerFault when there is no list. */
  read(reader: Reader): AsyncIterable<Part>;
}

/** The resource of a reading: its batches, and its coverage at the end. */
export function toResource(reading: ServiceReading): AwsResource {
  const { dataSet, calls, isGlobal = false } = reading;
  const [list] = calls;
  return {
    dataSet,
    calls,
    isService: true,
    isRegional: !isGlobal,
    async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
      const reader = new Reader(account, dataSet);
      let read = false;
      try {
        for await (const part of reading.read(reader)) {
          read = true;
          if (!isEmpty(part)) yield account.batch(dataSet, list, part);
        }
        const { coverage, gaps } = reader.outcome();
        yield account.close(dataSet, list, coverage, { gaps });
      } catch (fault) {
        if (isNotOffered(fault, list)) yield account.close(dataSet, list);
        else yield account.closeAfter(dataSet, list, fault, read);
      }
    },
  };
}

function isEmpty(part: Part): boolean {
  return Object.values(part).every((list) => list.length === 0);
}

/** A region that does not know the host name of a service which is not everywhere has none of it. */
function isNotOffered(fault: unknown, { call }: AwsCall): boolean {
  return fault instanceof AnswerFault && fault.code === "ENOTFOUND" && isSparse(clientOf(call));
}
