// Accounts of an organisation that nothing tells apart: where a role trusts everyone in it, the same permission held in each of them
// is one question, and leads to one set of roles. Asked account by account it were the square of their number.

import { compareText } from "../../model/compare.js";
import { groupBy } from "../../model/group-by.js";
import { once, oncePerWord } from "../../model/once.js";
import { accountOfArn } from "../aws/attached-policy.js";
import type { ControlLevel, OrganizationPlace } from "../aws/organization.js";
import type { Statement } from "../aws/policy/policy.js";
import { variablesIn } from "../aws/policy/resource-set.js";
import type { ClaimSet } from "./claim-sets.js";
import type { ActionMask } from "./interest.js";
import type { Judge } from "./judge.js";
import { isPersonalKey } from "./likeness.js";
import { createTargets, type Targets } from "./targets.js";
import type { TrustBook } from "./trust-view.js";

/** Which accounts are alike, and to which targets. */
export interface Across {
  /** What an account has in common with those that are like it: its organisation and what binds it. Undefined: it is like none. */
  classOf(account: string): { readonly key: string; readonly organization: string } | undefined;
  /** Whether neither the policy of the target nor what binds its account tells accounts of an organisation apart. */
  isWide(target: string): boolean;
  /** Targets of callers in an account that are not wide, and wide ones of the account itself. */
  leftFor(account: string): Targets;
  /** Name of a set of targets, for people. */
  hubName(organization: string, count: number): string;
}

/** Keys that differ from account to account of an organisation. */
const APART: ReadonlySet<string> = new Set(["aws:principalaccount", "aws:principalorgpaths", "kms:calleraccount"]);

/** Roles that everyone may be trusted by, for callers of accounts that are alike. */
export function createAcross(
  { estate, interest }: Pick<Judge, "estate" | "interest">,
  { views, byAccount, everyone }: TrustBook,
  bit: ActionMask,
): Across {
  const { organizations } = estate;
  /** Undefined where a control policy tells callers or accounts apart. */
  const controls = (place: OrganizationPlace | undefined, kind: "scp" | "rcp"): string | undefined => {
    if (place === undefined) return kind;
    const levels = place.levels[kind];
    const statements = levels.flatMap(({ policies }) =>
      policies.flatMap(({ policy }) => interest.only(policy, bit).statements),
    );
    const isApart = statements.some(
      (one) => tellsAccountsApart(one) || one.condition?.keys.some(isPersonalKey) === true,
    );
    return isApart ? undefined : JSON.stringify([place.isRead[kind], controlsOf(levels)]);
  };
  const isWide = oncePerWord((target) => {
    const view = views.get(target);
    const trust = estate.principal(target)?.trust?.policy;
    if (!view?.isForEveryone || view.readsRole || view.accounts.size + view.named.size > 0 || !trust) return false;
    if (controls(organizations.placeOf(accountOfArn(target)), "rcp") === undefined) return false;
    return interest.only(trust, bit).statements.every((one) => namesEveryone(one) && !tellsAccountsApart(one));
  });
  const sorted = once(() => ({
    narrow: everyone.filter((target) => !isWide(target)),
    wide: groupBy(everyone.filter(isWide), accountOfArn),
  }));
  return {
    isWide,
    leftFor: oncePerWord((account) => {
      const { narrow, wide } = sorted();
      return createTargets([...(byAccount.get(account) ?? []), ...narrow, ...(wide.get(account) ?? [])]);
    }),
    classOf: oncePerWord((account) => {
      const place = organizations.placeOf(account);
      if (place === undefined || place.isManagement) return undefined;
      const bound = controls(place, "scp");
      return bound === undefined
        ? undefined
        : { key: `${place.organization} ${bound}`, organization: place.organization };
    }),
    hubName: (organization, count) => `${count} roles that trust organization ${organization}`,
  };
}

/** Control policies by level, as ids. */
export function controlsOf(levels: readonly ControlLevel[]): string {
  return levels
    .map(({ policies }) =>
      policies
        .map(({ id }) => id)
        .sort()
        .join(" "),
    )
    .join(" / ");
}

/** The same claims mean the same in each account: they are nobody's own, and read no key of the account. */
function isAlikeAcross({ claims }: ClaimSet): boolean {
  return claims.every(({ isPersonal, probe }) => {
    if (isPersonal) return false;
    const limits = (probe.session?.limits ?? []).map(({ policy }) => policy);
    const all = [
      ...probe.policies.map(({ policy }) => policy),
      ...(probe.boundary ? [probe.boundary.policy] : []),
      ...limits,
    ];
    return !all.some((policy) => policy.statements.some(tellsAccountsApart));
  });
}

function tellsAccountsApart({ condition, resources }: Statement): boolean {
  return (
    (condition?.keys.some((key) => APART.has(key)) ?? false) || variablesIn(resources).some((key) => APART.has(key))
  );
}

function namesEveryone({ principals }: Statement): boolean {
  return principals !== undefined && !principals.isNegated && principals.aws.every((text) => text === "*");
}

/** Callers of one account with the same claims. */
export interface Asking {
  readonly key: string;
  readonly account: string;
  readonly set: ClaimSet;
}

/** Callers of several accounts with the same claims. */
export interface Alike<G extends Asking> {
  readonly key: string;
  readonly organization: string;
  /** Two at least, of as many accounts. */
  readonly groups: readonly [G, G, ...G[]];
}

/** Groups of callers, each of one account, that hold the same in accounts that are alike. */
export function alikeAcross<G extends Asking>(open: readonly G[], across: Across): readonly Alike<G>[] {
  const found = new Map<string, { readonly organization: string; readonly groups: G[] }>();
  for (const group of open) {
    const alike = across.classOf(group.account);
    if (alike === undefined || !isAlikeAcross(group.set)) continue;
    const key = `${alike.key} ${group.set.key}`;
    const one = found.get(key) ?? { organization: alike.organization, groups: [] };
    found.set(key, one);
    one.groups.push(group);
  }
  return [...found].flatMap(([key, { organization, groups }]) => {
    const [first, second, ...rest] = groups.sort((a, b) => compareText(a.key, b.key));
    return first && second ? [{ key, organization, groups: [first, second, ...rest] as const }] : [];
  });
}
