// Elements of a list that lack what tells what they are: converters leave them out, so that each list says how many there were.
import type { Answers, Question } from "./answers.js";
import { fieldsOf, textOf } from "./fields.js";

/**
 * What a gap says of elements of an answer that lack one of the fields that identify them; undefined when none does.
 * `needed`: names of fields, with dots where they are nested. `usable`: the value of such a field, undefined when it is none
 * that can be used: a text, when nothing else is said.
 */
export function lackOf(
  elements: readonly unknown[],
  needed: readonly string[],
  usable: (value: unknown) => unknown = textOf,
): string | undefined {
  const missing = new Set<string>();
  let count = 0;
  for (const element of elements) {
    const lacks = needed.filter((path) => usable(valueAt(element, path)) === undefined);
    if (lacks.length === 0) continue;
    count += 1;
    for (const path of lacks) missing.add(path);
  }
  if (count === 0) return undefined;
  const without = needed.filter((path) => missing.has(path)).join(" or ");
  return `${count} of ${elements.length} elements without a usable ${without}, left out or read in part`;
}

/** What an answer lacks, with the file that it comes from, or the call; undefined when it lacks nothing. */
export function lackIn(
  { answers }: { readonly answers: Answers },
  question: Question,
  lack: string | undefined,
): string | undefined {
  return lack === undefined ? undefined : `${answers.file(question) ?? question.call}: ${lack}`;
}

function valueAt(element: unknown, path: string): unknown {
  let value = element;
  for (const name of path.split(".")) {
    const fields = fieldsOf(value);
    value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  }
  return value;
}
