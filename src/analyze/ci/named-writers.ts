// Which of those whom a protection, a ruleset or an environment names write to the repository at all: being named gives no access.
// https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches#restrict-who-can-push-to-matching-branches
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { once, oncePerWord } from "../../model/once.js";
import type { CiDrawing, Stroke } from "./drawing.js";
import type { CiRepository, Named, NamedWriter } from "./estate.js";
import { worse } from "./gates.js";
import { areRightsRead, HELD, mostOf, type Rights, readRights } from "./rights.js";

const TEAM = "github:team/";
const NAMED = /^github:(?:user|team)\//;
const WRITE = HELD.indexOf("write");

/**
 * In: the estate. Out: who writes of those who are named, from what was read of members, teams and collaborators: themselves where they
 * write; of a team that does not, its members who do otherwise; and themselves, uncertain, where not all of that was read.
 */
export function namedWriters(input: Pick<AnalysisInput, "scopes" | "nodes" | "edges">): Named {
  const told = once(() => new Set([...input.scopes()].flatMap((scope) => (areRightsRead(scope) ? [scope.id] : []))));
  const members = once(() => membersByTeam(input));
  const rightsOf = rightsByScope(input);
  const writes = (actor: string, repository: CiRepository): boolean => {
    const { owner } = repository;
    const rights = rightsOf(owner)(actor);
    const held = rights.ownsOrganization ? "admin" : mostOf(rights, repository, owner);
    return held !== undefined && HELD.indexOf(held) >= WRITE;
  };
  const peopleOf = oncePerWord((actor: string) => below(actor, members()));
  const writersOf = (actor: string, repository: CiRepository): readonly NamedWriter[] => {
    if (writes(actor, repository)) return [{ from: actor, state: "none" }];
    const found: NamedWriter[] = peopleOf(actor)
      .filter((member) => writes(member, repository))
      .map((from) => ({ from, state: "none" }));
    const { scope, basePermission } = repository.owner;
    if (told().has(scope) && basePermission !== undefined) return found;
    const condition = `whether ${actor.startsWith(TEAM) ? "the team" : "who is named"} may write there was not read`;
    return [...found, { from: actor, state: "unknown", condition }];
  };
  const readers = once(() => readersByRepository(input));
  const readersOf = ({ id, owner }: Pick<CiRepository, "id" | "owner">): readonly string[] => [
    ...(readers().get(id) ?? []),
    ...(readers().get(`${owner.scope}/all-repositories`) ?? []),
  ];
  return { writers: writersOf, peopleOf, readers: readersOf };
}

const READING: ReadonlySet<unknown> = new Set(["read", "pull", "triage"]);

/** By repository, or the set of all of an owner: people and teams whose role is one that reads. */
function readersByRepository(input: Pick<AnalysisInput, "edges">): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { from, to, state, properties } of input.edges(["permits"]))
    if (NAMED.test(from) && state !== "blocked" && READING.has(properties["role"])) addTo(found, to, from);
  return new Map([...found].map(([to, all]) => [to, [...new Set(all)]]));
}

/** Rights of people and of teams, whose members are of the organisation, by who owns the repositories; each looked up once. */
function rightsByScope(
  input: Pick<AnalysisInput, "nodes" | "edges">,
): (owner: CiRepository["owner"]) => (actor: string) => Rights {
  const rightsOf = readRights(input);
  const people = once(() => {
    const found = new Map<string, StoredNode>();
    for (const node of input.nodes(["github.user"])) found.set(`${node.scope} ${node.id}`, node);
    return found;
  });
  const made = new Map<string, (actor: string) => Rights>();
  return (owner) => {
    const known = made.get(owner.scope);
    if (known !== undefined) return known;
    const rights = oncePerWord((actor) => {
      const node = people().get(`${owner.scope} ${actor}`);
      const outside = actor.startsWith(TEAM) ? {} : { role: "outside" };
      return rightsOf({ id: actor, properties: node?.properties ?? outside }, owner);
    });
    made.set(owner.scope, rights);
    return rights;
  };
}

/** People of teams, and the teams right below them. */
function membersByTeam(input: Pick<AnalysisInput, "edges">): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { from, to } of input.edges(["member_of"])) if (to.startsWith(TEAM)) addTo(found, to, from);
  return found;
}

/** Everyone in a team and in the teams below it; nobody of a person. */
function below(actor: string, members: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const all = new Set([actor]);
  for (const one of all) for (const member of members.get(one) ?? []) all.add(member);
  all.delete(actor);
  return [...all].filter((one) => !one.startsWith(TEAM));
}

/** Draws what somebody gets by being named, for those of them who write to the repository. */
export function drawNamed(
  { state = "none", condition, ...stroke }: Omit<Stroke, "from">,
  actor: string,
  repository: CiRepository,
  drawing: CiDrawing,
): void {
  const own = { state, ...(condition !== undefined && { condition }) };
  for (const { from, ...gate } of repository.owner.named.writers(actor, repository))
    drawing.edge({ ...stroke, from, ...worse(own, gate) });
}
