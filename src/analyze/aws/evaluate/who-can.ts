// Who may do an action on a resource: one question about every principal. What policies say is worked out once for each policy,
// not for each principal; only where it depends on the caller is a principal asked by itself.
import { once } from "../../../model/once.js";
import { type Condition, evaluateCondition } from "../condition/condition.js";
import { createKeys, dependsOnCaller, ownerOf, type RequestKeys } from "../condition/keys.js";
import { and, NO, not, or, type Truth, UNKNOWN, YES } from "../condition/truth.js";
import type { Estate } from "../estate.js";
import { toActionRef } from "../policy/action-set.js";
import { hasBit, setBit } from "../policy/actions.js";
import type { Statement } from "../policy/policy.js";
import { coversResource, type ResourceSet, variablesIn } from "../policy/resource-set.js";
import { subjectOf } from "./caller.js";
import { FREE, type Outcome } from "./decide.js";
import { decideWhole } from "./decide-whole.js";
import { truthOf } from "./outcome.js";
import { createPolicyIndex, type PolicyIndex } from "./policy-index.js";
import { prepareFor } from "./request.js";
import { isRootSession } from "./root-sessions.js";
import { createSharedSide, type SharedSide } from "./shared-side.js";
import { type AccessRequest, needsNoPermission, type Target, toTarget, waysTo } from "./target.js";
import { isOfUsers } from "./user-sessions.js";
import { verdictOf } from "./verdict.js";

/** Bits by position in `Estate.principals`. */
export interface WhoCan {
  readonly allowed: Uint32Array;
  /** Of those whoever does not have to choose something of the request for it. */
  readonly sure: Uint32Array;
  /** It depends: on a person, or on what cannot be told. */
  readonly unknown: Uint32Array;
}

export type WhoCanRequest = Omit<AccessRequest, "principal">;

/** Answers for one estate. Its policies are numbered when the first question comes. */
export function createWhoCan(estate: Estate): (request: WhoCanRequest) => WhoCan {
  let index: PolicyIndex | undefined;
  return (request) => {
    index ??= createPolicyIndex(estate);
    return answer(request, estate, index);
  };
}

/** What each policy says, by its number. */
interface Said {
  readonly allow: Uint8Array;
  readonly spared: Uint8Array;
  /** 1 where it depends on the caller. */
  readonly isPersonal: Uint8Array;
  /** Numbers of those that may allow it, some of them more than once. */
  readonly giving: number[];
}

function answer(request: WhoCanRequest, estate: Estate, index: PolicyIndex): WhoCan {
  const target = toTarget(request, estate);
  const found = answerAt(target, request, estate, index);
  for (const { resource } of waysTo(target)) {
    const through = toTarget({ ...request, resource }, estate);
    merge(found, passed(answerAt(through, request, estate, index), through, request, estate));
  }
  return target.node?.way === undefined ? found : passed(found, target, request, estate);
}

function nobody(words: number): WhoCan {
  return { allowed: new Uint32Array(words), sure: new Uint32Array(words), unknown: new Uint32Array(words) };
}

/** Of those whom an access point lets through, the ones whom the bucket lets through as well. */
function passed(found: WhoCan, target: Target, request: WhoCanRequest, estate: Estate): WhoCan {
  const words = found.allowed.length;
  const both = nobody(words);
  for (const { index } of estate.principals) {
    if (!hasBit(found.allowed, index) && !hasBit(found.unknown, index)) continue;
    addBit(both, index, askPrincipal(index, target, request, estate));
  }
  return both;
}

/** Adds the surer of two answers for each principal. */
function merge(found: WhoCan, more: WhoCan): void {
  for (let word = 0; word < found.allowed.length; word++) {
    const allowed = (found.allowed[word] ?? 0) | (more.allowed[word] ?? 0);
    found.allowed[word] = allowed;
    found.sure[word] = (found.sure[word] ?? 0) | (more.sure[word] ?? 0);
    found.unknown[word] = ((found.unknown[word] ?? 0) | (more.unknown[word] ?? 0)) & ~allowed;
  }
}

