// Effective administrators: who may do everything on everything, with nothing denied, boundary included.
//
// "Everything" is every action of the services below, on every resource. A policy that lists services one by one is an
// administrator's policy all the same when it holds all of these; leaving a rare service out takes no power away. Control
// policies of the organisation are not counted unless they leave nothing of it: an administrator of an account whose
// organisation forbids some calls is still its administrator.

import { once, oncePer, oncePerWord } from "../../../model/once.js";
import type { AttachedPolicy } from "../attached-policy.js";
import { type Condition, evaluateCondition } from "../condition/condition.js";
import type { KeyLookup } from "../condition/key-state.js";
import { createKeys } from "../condition/keys.js";
import { isChosenKey, isKnownTo } from "../condition/known-keys.js";
import { NO, SETTABLE, type Truth, UNKNOWN, YES } from "../condition/truth.js";
import type { AwsGroup, AwsPrincipal, Estate } from "../estate.js";
import { partitionOf } from "../partition.js";
import type { ActionSet } from "../policy/action-set.js";
import { type ActionDictionary, hasBit } from "../policy/actions.js";
import { coversGlob } from "../policy/glob.js";
import type { Policy, Statement } from "../policy/policy.js";
import { toResourceText } from "../policy/resource-set.js";
import { casesOf, MOST_CASES, sparedByDenies } from "./admin-denials.js";
import { type Subject, subjectOf } from "./caller.js";
import { countWays, ways } from "./combine.js";
import { coreActionsOf } from "./core-actions.js";

export type AdminVerdict = "effective" | "no" | "unknown";

export interface AdminCheck {
  /** Verdict for a user, role or root user. */
  ofPrincipal(principal: AwsPrincipal): AdminVerdict;
  /** Verdict for the policies of a group, whoever is its member. */
  ofGroup(group: AwsGroup): AdminVerdict;
}

/** Keys by service: what IAM does, it does in one region; elsewhere the caller chooses it. By action where that may not know a key. */
type KeysOf = (service: "iam" | "", action?: string) => KeyLookup;

/** How many core actions the Allow statements of a policy name, whatever their resources and conditions; never too low. */
interface Reach {
  /** Counted by services: quick. */
  readonly most: number;
  /** Counted one by one. */
  exact(): number;
}

/** Makes the check for one estate; what the policies of a principal grant is worked out once a policy. */
export function createAdminCheck(estate: Estate): AdminCheck {
  const { dictionary } = estate.compiler;
  const { bits: core, iam, ids: coreActions } = coreActionsOf(dictionary);
  const needed = coreActions.length;
  const reachOf = createReach(core, dictionary);
  const truthOf = createTruths(coreActions, iam, dictionary);

  const mayReach = (policies: readonly AttachedPolicy[]): boolean => {
    let most = 0;
    for (const { policy } of policies) most += reachOf(policy).most;
    if (most < needed) return false;
    return policies.reduce((sum, { policy }) => sum + reachOf(policy).exact(), 0) >= needed;
  };

  const ofPolicies = (policies: readonly AttachedPolicy[], keys: KeysOf): AdminVerdict => {
    const isOpaque = policies.some(({ policy }) => policy.isOpaque);
    const otherwise = isOpaque ? "unknown" : "no";
    if (!mayReach(policies)) return otherwise;
    const statements = policies.flatMap(({ policy }) => policy.statements);
    const spared = sparedByDenies(statements, {
      actions: coreActions,
      truthOf: truthOf(keys),
      keysFor: (id) => keys(hasBit(iam, id) ? "iam" : ""),
    });
    if (spared === NO) return "no";
    const verdict = coverage(statements, truthOf(keys), core, spared);
    if (verdict === "no") return otherwise;
    return spared > SETTABLE || isOpaque ? "unknown" : verdict;
  };

  const ofPrincipal = (principal: AwsPrincipal): AdminVerdict => {
    if (principal.kind === "root") return "effective";
    const given = { estate, core, keys: keysOf(subjectOf(principal), estate) };
    const own = ofPolicies(principal.policies, given.keys);
    if (own === "no" || !principal.boundary) return withinControls(own, principal, given);
    const boundary = ofPolicies([principal.boundary], given.keys);
    if (boundary === "no") return "no";
    const each = own === "effective" ? boundary : own;
    const both = verdictAtOnce(principal.policies, principal.boundary, given.keys, ofPolicies);
    return withinControls(both === "no" || each === "effective" ? both : each, principal, given);
  };
  const ofGroup = ({ id, account, policies }: AwsGroup): AdminVerdict => {
    const name = `arn:${partitionOf(id)}:iam::${account}:user/`;
    const caller = { kind: "user", name, account, uniqueId: undefined, role: undefined } as const;
    return ofPolicies(policies, keysOf({ caller, principal: undefined, sessionName: undefined }, estate));
  };
  return { ofPrincipal, ofGroup };
}

