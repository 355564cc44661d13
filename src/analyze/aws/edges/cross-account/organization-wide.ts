// Accounts of an organisation that nothing tells apart: where a role or resource lets in everyone in it, the same permission held in each of
// them is one question, and leads to one set of targets. Asked account by account it were the square of their number.
import { compareText } from "../../../../model/compare.js";
import { groupBy } from "../../../../model/group-by.js";
import { once, oncePerWord } from "../../../../model/once.js";
import type { ControlKind, ControlLevel, OrganizationPlace } from "../../organization.js";
import type { Statement } from "../../policy/policy.js";
import { variablesIn } from "../../policy/resource-set.js";
import type { Targets } from "../builder/target-index.js";
import type { ActionMask, Interest } from "../evaluation/action-mask.js";
import type { Judge } from "../evaluation/requests.js";
import { isPersonalKey } from "../similarity/caller-similarity.js";
import type { ClaimSet } from "../similarity/claim-sets.js";

/** Which accounts a target lets in alike: all of an organisation, or those that stand at the same place in it. */
export type Width = "organization" | "unit";
export const WIDTHS: readonly Width[] = ["organization", "unit"];

/** Which accounts are alike, and to which targets. */
export interface Across {
  /** What an account has in common with those that are like it: its organisation and what binds it. Undefined: it is like none. */
  classOf(account: string, width: Width): { readonly key: string; readonly organization: string } | undefined;
  /** The most that neither the policy of the target nor what binds its account tells apart. */
  widthOf(target: string): Width | "account";
  accountOf(target: string): string;
  /** All targets of that width. */
  targetsOf(width: Width): Targets;
  /** Targets of callers in an account but those of widths that are shared, unless they are of the account itself. */
  leftFor(account: string, shared: { has(width: Width): boolean }): Targets;
  /** Whether policies of targets with a width may still tell one caller of an account from another. */
  readonly tellsCallersApart: boolean;
  /** Name of a set of targets, for people. */
  hubName(organization: string, targets: readonly string[]): string;
}

/** Targets, as far as their policies let in accounts that they do not name. */
export interface OpenTargets {
  /** Those that may let in any account. */
  readonly ids: readonly string[];
  /** What the policy of one says to callers of other accounts; undefined where it tells single ones of these apart. */
  statementsFor(target: string): readonly Statement[] | undefined;
  accountOf(target: string): string;
  /** Targets of an account beside those that are open, and these of the open ones. */
  targetsWith(account: string, open: readonly string[]): Targets;
  toTargets(ids: readonly string[]): Targets;
  readonly tellsCallersApart: boolean;
  /** Name of a set of them that the organisation, or a part of it, gets to. */
  hubName(whom: string, targets: readonly string[]): string;
}

/** Keys that differ from account to account of an organisation. */
const APART: { readonly [width in Width]: ReadonlySet<string> } = {
  organization: new Set(["aws:principalaccount", "aws:principalorgpaths", "kms:calleraccount"]),
  unit: new Set(["aws:principalaccount", "kms:calleraccount"]),
};

/** Targets that everyone may be let in by, for callers of accounts that are alike. */
export function createAcross(
  { estate, interest }: Pick<Judge, "estate" | "interest">,
  open: OpenTargets,
  mask: ActionMask,
): Across {
  const { organizations } = estate;
  const { accountOf, tellsCallersApart } = open;
  const boundBy = createBonds(interest, mask);
  const widthOf = oncePerWord((target): Width | "account" => {
    const statements = open.statementsFor(target);
    if (statements === undefined) return "account";
    const place = organizations.placeOf(accountOf(target));
    const isAlike = (width: Width) =>
      boundBy(place, "rcp", width) !== undefined && !statements.some((one) => tellsAccountsApart(one, width));
    return WIDTHS.find(isAlike) ?? "account";
  });
  const sorted = once(() => groupBy(open.ids, widthOf));
  const of = (width: Width | "account") => sorted().get(width) ?? [];
  const targets = {
    organization: once(() => open.toTargets(of("organization"))),
    unit: once(() => open.toTargets(of("unit"))),
  };
  const byHome = once(() => groupBy([...of("organization"), ...of("unit")], accountOf));
  const leftOf = oncePerWord((widths) => {
    const left = [...of("account"), ...WIDTHS.filter((width) => !widths.split(" ").includes(width)).flatMap(of)];
    return oncePerWord((account) => open.targetsWith(account, [...left, ...(byHome().get(account) ?? [])]));
  });
  return {
    widthOf,
    accountOf,
    tellsCallersApart,
    targetsOf: (width) => targets[width](),
    leftFor: (account, shared) => leftOf(WIDTHS.filter((width) => shared.has(width)).join(" "))(account),
    classOf: (account, width) => {
      const place = organizations.placeOf(account);
      if (place === undefined || place.isManagement) return undefined;
      const { organization, path } = place;
      const bound = boundBy(place, "scp", width);
      if (bound === undefined) return undefined;
      // where no units were read, nobody can tell the path of any account
      const unit = width === "unit" ? `unit ${path ?? ""} ` : "";
      return { key: `${organization} ${unit}${bound}`, organization };
    },
    hubName: (organization, ids) => {
      const isWhole = ids.every((target) => widthOf(target) === "organization");
      return open.hubName(`${isWhole ? "" : "a part of "}organization ${organization}`, ids);
    },
  };
}

/** What the control policies of a kind at some place say about the action; undefined where they tell callers or accounts apart. */
type Bonds = (place: OrganizationPlace | undefined, kind: ControlKind, width: Width) => string | undefined;

function createBonds(interest: Interest, bit: ActionMask): Bonds {
  return (place, kind, width) => {
    if (place === undefined) return kind;
    const levels = place.levels[kind];
    const statements = levels.flatMap(({ policies }) =>
      policies.flatMap(({ policy }) => interest.only(policy, bit).statements),
    );
    const isApart = statements.some(
      (one) => tellsAccountsApart(one, width) || one.condition?.keys.some(isPersonalKey) === true,
    );
    return isApart ? undefined : JSON.stringify([place.isRead[kind], controlsOf(levels)]);
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
function isAlikeAcross({ claims }: ClaimSet, width: Width): boolean {
  return claims.every(({ isPersonal, probe }) => {
    if (isPersonal) return false;
    const limits = (probe.session?.limits ?? []).map(({ policy }) => policy);
    const all = [
      ...probe.policies.map(({ policy }) => policy),
      ...(probe.boundary ? [probe.boundary.policy] : []),
      ...limits,
    ];
    return !all.some((policy) => policy.statements.some((one) => tellsAccountsApart(one, width)));
  });
}

function tellsAccountsApart({ condition, resources }: Statement, width: Width): boolean {
  const apart = APART[width];
  return (
    (condition?.keys.some((key) => apart.has(key)) ?? false) || variablesIn(resources).some((key) => apart.has(key))
  );
}

/** The same for each principal, as far as whom it names goes. */
export function namesEveryone({ principals }: Statement): boolean {
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

/** Groups of callers, each of one account, that hold the same in accounts that are alike to targets of that width. */
export function alikeAcross<G extends Asking>(open: readonly G[], across: Across, width: Width): readonly Alike<G>[] {
  if (across.targetsOf(width).ids.length === 0) return [];
  const classOf = oncePerWord((account) => across.classOf(account, width));
  const found = new Map<string, { readonly organization: string; readonly groups: G[] }>();
  for (const group of open) {
    const alike = classOf(group.account);
    if (alike === undefined || !isAlikeAcross(group.set, width)) continue;
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
