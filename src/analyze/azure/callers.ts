// Those who act on Azure, as the engine asks them: what a principal is assigned, with what its groups are, and what of it
// conditions, activation and deny assignments leave.
import type { StoredEdge } from "../../model/analysis.js";
import { peopleOf } from "../../model/signature.js";
import { and, NO, STATES, type Truth, UNKNOWN } from "../aws/condition/truth.js";
import { type Judgement, uncertain } from "../aws/edges/evaluation/decision.js";
import { type Holding, isWithin, type ScopedCaller } from "../scoped/world.js";
import { APPLICATION, activationTruth } from "./activation.js";
import { type Assignment, GRANTS_ROLES, type Holder } from "./assignment.js";
import { judgeCondition } from "./condition.js";
import type { Denial } from "./denials.js";
import { type createSplit, EVERYONE } from "./denied-members.js";
import type { AzureEstate } from "./environment.js";
import type { Givable } from "./givable.js";
import { objectIdOf, typeOf } from "./holders.js";
import { asksOfPlace, placeAttributes } from "./resource-attributes.js";

export interface AzureCaller extends ScopedCaller {
  readonly holder: Holder;
  readonly assignments: readonly Assignment[];
  /** Roles whose permissions were not read. */
  readonly unreadRoles: readonly string[];
  /** Of a set of members of a group: how they are in it. */
  readonly members?: readonly StoredEdge[];
}

/** Targets of a kind below a place: asked for where a deny assignment or a condition takes some of them out. */
export type Enumerate = (kind: string, place: string) => readonly { readonly place: string }[];

/** What callers are worked out with. */
export interface Lookups {
  readonly estate: AzureEstate;
  readonly enumerate: Enumerate;
  /** Scopes right below a scope. */
  readonly scopesBelow: (place: string) => readonly string[];
  readonly givable: Givable;
  readonly split: ReturnType<typeof createSplit>;
}

/**
 * Those who act with what a holder has: of a group that Entra tells the members of and that is eligible for something, whoever is in
 * it with what it holds, and its people with what they activate besides.
 */
export function callersOf(holder: Holder, lookups: Lookups): readonly AzureCaller[] {
  const all = toCaller(holder, lookups);
  if (all === undefined) return [];
  const isGroup = lookups.estate.inEntra(holder.objectId, holder.tenant)?.type === "entra.group";
  if (!isGroup) return [all];
  if (all.assignments.every(isHeld)) return membersApart(all, lookups);
  const held = toCaller(holder, lookups, isHeld);
  return [...(held === undefined ? [] : membersApart(held, lookups, isHeld)), ...peopleApart(all, lookups)];
}

/**
 * A group, some of whose members are denied what it holds: with what they are left, and those about whom only some of the denials are
 * with more or all of it.
 */
function membersApart(
  all: AzureCaller,
  lookups: Lookups,
  isMeant?: (assignment: Assignment) => boolean,
): readonly AzureCaller[] {
  const split = lookups.split(all.holder);
  const left = split && toCaller(all.holder, lookups, isMeant, split.denials);
  if (split === undefined || left === undefined) return [all];
  const parts = split.parts.flatMap(({ id, denials, edges }) => {
    const part = denials.length === 0 ? all : toCaller(all.holder, lookups, isMeant, denials);
    return part === undefined ? [] : [{ ...part, id, members: edges }];
  });
  return [left, ...parts];
}

/** The people of a group that is eligible for something, likewise: applications activate nothing. */
function peopleApart(all: AzureCaller, lookups: Lookups): readonly AzureCaller[] {
  const { entra } = lookups.estate;
  return membersApart(all, lookups).flatMap((caller): AzureCaller[] => {
    if (caller.members === undefined) return [{ ...caller, id: peopleOf(all.holder.id) }];
    const people = caller.members.filter(({ from }) => typeOf(entra.get(from)) !== APPLICATION);
    return people.length === 0 ? [] : [{ ...caller, id: `${caller.id}/people`, members: people }];
  });
}

function isHeld({ activation }: Assignment): boolean {
  return activation === undefined;
}

function denialsOf({ objectId, groups }: Holder, { denials }: AzureEstate): readonly Denial[] {
  const names = new Set([EVERYONE, objectId, ...groups.map(objectIdOf)]);
  return denials.filter(
    ({ principals, except }) => principals.some((one) => names.has(one)) && !except.some((one) => names.has(one)),
  );
}

/** Undefined where nobody has anything. */
function toCaller(
  holder: Holder,
  lookups: Lookups,
  isMeant: (assignment: Assignment) => boolean = () => true,
  besides: readonly Denial[] = [],
): AzureCaller | undefined {
  const { estate } = lookups;
  const groups = holder.groups.flatMap((id) => estate.holders.get(id) ?? []);
  const inherited = groups.flatMap(({ assignments }) => assignments);
  const assignments = [...holder.assignments, ...inherited].filter(
    (one) => isMeant(one) && activationTruth(one.activation, holder) !== NO,
  );
  const denials = [...denialsOf(holder, estate), ...besides];
  if (holder.isGone || assignments.length === 0) return undefined;
  const { operations } = estate.roles;
  const mask = maskOf(assignments);
  const unread = assignments.filter(({ role }) => !role.isWhole).map(({ role }) => role.name);
  return {
    id: holder.id,
    holder,
    assignments,
    unreadRoles: [...new Set(unread)].sort(),
    mayHold: (operation) => (mask & operations.bitOf(operation)) !== 0n,
    holds(operation, kind) {
      const bit = operations.bitOf(operation);
      let held = assignments.flatMap((one) =>
        counts(one, operation, kind) ? ofAssignment(one, { bit, operation, kind, holder, lookups }) : [],
      );
      for (const denial of denials) held = without(held, denial, { bit, kind, ...lookups });
      return held;
    },
    ownRoles: () =>
      assignments.flatMap(({ role, place, id, activation }) =>
        role.keepers.length !== 1
          ? []
          : [
              {
                keeper: estate.places.placeOf(role.keepers[0] ?? "", holder.tenant),
                holding: {
                  place,
                  judgement: toJudgement(activationTruth(activation, holder), activation?.words ?? "", id),
                },
              },
            ],
      ),
  };
}

