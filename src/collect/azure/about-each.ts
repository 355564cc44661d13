// One answer about each resource of a list that came before: what is inside a vault, an account, an identity.
import type { GraphBatch } from "../../model/batch.js";
import { type Fields, fieldsOf } from "../fields.js";
import type { PartBuilder } from "../part.js";
import { ScopeReader } from "../scope-reader.js";
import { type AzureCall, OF_SUBSCRIPTION } from "./call.js";
import type { ContainerCrawl } from "./container-crawl.js";
import { resourceId } from "./ids.js";
import type { AzureResource } from "./resource.js";

export interface AboutEachOptions {
  readonly call: AzureCall;
  /** Data set that lists them, and what they are called when it could not. */
  readonly list: string;
  readonly what: string;
  /** Name of their id in the address of the call. */
  readonly param: string;
  /** For the progress line: `vaults looked into`. */
  readonly word: string;
  /** What one element of the answer about the resource `of` becomes. */
  convert(raw: Fields, of: string, out: PartBuilder, crawl: ContainerCrawl): void;
}

/** A data set of one list about each of the resources; failed when they could not be listed, partial when not all were. */
export function aboutEach({ call, list, what, param, word, convert }: AboutEachOptions): AzureResource {
  return {
    dataSet: call.dataSet,
    calls: [call],
    of: OF_SUBSCRIPTION,
    async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
      const reader = new ScopeReader(crawl, call.dataSet);
      const known = crawl.known.get(list);
      if (known === undefined) {
        yield reader.closeUnlisted(call, what);
        return;
      }
      // What the list left out was asked about by nobody.
      if (!known.isWhole) reader.note(`${what} could only be listed in part`);
      yield* reader.batches(known.list, { word, call }, async ({ id }, out) => {
        for (const one of (await reader.list(call, { [param]: id }, resourceId(id))) ?? [])
          convert(fieldsOf(one), id, out, crawl);
      });
      yield reader.close(call);
    },
  };
}
