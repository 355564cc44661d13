// Contexts in which code of a project runs, each drawn once with who gets code to run there.
import { compareText } from "../../model/compare.js";
import { ANYONE, ANYONE_NODE } from "../anyone.js";
import type { CiDrawing } from "../ci/drawing.js";
import { isShut } from "../ci/gates.js";
import type { Access } from "./access.js";
import type { GitLabEstate, GitLabProject } from "./estate.js";
import { developerGate, type GitLabRun, liftingGroup, namedIn } from "./gates.js";
import { developersId, maintainersId, writersId } from "./writers.js";

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
  /** Node of somebody whom a protection of a project names. */
  holderOf(access: Access, project: GitLabProject): string;
}

/** Runs that a project has whatever a trust asks for: new branches and tags, its default branch, those that are protected. */
export function ownRuns({ defaultBranch, branches = [] }: GitLabProject): readonly GitLabRun[] {
  const named = branches.flatMap(({ pattern }) => (pattern.includes("*") ? [] : [pattern]));
  return [
    { kind: "branch", ref: FRESH, isNew: true },
    { kind: "tag", ref: FRESH, isNew: true },
    ...[...new Set([defaultBranch, ...named])].sort(compareText).map((ref) => ({ kind: "branch", ref }) as const),
  ];
}

/** Gives the node that a run of a project is in, drawn when it is first asked for. */
export function createContexts({ groups }: GitLabEstate, drawing: CiDrawing): Contexts {
  const groupOf = (project: GitLabProject, number: number): string =>
    groups.find((group) => group.number === number)?.id ?? `gitlab:${project.host}/-/groups/${number}`;
  const known = new Map<string, Map<string, GitLabRun>>();
  return {
    drawn: ({ id }) => known.get(id) ?? new Map(),
    holderOf: (access, project) => holderOf(access, project, groupOf),
    of(project, run) {
      const id = `${project.id}@${suffixOf(run)}`;
      if (drawing.has(id)) return id;
      draw(project, run, id, { drawing, groupOf });
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

function suffixOf({ kind, ref, environment, isNew }: GitLabRun): string {
  const own = isNew === true && ref === FRESH ? `any-${kind}` : `${kind}/${ref}`;
  return environment === undefined ? own : `${own}@environment/${environment}`;
}

function wordsOf({ kind, ref, environment, isNew }: GitLabRun): string {
  const own = isNew === true ? (ref === FRESH ? `a new ${kind}` : `a new ${kind} such as ${ref}`) : `${kind} ${ref}`;
  return environment === undefined ? own : `${own} in ${environment}`;
}

interface Frame {
  readonly drawing: CiDrawing;
  groupOf(project: GitLabProject, number: number): string;
}

function draw(project: GitLabProject, run: GitLabRun, id: string, { drawing, groupOf }: Frame): void {
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
  const gate = developerGate(project, run);
  drawing.edge({ ...runs, from: writersId(project), ...gate });
  if (gate.state === "none") return;
  const group = liftingGroup(project, run);
  const lifted =
    group === undefined
      ? "a maintainer may push there, or lifts the protection"
      : "a maintainer of the group lifts its protection";
  drawing.edge({ ...runs, from: maintainersId(group ?? project.id), state: "met", condition: lifted });
  for (const { access, gate: own } of namedIn(project, run)) {
    if (isShut(own)) continue;
    const from = holderOf(access, project, groupOf);
    const words = `is let through the protection of ${run.environment ?? run.ref} by name`;
    const condition = own.condition === undefined ? words : `${words}; ${own.condition}`;
    const state = own.state === "unknown" || own.state === "needs-actor" ? own.state : "met";
    drawing.edge({ ...runs, from, state, condition });
  }
}

function holderOf({ user, group, key }: Access, project: GitLabProject, groupOf: Frame["groupOf"]): string {
  if (user !== undefined) return `gitlab:${project.host}/-/users/${user}`;
  return group === undefined ? `${project.id}/key/${key}/permissions` : developersId(groupOf(project, group));
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
