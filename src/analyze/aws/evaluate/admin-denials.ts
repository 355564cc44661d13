// What the Denies of an administrator leave: each by itself, and those that stand for the opposite of one another together.
import { addTo } from "../../../model/group-by.js";
import { type ConditionEntry, evaluateCondition } from "../condition/condition.js";
import type { KeyLookup, KeyValues } from "../condition/key-state.js";
import { and, NO, not, type Truth, YES } from "../condition/truth.js";
import { hasBit } from "../policy/actions.js";
import type { Statement } from "../policy/policy.js";
import { everyCase } from "./cases.js";
import { countWays, everyWay, type ValuesByKey } from "./combine.js";

/** More combinations than this are not looked at: each Deny is taken by itself then. */
export const MOST_CASES = 256;

/** What an administrator has to be allowed, and how the conditions of its statements are judged. */
export interface Judged {
  /** Ids of the actions that count. */
  readonly actions: readonly number[];
  truthOf(statement: Statement): Truth;
  keysFor(action: number): KeyLookup;
}

/**
 * What the Denies among the statements spare: NO where one certainly applies, or some one of them whatever the case is, SETTABLE
 * where the caller can choose to avoid them.
 */
export function sparedByDenies(statements: readonly Statement[], judged: Judged): Truth {
  const denies = statements.filter(({ isAllow, actions }) => !isAllow && actions.bits().some((word) => word !== 0));
  const truths = new Map(denies.map((deny) => [deny, judged.truthOf(deny)]));
  const spared = [...truths.values()].map(not).reduce<Truth>(and, YES);
  if (spared === NO || spared === YES) return spared;
  const open = denies.filter((deny) => deny.resources.isEverything && truths.get(deny) !== NO);
  return open.length > 1 && isSomethingDenied(open, judged) ? NO : spared;
}

/** Whether there is an action that some one of the Denies takes away whatever the case is. */
function isSomethingDenied(denies: readonly Statement[], { actions, keysFor }: Judged): boolean {
  const seen = new Set<string>();
  return actions.some((action) => {
    const about = denies.filter((deny) => hasBit(deny.actions.bits(), action));
    const keys = keysFor(action);
    const region = keys.state("aws:requestedregion").values ?? [];
    const which = [...about.map((deny) => denies.indexOf(deny)), ...region].join(" ");
    if (about.length < 2 || seen.has(which)) return false;
    seen.add(which);
    return isAlwaysDenied(about, keys);
  });
}

function isAlwaysDenied(denies: readonly Statement[], keys: KeyLookup): boolean {
  const cases = casesOf(denies, keys);
  if (cases.size === 0 || countWays(cases) > MOST_CASES) return false;
  for (const way of everyWay(keys, cases)) {
    if (!denies.some(({ condition }) => condition === undefined || evaluateCondition(condition, way) === YES))
      return false;
  }
  return true;
}

/** Open keys that several conditions read, with the cases that these tell apart. */
export function casesOf(statements: readonly Statement[], keys: KeyLookup): ValuesByKey {
  const readings = new Map<string, ConditionEntry[]>();
  for (const { condition } of statements)
    for (const entry of condition?.entries ?? []) addTo(readings, entry.key, entry);
  const cases = new Map<string, readonly KeyValues[]>();
  for (const [key, entries] of readings) {
    const state = keys.state(key);
    const values = entries.length > 1 && state.open ? everyCase(entries, state) : undefined;
    if (values) cases.set(key, values);
  }
  return cases;
}
