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

interface Summary {
  /** Core actions that its Allow statements name, counted without looking at resources and conditions. */
  readonly reach: number;
  readonly allows: readonly Statement[];
  readonly denies: readonly Statement[];
}

export function createAdminCheck(estate: Estate): AdminCheck {
  const { dictionary } = estate.compiler;
  const core = new Uint32Array(dictionary.words);
  for (const service of CORE_SERVICES) dictionary.mark(`${service}:*`, core);
  const needed = countBits(core);
  const summarize = createSummaries(core);

  const ofPolicies = (policies: readonly AttachedPolicy[], keys: KeyLookup): AdminVerdict => {
    let reach = 0;
    let isOpaque = false;
    for (const { policy } of policies) {
      reach += summarize(policy).reach;
      isOpaque ||= policy.isOpaque;
    }
    if (reach < needed) return isOpaque ? "unknown" : "no";
    const summaries = policies.map(({ policy }) => summarize(policy));
    const denied = strongestDeny(
      summaries.flatMap(({ denies }) => denies),
      keys,
    );
    if (denied === "certain") return "no";
    const allows = summaries.flatMap((summary) => summary.allows);
    const verdict = coverage(allows, keys, core);
    if (verdict === "no") return isOpaque ? "unknown" : "no";
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

function createSummaries(core: Uint32Array): (policy: Policy) => Summary {
  const counts = new Map<ActionSet, number>();
  const count = (set: ActionSet): number => {
    let found = counts.get(set);
    if (found === undefined) {
      found = countCommon(set.bits(), core);
      counts.set(set, found);
    }
    return found;
  };
  const summaries = new Map<Policy, Summary>();
  return (policy) => {
    let summary = summaries.get(policy);
    if (!summary) {
      const allows = policy.statements.filter(({ isAllow }) => isAllow);
      const denies = policy.statements.filter(({ isAllow }) => !isAllow);
      summary = { reach: allows.reduce((sum, { actions }) => sum + count(actions), 0), allows, denies };
      summaries.set(policy, summary);
    }
    return summary;
  };
}

function holds({ condition }: Statement, keys: KeyLookup): Truth {
  return condition ? evaluateCondition(condition, keys) : YES;
}

/** A Deny that the caller can choose to avoid takes nothing from an administrator. */
function strongestDeny(denies: readonly Statement[], keys: KeyLookup): "none" | "possible" | "certain" {
  let strongest: "none" | "possible" = "none";
  for (const statement of denies) {
    if (!statement.actions.bits().some((word) => word !== 0)) continue;
    const truth = holds(statement, keys);
    if (truth === YES) return "certain";
    if (truth !== NO && truth !== SETTABLE) strongest = "possible";
  }
  return strongest;
}

/** Whether the statements together allow the core on everything: for sure, perhaps, or not. */
function coverage(allows: readonly Statement[], keys: KeyLookup, core: Uint32Array): AdminVerdict {
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
