// Numbers for policies, and from each action list to the statements that use it: what a question about everyone starts from.
import type { Estate } from "../estate.js";
import type { ActionSet } from "../policy/action-set.js";
import type { Policy, Statement } from "../policy/policy.js";

export interface IndexedStatement {
  /** Number of its policy. */
  readonly policy: number;
  readonly statement: Statement;
}

export interface PolicyIndex {
  readonly policies: readonly Policy[];
  readonly sets: readonly { readonly set: ActionSet; readonly statements: readonly IndexedStatement[] }[];
  /** Numbers of the identity policies of principal i: held[starts[i]] up to held[starts[i + 1]]. */
  readonly starts: Uint32Array;
  readonly held: Uint32Array;
  /** Number of the boundary, or -1. */
  readonly boundaries: Int32Array;
  /** Policies that were not read or not understood. */
  readonly opaque: readonly number[];
  readonly accounts: readonly string[];
  /** Number of each principal's account. */
  readonly accountOf: Uint32Array;
  /** 1 for principals with rules of their own: root users, service-linked roles. */
  readonly isSpecial: Uint8Array;
}

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
  return {
    policies,
    sets: bySet(policies),
    starts,
    held: Uint32Array.from(held),
    boundaries,
    opaque: policies.flatMap(({ isOpaque }, number) => (isOpaque ? [number] : [])),
    ...byAccount(principals),
    isSpecial: Uint8Array.from(principals, ({ kind, isServiceLinked }) => (kind === "root" || isServiceLinked ? 1 : 0)),
  };
}

function byAccount(principals: Estate["principals"]): Pick<PolicyIndex, "accounts" | "accountOf"> {
  const accounts = [...new Set(principals.map(({ account }) => account))];
  const numbers = new Map(accounts.map((account, number) => [account, number]));
  return { accounts, accountOf: Uint32Array.from(principals, ({ account }) => numbers.get(account) ?? 0) };
}

function bySet(policies: readonly Policy[]): PolicyIndex["sets"] {
  const sets = new Map<ActionSet, IndexedStatement[]>();
  for (const [policy, { statements }] of policies.entries()) {
    for (const statement of statements) {
      const list = sets.get(statement.actions);
      if (list) list.push({ policy, statement });
      else sets.set(statement.actions, [{ policy, statement }]);
    }
  }
  return [...sets].map(([set, statements]) => ({ set, statements }));
}