type TruthOf = (statement: Statement) => Truth;

/**
 * Verdict where policies and boundary may each leave everything: what they ask of one key has to hold in one request.
 * @param ofPolicies the verdict of either by itself, for what is known of a request.
 */
function verdictAtOnce(
  policies: readonly AttachedPolicy[],
  boundary: AttachedPolicy,
  keys: KeysOf,
  ofPolicies: (policies: readonly AttachedPolicy[], keys: KeysOf) => AdminVerdict,
): AdminVerdict {
  const statements = [...policies, boundary].flatMap(({ policy }) => policy.statements);
  const cases = casesOf(statements, keys(""));
  if (countWays(cases) > MOST_CASES) return "unknown";
  let verdict: AdminVerdict = "no";
  for (const way of ways(cases)) {
    const keysHere: KeysOf = (service, action) => openOnly(keys(service, action), way);
    const here = [ofPolicies(policies, keysHere), ofPolicies([boundary], keysHere)];
    if (here.every((of) => of === "effective")) return "effective";
    if (!here.includes("no")) verdict = "unknown";
  }
  return verdict;
}

/** A way of giving values, but for keys that have theirs already. */
function openOnly(keys: KeyLookup, way: (keys: KeyLookup) => KeyLookup): KeyLookup {
  const given = way(keys);
  return { state: (key) => (keys.state(key).open ? given.state(key) : keys.state(key)) };
}

/** How surely the condition of a statement is met for all of the actions that count and that it is about. */
function createTruths(
  coreActions: readonly number[],
  iam: Uint32Array,
  dictionary: ActionDictionary,
): (keys: KeysOf) => TruthOf {
  return (keys) =>
    ({ condition, actions }) => {
      if (!condition) return YES;
      const bits = actions.bits();
      const about = once(() => coreActions.filter((id) => hasBit(bits, id)).map((id) => dictionary.nameOf(id)));
      return evaluateCondition(condition, keys(countCommon(bits, iam) > 0 ? "iam" : "", strangerTo(condition, about)));
    };
}

/** An action among those of a statement that does not know a key which its condition reads, so that the key is not there; "" for none. */
function strangerTo({ keys }: Condition, about: () => readonly string[]): string {
  for (const key of keys) {
    const found = isChosenKey(key) && about().find((action) => isKnownTo(action.toLowerCase(), key) === false);
    if (found) return found.toLowerCase();
  }
  return "";
}

function keysOf(subject: Subject, estate: Estate): KeysOf {
  const make = oncePerWord((place) => {
    const [service = "", action = ""] = place.split(" ");
    return createKeys({
      estate,
      subject,
      resource: "*",
      owner: subject.caller.account,
      node: undefined,
      service,
      action,
      context: new Map(),
      isComplete: false,
    });
  });
  return (service, action = "") => make(`${service} ${action}`);
}

function createReach(core: Uint32Array, dictionary: ActionDictionary): (policy: Policy) => Reach {
  const most = oncePer((set: ActionSet) => {
    return set.isNegated ? dictionary.size : set.patterns.reduce((sum, pattern) => sum + dictionary.mostOf(pattern), 0);
  });
  const exact = oncePer((set: ActionSet) => countCommon(set.bits(), core));
  const total = ({ statements }: Policy, count: (set: ActionSet) => number): number => {
    let sum = 0;
    for (const { isAllow, actions } of statements) if (isAllow) sum += count(actions);
    return sum;
  };
  return oncePer((policy: Policy) => ({ most: total(policy, most), exact: () => total(policy, exact) }));
}

