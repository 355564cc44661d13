// What the caller of a request may choose where it matters which: the values that the conditions speak of, and some that they do not.
import type { AttachedPolicy } from "../attached-policy.js";
import { type ConditionEntry, evaluateEntry } from "../condition/condition.js";
import type { KeyLookup, KeyValues, OpenKey, Way } from "../condition/key-state.js";
import { NO, SETTABLE, type Truth, YES } from "../condition/truth.js";
import { coversAction } from "../policy/action-set.js";
import type { Statement } from "../policy/policy.js";
import { withValues } from "./combine.js";
import { tagChoices } from "./tag-choices.js";
import { type Readings, valuesToTry } from "./values-to-try.js";
import { readInCondition, readInResources, type VariableReading } from "./variable-values.js";
import type { PolicyRequest } from "./weigh.js";

/** One thing that the caller may choose. */
export interface Choice {
  /** What it takes beside choosing. */
  readonly cost: Truth;
  /** Values of keys; several where nobody can tell which they come to be. */
  readonly cases: readonly ReadonlyMap<string, KeyValues>[];
}

/** A way, or none in particular. */
interface Coming extends Pick<Way, "cases"> {
  readonly decider: Truth;
}

interface Read {
  readonly byKey: Map<string, Readings>;
  /** Ways of the caller of which another one than the surest to be met may serve it better. */
  readonly ways: Set<readonly Way[]>;
}

/**
 * Lists of what to choose from, of each one thing: for keys of the caller's choice that more than one statement about the action
 * reads, for those of which only some values serve it, and for the way in which it comes.
 */
export function choicesOf(policies: Iterable<AttachedPolicy>, request: PolicyRequest): readonly (readonly Choice[])[] {
  const read: Read = { byKey: new Map(), ways: new Set() };
  for (const { policy } of policies) for (const statement of policy.statements) addReadings(read, statement, request);
  const { keys } = request;
  const tags = tagChoices(read.byKey, keys);
  const choices: (readonly Choice[])[] = tags ? [tags.choices.map(toChoice)] : [];
  for (const [key, readings] of read.byKey) {
    const { open } = keys.state(key);
    if (tags?.keys.has(key) || open === undefined) continue;
    if (open.own) choices.push([...open.own.map((values) => choosing(key, values)), AS_IT_IS]);
    else if (isWorthTrying(readings, open))
      choices.push(valuesToTry(readings, open, { keys, byKey: read.byKey }).map((values) => choosing(key, values)));
  }
  for (const ways of read.ways) choices.push([whichever(ways), ...ways].flatMap((way) => coming(way, keys)));
  return choices.filter(({ length }) => length > 0);
}

/** No choice is made. */
const AS_IT_IS: Choice = { cost: SETTABLE, cases: [new Map()] };

/** Whether more than one reads it, or a variable for which a few values alone come into question. */
function isWorthTrying({ entries, variables }: Readings, { possible }: OpenKey): boolean {
  if (possible !== undefined && variables.length > 0) return true;
  return entries.length > 0 && entries.length + variables.length > 1;
}

/** No way is taken: the caller comes in one or another of them, at no cost. */
function whichever(ways: readonly Way[]): Coming {
  return { decider: YES, cases: ways.flatMap(({ cases }) => cases) };
}

function toChoice(values: ReadonlyMap<string, KeyValues>): Choice {
  return { cost: YES, cases: [values] };
}

function choosing(key: string, values: KeyValues): Choice {
  return toChoice(new Map([[key, values]]));
}

/** A way as a choice, without cases that go against what the question says; none where it says something else. */
function coming({ decider, cases }: Coming, keys: KeyLookup): readonly Choice[] {
  const possible = cases.filter((one) =>
    [...one].every(([key, values]) => {
      const state = keys.state(key);
      return state.open !== undefined || state.values?.[0] === values?.[0];
    }),
  );
  return possible.length === 0 ? [] : [{ cost: decider, cases: possible }];
}

function addReadings({ byKey, ways }: Read, statement: Statement, request: PolicyRequest): void {
  const { action, keys, resource } = request;
  const { condition, resources } = statement;
  if (!(condition || resources.hasVariables) || !coversAction(statement.actions, action)) return;
  const readingsOf = (key: string): Readings | undefined => {
    const { open } = keys.state(key);
    if (open?.decider !== SETTABLE && open?.own === undefined) return undefined;
    const known = byKey.get(key) ?? { entries: [], variables: [] };
    byKey.set(key, known);
    return known;
  };
  const addVariable = (one: VariableReading) => readingsOf(one.key)?.variables.push(one);
  for (const entry of condition?.entries ?? []) {
    const { open } = keys.state(entry.key);
    if (open?.ways && isByChoice(entry, statement.isAllow, open.ways, keys)) ways.add(open.ways);
    readingsOf(entry.key)?.entries.push(entry);
    for (const one of readInCondition(entry, keys)) addVariable(one);
  }
  if (resources.hasVariables) for (const one of readInResources(resources, resource)) addVariable(one);
}

/** Whether an entry may let the caller through in another way than the last, which takes most: one that allows, or one that denies. */
function isByChoice(entry: ConditionEntry, isAllow: boolean, ways: readonly Way[], keys: KeyLookup): boolean {
  const shut = isAllow ? NO : YES;
  return ways
    .slice(0, -1)
    .some(({ cases }) => cases.some((one) => evaluateEntry(entry, withValues(keys, one)) !== shut));
}
