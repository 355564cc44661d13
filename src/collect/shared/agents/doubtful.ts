// Texts of a configuration that are no secret by any sign that nhi reports, and might be one all the same: nothing of them is
// recorded.
import { addAll } from "../../../model/add-all.js";
import { withoutReferences } from "../../references.js";
import { HARMLESS, toSecretMark } from "../../secrets.js";
import { isSecretName } from "./literals.js";
import type { Located } from "./located.js";
import { standInsIn, withoutStandIns } from "./stand-ins.js";

const SHORTEST = 8;
/** Letters of both cases and figures, mixed: nobody names a thing so. */
const DRAWN = /(?=[\w+/=-]*[a-z])(?=[\w+/=-]*[A-Z])(?=[\w+/=-]*\d)[\w+/=-]{16,}/g;

/** Whole texts, or parts of them, that may not be kept; `known`: the secrets that are replaced anyway. */
export function doubtfulIn(root: Located | undefined, known: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const { name, text } of wordsOf(root, "")) {
    const holds = known.filter((value) => text.includes(value));
    const rest = withoutReferences(without(text, holds));
    if (isSecretName(name) && holds.length === 0 && standInsIn(text).length === 0) {
      if (rest.trim().length >= SHORTEST && !isHarmless(rest.trim())) found.push(text);
    } else addAll(found, rest.match(DRAWN) ?? []);
  }
  return found;
}

function without(text: string, values: readonly string[]): string {
  let rest = text;
  for (const value of values) rest = rest.replaceAll(value, " ");
  return withoutStandIns(rest);
}

function isHarmless(text: string): boolean {
  const { type } = toSecretMark(text, Buffer.alloc(0));
  return HARMLESS.some((known) => known === type);
}

/** All texts, each under the name of its field; in a list, under the option before it. */
function* wordsOf(
  value: Located | undefined,
  name: string,
): Iterable<{ readonly name: string; readonly text: string }> {
  if (typeof value?.scalar === "string") yield { name, text: value.scalar };
  let option = name;
  for (const item of value?.items ?? []) {
    yield* wordsOf(item, option);
    option = typeof item.scalar === "string" && item.scalar.startsWith("-") ? item.scalar.replace(/^-+/, "") : name;
  }
  for (const { key, value: member } of value?.entries ?? []) yield* wordsOf(member, key);
}
