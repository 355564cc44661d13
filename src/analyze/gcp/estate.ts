// Google Cloud as the evaluator sees it: who is bound to which role where, who is in which group, and what stands in the way.
import type { AnalysisInput, DerivedNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { readBindings } from "./bindings.js";
import { sparedMembers } from "./everybody.js";
import { type Boundary, type DenyRule, readBoundaries, readDenies } from "./limits.js";
import { createMembers, groupsThatWereRead, type Member, readAccounts, type ServiceAccount } from "./members.js";
import { type Places, readPlaces } from "./places.js";
import { type Roles, readRoles } from "./roles.js";

export interface GoogleEstate {
  readonly places: Places;
  readonly roles: Roles;
  readonly members: ReadonlyMap<string, Member>;
  /** Member without bindings of its own, or undefined when it is no member at all. */
  member(text: string): Member | undefined;
  /** The same, and one that neither a binding nor a group names. */
  anyMember(text: string): Member;
  readonly accounts: ReadonlyMap<string, ServiceAccount>;
  /** Members that are groups, of which nobody could tell who is in them. */
  readonly unreadGroups: readonly Member[];
  /** Whether it is known who is in a group, which is written as bindings do. */
  isGroupRead(group: string): boolean;
  readonly denies: readonly DenyRule[];
  readonly boundaries: readonly Boundary[];
  readonly now: Date;
  /** Members that no collector gives a node. */
  readonly derived: readonly DerivedNode[];
  readonly isRead: (scope: string, dataSet: string) => boolean;
  /** The same of the scope alone, of what is asked container by container; undefined where it was not asked by itself. */
  readonly isReadAt: (scope: string, dataSet: string) => boolean | undefined;
  /** Whether it was asked and not answered whole; of a recording that holds no such answer nobody can tell. */
  readonly isRefusedAt: (scope: string, dataSet: string) => boolean;
}

/** In: the stored estate, permissions of interest. Undefined where no Google Cloud was read. */
export function readGoogleEstate(input: AnalysisInput, permissions: readonly string[]): GoogleEstate | undefined {
  if (![...input.scopes()].some(({ id }) => id.startsWith("gcp:"))) return undefined;
  const places = readPlaces(input);
  const roles = readRoles(input, permissions);
  const accounts = readAccounts(input);
  const denies = readDenies(input);
  const { members, derived, at, make, inGroups } = createMembers(input, { accounts, denies, places });
  for (const account of accounts.keys()) at(`serviceAccount:${account}`);
  for (const member of inGroups.keys()) at(member);
  readBindings(input, { places, roles, at });
  const member = (text: string) => members.get(text);
  for (const one of sparedMembers(denies, { member, places })) at(one);
  const readGroups = groupsThatWereRead(input);
  const isGroupRead = (group: string): boolean => readGroups.has(group.toLowerCase());
  return {
    places,
    roles,
    members,
    member,
    anyMember: (text) => members.get(text) ?? make(text),
    accounts,
    unreadGroups: [...members.values()].filter(({ kind, member }) => kind === "group" && !isGroupRead(member)),
    isGroupRead,
    denies,
    boundaries: readBoundaries(input, places),
    now: input.now,
    derived: [...derived.values()].sort((a, b) => compareText(a.id, b.id)),
    ...createIsRead(input),
  };
}

/** Whether a data set of a scope, or of what holds it, was read whole. */
function createIsRead(input: AnalysisInput): Pick<GoogleEstate, "isRead" | "isReadAt" | "isRefusedAt"> {
  const read = new Map<string, boolean>();
  const refused = new Set<string>();
  const parents = new Map<string, string | undefined>();
  for (const { id, parent, coverage } of input.scopes()) {
    parents.set(id, parent);
    for (const { dataSet, state, code } of coverage) {
      read.set(`${id} ${dataSet}`, state === "complete");
      if (state !== "complete" && code !== "NotRecorded") refused.add(`${id} ${dataSet}`);
    }
  }
  const isReadAt = (scope: string, dataSet: string) => read.get(`${scope} ${dataSet}`);
  return {
    isReadAt,
    isRefusedAt: (scope, dataSet) => refused.has(`${scope} ${dataSet}`),
    isRead(scope, dataSet) {
      const seen = new Set<string>();
      for (let at: string | undefined = scope; at !== undefined && !seen.has(at); at = parents.get(at)) {
        if (isReadAt(at, dataSet) === true) return true;
        seen.add(at);
      }
      return false;
    },
  };
}
