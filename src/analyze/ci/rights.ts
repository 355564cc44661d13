// What people of GitHub may do with repositories, which is the most that a token of theirs may.
import type { AnalysisInput, StoredEdge, StoredNode, StoredScope } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { oncePer } from "../../model/once.js";
import type { Capability } from "../../model/words.js";
import { wasRead } from "../read-sets.js";
import type { CiOwner, CiRepository } from "./estate.js";

/** What rights are made of; each has those before it. */
export const HELD: readonly Capability[] = ["read", "write", "admin"];

export interface Rights {
  readonly ownsOrganization: boolean;
  /** Repository or the set of all → the most that is permitted. */
  readonly repositories: ReadonlyMap<string, Capability>;
}

export type RightsOf = (user: Pick<StoredNode, "id" | "properties">, owner: CiOwner) => Rights;

/** Where rights of people stand: who read all of it knows what somebody has not. */
const OF_RIGHTS = ["github/org:members", "github/org:teams", "github/org:custom-roles", "github/repo:collaborators"];

/** Whether all that rights are made of was read, but for what members have everywhere. */
export function areRightsRead(scope: StoredScope): boolean {
  return OF_RIGHTS.every((dataSet) => wasRead(scope, dataSet) === true);
}

/** What somebody with these rights may do with a repository; undefined where nothing gives them any. */
export function mostOf({ repositories }: Rights, { id }: CiRepository, { scope }: CiOwner): Capability | undefined {
  return most(repositories.get(id), repositories.get(`${scope}/all-repositories`));
}

function most(a: Capability | undefined, b: Capability | undefined): Capability | undefined {
  return a === undefined || (b !== undefined && HELD.indexOf(b) > HELD.indexOf(a)) ? b : a;
}

const OF_PEOPLE = /^github:(?:user\/|team\/|[^/]+\/organization-role\/)/;

/** Whether a node is a person, a team, or a role of the organisation, which both may have and which may bring one in every repository. */
export function isOfPeople(id: string): boolean {
  return OF_PEOPLE.test(id);
}

/**
 * Rights by themselves, through teams and those above them, through roles of the organisation, and by membership; read once for
 * tokens of every kind.
 */
export const readRights = oncePer((input: Pick<AnalysisInput, "edges">): RightsOf => {
  const above = new Map<string, string[]>();
  for (const { from, to } of input.edges(["member_of"])) if (isOfPeople(from)) addTo(above, from, to);
  for (const { from, to } of input.edges(["has_grant"])) if (isOfPeople(from) && isOfPeople(to)) addTo(above, from, to);
  const permits = new Map<string, StoredEdge[]>();
  for (const edge of input.edges(["permits"])) if (isOfPeople(edge.from)) addTo(permits, edge.from, edge);
  return (user, owner) => {
    const holders = new Set([user.id]);
    for (const holder of holders) for (const next of above.get(holder) ?? []) holders.add(next);
    const held = [...holders].flatMap((holder) => permits.get(holder) ?? []).filter(({ state }) => state !== "blocked");
    const repositories = new Map<string, Capability>();
    const add = (id: string, capability: Capability): void => {
      if (HELD.includes(capability)) repositories.set(id, most(repositories.get(id), capability) ?? capability);
    };
    for (const { to, capability } of held) if (capability !== undefined) add(to, capability);
    const base = user.properties["role"] === "outside" ? undefined : owner.basePermission;
    const byBase = base === "maintain" ? "write" : base;
    if (byBase === "read" || byBase === "write" || byBase === "admin") add(`${owner.scope}/all-repositories`, byBase);
    return { ownsOrganization: repositories.get(owner.scope) === "admin", repositories };
  };
});
