// Numbers for policies, from each action list to the statements that use it, and from each policy to those who hold it: what a
// question about everyone starts from.
import { addTo } from "../../../model/group-by.js";
import type { Estate } from "../estate.js";
import { type ActionRef, type ActionSet, byAction, serviceOf } from "../policy/action-set.js";
import type { Policy, Statement } from "../policy/policy.js";

export interface IndexedStatement {
  /** Number of its policy. */
  readonly policy: number;
  readonly statement: Statement;
}

/** An action list with the statements that use it. */
export interface IndexedSet {
  readonly set: ActionSet;
  readonly statements: readonly IndexedStatement[];
}

export interface PolicyIndex {
  readonly policies: readonly Policy[];
  /** The action lists that cover the action. */
  setsFor(action: ActionRef): Iterable<IndexedSet>;
  /** Numbers of the identity policies of principal i: held[starts[i]] up to held[starts[i + 1]]. */
  readonly starts: Uint32Array;
  readonly held: Uint32Array;
  /** Principals with policy p as identity policy: holders[holderStarts[p]] up to holders[holderStarts[p + 1]]. */
  readonly holderStarts: Uint32Array;
  readonly holders: Uint32Array;
  /** Number of the boundary, or -1. */
  readonly boundaries: Int32Array;
  /** Policies that were not read or not understood. */
  readonly opaque: readonly number[];
  readonly accounts: readonly string[];
  /** Number of each principal's account. */
  readonly accountOf: Uint32Array;
  /** 1 for principals with rules of their own: root users, service-linked roles. */
  readonly isSpecial: Uint8Array;
  /** Their positions. */
  readonly special: readonly number[];
}

/** Numbers the policies of all principals of an estate, in the order in which they are met. */
export function createPolicyIndex({ principals }: Estate): PolicyIndex {
  const numbers = new Map<Policy, number>();
  const policies: Policy[] = [];
  const numberOf = (policy: Policy): number => {
    let number = numbers.get(policy);
    if (number === undefined) {
      number = policies.length;
      numbers.set(policy, number);
      policies.push(policy);
    }
    return number;
  };
  const held: number[] = [];
  const starts = new Uint32Array(principals.length + 1);
  const boundaries = new Int32Array(principals.length).fill(-1);
  for (const [i, principal] of principals.entries()) {
    starts[i] = held.length;
    for (const { policy } of principal.policies) held.push(numberOf(policy));
    if (principal.boundary) boundaries[i] = numberOf(principal.boundary.policy);
  }
  starts[principals.length] = held.length;
  const isSpecial = Uint8Array.from(principals, (one) => (one.kind === "root" || one.isServiceLinked ? 1 : 0));
  return {
    policies,
    setsFor: toSets(policies),
    starts,
    held: Uint32Array.from(held),
    ...toHolders(starts, held, policies.length),
    boundaries,
    opaque: policies.flatMap(({ isOpaque }, number) => (isOpaque ? [number] : [])),
    ...byAccount(principals),
    isSpecial,
    special: principals.flatMap(({ index }) => (isSpecial[index] === 1 ? [index] : [])),
  };
}

/** From principals with their policies to policies with their principals. */
function toHolders(
  starts: Uint32Array,
  held: readonly number[],
  policies: number,
): Pick<PolicyIndex, "holderStarts" | "holders"> {
  const holderStarts = new Uint32Array(policies + 1);
  for (const policy of held) holderStarts[policy + 1] = (holderStarts[policy + 1] ?? 0) + 1;
  for (let policy = 0; policy < policies; policy++) {
    holderStarts[policy + 1] = (holderStarts[policy + 1] ?? 0) + (holderStarts[policy] ?? 0);
  }
  const next = holderStarts.slice();
  const holders = new Uint32Array(held.length);
  for (let i = 0; i + 1 < starts.length; i++) {
    const end = starts[i + 1] ?? 0;
    for (let at = starts[i] ?? 0; at < end; at++) {
      const policy = held[at] ?? 0;
      const place = next[policy] ?? 0;
      holders[place] = i;
      next[policy] = place + 1;
    }
  }
  return { holderStarts, holders };
}

function byAccount(principals: Estate["principals"]): Pick<PolicyIndex, "accounts" | "accountOf"> {
  const numbers = new Map<string, number>();
  const accountOf = new Uint32Array(principals.length);
  // in the order of their ARNs most have the account of the one before
  let last = { account: "", number: -1 };
  for (const { account, index } of principals) {
    if (last.number < 0 || account !== last.account) {
      const number = numbers.get(account) ?? numbers.size;
      numbers.set(account, number);
      last = { account, number };
    }
    accountOf[index] = last.number;
  }
  return { accounts: [...numbers.keys()], accountOf };
}

/** Policies that say which services they are silent on are looked into only for a service that is asked about. */
function toSets(policies: readonly Policy[]): PolicyIndex["setsFor"] {
  const plain = policies.flatMap(({ isSilentOn }, number) => (isSilentOn === undefined ? [] : [number]));
  const isPlain = new Set(plain);
  const others = byAction(
    bySet(
      policies,
      [...policies.keys()].filter((number) => !isPlain.has(number)),
    ),
    setOf,
  );
  const ready = new Map<string, (action: ActionRef) => Iterable<IndexedSet>>();
  const ofService = (service: string) => {
    let found = ready.get(service);
    if (found === undefined) {
      const numbers = plain.filter((number) => policies[number]?.isSilentOn?.(service) === false);
      found = byAction(bySet(policies, numbers), setOf);
      ready.set(service, found);
    }
    return found;
  };
  return function* (action) {
    yield* others(action);
    const service = serviceOf(action.key);
    if (service !== undefined) yield* ofService(service)(action);
  };
}

function setOf({ set }: IndexedSet): ActionSet {
  return set;
}

function bySet(policies: readonly Policy[], numbers: readonly number[]): IndexedSet[] {
  const sets = new Map<ActionSet, IndexedStatement[]>();
  for (const policy of numbers) {
    for (const statement of policies[policy]?.statements ?? []) {
      addTo(sets, statement.actions, { policy, statement });
    }
  }
  return [...sets].map(([set, statements]) => ({ set, statements }));
}
