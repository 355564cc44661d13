// Which of a few actions a policy speaks of at all. Of 20,000 actions only some hundred open a way to another identity or to
// data: one bit each, worked out once for a distinct policy, tells whom there is to look at.
import { addTo } from "../../../../model/group-by.js";
import { oncePerWord } from "../../../../model/once.js";
import type { ActionSet } from "../../policy/action-set.js";
import { matchesGlob, toGlob, toGlobText } from "../../policy/glob.js";
import type { Policy, Statement } from "../../policy/policy.js";

/** One bit an action of interest. */
export type ActionMask = bigint;

export interface Interest {
  /** Every action of interest. */
  readonly all: ActionMask;
  /** Bit of an action of interest, in any case; 0 for others. */
  bitOf(action: string): ActionMask;
  /** Bits of all actions of interest of the services. */
  ofServices(services: readonly string[]): ActionMask;
  /** Actions that some Allow of the policy covers, whatever the resource and condition. */
  allowedBy(policy: Policy): ActionMask;
  /** Actions that some Deny of it covers. */
  deniedBy(policy: Policy): ActionMask;
  maskOf(set: ActionSet): ActionMask;
  /** The policy with only the statements about one action; the same for the same policy. */
  only(policy: Policy, bit: ActionMask): Policy;
}

interface Masks {
  readonly allowed: ActionMask;
  readonly denied: ActionMask;
}

/** `actions` are names as AWS writes them, in any case; order and repetition make no difference to the bits. */
export function createInterest(actions: readonly string[]): Interest {
  const keys = [...new Set(actions.map((action) => action.toLowerCase()))].sort();
  const bits = new Map(keys.map((key, index) => [key, 1n << BigInt(index)]));
  const all = (1n << BigInt(keys.length)) - 1n;
  const toMask = createPatternMasks(keys, bits, all);
  // by the number of the set, which is dense: a look-up in an array
  const sets: (ActionMask | undefined)[] = [];
  const narrowed = new Map<Policy, Map<ActionMask, Policy>>();
  const maskOf = (set: ActionSet): ActionMask => {
    let mask = sets[set.id];
    if (mask === undefined) {
      mask = 0n;
      for (const pattern of set.patterns) mask |= toMask(pattern.toLowerCase());
      if (set.isNegated) mask = all & ~mask;
      sets[set.id] = mask;
    }
    return mask;
  };
  const masksOf = createMasks(maskOf, namingOf(keys.join(" ")));
  const touches = (bit: ActionMask) => (statement: Statement) => (maskOf(statement.actions) & bit) !== 0n;
  return {
    all,
    bitOf: (action) => bits.get(action.toLowerCase()) ?? 0n,
    ofServices: (services) => maskOfServices(services, bits),
    allowedBy: (policy) => masksOf(policy).allowed,
    deniedBy: (policy) => masksOf(policy).denied,
    maskOf,
    only(policy, bit) {
      const byBit = narrowed.get(policy) ?? new Map<ActionMask, Policy>();
      narrowed.set(policy, byBit);
      const made = byBit.get(bit) ?? { ...policy, statements: policy.statements.filter(touches(bit)) };
      byBit.set(bit, made);
      return made;
    },
  };
}

const SILENT: Masks = { allowed: 0n, denied: 0n };

/** What a policy allows and denies, worked out once; `named` finds its actions of interest in a text. */
function createMasks(maskOf: Interest["maskOf"], named: RegExp): (policy: Policy) => Masks {
  const policies = new Map<Policy, Masks>();
  return (policy) => {
    let masks = policies.get(policy);
    if (masks === undefined) {
      // two of three in a large account speak of none, which their text tells: they are never compiled
      masks = policy.mayName?.(named) === false ? SILENT : toMasks(policy, maskOf);
      policies.set(policy, masks);
    }
    return masks;
  };
}

function toMasks({ statements }: Policy, maskOf: Interest["maskOf"]): Masks {
  let allowed: ActionMask = 0n;
  let denied: ActionMask = 0n;
  for (const { isAllow, actions } of statements) {
    if (isAllow) allowed = either(allowed, maskOf(actions));
    else denied = either(denied, maskOf(actions));
  }
  return { allowed, denied };
}

/** Most policies have one statement, whose number is there already: an "or" makes another of a hundred bytes. */
function either(one: ActionMask, other: ActionMask): ActionMask {
  if (other === 0n) return one;
  return one === 0n ? other : one | other;
}

/** What finds actions, with a space between them, in a text; compiled once for an estate after the other. */
const namingOf = oncePerWord((actions) => toNaming(actions.split(" ")));

/** Finds texts behind a quotation mark that are one of the actions, or a pattern of actions of one of their services. */
function toNaming(keys: readonly string[]): RegExp {
  const services = [...byService(keys)].map(([service, own]) => {
    const names = own.map((key) => key.slice(service.length + 1));
    return `${service}:(?:[a-z0-9]*[*?]|(?:${names.join("|")})")`;
  });
  return new RegExp(`"(?:${services.join("|")})`, "i");
}

function byService(keys: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const lists = new Map<string, string[]>();
  for (const key of keys) addTo(lists, key.slice(0, key.indexOf(":")), key);
  return lists;
}

function maskOfServices(services: readonly string[], bits: ReadonlyMap<string, ActionMask>): ActionMask {
  let mask: ActionMask = 0n;
  for (const [key, bit] of bits) if (services.includes(key.slice(0, key.indexOf(":")))) mask |= bit;
  return mask;
}

/** Mask of an action pattern in lower case; patterns of services without an action of interest cost one look-up. */
function createPatternMasks(
  keys: readonly string[],
  bits: ReadonlyMap<string, ActionMask>,
  all: ActionMask,
): (pattern: string) => ActionMask {
  const ofServices = byService(keys);
  const matching = (pattern: string, candidates: readonly string[]): ActionMask => {
    const glob = toGlob(toGlobText(pattern));
    let mask: ActionMask = 0n;
    for (const key of candidates) if (matchesGlob(glob, key)) mask |= bits.get(key) ?? 0n;
    return mask;
  };
  const known = new Map<string, ActionMask>();
  return (pattern) => {
    const service = pattern.slice(0, Math.max(0, pattern.indexOf(":")));
    if (pattern === "*") return all;
    if (!/[*?]/.test(pattern)) return bits.get(pattern) ?? 0n;
    const candidates = service === "" || /[*?]/.test(service) ? keys : ofServices.get(service);
    if (candidates === undefined) return 0n;
    let mask = known.get(pattern);
    if (mask === undefined) {
      mask = matching(pattern, candidates);
      known.set(pattern, mask);
    }
    return mask;
  };
}
