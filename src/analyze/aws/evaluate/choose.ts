// What the caller may choose, it has to choose once: an Allow that wants one value and a Deny of that same value cannot both be
// had. Tries the values that the conditions speak of, and some that they do not.
import { addTo } from "../../../model/group-by.js";
import type { AttachedPolicy } from "../attached-policy.js";
import type { ConditionEntry } from "../condition/condition.js";
import type { KeyLookup, KeyState, KeyValues } from "../condition/key-state.js";
import { SETTABLE } from "../condition/truth.js";
import { coversAction } from "../policy/action-set.js";
import type { Statement } from "../policy/policy.js";
import { ANOTHER, TRUTHS } from "./cases.js";
import { countWays, everyWay, type ValuesByKey } from "./combine.js";
import { type BareOutcome, truthOf } from "./outcome.js";
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

/**
 * Keys of the caller's choice that more than one condition about the action reads, with the values to try; those of which only some
 * values serve it, with these.
 */
function contestedChoices(policies: Iterable<AttachedPolicy>, request: PolicyRequest): ValuesByKey {
  const readings = new Map<string, ConditionEntry[]>();
  for (const { policy } of policies) {
    for (const statement of policy.statements) addReadings(readings, statement, request);
  }
  const choices = new Map<string, readonly (KeyValues | undefined)[]>();
  for (const [key, entries] of readings) {
    const state = request.keys.state(key);
    if (state.open?.own) choices.set(key, [...state.open.own, undefined]);
    else if (entries.length > 1) choices.set(key, valuesToTry(entries, state));
  }
  return choices;
}

function addReadings(
  readings: Map<string, ConditionEntry[]>,
  statement: Statement,
  { action, keys }: PolicyRequest,
): void {
  if (!statement.condition || !coversAction(statement.actions, action)) return;
  for (const entry of statement.condition.entries) {
    const { open } = keys.state(entry.key);
    if (open?.decider !== SETTABLE && open?.own === undefined) continue;
    addTo(readings, entry.key, entry);
  }
}

/** Absence, each value spoken of, its neighbours for numbers, and a value that nobody speaks of. */
function valuesToTry(entries: readonly ConditionEntry[], state: KeyState): readonly KeyValues[] {
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
  const prefix = state.open?.prefix ?? "";
  const values: KeyValues[] = [...texts].map((text) => [text.startsWith(prefix) ? text : prefix + text]);
  return state.open?.isPresent === true ? values : [null, ...values];
}
