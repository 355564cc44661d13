// Who may change something about roles and users, and whose: callers who hold the same statements together, so that nobody is
// asked about every pair.
import { addTo, groupBy } from "../../../../model/group-by.js";
import { once, oncePer } from "../../../../model/once.js";
import type { Technique, TechniqueAction } from "../../../../model/technique.js";
import { accountOfArn } from "../../attached-policy.js";
import { NO } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import { createMechanism, type Mechanism } from "../builder/mechanism.js";
import type { Member, TargetAction } from "../builder/mechanism-spec.js";
import { createTargets, type Targets } from "../builder/target-index.js";
import type { ActionMask } from "../evaluation/action-mask.js";
import type { Context, Judgement } from "../evaluation/decision.js";
import { keepSurest } from "../evaluation/keep-surest.js";
import type { Judge } from "../evaluation/requests.js";
import { claimsOn } from "./claims.js";

/** Callers each of whom may change each of the principals so. */
export interface ChangeGroup {
  readonly key: string;
  readonly account: string;
  readonly action: TechniqueAction;
  readonly members: readonly Member[];
  /** Principal → how surely. */
  readonly opens: ReadonlyMap<string, Judgement>;
}

/** One action that changes principals; callers are added to its mechanism. */
export interface ChangeWay {
  readonly action: TechniqueAction;
  readonly bit: ActionMask;
  /** What the action is about, by account. */
  readonly targets: (account: string) => Targets;
  /** Principals that change with it: the target itself, or all that hold it. */
  readonly held: (target: string) => readonly AwsPrincipal[];
  readonly mechanism: Mechanism;
}

/** What is changed of whom. */
export interface Changeable {
  /** Word that tells it from others, in ids: `free`. */
  readonly word: string;
  readonly principals: readonly AwsPrincipal[];
  /** What an action is asked about to change a principal. */
  resources(principal: AwsPrincipal, on: TechniqueAction["on"]): readonly string[];
  /** Where one resource is asked about for several changes: `resources` are then words for them that begin with its ARN. */
  readonly asked?: Asked;
}

/** What AWS is asked about for a word that stands for a change. */
export interface Asked {
  /** Pattern of such words, of a pattern of a policy. */
  readonly toPattern: (text: string) => string;
  readonly resource: (target: string) => string;
  readonly contexts: (target: string) => readonly Context[];
}

/** In: a technique of one action, of whose kind of caller the principals are that it changes. Out: nothing where it has no action. */
export function toChangeWay(technique: Technique, changeable: Changeable, judge: Judge): ChangeWay[] {
  const [action] = technique.actions;
  if (action === undefined) return [];
  const { word, asked } = changeable;
  const { targets, held } = changedThrough(changeable)(technique.requires?.caller, action.on);
  const spec = {
    id: `${word} ${action.action}`,
    kind: "escalates_to" as const,
    actions: [{ action: action.action, ...(asked && toAction(asked)) }],
    targetsFor: targets,
    isAlikeTarget: (target: string, account: string) => accountOfArn(target) === account,
    hubName: (account: string, count: number) => `${count} identities of account ${account}`,
  };
  const bit = judge.interest.bitOf(action.action);
  return [{ action, bit, targets, held, mechanism: createMechanism(spec, judge) }];
}

/** What is asked about to change principals of a kind, and whom that changes: the same for all actions that are about the same. */
const changedThrough = oncePer((changeable: Changeable) => {
  const made = new Map<string, Pick<ChangeWay, "targets" | "held">>();
  return (caller: string | undefined, on: TechniqueAction["on"]): Pick<ChangeWay, "targets" | "held"> => {
    const key = `${caller ?? "any"} ${on ?? ""}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    // nobody asks where nobody may do such a thing
    const all = once(() => holdersOf(changeable, caller, on));
    const through: Pick<ChangeWay, "targets" | "held"> = {
      targets: (account) => all().lists.get(account) ?? NO_TARGETS,
      held: (target) => all().holders.get(target) ?? [],
    };
    made.set(key, through);
    return through;
  };
});

const NO_TARGETS = createTargets([]);

/** What is asked about to change principals of a kind, by account, and whom each of it changes. */
function holdersOf(
  { principals, resources, asked }: Changeable,
  caller: string | undefined,
  on: TechniqueAction["on"],
) {
  const holders = new Map<string, AwsPrincipal[]>();
  for (const one of principals) {
    if (caller !== undefined && one.kind !== caller) continue;
    for (const target of resources(one, on)) addTo(holders, target, one);
  }
  const byAccount = groupBy(holders.keys(), accountOfArn);
  const lists = new Map([...byAccount].map(([account, ids]) => [account, createTargets(ids, asked?.toPattern)]));
  return { holders, lists };
}

function toAction({ resource, contexts }: Asked): Partial<TargetAction> {
  return { resources: (target) => [resource(target)], isFindable: true, contexts };
}

/** Principals that the callers' policies may let them change, conditions and the callers' own boundaries apart. */
export function changedBy(
  callers: readonly AwsPrincipal[],
  ways: readonly ChangeWay[],
  { interest }: Judge,
): ReadonlySet<AwsPrincipal> {
  const found = new Set<AwsPrincipal>();
  const seen = new Set<string>();
  for (const caller of callers) {
    for (const { action, bit, targets, held } of ways) {
      for (const { key, resources } of claimsOn({ ...caller, boundary: undefined }, bit, interest)) {
        const whole = [action.action, action.on, caller.account, key].join(" ");
        if (seen.has(whole)) continue;
        seen.add(whole);
        for (const target of targets(caller.account).find(resources)) for (const one of held(target)) found.add(one);
      }
    }
  }
  return found;
}

/** The groups of a way, once every caller has been added; those that change nobody are left out. */
export function toChangeGroups({ action, held, mechanism }: ChangeWay): ChangeGroup[] {
  return mechanism.groups().flatMap(({ key, account, members, hits }) => {
    const opens = new Map<string, Judgement>();
    for (const { target, judgement } of hits) {
      if (judgement.truth === NO) continue;
      for (const { id } of held(target)) keepSurest(opens, id, judgement, (one) => one);
    }
    return opens.size === 0 ? [] : [{ key: `${action.action} ${key}`, account, action, members, opens }];
  });
}

/** A policy that somebody of the account wrote: one of AWS nobody rewrites. */
export function isOwnPolicy(id: string): boolean {
  return /:iam::\d{12}:policy\//.test(id);
}
