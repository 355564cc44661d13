// Trust policies as callers meet them: whom they name, and whether they tell callers of an account apart.
import { addTo } from "../../../../model/group-by.js";
import type { Estate } from "../../estate.js";
import type { Policy, Statement } from "../../policy/policy.js";
import { accountNamed } from "../../policy/principal-set.js";
import type { ActionMask, Interest } from "../evaluation/action-mask.js";
import { isOfSession } from "../evaluation/session-requirements.js";
import { isPersonalKey, isResourceKey } from "../similarity/caller-similarity.js";

/** What a caller of another role asks for. */
export const ASSUME_ROLE = "sts:AssumeRole";

/** Whom a trust policy lets assume the role, as far as its Principal elements say. */
export interface TrustView {
  /** Accounts named as a whole. */
  readonly accounts: ReadonlySet<string>;
  /** ARNs and unique ids of single users, roles and sessions. */
  readonly named: ReadonlySet<string>;
  readonly isForEveryone: boolean;
  /** Some condition or Deny tells callers of an account apart. */
  readonly isPersonal: boolean;
  /** Nothing but Allow statements without conditions. */
  readonly isPlain: boolean;
  /** Some condition reads the role itself, or takes a permission on it, so that the same text may mean different things at two roles. */
  readonly readsRole: boolean;
}

/** Roles by whom they trust. */
export interface TrustBook {
  /** Role → its trust, of roles that AWS principals may assume. */
  readonly views: ReadonlyMap<string, TrustView>;
  /** Account → roles that trust it as a whole. */
  readonly byAccount: ReadonlyMap<string, readonly string[]>;
  /** ARN or unique id → roles that name it. */
  readonly naming: ReadonlyMap<string, readonly string[]>;
  readonly everyone: readonly string[];
}

/** Reads every trust policy once a distinct one. A policy that was not understood names nobody: it is a gap. */
export function readTrusts(estate: Estate, bit: ActionMask, interest: Interest): TrustBook {
  const views = new Map<string, TrustView>();
  const byPolicy = new Map<Policy, TrustView>();
  const viewOf = (policy: Policy): TrustView => {
    const view = byPolicy.get(policy) ?? toTrustView(policy.isOpaque ? [] : interest.only(policy, bit).statements);
    byPolicy.set(policy, view);
    return view;
  };
  const byAccount = new Map<string, string[]>();
  const naming = new Map<string, string[]>();
  const everyone: string[] = [];
  for (const role of estate.principals) {
    if (role.kind !== "role" || !role.trust || (interest.allowedBy(role.trust.policy) & bit) === 0n) continue;
    const view = viewOf(role.trust.policy);
    if (view.accounts.size === 0 && view.named.size === 0 && !view.isForEveryone) continue;
    views.set(role.id, view);
    for (const account of view.accounts) addTo(byAccount, account, role.id);
    for (const name of view.named) addTo(naming, name, role.id);
    if (view.isForEveryone) everyone.push(role.id);
  }
  return { views, byAccount, naming, everyone };
}

/**
 * Whom the statements of a trust policy name: a role for its sessions, everyone for a negated principal. What tells callers of an
 * account apart, a Deny too, makes it personal.
 */
export function toTrustView(statements: readonly Statement[]): TrustView {
  const accounts = new Set<string>();
  const named = new Set<string>();
  let isForEveryone = false;
  let isPersonal = false;
  let readsRole = false;
  const isPlain = statements.every((one) => one.isAllow && one.condition === undefined && !one.principals?.isNegated);
  for (const { isAllow, principals, condition } of statements) {
    if (condition?.keys.some(isPersonalKey)) isPersonal = true;
    if (condition?.keys.some(isResourceKey)) readsRole = true;
    // who may bring tags, or a source identity, and to which role, is asked of each caller
    if (condition?.keys.some(isOfSession)) isPersonal = readsRole = true;
    if (!principals) continue;
    if (!isAllow || principals.isNegated) isPersonal = true;
    if (!isAllow) continue;
    if (principals.isEveryone || principals.isNegated) isForEveryone = true;
    if (principals.isNegated) continue;
    for (const text of principals.aws) {
      const account = accountNamed(text);
      if (account !== undefined) accounts.add(account);
      else if (text !== "*") named.add(roleOfSession(text) ?? text);
    }
  }
  return { accounts, named, isForEveryone, isPersonal, isPlain, readsRole };
}

const SESSION = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\/.+$/;

/** A session is named without the path of its role; roles with one are found by their unique id or account only. */
function roleOfSession(text: string): string | undefined {
  const [, partition, account, role] = SESSION.exec(text) ?? [];
  return role === undefined ? undefined : `arn:${partition}:iam::${account}:role/${role}`;
}