function addBit(found: WhoCan, i: number, outcome: Pick<Outcome, "spared" | "allow">): void {
  const verdict = verdictOf(outcome);
  if (verdict === "allowed") {
    setBit(found.allowed, i);
    if (truthOf(outcome) === YES) setBit(found.sure, i);
  } else if (verdict === "unknown") setBit(found.unknown, i);
}

function answerAt(target: Target, request: WhoCanRequest, estate: Estate, index: PolicyIndex): WhoCan {
  const words = Math.ceil(estate.principals.length / 32);
  const found = nobody(words);
  const add = (i: number, outcome: Pick<Outcome, "spared" | "allow">) => addBit(found, i, outcome);
  if (needsNoPermission(target)) for (const { index: i } of estate.principals) add(i, FREE);
  else if (isOfUsers(target) || isRootSession(target))
    for (const { index: i } of estate.principals) add(i, askPrincipal(i, target, request, estate));
  else {
    const shared = createSharedSide(target, estate);
    const ask = (i: number) => add(i, askPrincipal(i, target, request, estate));
    const named = new Set([...shared.named].flatMap((name) => positionsOf(name, estate)));
    for (const i of named) ask(i);
    foldAll(askPolicies(target, estate, index), shared, index, { add, ask, isDone: (i) => named.has(i) });
  }
  return found;
}

function positionsOf(name: string, estate: Estate): number[] {
  const principal = estate.principal(name);
  if (principal) return [principal.index];
  if (name.startsWith("arn:")) return [];
  return estate.principals.flatMap(({ uniqueId, index }) => (uniqueId === name ? [index] : []));
}

function askPrincipal(
  i: number,
  target: Target,
  request: WhoCanRequest,
  estate: Estate,
): { spared: Truth; allow: Truth } {
  const principal = estate.principals[i];
  if (!principal) return { spared: YES, allow: NO };
  return decideWhole(prepareFor(subjectOf(principal), target, request, estate));
}

function askPolicies(target: Target, estate: Estate, { policies, setsFor, opaque }: PolicyIndex): Said {
  const said: Said = {
    allow: new Uint8Array(policies.length).fill(NO),
    spared: new Uint8Array(policies.length).fill(YES),
    isPersonal: new Uint8Array(policies.length),
    giving: [...opaque],
  };
  const action = toActionRef(estate.compiler.dictionary, target.action);
  const applies = createStatementCheck(target, estate);
  for (const { statements } of setsFor(action)) {
    for (const { policy, statement } of statements) addStatement(said, policy, statement, applies(statement));
  }
  for (const number of opaque) {
    said.allow[number] = or(truthAt(said.allow, number), UNKNOWN);
    said.spared[number] = and(truthAt(said.spared, number), UNKNOWN);
  }
  return said;
}

function addStatement(said: Said, policy: number, statement: Statement, applies: Truth | "personal"): void {
  if (applies === NO) return;
  if (statement.isAllow) said.giving.push(policy);
  if (applies === "personal") said.isPersonal[policy] = 1;
  else if (statement.isAllow) said.allow[policy] = or(truthAt(said.allow, policy), applies);
  else said.spared[policy] = and(truthAt(said.spared, policy), not(applies));
}

function truthAt(truths: Uint8Array, at: number): Truth {
  return toTruthOf(truths[at] ?? NO);
}

const LADDER: readonly Truth[] = [0, 1, 2, 3, 4, 5];

function toTruthOf(value: number): Truth {
  return LADDER[value] ?? NO;
}

/** Whether a statement applies, each resource list and condition worked out once; "personal" where the caller matters. */
function createStatementCheck(target: Target, estate: Estate): (statement: Statement) => Truth | "personal" {
  const keys = sharedKeys(target, estate);
  const resources: (Truth | "personal" | undefined)[] = [];
  const conditions = new Map<Condition, Truth | "personal">();
  const resourceOf = (set: ResourceSet): Truth | "personal" => {
    if (set.isEverything) return YES;
    let known = resources[set.id];
    if (known === undefined) {
      const { matched, wholeOf } = target;
      known = variablesIn(set).some(dependsOnCaller) ? "personal" : coversResource(set, matched, keys, wholeOf);
      resources[set.id] = known;
    }
    return known;
  };
  const conditionOf = (condition: Condition): Truth | "personal" => {
    let known = conditions.get(condition);
    if (known === undefined) {
      known = condition.keys.some(dependsOnCaller) ? "personal" : evaluateCondition(condition, keys);
      conditions.set(condition, known);
    }
    return known;
  };
  return ({ resources: set, condition }) => {
    const resource = resourceOf(set);
    if (resource === NO || !condition) return resource;
    const holds = conditionOf(condition);
    if (holds === NO) return NO;
    return resource === "personal" || holds === "personal" ? "personal" : and(resource, holds);
  };
}

