// Google Cloud as the evaluator sees it: who is bound to which role where, who is in which group, and what stands in the way.
import type { AnalysisInput } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { readBindings } from "./bindings.js";
import type { GoogleEstate } from "./environment.js";
import { sparedMembers } from "./everybody.js";
import { readBoundaries, readDenies } from "./limits.js";
import { createMembers, groupsThatWereRead, readAccounts } from "./members.js";
import { readPlaces } from "./places.js";
import { readRoles } from "./roles.js";

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
