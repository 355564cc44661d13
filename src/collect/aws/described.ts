// The shape that most services have: one call lists things, another is asked about each of them.
import { type Fields, fieldsOf, listOf } from "../fields.js";
import type { Part, PartBuilder } from "../part.js";
import type { Detail } from "../reader.js";
import type { AwsCall } from "./call.js";
import type { Reader } from "./reader.js";

/** One thing of a list, and what the other call said about it. */
export interface Thing {
  /** Element of the list; a text stands as `name`. */
  readonly summary: Fields;
  /** What the answer about it is called in a bundle. */
  readonly name: string;
  readonly answer: Detail;
}

export interface Described {
  readonly list: AwsCall;
  /** What the list is asked with, beyond the input of its call. */
  readonly listInput?: { readonly [key: string]: unknown };
  readonly describe: AwsCall;
  /** For the progress line: `buckets`. */
  readonly word: string;
  /** Its list, where the call does not name it. */
  readonly elements?: string;
  /** Name of the answer about an element; undefined for what is not asked about. */
  nameOf(summary: Fields): string | undefined;
  /** What the call is asked with. */
  inputOf(summary: Fields, name: string): { readonly [key: string]: unknown };
  /** The element as the list would have it, for an answer that a bundle holds without list. */
  unlisted(name: string): Fields;
  /** Node id that a gap is about. */
  subjectOf(summary: Fields, name: string): string;
  add(thing: Thing, out: PartBuilder): Promise<void> | void;
}

/** Parts of everything that is listed, and of what a bundle holds besides. */
export async function* readDescribed(reader: Reader, spec: Described): AsyncGenerator<Part> {
  const { list, describe } = spec;
  const seen = new Set<string>();
  for await (const page of reader.pages(
    list,
    spec.listInput === undefined ? {} : { input: spec.listInput },
    describe,
  )) {
    const summaries = listOf(page[spec.elements ?? list.lists?.[0] ?? ""]).map(toSummary);
    for (const summary of summaries) seen.add(spec.nameOf(summary) ?? "");
    yield* readEach(reader, spec, summaries);
  }
  yield* readEach(reader, spec, (await reader.unlisted(describe, seen)).map(spec.unlisted));
}

function readEach(reader: Reader, spec: Described, summaries: readonly Fields[]): AsyncGenerator<Part> {
  return reader.each(summaries, spec.word, async (summary, out) => {
    const name = spec.nameOf(summary);
    if (name === undefined) return;
    const about = { subject: spec.subjectOf(summary, name), name, input: spec.inputOf(summary, name) };
    await spec.add({ summary, name, answer: await reader.detail(spec.describe, about) }, out);
  });
}

function toSummary(element: unknown): Fields {
  return typeof element === "string" ? { name: element } : fieldsOf(element);
}
