// What the caller may choose, it has to choose once: an Allow that wants one value and a Deny of that same value cannot both be
// had. Tries the values that the conditions speak of, and some that they do not.
import type { AttachedPolicy } from "../attached-policy.js";
import type { ConditionEntry } from "../condition/condition.js";
import type { KeyLookup, KeyState, KeyValues } from "../condition/key-state.js";
import { SETTABLE } from "../condition/truth.js";
import { coversAction } from "../policy/action-set.js";
import type { Statement } from "../policy/policy.js";
import { ANOTHER, TRUTHS } from "./cases.js";
import { countWays, everyWay, type ValuesByKey } from "./combine.js";
import { type BareOutcome, truthOf } from "./outcome.js";
import { readInCondition, readInResources, type VariableReading } from "./variable-values.js";
import type { PolicyRequest } from "./weigh.js";

/** More combinations than this are not tried: the first answer stands then. */
const MOST_CHOICES = 512;

/**
 * The best outcome over all choices of the caller, or the first one where the choices do not meet.
 * @param first outcome as if each condition could be met by a choice of its own
 * @param decide decides with the choices made
 */
export function chooseBest<T extends BareOutcome>(
  first: T,
  policies: Iterable<AttachedPolicy>,
  request: PolicyRequest,
  decide: (keys: KeyLookup) => T,
): T {
  const choices = contestedChoices(policies, request);
  if (choices.size === 0 || countWays(choices) > MOST_CHOICES) return first;
  const leastTruth = hasOwn(choices) ? SETTABLE : truthOf(first);
  let best: T | undefined;
  for (const keys of everyWay(request.keys, choices)) {
    const outcome = decide(keys);
    if (!best || isBetter(outcome, best)) best = outcome;
    if (truthOf(best) <= leastTruth) break;
  }
  return best ?? first;
}

/** Nearer to allowed; of two that are not, the one that a Deny decides tells more. */
function isBetter(a: BareOutcome, b: BareOutcome): boolean {
  const [truthA, truthB] = [truthOf(a), truthOf(b)];
  return truthA < truthB || (truthA === truthB && a.spared > b.spared);
}

/** Whether a key may be chosen that nobody can tell otherwise: more may come out than at first. */
function hasOwn(choices: ValuesByKey): boolean {
  return [...choices.values()].some((values) => values.includes(undefined));
}

/** What reads a key: conditions about it, and texts with it as a variable, with the values by which these fit. */
interface Readings {
  readonly entries: ConditionEntry[];
  readonly variables: VariableReading[];
}

/**
 * Keys of the caller's choice that more than one statement about the action reads, with the values to try; those of which only some
 * values serve it, with these.
 */
function contestedChoices(policies: Iterable<AttachedPolicy>, request: PolicyRequest): ValuesByKey {
  const readings = new Map<string, Readings>();
  for (const { policy } of policies) {
    for (const statement of policy.statements) addReadings(readings, statement, request);
  }
  const choices = new Map<string, readonly (KeyValues | undefined)[]>();
  for (const [key, read] of readings) {
    const state = request.keys.state(key);
    if (state.open?.own) choices.set(key, [...state.open.own, undefined]);
    else if (read.entries.length > 0 && read.entries.length + read.variables.length > 1)
      choices.set(key, valuesToTry(read, state));
  }
  return choices;
}

function addReadings(readings: Map<string, Readings>, statement: Statement, request: PolicyRequest): void {
  const { action, keys, resource } = request;
  const { condition, resources } = statement;
  if (!(condition || resources.hasVariables) || !coversAction(statement.actions, action)) return;
  const readingsOf = (key: string): Readings | undefined => {
    const { open } = keys.state(key);
    if (open?.decider !== SETTABLE && open?.own === undefined) return undefined;
    const known = readings.get(key) ?? { entries: [], variables: [] };
    readings.set(key, known);
    return known;
  };
  const addVariable = (one: VariableReading) => readingsOf(one.key)?.variables.push(one);
  for (const entry of condition?.entries ?? []) {
    readingsOf(entry.key)?.entries.push(entry);
    for (const one of readInCondition(entry, keys)) addVariable(one);
  }
  if (resources.hasVariables) for (const one of readInResources(resources, resource)) addVariable(one);
}

/** Absence, each value spoken of, its neighbours for numbers, those by which a variable fits, and a value that nobody speaks of. */
function valuesToTry({ entries, variables }: Readings, state: KeyState): readonly KeyValues[] {
  if (state.open?.possible) return state.open.possible;
  const compared = entries.filter(({ operator }) => !operator.isNull);
  const isTruth = compared.length > 0 && compared.every(({ operator }) => operator.name === "Bool");
  const texts = new Set<string>(isTruth ? TRUTHS : [ANOTHER]);
  for (const { operator, texts: written } of isTruth ? [] : compared) {
    for (const text of written) {
      if (text.includes("${")) continue;
      texts.add(text.replaceAll("*", "x").replaceAll("?", "x"));
      if (operator.name === "Bool") for (const truth of TRUTHS) texts.add(truth);
      if (operator.name.startsWith("Numeric")) texts.add(String(Number(text) - 1)).add(String(Number(text) + 1));
    }
  }
  for (const { values } of variables) for (const value of values) texts.add(value);
  const prefix = state.open?.prefix ?? "";
  const values: KeyValues[] = [...texts].map((text) => [text.startsWith(prefix) ? text : prefix + text]);
  return state.open?.isPresent === true ? values : [null, ...values];
}
