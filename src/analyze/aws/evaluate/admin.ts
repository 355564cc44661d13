// Effective administrators: who may do everything on everything, with nothing denied, boundary included.
//
// "Everything" is every action of the services below, on every resource. A policy that lists services one by one is an
// administrator's policy all the same when it holds all of these; leaving a rare service out takes no power away. Control
// policies of the organisation are not counted unless they leave nothing of it: an administrator of an account whose
// organisation forbids some calls is still its administrator.
import type { AttachedPolicy } from "../attached-policy.js";
import { evaluateCondition } from "../condition/condition.js";
import type { KeyLookup } from "../condition/key-state.js";
import { createKeys } from "../condition/keys.js";
import { NO, SETTABLE, type Truth, YES } from "../condition/truth.js";
import type { AwsPrincipal, Estate } from "../estate.js";
import type { ActionSet } from "../policy/action-set.js";
import type { ActionDictionary } from "../policy/actions.js";
import { coversGlob } from "../policy/glob.js";
import type { Policy, Statement } from "../policy/policy.js";
import { toResourceText } from "../policy/resource-set.js";
import { subjectOf } from "./caller.js";

export type AdminVerdict = "effective" | "no" | "unknown";

/** Services that decide over identities, code, data, networks and their records. */
const CORE_SERVICES = [
  "cloudformation",
  "cloudtrail",
  "cloudwatch",
  "codebuild",
  "config",
  "dynamodb",
  "ec2",
  "ecr",
  "ecs",
  "eks",
  "events",
  "iam",
  "kms",
  "lambda",
  "logs",
  "organizations",
  "rds",
  "s3",
  "secretsmanager",
  "sns",
  "sqs",
  "ssm",
  "sts",
];

export interface AdminCheck {
  /** Verdict for a user, role or root user. */
  ofPrincipal(principal: AwsPrincipal): AdminVerdict;
  /** Verdict for policies as such (of a group), without conditions on the caller. */
  ofPolicies(policies: readonly AttachedPolicy[], keys: KeyLookup): AdminVerdict;
}

/** How many core actions the Allow statements of a policy name, whatever their resources and conditions; never too low. */
interface Reach {
  /** Counted by services: quick. */
  readonly most: number;
  /** Counted one by one. */
  exact(): number;
}

export function createAdminCheck(estate: Estate): AdminCheck {
  const { dictionary } = estate.compiler;
  const core = new Uint32Array(dictionary.words);
  for (const service of CORE_SERVICES) dictionary.mark(`${service}:*`, core);
  const needed = countBits(core);
  const reachOf = createReach(core, dictionary);

  const mayReach = (policies: readonly AttachedPolicy[]): boolean => {
    let most = 0;
    for (const { policy } of policies) most += reachOf(policy).most;
    if (most < needed) return false;
    return policies.reduce((sum, { policy }) => sum + reachOf(policy).exact(), 0) >= needed;
  };

  const ofPolicies = (policies: readonly AttachedPolicy[], keys: KeyLookup): AdminVerdict => {
    const isOpaque = policies.some(({ policy }) => policy.isOpaque);
    const otherwise = isOpaque ? "unknown" : "no";
    if (!mayReach(policies)) return otherwise;
    const statements = policies.flatMap(({ policy }) => policy.statements);
    const denied = strongestDeny(statements, keys);
    if (denied === "certain") return "no";
    const verdict = coverage(statements, keys, core);
    if (verdict === "no") return otherwise;
    return denied === "possible" || isOpaque ? "unknown" : verdict;
  };

  const ofPrincipal = (principal: AwsPrincipal): AdminVerdict => {
    if (principal.kind === "root") return "effective";
    let keys: KeyLookup | undefined;
    const lazyKeys: KeyLookup = {
      state: (key) => {
        keys ??= keysOf(principal, estate);
        return keys.state(key);
      },
    };
    const own = ofPolicies(principal.policies, lazyKeys);
    if (own === "no" || !principal.boundary) return own === "no" ? own : withinControls(own, principal, estate, core);
    const boundary = ofPolicies([principal.boundary], lazyKeys);
    if (boundary === "no") return "no";
    return withinControls(own === "effective" ? boundary : own, principal, estate, core);
  };
  return { ofPrincipal, ofPolicies };
}

function keysOf(principal: AwsPrincipal, estate: Estate): KeyLookup {
  const facts = { resource: "*", owner: principal.account, node: undefined, service: "", context: new Map() };
  return createKeys({ ...facts, estate, subject: subjectOf(principal), isComplete: false });
}

function createReach(core: Uint32Array, dictionary: ActionDictionary): (policy: Policy) => Reach {
  const most = memoize((set: ActionSet) => {
    return set.isNegated ? dictionary.size : set.patterns.reduce((sum, pattern) => sum + dictionary.mostOf(pattern), 0);
  });
  const exact = memoize((set: ActionSet) => countCommon(set.bits(), core));
  const total = ({ statements }: Policy, count: (set: ActionSet) => number): number => {
    let sum = 0;
    for (const { isAllow, actions } of statements) if (isAllow) sum += count(actions);
    return sum;
  };
  return memoize((policy: Policy) => ({ most: total(policy, most), exact: () => total(policy, exact) }));
}

function memoize<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) {
      value = make(key);
      made.set(key, value);
    }
    return value;
  };
}

function holds({ condition }: Statement, keys: KeyLookup): Truth {
  return condition ? evaluateCondition(condition, keys) : YES;
}

/** A Deny that the caller can choose to avoid takes nothing from an administrator. */
function strongestDeny(statements: readonly Statement[], keys: KeyLookup): "none" | "possible" | "certain" {
  let strongest: "none" | "possible" = "none";
  for (const statement of statements) {
    if (statement.isAllow || !statement.actions.bits().some((word) => word !== 0)) continue;
    const truth = holds(statement, keys);
    if (truth === YES) return "certain";
    if (truth !== NO && truth !== SETTABLE) strongest = "possible";
  }
  return strongest;
}

/** Whether the statements together allow the core on everything: for sure, perhaps, or not. */
function coverage(statements: readonly Statement[], keys: KeyLookup, core: Uint32Array): AdminVerdict {
  const allows = statements.filter(({ isAllow }) => isAllow);
  const truths = allows.map((statement) => holds(statement, keys));
  const firm = allows.filter((_, i) => (truths[i] ?? NO) <= SETTABLE);
  if (coversCore(firm, core)) return "effective";
  return coversCore(
    allows.filter((_, i) => truths[i] !== NO),
    core,
  )
    ? "unknown"
    : "no";
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

/** No administrator is left where the organisation denies the whole core, or allows none of it. */
function withinControls(
  verdict: AdminVerdict,
  principal: AwsPrincipal,
  estate: Estate,
  core: Uint32Array,
): AdminVerdict {
  const place = estate.organizations.placeOf(principal.account);
  if (!place || place.isManagement || principal.isServiceLinked) return verdict;
  for (const level of place.levels.scp) {
    const statements = level.policies.flatMap(({ policy }) => policy.statements);
    const denied = new Uint32Array(core.length);
    const allowed = new Uint32Array(core.length);
    for (const { isAllow, actions, resources, condition } of statements) {
      if (isAllow) addBits(allowed, actions.bits());
      else if (!condition && resources.isEverything) addBits(denied, actions.bits());
    }
    const isOpaque = level.policies.length === 0 || level.policies.some(({ policy }) => policy.isOpaque);
    if (includesBits(denied, core) || (!isOpaque && countCommon(allowed, core) === 0)) return "no";
  }
  return verdict;
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
