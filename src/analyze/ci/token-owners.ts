// Fine-grained tokens of GitHub: each gives what it says as far as its owner has it. Where what the owner has was read and is enough,
// nothing stays open about the token.
// https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens
import type { AnalysisInput, StoredEdge, StoredNode } from "../../model/analysis.js";
import { oncePerWord } from "../../model/once.js";
import type { Capability } from "../../model/words.js";
import type { CiDrawing } from "./drawing.js";
import type { CiOwner, CiRepository } from "./estate.js";
import { areRightsRead, HELD, mostOf, type Rights, readRights } from "./rights.js";

type Input = Pick<AnalysisInput, "nodes" | "edges" | "scopes">;

interface Holding {
  readonly owner: CiOwner;
  readonly rights: Rights;
}

/**
 * In: who owns tokens. Out: for an edge of what a grant permits, the edges that are known of it: as it is; or sure, where its owner has
 * as much, which is drawn as well; none where all rights were read, what members have everywhere among them, and its owner has less. Of
 * a token for all repositories those are sure that its owner has; the rest stays open where not all rights were read.
 */
export function settledByOwner(
  input: Input,
  owners: readonly CiOwner[],
  repositories: ReadonlyMap<string, CiRepository>,
  drawing: CiDrawing,
): (edge: StoredEdge) => readonly StoredEdge[] {
  const holdingOf = holdings(input, owners);
  const told = new Set([...input.scopes()].flatMap((scope) => (areRightsRead(scope) ? [scope.id] : [])));
  return (edge) => {
    const { from, to, capability, state, properties } = edge;
    if (state !== "unknown" || properties["limited_by"] !== "owner" || capability === undefined) return [edge];
    const holding = holdingOf(from);
    if (holding === undefined) return [edge];
    const sure = (target: string): StoredEdge => {
      drawing.edge({ kind: "permits", from, to: target, capability, because: [from] });
      return { ...edge, to: target, state: "none", confidence: 1, properties: {} };
    };
    const { owner, rights } = holding;
    if (rights.ownsOrganization) return [sure(to)];
    if (to === owner.scope) return [edge];
    const has = (held: Capability | undefined) => isEnough(held, capability);
    const rest = told.has(owner.scope) && owner.basePermission !== undefined ? [] : [edge];
    const repository = repositories.get(to);
    if (repository !== undefined) return has(mostOf(rights, repository, owner)) ? [sure(to)] : rest;
    if (has(rights.repositories.get(to))) return [sure(to)];
    return [...rest, ...owned(owner, rights).flatMap(({ id }) => (has(rights.repositories.get(id)) ? [sure(id)] : []))];
  };
}

/** Repositories that somebody has rights in by name. */
function owned({ repositories }: CiOwner, rights: Rights): readonly CiRepository[] {
  return repositories.filter(({ id, isArchived }) => !isArchived && rights.repositories.has(id));
}

/** Starting runs takes the right to write. */
function isEnough(held: Capability | undefined, wanted: Capability): boolean {
  const needed = wanted === "use" ? "write" : wanted;
  return held !== undefined && HELD.indexOf(held) >= HELD.indexOf(needed);
}

/** By grant: the organisation of the token, and what its owner may there; undefined for other grants, and where they are not known. */
function holdings(input: Input, owners: readonly CiOwner[]): (grant: string) => Holding | undefined {
  const scopes = new Map(owners.map((owner) => [owner.scope, owner]));
  const tokens = new Map<string, StoredNode>();
  for (const token of input.nodes(["github.fine-grained-token"])) tokens.set(`${token.id}/permissions`, token);
  if (tokens.size === 0) return () => undefined;
  const users = new Map<string, StoredNode>();
  for (const user of input.nodes(["github.user"])) users.set(`${user.scope} ${user.id}`, user);
  const rightsOf = readRights(input);
  return oncePerWord((grant) => {
    const token = tokens.get(grant);
    const owner = token === undefined ? undefined : scopes.get(token.scope);
    const user = token === undefined ? undefined : users.get(`${token.scope} ${token.parent ?? ""}`);
    return owner === undefined || user === undefined ? undefined : { owner, rights: rightsOf(user, owner) };
  });
}