/**
 * Whether the statements together allow the core on everything: for sure, perhaps, or not. `spared`: what the Denies leave; where
 * the caller already has to choose its way around one, an Allow that rests on a choice too is not sure.
 */
function coverage(statements: readonly Statement[], truthOf: TruthOf, core: Uint32Array, spared: Truth): AdminVerdict {
  const allows = statements.filter(({ isAllow }) => isAllow);
  const truths = allows.map(truthOf);
  const upTo = (most: Truth) => allows.filter((_, i) => (truths[i] ?? NO) <= most);
  if (coversCore(upTo(spared === YES ? SETTABLE : YES), core)) return "effective";
  return coversCore(upTo(UNKNOWN), core) ? "unknown" : "no";
}

function coversCore(allows: readonly Statement[], core: Uint32Array): boolean {
  const covered = new Uint32Array(core.length);
  for (const { actions, resources } of allows) if (resources.isEverything) addBits(covered, actions.bits());
  if (includesBits(covered, core)) return true;
  for (const statement of allows) {
    if (statement.resources.isNegated && !statement.resources.isEverything)
      addBits(covered, splitCoverage(statement, allows));
  }
  return includesBits(covered, core);
}

/** Actions of a NotResource statement whose excepted resources are allowed by other statements. */
function splitCoverage(statement: Statement, allows: readonly Statement[]): Uint32Array {
  const covered = Uint32Array.from(statement.actions.bits());
  for (const excepted of statement.resources.texts.map(toResourceText)) {
    const others = new Uint32Array(covered.length);
    for (const { actions, resources } of allows) {
      if (resources.isNegated || resources.hasVariables) continue;
      if (resources.texts.some((text) => coversGlob(toResourceText(text), excepted))) addBits(others, actions.bits());
    }
    for (let i = 0; i < covered.length; i++) covered[i] = (covered[i] ?? 0) & (others[i] ?? 0);
  }
  return covered;
}

/** Whether there is no condition, or it holds whatever is asked for, of IAM and of others: by who the caller is, mostly. */
function isSurelyMet({ condition }: Statement, keys: KeysOf): boolean {
  if (!condition) return true;
  return (["iam", ""] as const).every((service) => evaluateCondition(condition, keys(service)) === YES);
}

interface Given {
  readonly estate: Estate;
  readonly core: Uint32Array;
  readonly keys: KeysOf;
}

/** No administrator is left where the organisation leaves nothing of the core: each level takes away what it denies, and what it does not allow. */
function withinControls(verdict: AdminVerdict, principal: AwsPrincipal, { estate, core, keys }: Given): AdminVerdict {
  const place = estate.organizations.placeOf(principal.account);
  if (verdict === "no" || !place || place.isManagement || principal.isServiceLinked) return verdict;
  const left = Uint32Array.from(core);
  for (const { policies } of place.levels.scp) {
    const denied = new Uint32Array(core.length);
    const allowed = new Uint32Array(core.length);
    for (const statement of policies.flatMap(({ policy }) => policy.statements)) {
      const { isAllow, actions, resources } = statement;
      if (isAllow) addBits(allowed, actions.bits());
      else if (resources.isEverything && isSurelyMet(statement, keys)) addBits(denied, actions.bits());
    }
    const isOpaque = policies.length === 0 || policies.some(({ policy }) => policy.isOpaque);
    for (const [i, word] of left.entries()) left[i] = word & (isOpaque ? word : (allowed[i] ?? 0)) & ~(denied[i] ?? 0);
  }
  return countBits(left) === 0 ? "no" : verdict;
}

function addBits(to: Uint32Array, from: Uint32Array): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) | (from[i] ?? 0);
}

function includesBits(all: Uint32Array, part: Uint32Array): boolean {
  return part.every((word, i) => (word & ~(all[i] ?? 0)) === 0);
}

function countCommon(a: Uint32Array, b: Uint32Array): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) count += ones((a[i] ?? 0) & (b[i] ?? 0));
  return count;
}

function countBits(bits: Uint32Array): number {
  return countCommon(bits, bits);
}

function ones(word: number): number {
  let left = word - ((word >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
