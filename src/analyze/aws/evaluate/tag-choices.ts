// Tags of a request: aws:TagKeys are the names of the tags that aws:RequestTag/… tells the values of, so that they are chosen together.
import type { KeyLookup, KeyValues } from "../condition/key-state.js";
import { matchesGlob, toGlob } from "../policy/glob.js";
import { ANOTHER } from "./cases.js";
import { oneOfEach } from "./combine.js";
import { type Readings, textsOf, valuesToTry } from "./values-to-try.js";

const NAMES = "aws:tagkeys";
const VALUE = "aws:requesttag/";
/** More combinations, or more names that are spoken of without a value, are not tried. */
const MOST_CHOICES = 256;
const MOST_NAMES = 4;

export interface TagChoices {
  /** Keys that are chosen together. */
  readonly keys: ReadonlySet<string>;
  readonly choices: readonly ReadonlyMap<string, KeyValues>[];
}

/** A tag, under a name, or that it is left out. */
interface Tag {
  readonly key: string | undefined;
  readonly name: string | undefined;
  readonly value: KeyValues;
}

/**
 * What the caller may choose of tags where conditions read their names and something else of them; undefined where they do not, or
 * where it is too much. A tag that aws:RequestTag/… is about goes by its name in any case, while the values of aws:TagKeys are compared as
 * they are ("AWS global condition context keys", IAM User Guide): it is tried in several.
 */
export function tagChoices(byKey: ReadonlyMap<string, Readings>, keys: KeyLookup): TagChoices | undefined {
  const named = byKey.get(NAMES);
  if (named === undefined) return undefined;
  const tagged = [...byKey].filter(([key]) => key.startsWith(VALUE));
  const all = [named, ...tagged.map(([, readings]) => readings)];
  if (all.flatMap(({ entries }) => entries).length < 2 || all.some(({ variables }) => variables.length > 0))
    return undefined;
  const around = { keys, byKey };
  const compared = named.entries.filter(({ operator }) => !operator.isNull);
  const patterns = compared.flatMap(({ values, texts }) =>
    values.map((value, at) => ({ value, text: texts[at] ?? "" })),
  );
  const spoken = new Set(patterns.flatMap(({ value, text }) => textsOf(value, text, around)));
  const isTagged = (name: string) => byKey.has(VALUE + name.toLowerCase());
  const others = [ANOTHER, ...[...spoken].filter((name) => !isTagged(name))];
  if (others.length > MOST_NAMES) return undefined;
  const lists: (readonly Tag[])[] = others.map((name) => [LEFT_OUT, { key: undefined, name, value: null }]);
  for (const [key, readings] of tagged) {
    const { open } = keys.state(key);
    const names = namesOf(key, spoken);
    const isMissed = patterns.some(({ value: { pattern } }) => pattern !== undefined && isOtherwise(pattern, names));
    if (open === undefined || isMissed) return undefined;
    const values = valuesToTry(readings, open, around).filter((value) => value !== null);
    if (values.length === 0) return undefined;
    lists.push([
      { key, name: undefined, value: null },
      ...values.flatMap((value) => names.map((name) => ({ key, name, value }))),
    ]);
  }
  if (lists.reduce((product, { length }) => product * length, 1) > MOST_CHOICES) return undefined;
  return { keys: new Set([NAMES, ...tagged.map(([key]) => key)]), choices: [...oneOfEach(lists)].map(toValues) };
}

const LEFT_OUT: Tag = { key: undefined, name: undefined, value: null };

/** Ways to write the name of a tag. */
function namesOf(key: string, spoken: ReadonlySet<string>): readonly string[] {
  const name = key.slice(VALUE.length);
  const asSpoken = [...spoken].filter((one) => one.toLowerCase() === name);
  return [...new Set([name, name.toUpperCase(), name.slice(0, 1).toUpperCase() + name.slice(1), ...asSpoken])];
}

/** Whether a pattern, compiled, fits the name in some case, and in none of these. */
function isOtherwise(pattern: string, names: readonly string[]): boolean {
  const lower = toGlob(pattern.toLowerCase());
  return (
    !names.some((name) => matchesGlob(toGlob(pattern), name)) &&
    names.some((name) => matchesGlob(lower, name.toLowerCase()))
  );
}

function toValues(tags: readonly Tag[]): ReadonlyMap<string, KeyValues> {
  const names = tags.flatMap(({ name }) => name ?? []);
  const values = tags.flatMap(({ key, value }) => (key === undefined ? [] : [[key, value] as const]));
  return new Map<string, KeyValues>([...values, [NAMES, names.length === 0 ? null : names]]);
}
