// Contexts in which code of a project runs, each drawn once with who gets code to run there.
import { compareText } from "../../model/compare.js";
import { ANYONE, ANYONE_NODE } from "../anyone.js";
import type { CiDrawing } from "../ci/drawing.js";
import { type Gate, isShut, worse } from "../ci/gates.js";
import type { Access } from "./access.js";
import type { GitLabEstate, GitLabProject, Protection } from "./estate.js";
import { developerGate, isHeldByGroup, liftingGroup, namedIn, pusherGate } from "./gates.js";
import type { HeldRoles } from "./held-roles.js";
import { isProtectedEnvironment } from "./new-environments.js";
import type { GitLabRun } from "./run.js";
import { developersId, maintainersId, pushersId, writersId } from "./sets.js";

/** Name that no pattern of anybody means: stands for the branches and tags that someone can make. */
export const FRESH = "nhi-0q7";

const FORK_CONFIDENCE = 0.3;

export interface Contexts {
  /** Node of a run, drawn when it is asked for first. */
  of(project: GitLabProject, run: GitLabRun): string;
  /** Runs of a project that were asked for until now, with their nodes. */
  drawn(project: GitLabProject): ReadonlyMap<string, GitLabRun>;
  /** Node of a merge request from a fork whose pipeline a member starts; undefined where that cannot be. */
  ofFork(project: GitLabProject): string | undefined;
  /** Nodes of those whom a protection of a project names and who may push to it; none of a role below that. */
  holdersOf(access: Access, project: GitLabProject): readonly string[];
}

/** Runs that a project has whatever a trust asks for: new branches and tags, its default branch, those that are protected. */
export function ownRuns({ defaultBranch, branches = [], tags = [] }: GitLabProject): readonly GitLabRun[] {
  const named = branches.flatMap(({ pattern }) => (pattern.includes("*") ? [] : [pattern]));
  return [
    { kind: "branch", ref: FRESH, isNew: true },
    { kind: "tag", ref: FRESH, isNew: true },
    ...[...new Set([defaultBranch, ...named])].sort(compareText).map((ref) => ({ kind: "branch", ref }) as const),
    ...guardedOnes(
      "branch",
      branches.filter(({ pattern }) => pattern.includes("*")),
    ),
    ...guardedOnes("tag", tags),
  ];
}

/** Those that are made under a protection: what waits for a protected branch or tag gets one of these. */
function guardedOnes(kind: "branch" | "tag", protections: readonly Protection[]): readonly GitLabRun[] {
  const refs = [...new Set(protections.map(({ pattern }) => exampleOf(pattern)))].sort(compareText);
  return refs.filter((ref) => ref !== FRESH).map((ref) => ({ kind, ref, isNew: true }));
}

/** A text that fits a pattern and that no pattern of anybody means. */
export function exampleOf(pattern: string): string {
  return pattern.replaceAll("*", FRESH).replaceAll("?", "q");
}

/** Gives the node that a run of a project is in, drawn when it is first asked for. */
export function createContexts({ groups }: GitLabEstate, roles: HeldRoles, drawing: CiDrawing): Contexts {
  const groupOf = (project: GitLabProject, number: number): string =>
    groups.find((group) => group.number === number)?.id ?? `gitlab:${project.host}/-/groups/${number}`;
  const ownerOf = ({ host, path }: GitLabProject): string | undefined =>
    groups.find((group) => group.host === host && group.path === path.split("/", 1)[0])?.id;
  const known = new Map<string, Map<string, GitLabRun>>();
  /** A name in a protection opens it for who may push at all: with a lesser role it deploys what is there already. */
  function holdersOf({ user, group, key }: Access, project: GitLabProject): readonly string[] {
    if (user !== undefined) {
      const id = `gitlab:${project.host}/-/users/${user}`;
      return roles.mayPush(id, project) === false ? [] : [id];
    }
    if (group === undefined) return [`${project.id}/key/${key}/permissions`];
    const id = groupOf(project, group);
    return roles.developersOf(id)?.filter((one) => roles.mayPush(one, project) !== false) ?? [developersId(id)];
  }
  return {
    drawn: ({ id }) => known.get(id) ?? new Map(),
    holdersOf,
    of(project, run) {
      const id = `${project.id}@${suffixOf(run)}`;
      if (drawing.has(id)) return id;
      draw(project, run, id, { drawing, holdersOf, ownerOf });
      const runs = known.get(project.id) ?? new Map<string, GitLabRun>();
      known.set(project.id, runs.set(id, run));
      return id;
    },
    ofFork(project) {
      if (!project.isOpen || project.runsForks === false) return undefined;
      const id = `${project.id}@fork-merge-request`;
      if (!drawing.has(id)) drawFork(project, id, drawing);
      return id;
    },
  };
}

function suffixOf({ kind, ref, environment, isNew, tier, turned }: GitLabRun): string {
  const own = isNew === true && ref === FRESH ? `any-${kind}` : `${kind}/${ref}`;
  const inside = environment === undefined ? own : `${own}@environment/${environment}`;
  return [inside, ...(tier === undefined ? [] : [`tier/${tier}`]), ...(turned ? [`turned/${turned}`] : [])].join("@");
}