/** Keys that are the same for every caller; asked for no others. */
function sharedKeys(target: Target, estate: Estate): RequestKeys {
  const caller = { kind: "anonymous", name: "", account: "", uniqueId: undefined, role: undefined } as const;
  const { resource, node, service, action, context, isComplete } = target;
  const subject = { caller, principal: undefined, sessionName: undefined };
  return createKeys({
    estate,
    subject,
    resource,
    owner: ownerOf(resource, node, ""),
    node,
    service,
    action,
    context,
    isComplete,
  });
}

interface Sink {
  add(i: number, outcome: Pick<Outcome, "spared" | "allow">): void;
  /** The principal has to be asked by itself. */
  ask(i: number): void;
  /** It was asked already. */
  isDone(i: number): boolean;
}

/** Puts together for each principal what its policies said; one whom nothing can allow it is not looked at. */
function foldAll(said: Said, shared: SharedSide, index: PolicyIndex, sink: Sink): void {
  const sides = index.accounts.map((account) => once(() => shared.ofAccount(account)));
  const fold = (i: number) => foldOne(i, said, sides, index, sink);
  if (shared.mayGrant) for (let i = 0; i < index.accountOf.length; i++) fold(i);
  else for (const i of candidates(said, index)) fold(i);
}

/** Each principal once whose own policies may allow it, and those with rules of their own. */
function candidates({ giving }: Said, { special, holderStarts, holders, accountOf }: PolicyIndex): number[] {
  const isFound = new Uint8Array(accountOf.length);
  const found: number[] = [];
  const add = (i: number) => {
    if (isFound[i] === 1) return;
    isFound[i] = 1;
    found.push(i);
  };
  for (const i of special) add(i);
  for (const policy of giving) {
    const end = holderStarts[policy + 1] ?? 0;
    for (let at = holderStarts[policy] ?? 0; at < end; at++) add(holders[at] ?? 0);
  }
  return found;
}

type Sides = readonly (() => ReturnType<SharedSide["ofAccount"]>)[];

function foldOne(i: number, said: Said, sides: Sides, index: PolicyIndex, sink: Sink): void {
  const { starts, held, boundaries, accountOf, isSpecial } = index;
  let allow: number = NO;
  let spared: number = YES;
  let isPersonal = isSpecial[i] ?? 0;
  const end = starts[i + 1] ?? 0;
  for (let at = starts[i] ?? 0; at < end; at++) {
    const policy = held[at] ?? 0;
    allow = Math.min(allow, said.allow[policy] ?? NO);
    spared = Math.max(spared, said.spared[policy] ?? YES);
    isPersonal |= said.isPersonal[policy] ?? 0;
  }
  if (sink.isDone(i)) return;
  const side = isPersonal === 1 ? "personal" : (sides[accountOf[i] ?? 0]?.() ?? "personal");
  if (allow === NO && side !== "personal" && side.withoutOwn === NO) return;
  const boundary = boundaries[i] ?? -1;
  if (side === "personal" || (boundary >= 0 && said.isPersonal[boundary] === 1)) {
    sink.ask(i);
    return;
  }
  if (boundary >= 0) allow = Math.max(allow, said.allow[boundary] ?? NO);
  if (boundary >= 0) spared = Math.max(spared, said.spared[boundary] ?? YES);
  const outcome = side.outcome(toTruthOf(allow), toTruthOf(spared));
  // choices of the caller may exclude each other
  const truth = truthOf(outcome);
  if (truth === YES || truth === NO) sink.add(i, outcome);
  else sink.ask(i);
}
