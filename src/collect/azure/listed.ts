// The most common kind of resource: one list of a subscription, each element of which becomes nodes and edges.
import type { GraphBatch } from "../../model/batch.js";
import { AnswerFault } from "../fault.js";
import { type Fields, fieldsOf, textOf } from "../fields.js";
import { PartBuilder } from "../part.js";
import { elementsOf } from "../scope-crawl.js";
import { type AzureCall, type ContainerKind, OF_SUBSCRIPTION } from "./call.js";
import type { ContainerCrawl } from "./container-crawl.js";
import type { KnownResource } from "./facts.js";
import type { AzureResource } from "./resource.js";

export interface ListedOptions {
  readonly call: AzureCall;
  /** Where the container is not a subscription: the same list of another one. */
  readonly calls?: { readonly [kind in ContainerKind]?: AzureCall };
  readonly of?: readonly ContainerKind[];
  /** For the progress line: `key vaults`. */
  readonly word: string;
  /** What one element becomes. */
  convert(raw: Fields, out: PartBuilder, crawl: ContainerCrawl): void;
}

/** A data set of one list; what it lists is known to the data sets that come after. */
export function listed({ call, calls = {}, of = OF_SUBSCRIPTION, word, convert }: ListedOptions): AzureResource {
  return {
    dataSet: call.dataSet,
    calls: [...new Set([call, ...Object.values(calls)])],
    of,
    async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
      const { kind, name } = crawl.container;
      const own = calls[kind] ?? call;
      const params = { subscription: name, group: name };
      const found: KnownResource[] = [];
      let isRead = false;
      try {
        for await (const page of crawl.ask(own, params)) {
          const out = new PartBuilder();
          for (const element of elementsOf(own, page)) {
            const raw = fieldsOf(element);
            const id = textOf(raw["id"]);
            if (id !== undefined) found.push({ id, name: textOf(raw["name"]) ?? id });
            convert(raw, out, crawl);
          }
          isRead ||= found.length > 0;
          crawl.count(word, elementsOf(own, page).length);
          yield crawl.batch(own, out, params);
        }
        crawl.known.set(call.dataSet, { list: found, isWhole: true });
        yield crawl.close(own, {}, {}, params);
      } catch (fault) {
        if (isRead) crawl.known.set(call.dataSet, { list: found, isWhole: false });
        // without the licence there are none of them
        else if (fault instanceof AnswerFault && fault.kind === "unlicensed") {
          crawl.known.set(call.dataSet, { list: [], isWhole: true });
        }
        yield crawl.closeAfter(own, fault, isRead);
      }
    },
  };
}
