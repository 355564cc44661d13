// The plain resource: one list of the tenant, page by page.
import type { GraphBatch } from "../../model/batch.js";
import { type Fields, fieldsOf } from "../fields.js";
import { lackIn, lackOf } from "../lacking.js";
import { PartBuilder } from "../part.js";
import { callName, type EntraCall } from "./call.js";
import type { EntraResource } from "./resource.js";
import { elementsOf, type TenantCrawl } from "./tenant-crawl.js";

export interface ListOptions {
  readonly call: EntraCall;
  /** What is counted, for people: `applications`. */
  readonly word: string;
  /** Fields without which an element says too little: one that lacks them is a gap. */
  readonly needed?: readonly string[];
  /** Runs before the first page is read. */
  readonly start?: (crawl: TenantCrawl) => void | Promise<void>;
  /** One element becomes nodes and edges. Pure but for what it leaves in the facts of the crawl. */
  readonly add: (element: Fields, crawl: TenantCrawl, out: PartBuilder) => void;
  /** Runs when nothing of the list could be read. */
  readonly fail?: (crawl: TenantCrawl) => void;
}

/** A resource of one list. */
export function listResource({ call, word, needed = [], start, add, fail }: ListOptions): EntraResource {
  const { dataSet } = call;
  return {
    dataSet,
    calls: [call],
    async *collect(crawl: TenantCrawl): AsyncGenerator<GraphBatch> {
      let read = false;
      let lacking: string | undefined;
      await start?.(crawl);
      try {
        for await (const page of crawl.ask(call, {})) {
          const out = new PartBuilder();
          const elements = elementsOf(page);
          for (const element of elements) add(fieldsOf(element), crawl, out);
          const lack = lackIn(crawl, crawl.question(call, {}), lackOf(elements, needed));
          lacking ??= lack;
          if (lack !== undefined) out.gaps.push({ dataSet, subject: callName(call), message: lack });
          crawl.count(word, elements.length);
          read = true;
          yield crawl.batch(dataSet, call, out, {});
        }
      } catch (fault) {
        crawl.facts.partial.add(dataSet);
        if (!read) fail?.(crawl);
        yield crawl.closeAfter(dataSet, call, fault, read);
        return;
      }
      if (lacking !== undefined) crawl.facts.partial.add(dataSet);
      yield crawl.close(dataSet, call, lacking === undefined ? {} : { state: "partial", message: lacking }, {}, {});
    },
  };
}
