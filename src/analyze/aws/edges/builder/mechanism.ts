// One way of getting from callers to targets (assume a role, pass one to a service, change a function), for everyone at once.
// Callers who hold the same statements are one group with one answer; a group that many share becomes a hub, a set node
// through which each of them reaches each of its targets. Never a loop over pairs of callers and targets.
import { compareText } from "../../../../model/compare.js";
import { YES } from "../../condition/truth.js";
import { alikeAcross, WIDTHS, type Width } from "../cross-account/organization-wide.js";
import type { Judge } from "../evaluation/requests.js";
import { type ClaimSet, combineClaims } from "../similarity/claim-sets.js";
import { claimsOn } from "../similarity/claims.js";
import type { Drawing } from "./edge-builder.js";
import { drawGroups } from "./mechanism-edges.js";
import { hitsOf, hitsTogether, toShared } from "./mechanism-hits.js";
import type { Caller, Group, MechanismSpec, Member } from "./mechanism-spec.js";

export interface Mechanism {
  add(caller: Caller): void;
  /** Everyone's targets, group by group, in the order of their keys. */
  groups(): readonly Group[];
  /** Draws edges from callers to targets, by way of hubs where that saves some. */
  draw(drawing: Drawing): void;
}

interface OpenGroup {
  readonly key: string;
  readonly account: string;
  readonly set: ClaimSet;
  readonly members: Member[];
}

/** A mechanism without callers yet: add every caller, then draw once. */
export function createMechanism(spec: MechanismSpec, judge: Judge): Mechanism {
  const open = new Map<string, OpenGroup>();
  const bits = spec.actions.map(({ action }) => judge.interest.bitOf(action));
  let groups: readonly Group[] | undefined;
  const allGroups = (): readonly Group[] => {
    groups ??= [...groupsOf(spec, [...open.values()], judge)].sort((a, b) => compareText(a.key, b.key));
    return groups;
  };
  return {
    add(caller) {
      const { principal } = caller;
      const sets = combineClaims(
        principal,
        bits.map((bit) => claimsOn(principal, bit, judge.interest, judge)),
      );
      for (const set of sets) {
        const key = `${principal.account} ${set.key}`;
        const because = [...new Set(set.claims.flatMap((claim) => claim.because))];
        const group = open.get(key);
        if (group) group.members.push({ ...caller, because });
        else open.set(key, { key, account: principal.account, set, members: [{ ...caller, because }] });
      }
    },
    groups: allGroups,
    draw(drawing) {
      drawGroups(spec, allGroups(), judge, drawing);
    },
  };
}

/** By width what a group of one account gets to for sure together with others. */
type Sure = Map<Width | "account", ReadonlySet<string>>;

/** The groups as they are, and those of accounts that are alike together where the targets do not tell them apart. */
function* groupsOf(spec: MechanismSpec, open: readonly OpenGroup[], judge: Judge): Iterable<Group> {
  const { across } = spec;
  const shared = new Map<string, Sure>();
  for (const width of WIDTHS) {
    if (across === undefined) continue;
    for (const { key, organization, groups } of alikeAcross(open, across, width)) {
      const { hits, account } = hitsTogether(spec, groups, { across, width }, judge);
      const sure = new Set(hits.flatMap(({ target, judgement }) => (judgement.truth === YES ? [target] : [])));
      for (const group of groups) {
        const one: Sure = shared.get(group.key) ?? new Map();
        shared.set(group.key, one.set(width, sure));
      }
      yield { key, account, organization, members: groups.flatMap(({ members }) => members), hits };
    }
  }
  for (const { key, account, set, members } of open) {
    const known = shared.get(key);
    const targets = (known && across?.leftFor(account, known)) ?? spec.targetsFor(account);
    // of a width that is shared only what is in the account itself, and not sure yet, is left
    const isLeft = (target: string) => {
      const sure = across && known?.get(across.widthOf(target));
      return sure === undefined || (across?.accountOf(target) === account && !sure.has(target));
    };
    const hits = hitsOf(spec, set, { account, targets }, judge, isLeft);
    yield { key, account, members, hits: members.length > 1 ? hits.map((hit) => toShared(hit, set)) : hits };
  }
}
