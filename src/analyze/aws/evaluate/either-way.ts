// What nobody can tell has a value all the same, and one only: a Deny of what is so and a Deny of what is not so leave nobody.
import { addTo } from "../../../model/group-by.js";
import type { AttachedPolicy } from "../attached-policy.js";
import type { ConditionEntry } from "../condition/condition.js";
import type { KeyLookup, KeyValues } from "../condition/key-state.js";
import { NO, SETTABLE } from "../condition/truth.js";
import { coversAction } from "../policy/action-set.js";
import { variablesIn } from "../policy/resource-set.js";
import { everyCase } from "./cases.js";
import { countWays, everyWay, type ValuesByKey } from "./combine.js";
import { type BareOutcome, truthOf } from "./outcome.js";
import type { PolicyRequest } from "./weigh.js";

/** More combinations than this are not looked at: it stays untold then. */
const MOST_CASES = 256;

/**
 * The outcome that holds whatever is the case, or the first one where cases differ.
 * @param first outcome as if each condition could be met or not by itself
 * @param decide decides in one case
 */
export function decideEitherWay<T extends BareOutcome>(
  first: T,
  policies: Iterable<AttachedPolicy>,
  request: PolicyRequest,
  decide: (keys: KeyLookup) => T,
): T {
  const cases = casesOf(policies, request);
  if (cases.size === 0 || countWays(cases) > MOST_CASES) return first;
  let worst: T | undefined;
  for (const keys of everyWay(request.keys, cases)) {
    const outcome = decide(keys);
    const truth = truthOf(outcome);
    if (truth > SETTABLE && truth !== NO) return first;
    if (worst && (truth === NO) !== (truthOf(worst) === NO)) return first;
    if (!worst || isWorse(outcome, worst)) worst = outcome;
  }
  return worst ?? first;
}

/** Farther from allowed; of two that are as far, the one that a Deny decides tells more. */
function isWorse(a: BareOutcome, b: BareOutcome): boolean {
  return truthOf(a) > truthOf(b) || (truthOf(a) === truthOf(b) && a.spared > b.spared);
}

/** Keys that nobody can tell and that several conditions about the action read, with their cases. */
function casesOf(policies: Iterable<AttachedPolicy>, request: PolicyRequest): ValuesByKey {
  const { readings, variables } = readingsOf(policies, request);
  const cases = new Map<string, readonly KeyValues[]>();
  for (const [key, entries] of readings) {
    if (entries.length < 2 || variables.has(key)) continue;
    const state = request.keys.state(key);
    if (!state.open || state.open.decider === SETTABLE) continue;
    const values = everyCase(entries, state);
    if (values) cases.set(key, values);
  }
  return cases;
}

interface Readings {
  readonly readings: ReadonlyMap<string, readonly ConditionEntry[]>;
  /** Keys that are put into texts, which may have other values than conditions speak of. */
  readonly variables: ReadonlySet<string>;
}

function readingsOf(policies: Iterable<AttachedPolicy>, { action }: PolicyRequest): Readings {
  const readings = new Map<string, ConditionEntry[]>();
  const variables = new Set<string>();
  for (const { policy } of policies) {
    for (const { actions, resources, condition } of policy.statements) {
      if (!coversAction(actions, action)) continue;
      for (const key of variablesIn(resources)) variables.add(key);
      for (const entry of condition?.entries ?? []) {
        addTo(readings, entry.key, entry);
        for (const key of entry.values.flatMap((value) => value.variables)) variables.add(key);
      }
    }
  }
  return { readings, variables };
}
