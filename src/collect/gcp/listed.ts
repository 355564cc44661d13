// The most common kind of resource: one list of a project, each element of which becomes nodes and edges.
import type { GraphBatch } from "../../model/batch.js";
import { type Fields, fieldsOf } from "../fields.js";
import { PartBuilder } from "../part.js";
import { elementsOf } from "../scope-crawl.js";
import { type ContainerKind, type GcpCall, OF_PROJECT, type Params } from "./call.js";
import type { ContainerCrawl } from "./container-crawl.js";
import type { GcpResource } from "./resource.js";

export interface ListedOptions {
  readonly call: GcpCall;
  readonly of?: readonly ContainerKind[];
  /** For the progress line: `secrets`. */
  readonly word: string;
  params?(crawl: ContainerCrawl): Params;
  /** What one element becomes. */
  convert(raw: Fields, out: PartBuilder, crawl: ContainerCrawl): void;
}

/** A data set of one list. Where its API is off, there is nothing, and nothing is asked. */
export function listed({ call, of = OF_PROJECT, word, params = nameParams, convert }: ListedOptions): GcpResource {
  return {
    dataSet: call.dataSet,
    calls: [call],
    of,
    async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
      if (crawl.isOff(call)) {
        yield crawl.close(call);
        return;
      }
      const about = params(crawl);
      let isRead = false;
      try {
        for await (const page of crawl.ask(call, about)) {
          const out = new PartBuilder();
          const elements = elementsOf(call, page);
          for (const raw of elements) convert(fieldsOf(raw), out, crawl);
          crawl.count(word, elements.length);
          isRead ||= elements.length > 0;
          yield crawl.batch(call, out, about);
        }
        yield crawl.close(call, {}, {}, about);
      } catch (fault) {
        yield crawl.closeAfter(call, fault, isRead);
      }
    },
  };
}

/** `{project}` is the project's id, `{name}` the container as the APIs name it. */
function nameParams({ container, resource }: ContainerCrawl): Params {
  return { project: container.name, name: resource };
}
