// Who writes to a project: members of it and of the groups above it, invited groups, tokens and keys. Roles of a group are one
// edge to each group and project right below it, not one for every member and project.
import type { AnalysisInput, StoredEdge, StoredNode } from "../../model/analysis.js";
import type { CiDrawing } from "../ci/drawing.js";
import { DEVELOPER, MAINTAINER, OWNER } from "./access.js";
import type { GitLabEstate, GitLabProject } from "./estate.js";
import type { GitLabGroup } from "./group.js";
import { type DirectMembers, drawInvited, type Invitation } from "./invited.js";
import { developersId, maintainersId, pushersId, writersId } from "./sets.js";

/** Draws the sets of every group and project, and who is in them. */
export function drawWriters(
  input: Pick<AnalysisInput, "nodes" | "edges">,
  estate: GitLabEstate,
  { drawing, invitations }: { readonly drawing: CiDrawing; readonly invitations: readonly Invitation[] },
): void {
  for (const group of estate.groups) drawGroup(group, drawing);
  for (const project of estate.projects) drawProject(project, drawing);
  const direct = drawInvited(invitations, drawing);
  drawMembers(input, estate, { drawing, direct });
}

function drawGroup({ id, path, scope, parent }: GitLabGroup, drawing: CiDrawing): void {
  const make = (set: string, words: string, type: string): void =>
    drawing.node({ id: set, kind: "set", type, name: `${words} of ${path}`, scope, properties: {} });
  make(developersId(id), "developers", "gitlab.group-developers");
  make(maintainersId(id), "maintainers", "gitlab.group-maintainers");
  drawing.edge({ kind: "member_of", from: maintainersId(id), to: developersId(id) });
  // control of the group is control of all that is in it
  drawing.edge({ kind: "contains", from: id, to: maintainersId(id), because: [id] });
  if (parent === undefined) return;
  drawing.edge({ kind: "includes", from: developersId(parent), to: developersId(id), because: [parent] });
  drawing.edge({ kind: "includes", from: maintainersId(parent), to: maintainersId(id), because: [parent] });
}

function drawProject(project: GitLabProject, drawing: CiDrawing): void {
  const { id, path, scope, parent } = project;
  const writers = writersId(project);
  const maintainers = maintainersId(id);
  drawing.node({
    id: writers,
    kind: "workload",
    type: "gitlab.project-writers",
    name: path,
    scope,
    properties: {},
  });
  drawing.node({
    id: maintainers,
    kind: "set",
    type: "gitlab.project-maintainers",
    name: `maintainers of ${path}`,
    scope,
    properties: {},
  });
  drawing.edge({ kind: "contains", from: id, to: maintainers, because: [id] });
  drawing.edge({ kind: "member_of", from: maintainers, to: writers });
  drawing.edge({ kind: "includes", from: developersId(parent), to: writers, because: [parent] });
  drawing.edge({ kind: "includes", from: maintainersId(parent), to: maintainers, because: [parent] });
}

/** Grants by which code can be pushed. */
const GRANTS: readonly string[] = ["gitlab.token-permissions", "gitlab.deploy-key-access"];

function drawMembers(
  input: Pick<AnalysisInput, "nodes" | "edges">,
  { groups, projects }: GitLabEstate,
  { drawing, direct }: { readonly drawing: CiDrawing; readonly direct: DirectMembers },
): void {
  const writers = new Map<string, string>([
    ...groups.map(({ id }) => [id, developersId(id)] as const),
    ...projects.map((project) => [project.id, writersId(project)] as const),
  ]);
  const grants = new Map<string, StoredNode>();
  for (const node of input.nodes(GRANTS)) grants.set(node.id, node);
  const pushing = new Set<string>();
  for (const edge of input.edges(["permits"])) {
    const set = writers.get(edge.to);
    if (set === undefined || (!edge.from.includes("/-/users/") && !grants.has(edge.from))) continue;
    const grant = grants.get(edge.from);
    const role = roleOf(edge, grant);
    const to = role === "maintainer" ? maintainersId(edge.to) : role === "developer" ? set : undefined;
    if (to === undefined) continue;
    const { from, state, confidence } = edge;
    const join = { kind: "member_of" as const, from, state, confidence, because: [edge.to] };
    drawing.edge({ ...join, to });
    if (role !== undefined) direct.add(join, edge.to, levelOf(role, edge));
    if (role !== "developer" || !pushesAsMaintainer(grant, edge)) continue;
    pushing.add(edge.to);
    drawing.edge({ ...join, to: pushersId(edge.to) });
  }
  drawPushers(pushing, { groups, projects }, drawing);
}

/** Role that counts in what is below: of an owner the whole, of a token what it can do with it. */
function levelOf(role: "maintainer" | "developer", { capability, properties: { level } }: StoredEdge): number {
  if (role === "developer") return DEVELOPER;
  return capability === "admin" && (typeof level !== "number" || level >= OWNER) ? OWNER : MAINTAINER;
}

/** A token with the role of a maintainer pushes where that may, and lifts no protection without the API. */
function pushesAsMaintainer(grant: StoredNode | undefined, { properties: { level } }: StoredEdge): boolean {
  return grant?.type === "gitlab.token-permissions" && typeof level === "number" && level >= MAINTAINER;
}

/** Sets of the groups and projects that have such tokens, and of all that is in those groups. */
function drawPushers(holders: Set<string>, { groups, projects }: GitLabEstate, drawing: CiDrawing): void {
  const make = (id: string, path: string, scope: string): void =>
    drawing.node({
      ...{ id: pushersId(id), kind: "set", type: "gitlab.maintaining-pushers", scope, properties: {} },
      name: `tokens that push as a maintainer of ${path}`,
    });
  const below = [...groups, ...projects].sort((a, b) => a.path.length - b.path.length);
  for (const { id, path, scope, parent } of below) {
    const isBelow = parent !== undefined && holders.has(parent);
    if (!isBelow && !holders.has(id)) continue;
    holders.add(id);
    make(id, path, scope);
    if (isBelow) drawing.edge({ kind: "includes", from: pushersId(parent), to: pushersId(id), because: [parent] });
  }
}

/** A token is narrower than its role: with less than the whole API it only pushes. */
function roleOf(
  { capability, properties, to }: StoredEdge,
  grant: StoredNode | undefined,
): "maintainer" | "developer" | undefined {
  const { level } = properties;
  const isProject = to.includes("/-/projects/");
  if (capability === "admin") return "maintainer";
  // Of a group no capability says what its members may do in projects.
  if (capability === "use" && typeof level === "number") {
    return level >= MAINTAINER ? "maintainer" : level >= DEVELOPER ? "developer" : undefined;
  }
  const scopes = grant?.properties["scopes"];
  // of a group that takes an owner to control, a maintainer's token of the whole API is a maintainer in its projects
  const isWhole = Array.isArray(scopes) && scopes.includes("api");
  if (!isProject && isWhole && typeof level === "number" && level >= MAINTAINER) return "maintainer";
  return capability === "write" ? (isProject || level !== undefined ? "developer" : undefined) : undefined;
}
