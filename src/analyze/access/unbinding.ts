// Who may take off, replace or rewrite the permissions boundary of a role or user, and whose: callers who hold the same statements
// together, so that nobody is asked about every pair.
import { addTo } from "../../model/group-by.js";
import type { Technique, TechniqueAction } from "../../model/technique.js";
import { NO } from "../aws/condition/truth.js";
import type { AwsPrincipal, Estate } from "../aws/estate.js";
import { allowedBy } from "./assume.js";
import { claimsOn } from "./claims.js";
import type { ActionMask } from "./interest.js";
import { GRANTED, type Judge, type Judgement } from "./judge.js";
import { createMechanism, type Mechanism, type Member } from "./mechanism.js";
import { isBoundaryOpen } from "./target-facts.js";
import { createTargets, type Targets } from "./targets.js";

export interface Unbinding {
  /** Whether some boundary limits somebody. */
  readonly isAnyLimited: boolean;
  /** Whether the policies of the caller name an action that changes boundaries. */
  isNamed(caller: AwsPrincipal): boolean;
  /** Principals whose boundaries the callers' policies may let them change, conditions and the callers' own boundaries apart. */
  targetsOf(callers: readonly AwsPrincipal[]): readonly AwsPrincipal[];
  add(caller: AwsPrincipal): void;
  /** What the callers added may do; once all are. */
  groups(): readonly UnbindingGroup[];
}

/** Callers each of whom may rid each of the principals of its boundary. */
export interface UnbindingGroup {
  readonly key: string;
  readonly account: string;
  readonly action: TechniqueAction;
  readonly members: readonly Member[];
  /** Principal → how surely. */
  readonly opens: ReadonlyMap<string, Judgement>;
}

/** Whether a technique is one action by which a caller loses its own boundary; the same action rids others of theirs. */
export function isUnbinding({ target, changes, actions }: Technique): boolean {
  return target === "self" && changes === "boundary" && actions.length === 1;
}

/** One action that changes boundaries. */
interface Way {
  readonly action: TechniqueAction;
  readonly bit: ActionMask;
  /** What the action is about, by account. */
  readonly targets: (account: string) => Targets;
  /** Principals whose boundary goes with it: the target, or all that it is the boundary of. */
  readonly held: (target: string) => readonly AwsPrincipal[];
  readonly mechanism: Mechanism;
}

/** `techniques`: those of which `isUnbinding` holds. */
export function createUnbinding(techniques: readonly Technique[], estate: Estate, judge: Judge): Unbinding {
  const { interest } = judge;
  const limited = techniques.length === 0 ? [] : estate.principals.filter(isLimited);
  const ways = limited.length === 0 ? [] : techniques.flatMap((one) => toWay(one, limited, judge));
  const bits = ways.reduce((mask, { bit }) => mask | bit, 0n);
  return {
    isAnyLimited: limited.length > 0,
    isNamed: ({ policies }) => (allowedBy(policies, interest) & bits) !== 0n,
    targetsOf(callers) {
      const found = new Set<AwsPrincipal>();
      const seen = new Set<string>();
      for (const caller of callers) {
        for (const { action, bit, targets, held } of ways) {
          for (const { key, resources } of claimsOn({ ...caller, boundary: undefined }, bit, interest)) {
            const whole = [action.action, action.on, caller.account, key].join(" ");
            if (seen.has(whole)) continue;
            seen.add(whole);
            for (const target of targets(caller.account).find(resources))
              for (const one of held(target)) found.add(one);
          }
        }
      }
      return [...found].sort((a, b) => a.index - b.index);
    },
    add(principal) {
      for (const { mechanism } of ways) mechanism.add({ principal, judgement: GRANTED });
    },
    groups: () => ways.flatMap(toGroups),
  };
}

/** Roles and users of which a boundary takes away something. */
function isLimited(principal: AwsPrincipal): boolean {
  const { boundary, kind, isServiceLinked } = principal;
  return boundary !== undefined && kind !== "root" && !isServiceLinked && !isBoundaryOpen(principal);
}

function toWay(technique: Technique, limited: readonly AwsPrincipal[], judge: Judge): Way[] {
  const [action] = technique.actions;
  if (action === undefined) return [];
  const { caller } = technique.requires ?? {};
  const isOfPolicy = action.on === "target-boundary";
  const holders = new Map<string, AwsPrincipal[]>();
  for (const one of limited) {
    if (caller !== undefined && one.kind !== caller) continue;
    const target = isOfPolicy ? (one.boundary?.id ?? "") : one.id;
    // a policy of AWS nobody rewrites
    if (!isOfPolicy || /:iam::\d{12}:policy\//.test(target)) addTo(holders, target, one);
  }
  const byAccount = new Map<string, string[]>();
  for (const target of holders.keys()) addTo(byAccount, target.split(":", 5)[4] ?? "", target);
  const made = new Map([...byAccount].map(([account, ids]) => [account, createTargets(ids)]));
  const none = createTargets([]);
  const targets = (account: string) => made.get(account) ?? none;
  const spec = {
    id: `free ${action.action}`,
    kind: "escalates_to" as const,
    actions: [{ action: action.action }],
    targetsFor: targets,
    hubName: (account: string, count: number) => `${count} boundaries of account ${account}`,
  };
  const held = (target: string) => holders.get(target) ?? [];
  const bit = judge.interest.bitOf(action.action);
  return [{ action, bit, targets, held, mechanism: createMechanism(spec, judge) }];
}

function toGroups({ action, held, mechanism }: Way): UnbindingGroup[] {
  return mechanism.groups().flatMap(({ key, account, members, hits }) => {
    const opens = new Map<string, Judgement>();
    for (const { target, judgement } of hits) {
      if (judgement.truth !== NO) for (const { id } of held(target)) opens.set(id, judgement);
    }
    return opens.size === 0 ? [] : [{ key: `${action.action} ${key}`, account, action, members, opens }];
  });
}
