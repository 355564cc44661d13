// Who may use a context: its restrictions, from either version of the API. Pure.
import { compareText } from "../../model/compare.js";
import { fieldsOf, textOf } from "../fields.js";

export interface Restriction {
  readonly kind: string;
  /** Id of a project or group, or the expression itself. */
  readonly value: string | undefined;
  /** What people call the project or group, where the API resolves it. */
  readonly name: string | undefined;
}

/** The group that every context begins with: whoever is in the organisation. */
const ALL_MEMBERS = "all members";

/** A restriction as the third version of the API says it: `attributes` beside `references`. */
export function toRestriction(raw: unknown): Restriction[] {
  const attributes = fieldsOf(fieldsOf(raw)["attributes"]);
  return restrictionOf(attributes["restriction_type"], attributes["match_pattern"], attributes["name"]);
}

/** The same of the second version. */
export function toRestrictionV2(raw: unknown): Restriction[] {
  const { restriction_type: kind, restriction_value: value, project_id: project, name } = fieldsOf(raw);
  return restrictionOf(kind ?? (project === undefined ? undefined : "project"), value ?? project, name);
}

function restrictionOf(kind: unknown, value: unknown, name: unknown): Restriction[] {
  const known = textOf(kind);
  return known === undefined ? [] : [{ kind: known, value: textOf(value), name: textOf(name) }];
}

export interface Listing {
  readonly restrictions: readonly Restriction[];
  /** The list holds groups too: where none is in it there is none. */
  readonly hasGroups: boolean;
}

/** Whether a context is for every member, in every project and whatever the pipeline is; for the rest see isForAllMembers. */
export function isOpen(
  listing: Listing,
  organization: string | undefined,
  listsEveryone: boolean,
): boolean | undefined {
  const isBound = listing.restrictions.some(({ kind }) => kind !== "group");
  return isBound ? false : isForAllMembers(listing, organization, listsEveryone);
}

/**
 * Whether the groups of a context are everybody in the organisation, which a push by anyone who can start a pipeline is enough
 * for; undefined where the answers do not tell. `organization` is its id, which stands for all members in a group restriction.
 * `listsEveryone`: some other context of the organisation lists the group of all members, so that a context without any
 * group is for administrators alone.
 */
export function isForAllMembers(
  { restrictions, hasGroups }: Listing,
  organization: string | undefined,
  listsEveryone: boolean,
): boolean | undefined {
  const groups = restrictions.filter(({ kind }) => kind === "group");
  const verdicts = groups.map((group) => isEveryone(group, organization));
  if (verdicts.includes(true)) return true;
  if (verdicts.includes(undefined)) return undefined;
  if (groups.length > 0) return false;
  return hasGroups ? !listsEveryone : undefined;
}

/** Names of the projects that a context is for; undefined where it is for all, or one has no name here. */
export function projectsOf({ restrictions }: Listing): readonly string[] | undefined {
  const projects = restrictions.filter(({ kind }) => kind === "project");
  const names = projects.flatMap(({ name }) => name ?? []);
  return projects.length === 0 || names.length < projects.length ? undefined : names.sort(compareText);
}

/** What the pipeline has to be, as the context asks for it. */
export function expressionsOf({ restrictions }: Listing): readonly string[] | undefined {
  const all = restrictions.filter(({ kind }) => kind === "expression").flatMap(({ value }) => value ?? []);
  return all.length === 0 ? undefined : all.sort(compareText);
}

/** Whether a group is that of all members; undefined when neither its name nor the organisation's id is known. */
export function isEveryone({ value, name }: Restriction, organization: string | undefined): boolean | undefined {
  if (name !== undefined) return name.toLowerCase() === ALL_MEMBERS || (value !== undefined && value === organization);
  return organization === undefined || value === undefined ? undefined : value === organization;
}
