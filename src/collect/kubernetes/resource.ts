// One data set of a cluster: one call and what its elements become.
import type { GraphBatch } from "../../model/batch.js";
import type { JsonRecord } from "../../model/words.js";
import { type Fields, fieldsOf, textOf } from "../fields.js";
import { PartBuilder } from "../part.js";
import type { RestCrawl } from "../shared/rest/crawl.js";
import { toIso } from "../time.js";
import type { KubernetesCall } from "./call.js";
import { textsIn } from "./kept.js";

export interface KubernetesResource {
  readonly call: KubernetesCall;
  /** Word for the progress line. */
  readonly word: string;
  /** Whether it is asked for, by what is known of the cluster; always when left out. */
  isWanted?(facts: JsonRecord): boolean;
  /** What one element becomes. */
  convert(element: Element, out: PartBuilder): void;
}

/** An element of a list, its metadata read. */
export interface Element {
  /** Scope of the cluster. */
  readonly scope: string;
  readonly raw: Fields;
  readonly name: string;
  /** Empty for what is in no namespace. */
  readonly namespace: string;
  readonly uid: string | undefined;
  readonly createdAt: string | undefined;
  readonly labels: { readonly [key: string]: string };
  readonly annotations: { readonly [key: string]: string };
}

/** So many elements become one batch. */
const BATCH = 2000;

/** Batches of a data set; the last carries its coverage. */
export async function* collectResource(crawl: RestCrawl, resource: KubernetesResource): AsyncGenerator<GraphBatch> {
  const { call, word } = resource;
  const parts: PartBuilder[] = [];
  let out = new PartBuilder();
  let count = 0;
  let nameless = 0;
  const fault = await crawl.each(call, {}, (one) => {
    const element = toElement(crawl.scope.id, fieldsOf(one));
    if (element === undefined) {
      nameless += 1;
      return;
    }
    resource.convert(element, out);
    count += 1;
    if (count % BATCH !== 0) return;
    parts.push(out);
    out = new PartBuilder();
  });
  crawl.count(word, count);
  if (nameless > 0) {
    const message = `${nameless} of ${nameless + count} ${word} without a usable metadata.name, left out`;
    out.gaps.push({ dataSet: call.dataSet, subject: call.route, message: `${call.route}: ${message}` });
  }
  for (const part of parts) yield crawl.batch(call, part);
  // A kind that nobody installed is answered with 404: there are none of it.
  const isNone = fault?.kind === "absent" && call.absent === "answer";
  const [gap] = [...parts, out].flatMap(({ gaps }) => gaps);
  if (fault === undefined && gap !== undefined)
    yield crawl.close(call, { state: "partial", message: gap.message }, out);
  else yield crawl.closeAfter(call, isNone ? undefined : fault, out);
}

/** Undefined for what has no name. */
function toElement(scope: string, raw: Fields): Element | undefined {
  const metadata = fieldsOf(raw["metadata"]);
  const name = textOf(metadata["name"]);
  if (name === undefined) return undefined;
  return {
    scope,
    raw,
    name,
    namespace: textOf(metadata["namespace"]) ?? "",
    uid: textOf(metadata["uid"]),
    createdAt: toIso(metadata["creationTimestamp"]),
    labels: textsIn(metadata["labels"]),
    annotations: textsIn(metadata["annotations"]),
  };
}

/** Incarnation, where the element says it: a manifest that was never applied has none. */
export function incarnationOf({ uid }: Element): { readonly incarnation?: string } {
  return uid === undefined ? {} : { incarnation: uid };
}
