// What a principal is worth once its permissions boundary is gone, or another version of a policy of it is in force: control of
// the account, at once or by raising itself. Only where that is more than it can do as it is.
import { once } from "../../../../model/once.js";
import type { Technique } from "../../../../model/technique.js";
import { NO, YES } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import { type AdminCheck, createAdminCheck } from "../../evaluate/admin.js";
import { type Context, GRANTED, type Judgement, NEVER } from "../evaluation/decision.js";
import {
  BOUNDARY_KEY,
  boundariesNamed,
  type NamedBoundaries,
  putsBoundary,
} from "../permissions-boundary/policies-named-by-conditions.js";
import { changesBoundaryPolicy, maskOf, policiesOf, type TechniqueFrame } from "../techniques/frame.js";
import { isBoundaryOpen } from "../techniques/target-requirements.js";
import { allowedBy } from "../trust/assume-role.js";
import type { Change, Changes } from "./change.js";
import { judgeNearAdmin, uncertainControl } from "./near-administrator.js";
import type { PolicyVersion, PolicyVersions } from "./policy-versions.js";
import { judgeSelf } from "./self-escalation.js";

type Frame = Pick<TechniqueFrame, "judge" | "around">;

/** `techniques`: those by which a changed principal may raise itself are picked from them. */
export function createChanges(techniques: readonly Technique[], versions: PolicyVersions, frame: Frame): Changes {
  const { judge } = frame;
  const check = once(() => createAdminCheck(judge.estate));
  const raising = techniques.filter(({ target, changes }) => target === "self" && changes === undefined);
  const worth = { standing: createStanding(check, frame), raised: createRaised(raising, frame) };
  const known = new Map<string, readonly Change[]>();
  const named = once(() => boundariesNamed(judge));
  const of = (target: AwsPrincipal, technique: Technique): readonly Change[] => {
    const isOfBoundary = changesBoundaryPolicy(technique);
    const key = [technique.changes, isOfBoundary, putsBoundary(technique), target.id].join(" ");
    const before = known.get(key);
    if (before) return before;
    const exchanged = putsBoundary(technique) ? exchangesOf(target, named()) : [];
    const found = [...variantsOf(target, technique, isOfBoundary, versions, frame), ...exchanged]
      .flatMap(({ resource, changed, how, context }): Change[] => {
        const judgement = gainOf(target, changed, worth);
        return judgement.truth === NO
          ? []
          : [
              {
                resource,
                judgement: how === undefined ? judgement : told(judgement, how),
                ...(context && { context }),
              },
            ];
      })
      .sort((a, b) => a.judgement.truth - b.judgement.truth);
    known.set(key, found);
    return found;
  };
  const worthwhile = new Map<string, ReadonlySet<string>>();
  return {
    of,
    targets(technique, account) {
      const key = [technique.changes, changesBoundaryPolicy(technique), putsBoundary(technique), account].join(" ");
      const before = worthwhile.get(key);
      if (before) return before;
      const there = judge.estate.principals.filter((one) => one.account === account && of(one, technique).length > 0);
      const found = new Set(there.map(({ id }) => id));
      worthwhile.set(key, found);
      return found;
    },
  };
}

interface Variant {
  readonly resource: string;
  readonly changed: AwsPrincipal;
  /** What is put in force, for people. */
  readonly how?: string;
  readonly context?: Context;
}

/** The target within other boundaries that somebody of its account may set by name. */
function exchangesOf(target: AwsPrincipal, named: NamedBoundaries): Variant[] {
  const { boundary, account } = target;
  if (boundary === undefined || isBoundaryOpen(target)) return [];
  return (named.get(account) ?? [])
    .filter(({ id, policy }) => id !== boundary.id && !policy.isOpaque)
    .map((other) => ({
      resource: target.id,
      changed: { ...target, boundary: other },
      how: `${other.id} becomes its boundary`,
      context: { [BOUNDARY_KEY]: other.id },
    }));
}

function* variantsOf(
  target: AwsPrincipal,
  { changes }: Technique,
  isOfBoundary: boolean,
  versions: PolicyVersions,
  { judge }: Frame,
): Generator<Variant> {
  const { boundary, policies } = target;
  // a policy of AWS nobody rewrites
  const own = boundary && /:iam::\d{12}:policy\//.test(boundary.id) ? boundary : undefined;
  if (changes === "boundary") {
    if (boundary === undefined || isBoundaryOpen(target) || (isOfBoundary && own === undefined)) return;
    yield { resource: isOfBoundary ? boundary.id : target.id, changed: { ...target, boundary: undefined } };
    return;
  }
  if (isOfBoundary) {
    for (const version of own === undefined ? [] : versions(own.id)) {
      const changed = { ...target, boundary: { id: own?.id ?? "", policy: version.policy } };
      yield { resource: own?.id ?? "", changed, how: inForce(own?.id ?? "", version) };
    }
    return;
  }
  for (const id of policiesOf(target.id, judge)) {
    for (const version of versions(id)) {
      const changed = policies.map((held) => (held.id === id ? { id, policy: version.policy } : held));
      yield { resource: id, changed: { ...target, policies: changed }, how: inForce(id, version) };
    }
  }
}

function inForce(policy: string, { name }: PolicyVersion): string {
  return `${name} of ${policy} is made its default version`;
}

function told(judgement: Judgement, how: string): Judgement {
  const condition = judgement.condition === undefined ? how : `${how}; ${judgement.condition}`;
  return { ...judgement, state: judgement.state === "none" ? "met" : judgement.state, condition };
}

interface Worth {
  /** What its own policies make it, with no further step. */
  standing(principal: AwsPrincipal): Judgement;
  /** What it can make of itself. */
  raised(principal: AwsPrincipal): Judgement;
}

/** Control after the change, where there was none, or a less sure one, before. */
function gainOf(target: AwsPrincipal, changed: AwsPrincipal, { standing, raised }: Worth): Judgement {
  const before = standing(target);
  if (before.truth === YES) return NEVER;
  const after = standing(changed);
  if (after.truth < before.truth) return after;
  const byRaising = raised(changed);
  return byRaising.truth < raised(target).truth && byRaising.truth < before.truth ? byRaising : NEVER;
}

function createStanding(check: () => AdminCheck, { judge }: Frame): Worth["standing"] {
  return (principal) => {
    const verdict = check().ofPrincipal(principal);
    // what is to be taken away is the statement that allows the change, not what is behind it
    if (verdict === "effective") return GRANTED;
    const near = judgeNearAdmin(principal, judge);
    if (near) return { ...near, because: [] };
    return verdict === "unknown" ? uncertainControl(principal) : NEVER;
  };
}

function createRaised(techniques: readonly Technique[], frame: Frame): Worth["raised"] {
  const { interest } = frame.judge;
  return (principal) => {
    const { policies, boundary } = principal;
    const within =
      boundary === undefined || boundary.policy.isOpaque ? interest.all : interest.allowedBy(boundary.policy);
    const mask = allowedBy(policies, interest) & within;
    let best = NEVER;
    for (const technique of techniques) {
      const needed = maskOf(technique, frame.judge);
      if ((mask & needed) !== needed) continue;
      const judgement = judgeSelf(principal, technique, frame);
      if (judgement.truth < best.truth) best = judgement;
      if (best.truth === YES) break;
    }
    return best;
  };
}