function wordsOf(run: GitLabRun): string {
  const { kind, ref, isNew, turned } = run;
  const own = isNew === true ? (ref === FRESH ? `a new ${kind}` : `a new ${kind} such as ${ref}`) : `${kind} ${ref}`;
  const first = turned === undefined ? "" : ` once the protection of the ${turned} is changed`;
  return `${own}${environmentWords(run)}${first}`;
}

function environmentWords({ environment, tier }: GitLabRun): string {
  if (environment === undefined) return "";
  const name = environment === FRESH ? "a new environment" : environment;
  return ` in ${name}${tier === undefined ? "" : ` of tier ${tier}`}`;
}

interface Frame {
  readonly drawing: CiDrawing;
  /** The top-level group, if it was read. */
  ownerOf(project: GitLabProject): string | undefined;
  readonly holdersOf: Contexts["holdersOf"];
}

function draw(project: GitLabProject, run: GitLabRun, id: string, { drawing, holdersOf, ownerOf }: Frame): void {
  const { path, scope } = project;
  drawing.node({
    id,
    kind: "workload",
    type: "gitlab.context",
    name: `${path}: ${wordsOf(run)}`,
    scope,
    properties: {},
  });
  const runs = { kind: "runs_code_in" as const, to: id, because: [project.id] };
  // one that is there only once somebody has changed what is protected is nobody else's
  if (run.turned !== undefined) {
    drawLifting(project, run, runs, { drawing, ownerOf });
    return;
  }
  const gate = developerGate(project, run);
  drawing.edge({ ...runs, from: writersId(project), ...gate });
  if (gate.state === "none") return;
  drawLifting(project, run, runs, { drawing, ownerOf });
  drawPushing(project, run, runs, drawing);
  for (const { access, gate: own } of namedIn(project, run)) {
    if (own.state === "blocked") continue;
    const words = `is let through the protection of ${run.environment ?? run.ref} by name`;
    const condition = own.condition === undefined ? words : `${words}; ${own.condition}`;
    const state = own.state === "unknown" || own.state === "needs-actor" ? own.state : "met";
    // where another has to agree it is kept and not walked
    const sure = isShut(own) ? { confidence: 0 } : {};
    for (const from of holdersOf(access, project)) drawing.edge({ ...runs, from, state, condition, ...sure });
  }
}

/** Tokens that push as a maintainer, where the project has any. */
function drawPushing(project: GitLabProject, run: GitLabRun, runs: Runs, drawing: CiDrawing): void {
  const from = pushersId(project.id);
  const gate = drawing.has(from) ? pusherGate(project, run) : undefined;
  if (gate === undefined || isShut(gate)) return;
  const own: Gate = { state: "met", condition: "who maintains the project may push there" };
  drawing.edge({ ...runs, from, ...worse(own, gate) });
}

type Runs = { readonly kind: "runs_code_in"; readonly to: string; readonly because: readonly string[] };

/**
 * Who may push all the same, or changes what protects the ref or the environment: maintainers, and of what the group protects its own.
 * https://docs.gitlab.com/user/project/repository/branches/protected/#in-a-group
 */
function drawLifting(
  project: GitLabProject,
  run: GitLabRun,
  runs: Runs,
  { drawing, ownerOf }: Pick<Frame, "drawing" | "ownerOf">,
): void {
  const from = maintainersId(liftingGroup(project, run) ?? project.id);
  if (!isHeldByGroup(project, run)) {
    drawing.edge({ ...runs, from, ...changeOf(project, run) });
    return;
  }
  const owner = ownerOf(project);
  const condition = "an owner of the group changes the protection of the branch";
  if (owner !== undefined) drawing.edge({ ...runs, from: owner, state: "met", condition });
}

/** What a maintainer does to get code to run there. */
function changeOf(project: GitLabProject, run: GitLabRun): Gate {
  if (run.turned === "environment" && isProtectedEnvironment(project, run) === true) {
    const { canProtect } = project.newEnvironments;
    const condition = "a maintainer protects the environment";
    if (canProtect === true) return { state: "met", condition };
    return { state: "unknown", condition: `${condition}, which takes GitLab Premium: whether it is was not read` };
  }
  if (run.turned === "ref") return { state: "met", condition: "a maintainer changes whether the ref is protected" };
  const isOfGroup = liftingGroup(project, run) !== undefined;
  const lifted = isOfGroup
    ? "a maintainer of the group lifts its protection"
    : "a maintainer may push there, or lifts the protection";
  return { state: "met", condition: lifted };
}

/** Its id-token names the fork; what it gets of the project are variables and runners. */
function drawFork(project: GitLabProject, id: string, drawing: CiDrawing): void {
  const { path, scope, runsForks } = project;
  const name = `${path}: a merge request from a fork`;
  drawing.node({ id, kind: "workload", type: "gitlab.context", name, scope, properties: {} });
  drawing.node(ANYONE_NODE);
  const condition = "a member has to run the pipeline of a fork's merge request in the project";
  const state = runsForks === undefined ? ("unknown" as const) : ("needs-actor" as const);
  const because = [project.id];
  drawing.edge({
    kind: "runs_code_in",
    from: ANYONE,
    to: id,
    state,
    condition,
    confidence: FORK_CONFIDENCE,
    because,
  });
}
