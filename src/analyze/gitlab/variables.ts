// CI/CD variables: which code gets them. A job gets all of its project and of the groups above it; the protected ones on
// protected branches and tags only.
import type { StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { CiDrawing } from "../ci/drawing.js";
import { type Gate, OPEN } from "../ci/gates.js";
import { textOf, textsOf } from "../properties.js";
import { type Contexts, ownRuns } from "./contexts.js";
import type { GitLabEstate, GitLabProject } from "./estate.js";
import { developerGate, environmentGate, isProtectedRun } from "./gates.js";
import { drawMakers } from "./new-projects.js";
import { maintainersId } from "./sets.js";

export const VARIABLE = "gitlab.variable";

export interface VariableUse {
  /** Variable → projects whose jobs get it. */
  readonly readers: ReadonlyMap<string, readonly GitLabProject[]>;
  /** Variable → jobs whose text names it. */
  readonly users: ReadonlyMap<string, readonly string[]>;
}

/** Draws the sets through which runs read variables, and tells which projects read each: its own, or those below its group. */
export function drawVariables(
  variables: readonly StoredNode[],
  estate: GitLabEstate,
  contexts: Contexts,
  drawing: CiDrawing,
): VariableUse {
  const byHolder = new Map<string, StoredNode[]>();
  for (const variable of variables) {
    const holder = variable.parent ?? "";
    addTo(byHolder, holder, variable);
  }
  const parents = new Map(estate.groups.map(({ id, parent }) => [id, parent]));
  const known = new Map<string, readonly StoredNode[]>();
  /** What a group and those above it give to what is in it. */
  function above(group: string | undefined): readonly StoredNode[] {
    if (group === undefined) return [];
    const found = known.get(group);
    if (found !== undefined) return found;
    known.set(group, []);
    const own = byHolder.get(group) ?? [];
    const all = [...own, ...above(parents.get(group)).filter((one) => !isReplaced(one, own))];
    known.set(group, all);
    return all;
  }
  for (const { id, path, scope, parent } of estate.groups) {
    drawSets({ id, name: path, scope, parent }, { own: byHolder.get(id) ?? [], inherited: above(parent) }, drawing);
  }
  const readers = new Map<string, GitLabProject[]>();
  const users = new Map<string, string[]>();
  for (const project of estate.projects) {
    if (project.isArchived) continue;
    const { id, path, scope, parent } = project;
    const own = byHolder.get(id) ?? [];
    const inherited = above(parent);
    drawSets({ id, name: path, scope, parent, project }, { own, inherited }, drawing);
    drawReaders(project, contexts, drawing);
    drawMaintainers(project, drawing);
    drawDeployed(project, own, contexts, drawing);
    const visible = [...own, ...inherited.filter((one) => !isReplaced(one, own))];
    for (const variable of visible) addTo(readers, variable.id, project);
    noteUsers(project, visible, users);
  }
  drawGroupVariables(variables, estate, drawing);
  return { readers, users };
}

/**
 * Whoever makes a project, or a group for one, in a group runs jobs that get the variables of the group, and protects a branch of
 * his own for those that take one. https://docs.gitlab.com/ci/variables/#for-a-group
 */
function drawGroupVariables(
  variables: readonly StoredNode[],
  { groups }: Pick<GitLabEstate, "groups">,
  drawing: CiDrawing,
): void {
  const holders = new Set(variables.map(({ parent }) => parent));
  const parents = new Map(groups.map(({ id, parent }) => [id, parent]));
  const isHolder = (id: string | undefined): boolean =>
    id !== undefined && (holders.has(id) || (parents.get(id) !== id && isHolder(parents.get(id))));
  for (const group of groups) {
    if (!isHolder(group.id)) continue;
    for (const isDeep of [false, true]) {
      const from = drawMakers(group, isDeep, drawing);
      for (const sort of ["variables", "protected-variables"] as const)
        drawing.edge({ kind: "holds", from, to: setId(group.id, sort), hops: 0, because: [group.id] });
    }
  }
}

interface Holder {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly parent: string | undefined;
  /** Of a project: its environments decide about variables for one of them. */
  readonly project?: GitLabProject;
}

interface Held {
  readonly own: readonly StoredNode[];
  /** Of the groups above. */
  readonly inherited: readonly StoredNode[];
}

/**
 * Two sets a holder: what every job gets, and what jobs on protected refs get besides. Each includes that of the group above;
 * where the holder has some of its names, what is left of it.
 */
function drawSets({ id, name, scope, parent, project }: Holder, { own, inherited }: Held, drawing: CiDrawing): void {
  const left = inherited.filter((one) => !isReplaced(one, own));
  const isWhole = left.length === inherited.length;
  for (const sort of ["variables", "protected-variables"] as const) {
    const set = setId(id, sort);
    drawing.node({
      id: set,
      kind: "set",
      type: "gitlab.variables",
      name: `${sort.replace("-", " ")} of ${name}`,
      scope,
      properties: {},
    });
    if (parent !== undefined && isWhole) drawing.edge({ kind: "includes", from: set, to: setId(parent, sort) });
    for (const variable of own) include(set, sort, variable, project);
    if (!isWhole) for (const variable of left) include(set, sort, variable);
  }

  function include(set: string, sort: Sort, variable: StoredNode, at?: GitLabProject): void {
    const edge = { kind: "includes" as const, from: set, to: variable.id, because: [variable.id] };
    if (isProtected(variable) !== (sort === "protected-variables")) return;
    if (at === undefined || scopeGate(variable, at).state === "none") drawing.edge(edge);
  }
}

type Sort = "variables" | "protected-variables";

function setId(holder: string, sort: Sort): string {
  return `set:${holder}/${sort}`;
}

function isProtected({ properties }: StoredNode): boolean {
  return properties["protected"] === true;
}

/**
 * Variables for one environment that not everybody deploys to: jobs that are in it get them, and no other run.
 * https://docs.gitlab.com/ci/environments/protected_environments/
 */
function drawDeployed(
  project: GitLabProject,
  own: readonly StoredNode[],
  contexts: Contexts,
  drawing: CiDrawing,
): void {
  for (const variable of own) {
    if (scopeGate(variable, project).state === "none") continue;
    const environment = environmentScope(variable);
    const sort = isProtected(variable) ? "protected-variables" : "variables";
    const set = `${setId(project.id, sort)}/${environment}`;
    const name = `${sort.replace("-", " ")} of ${environment} of ${project.path}`;
    const { scope } = project;
    drawing.node({ id: set, kind: "set", type: "gitlab.variables", name, scope, properties: {} });
    drawing.edge({ kind: "includes", from: set, to: variable.id, because: [variable.id] });
    drawing.edge({ kind: "holds", from: maintainersId(project.id), to: set, hops: 0, because: [project.id] });
    for (const run of ownRuns(project)) {
      const isGiven = isProtected(variable) ? isProtectedRun(project, run) : true;
      if (isGiven === false) continue;
      const from = contexts.of(project, { ...run, environment });
      drawing.edge({ kind: "holds", from, to: set, hops: 0, ...(isGiven === undefined ? UNREAD : {}) });
    }
  }
}

const UNREAD = { state: "unknown" as const, condition: "whether its branch is protected was not read" };

/** For one environment only: what stands between a developer and its jobs. A pattern fits one that anybody makes. */
function scopeGate(variable: StoredNode, project: GitLabProject): Gate {
  const scope = environmentScope(variable);
  return scope.includes("*") ? OPEN : environmentGate(project, { environment: scope });
}

function environmentScope({ properties }: StoredNode): string {
  return textOf(properties["environment_scope"]) ?? "*";
}

/** Whether every job that would get it from above gets another of the same name instead: the nearest one wins. */
function isReplaced(variable: StoredNode, own: readonly StoredNode[]): boolean {
  return own.some((one) => {
    if (one.name !== variable.name) return false;
    if (one.properties["protected"] === true && variable.properties["protected"] !== true) return false;
    const scope = environmentScope(one);
    return scope === "*" || scope === environmentScope(variable);
  });
}

/**
 * Whoever maintains a project sees the values of its variables in its settings, and protects a branch for those of its groups, whether one is
 * protected yet or not. https://docs.gitlab.com/user/permissions/#project-cicd
 */
function drawMaintainers({ id }: GitLabProject, drawing: CiDrawing): void {
  for (const sort of ["variables", "protected-variables"] as const)
    drawing.edge({ kind: "holds", from: maintainersId(id), to: setId(id, sort), hops: 0, because: [id] });
}

function drawReaders(project: GitLabProject, contexts: Contexts, drawing: CiDrawing): void {
  const open = setId(project.id, "variables");
  const guarded = setId(project.id, "protected-variables");
  for (const run of ownRuns(project)) {
    const isGuarded = isProtectedRun(project, run);
    const isOpenToAll = developerGate(project, run).state === "none";
    // Another branch that is open gives no more than a new one.
    if (run.isNew !== true && isGuarded === false && isOpenToAll) continue;
    const context = contexts.of(project, run);
    drawing.edge({ kind: "holds", from: context, to: open, hops: 0 });
    if (isGuarded === false) continue;
    drawing.edge({ kind: "holds", from: context, to: guarded, hops: 0, ...(isGuarded === undefined ? UNREAD : {}) });
  }
  const fork = contexts.ofFork(project);
  if (fork !== undefined) drawing.edge({ kind: "holds", from: fork, to: open, hops: 0 });
}

function noteUsers({ jobs }: GitLabProject, visible: readonly StoredNode[], users: Map<string, string[]>): void {
  const byName = new Map<string, StoredNode[]>();
  for (const variable of visible) addTo(byName, variable.name, variable);
  for (const { id, properties } of jobs) {
    for (const name of textsOf(properties["secret_names"]) ?? []) {
      for (const variable of byName.get(name) ?? []) addTo(users, variable.id, id);
    }
  }
}
