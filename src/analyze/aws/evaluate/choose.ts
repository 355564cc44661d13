// What the caller may choose, it has to choose once: an Allow that wants one value and a Deny of that same value cannot both be
// had. Tries all that there is to choose.
import type { AttachedPolicy } from "../attached-policy.js";
import type { KeyLookup } from "../condition/key-state.js";
import { and, NO, SETTABLE, type Truth, UNKNOWN, YES } from "../condition/truth.js";
import { type Choice, choicesOf } from "./choices.js";
import { oneOfEach, withValues } from "./combine.js";
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
  const choices = choicesOf(policies, request);
  const count = choices.reduce((product, { length }) => product * length, 1);
  if (choices.length === 0 || count > MOST_CHOICES) return first;
  // a way of its own may serve the caller better than what seemed at first
  const leastTruth = choices.some(isCostly) ? SETTABLE : truthOf(first);
  let best: T | undefined;
  for (const choice of oneOfEach(choices)) {
    const outcome = outcomeOf(choice, request.keys, decide);
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

function isCostly(choices: readonly Choice[]): boolean {
  return choices.some(({ cost }) => cost !== YES);
}

/** What comes of a choice, whichever of its cases that is, at what it takes. */
function outcomeOf<T extends BareOutcome>(
  choice: readonly Choice[],
  keys: KeyLookup,
  decide: (keys: KeyLookup) => T,
): T {
  const cost = choice.reduce<Truth>((sum, one) => and(sum, one.cost), YES);
  let known: T | undefined;
  for (const values of oneOfEach(choice.map(({ cases }) => cases))) {
    const outcome = decide(withValues(keys, new Map(values.flatMap((one) => [...one]))));
    known = known === undefined ? outcome : either(known, outcome);
  }
  if (known === undefined) throw new Error("a choice has no case");
  return truthOf(known) === NO || cost === YES ? known : { ...known, allow: and(known.allow, cost) };
}

/** What can be told of two outcomes of which one comes about: the less sure of two that let the caller, and of one that does not nothing. */
function either<T extends BareOutcome>(a: T, b: T): T {
  const [less, more] = truthOf(a) < truthOf(b) ? [b, a] : [a, b];
  if ((truthOf(less) === NO) === (truthOf(more) === NO)) return less;
  return { ...more, allow: and(more.allow, UNKNOWN) };
}
