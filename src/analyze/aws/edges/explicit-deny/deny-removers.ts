// Who may take away what a role or user is denied by, and whose: callers who hold the same statements together, so that nobody is asked
// about every pair. What goes together in requests about one resource is one change: all policies that only deny, or one that allows
// something as well.
import { groupBy } from "../../../../model/group-by.js";
import { once } from "../../../../model/once.js";
import type { Technique, TechniqueAction } from "../../../../model/technique.js";
import type { AwsPrincipal } from "../../estate.js";
import { GRANTED } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { type ChangeGroup, changedBy, toChangeGroups, toChangeWay } from "../similarity/change-groups.js";
import { allowedBy } from "../trust/assume-role.js";
import { type Holdings, isPure, isRewriting, mayHoldMore, removalsOf } from "./denying-policies.js";
import type { Removal } from "./removal-request.js";
import { type Released, toReleased } from "./unrestricted-session.js";

/** Callers' changes, of each principal one kind at most. */
export interface UndeniedGroups {
  readonly groups: readonly ChangeGroup[];
  /** Principal → it without what goes. */
  readonly free: ReadonlyMap<string, AwsPrincipal>;
}

export interface Undenying {
  /** Whether the policies of the caller name an action that takes policies away. */
  isNamed(caller: AwsPrincipal): boolean;
  /** Those whom the callers' policies may let them rid of something, conditions and the callers' own boundaries apart. */
  targetsOf(callers: readonly AwsPrincipal[]): readonly Released[];
  add(caller: AwsPrincipal): void;
  /** What the callers added may do; once all are. */
  groups(): readonly UndeniedGroups[];
}

/** Whether a technique is one action that takes a policy away, or writes it anew. */
export function isUndenying({ target, changes, actions }: Technique): boolean {
  if (target !== "self" || actions.length !== 1) return false;
  return changes === "denial" || (changes === undefined && isRewriting(actions[0]?.action ?? ""));
}

/** `techniques`: those of which `isUndenying` holds. */
export function createUndenying(techniques: readonly Technique[], holdings: Holdings, judge: Judge): Undenying {
  const { interest, estate } = judge;
  const bits = techniques
    .flatMap(({ actions }) => actions)
    .reduce((mask, { action }) => mask | interest.bitOf(action), 0n);
  const denied = once(() => estate.principals.filter((one) => mayGain(one, holdings, judge)));
  const ways = once(() => techniques.flatMap((one) => toWay(one, denied(), holdings, judge)));
  const undenied = once(
    () => new Map(ways().flatMap(({ changes }) => [...changes.values()].map((one) => [one.session.id, one] as const))),
  );
  return {
    isNamed: ({ policies }) => (allowedBy(policies, interest) & bits) !== 0n,
    targetsOf: (callers) =>
      callers.length === 0 ? [] : [...changedBy(callers, ways(), judge)].flatMap(({ id }) => undenied().get(id) ?? []),
    add(principal) {
      for (const { mechanism } of ways()) mechanism.add({ principal, judgement: GRANTED });
    },
    groups: () => byRank(ways().flatMap(toChangeGroups), [...undenied().values()]),
  };
}

/** Whether a policy less, or another version of one, may give it something. */
function mayGain(principal: AwsPrincipal, holdings: Holdings, { interest }: Judge): boolean {
  const { kind, isServiceLinked, policies } = principal;
  if (kind === "root" || isServiceLinked) return false;
  return policies.some(({ policy }) => interest.deniedBy(policy) !== 0n) || mayHoldMore(principal, holdings, interest);
}

/** The changes of a technique, as words that begin with what AWS is asked about: `<resource>#<id of the session>`. */
function toWay(technique: Technique, denied: readonly AwsPrincipal[], holdings: Holdings, judge: Judge) {
  const changes = new Map<string, Released>();
  const words = new Map<string, string[]>();
  const [action] = technique.actions;
  for (const of of action === undefined ? [] : denied) {
    for (const removals of togetherOf(of, action, holdings, judge)) {
      const one = toReleased(of, removals);
      const word = `${removals[0]?.resource}#${one.session.id}`;
      changes.set(word, one);
      words.set(one.session.id, [word]);
    }
  }
  const changeable = {
    word: "undeny",
    principals: [...changes.values()].map(({ session }) => session),
    resources: ({ id }: AwsPrincipal) => words.get(id) ?? [],
    asked: {
      toPattern: (text: string) => `${text}#*`,
      resource: (word: string) => word.slice(0, word.indexOf("#")),
      contexts: (word: string) => (changes.get(word)?.removals ?? []).map(({ context }) => context),
    },
  };
  return toChangeWay(technique, changeable, judge).map((way) => ({ ...way, changes }));
}

/** Removals that one caller may as well do together: those of a resource by which nothing is lost. */
function togetherOf(
  principal: AwsPrincipal,
  action: TechniqueAction | undefined,
  holdings: Holdings,
  { interest }: Judge,
): readonly (readonly Removal[])[] {
  const all = action === undefined ? [] : removalsOf(principal, action, holdings, interest);
  const pure = all.filter((one) => isPure(one, interest));
  const mixed = all.filter((one) => !pure.includes(one)).map((one) => [one]);
  return [...groupBy(pure, ({ resource }) => resource).values(), ...mixed];
}

/** The changes of each principal apart, so that each is of one principal alone where callers and principals are joined. */
function byRank(groups: readonly ChangeGroup[], undenied: readonly Released[]): readonly UndeniedGroups[] {
  const ranks: Map<string, Released>[] = [];
  for (const list of groupBy(undenied, ({ of }) => of.id).values())
    for (const [rank, one] of list.entries()) {
      ranks[rank] ??= new Map();
      ranks[rank].set(one.session.id, one);
    }
  return ranks.map((sessions) => ({
    free: new Map([...sessions.values()].map(({ of, session }) => [of.id, session])),
    groups: groups.flatMap((group) => {
      const opens = new Map(
        [...group.opens].flatMap(([id, judgement]) => {
          const one = sessions.get(id);
          return one === undefined ? [] : [[one.of.id, judgement] as const];
        }),
      );
      return opens.size === 0 ? [] : [{ ...group, opens }];
    }),
  }));
}