/** Operations of interest that any of them gives somewhere. */
function maskOf(assignments: readonly Assignment[]): bigint {
  let mask = 0n;
  for (const { role } of assignments) for (const given of role.given) mask |= given.mask;
  return mask;
}

/** What is in a vault goes by its policies or by roles, what is in a database by its own roles: each counts where it is asked. */
function counts({ of }: Assignment, operation: string, kind: string): boolean {
  if (of === "database") return true;
  if (/^Microsoft\.DocumentDB\/databaseAccounts\/(?:sqlDatabases\/containers\/items|readMetadata)/.test(operation))
    return false;
  const isInVault = /^Microsoft\.KeyVault\/vaults\/(?:secrets|keys)\/\w+\/action$/.test(operation);
  if (isInVault && kind.endsWith("-policy")) return of === "policies";
  return !(isInVault && kind.endsWith("-rbac")) || of === "roles";
}

interface Asked {
  readonly bit: bigint;
  readonly operation: string;
  readonly kind: string;
  readonly holder: Holder;
  readonly lookups: Lookups;
}

function ofAssignment(assignment: Assignment, asked: Asked): readonly Holding[] {
  const { place, role, condition } = assignment;
  return role.given.flatMap((given) => {
    if ((given.mask & asked.bit) === 0n) return [];
    const conditions = [condition, given.condition].flatMap((one) => one ?? []);
    // what a condition asks of the resource its address tells, one by one
    const isOfData = /^Microsoft\.Storage\//i.test(asked.operation);
    const places =
      isOfData && conditions.some(asksOfPlace)
        ? asked.lookups.enumerate(asked.kind, place).map((target) => target.place)
        : [place];
    return places.flatMap((one) => underConditions(one, conditions, assignment, asked) ?? []);
  });
}

function underConditions(
  place: string,
  conditions: readonly string[],
  { id, activation, of, ...assignment }: Assignment,
  { operation, kind, holder, lookups }: Asked,
): Holding | undefined {
  let truth = activationTruth(activation, holder);
  if (conditions.length > 0) {
    const roles = operation === GRANTS_ROLES ? lookups.givable(kind, assignment.place) : [];
    const use = { holder, roles, attributes: placeAttributes(place) };
    for (const one of conditions) truth = and(truth, of === "roles" ? judgeCondition(one, operation, use) : UNKNOWN);
  }
  if (truth === NO) return undefined;
  const words = [...(activation === undefined ? [] : [activation.words]), ...conditions];
  return { place, judgement: toJudgement(truth, words.join("; "), id) };
}

function toJudgement(truth: Truth, words: string, because: string): Judgement {
  const isPlain = words === "" && truth === 0;
  return {
    truth,
    state: isPlain ? "none" : STATES[truth],
    condition: words === "" ? undefined : words,
    because: [because],
  };
}

interface Split extends Pick<Lookups, "estate" | "enumerate" | "scopesBelow"> {
  readonly bit: bigint;
  readonly kind: string;
}

/** What a deny assignment leaves. Held above it, the operation is left on what is not below the denial. */
function without(
  held: readonly Holding[],
  denial: Denial,
  { bit, kind, estate, enumerate, scopesBelow }: Split,
): Holding[] {
  const given = denial.given.filter(({ mask }) => (mask & bit) !== 0n);
  if (given.length === 0) return [...held];
  const { places } = estate;
  if (given.every(({ condition }) => condition !== undefined)) {
    const open = uncertain(`the deny assignment ${denial.id.slice("azure:".length)} does not apply`);
    return held.map((one) => ({ ...one, judgement: worse(one.judgement, open) }));
  }
  return held.flatMap((holding): Holding[] => {
    const isOfScope = kind === "scope" || isScopeKind(kind);
    // what is denied at a place alone is left on all that is below it
    const isInside = denial.onlyThere
      ? isOfScope && holding.place === denial.place
      : isWithin(holding.place, denial.place, places);
    // what is of a scope below, or made in it, is not of the one above
    if (isInside && denial.onlyThere) return scopesBelow(holding.place).map((place) => ({ ...holding, place }));
    if (isInside) return [];
    // control of a scope is not lost for a part of it that is closed
    if (isOfScope) return [holding];
    if (!isWithin(denial.place, holding.place, places)) return [holding];
    const isTaken = (place: string): boolean =>
      denial.onlyThere ? place === denial.place : isWithin(place, denial.place, places);
    const all = enumerate(kind, holding.place);
    if (!all.some(({ place }) => isTaken(place))) return [holding];
    return all.filter(({ place }) => !isTaken(place)).map(({ place }) => ({ ...holding, place }));
  });
}

function isScopeKind(kind: string): boolean {
  return /^azure\.(?:tenant|management-group|subscription|resource-group)$/.test(kind);
}

function worse(a: Judgement, b: Judgement): Judgement {
  const condition = [a.condition, b.condition].flatMap((one) => one ?? []).join("; ");
  const truth = and(a.truth, b.truth);
  return { truth, state: STATES[truth], condition, because: a.because };
}
