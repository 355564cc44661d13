// CI/CD variables: which code gets them. A job gets all of its project and of the groups above it; the protected ones on
// protected branches and tags only.
import type { StoredNode } from "../../model/analysis.js";
import { matchesGlob, toGlob, toGlobText } from "../aws/policy/glob.js";
import type { CiDrawing } from "../ci/drawing.js";
import { textOf, textsOf } from "../ci/properties.js";
import { type Contexts, ownRuns } from "./contexts.js";
import type { GitLabEstate, GitLabProject } from "./estate.js";
import { developerGate, isProtectedRun } from "./gates.js";

export const VARIABLE = "gitlab.variable";

export interface VariableUse {
  /** Variable → projects whose jobs get it. */
  readonly readers: ReadonlyMap<string, readonly GitLabProject[]>;
  /** Variable → jobs whose text names it. */
  readonly users: ReadonlyMap<string, readonly string[]>;
}

export function drawVariables(
  variables: readonly StoredNode[],
  estate: GitLabEstate,
  contexts: Contexts,
  drawing: CiDrawing,
): VariableUse {
  const byHolder = new Map<string, StoredNode[]>();
  for (const variable of variables) {
    const holder = variable.parent ?? "";
    byHolder.set(holder, [...(byHolder.get(holder) ?? []), variable]);
  }
  const parents = new Map(estate.groups.map(({ id, parent }) => [id, parent]));
  for (const { id, path, scope, parent } of estate.groups) {
    drawSets({ id, name: path, scope, parent }, byHolder.get(id) ?? [], () => false, drawing);
  }
  const readers = new Map<string, GitLabProject[]>();
  const users = new Map<string, string[]>();
  for (const project of estate.projects) {
    if (project.isArchived) continue;
    const { id, path, scope, parent } = project;
    drawSets({ id, name: path, scope, parent }, byHolder.get(id) ?? [], (one) => isKept(one, project), drawing);
    drawReaders(project, contexts, drawing);
    const visible = [...(byHolder.get(id) ?? [])];
    for (let at: string | undefined = parent; at !== undefined; at = parents.get(at))
      visible.push(...(byHolder.get(at) ?? []));
    for (const variable of visible) readers.set(variable.id, [...(readers.get(variable.id) ?? []), project]);
    noteUsers(project, visible, users);
  }
  return { readers, users };
}

interface Holder {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly parent: string | undefined;
}

/** Two sets a holder: what every job gets, and what jobs on protected refs get besides; each includes that of the group above. */
function drawSets(
  { id, name, scope, parent }: Holder,
  own: readonly StoredNode[],
  isKept: (variable: StoredNode) => boolean,
  drawing: CiDrawing,
): void {
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
    if (parent !== undefined) drawing.edge({ kind: "includes", from: set, to: setId(parent, sort) });
    for (const variable of own) {
      const isProtected = variable.properties["protected"] === true || isKept(variable);
      if (isProtected === (sort === "protected-variables")) {
        drawing.edge({ kind: "includes", from: set, to: variable.id, because: [variable.id] });
      }
    }
  }
}

function setId(holder: string, sort: "variables" | "protected-variables"): string {
  return `set:${holder}/${sort}`;
}

/** For environments only, all of which keep developers out. */
function isKept({ properties }: StoredNode, { environments }: GitLabProject): boolean {
  const scope = textOf(properties["environment_scope"]) ?? "*";
  if (scope === "*") return false;
  const glob = toGlob(toGlobText(scope));
  const found = environments.filter(({ name }) => matchesGlob(glob, name));
  return found.length > 0 && !scope.includes("*") && found.every(({ isProtected }) => isProtected === true);
}

function drawReaders(project: GitLabProject, contexts: Contexts, drawing: CiDrawing): void {
  const open = setId(project.id, "variables");
  const guarded = setId(project.id, "protected-variables");
  for (const run of ownRuns(project)) {
    const isProtected = isProtectedRun(project, run);
    const isOpenToAll = developerGate(project, run).state === "none";
    // Another branch that is open gives no more than a new one.
    if (run.isNew !== true && isProtected === false && isOpenToAll) continue;
    const context = contexts.of(project, run);
    drawing.edge({ kind: "holds", from: context, to: open, hops: 0 });
    if (isProtected === false) continue;
    const unread = { state: "unknown" as const, condition: "whether its branch is protected was not read" };
    drawing.edge({ kind: "holds", from: context, to: guarded, hops: 0, ...(isProtected === undefined ? unread : {}) });
  }
  const fork = contexts.ofFork(project);
  if (fork !== undefined) drawing.edge({ kind: "holds", from: fork, to: open, hops: 0 });
}

function noteUsers({ jobs }: GitLabProject, visible: readonly StoredNode[], users: Map<string, string[]>): void {
  const byName = new Map<string, StoredNode[]>();
  for (const variable of visible) byName.set(variable.name, [...(byName.get(variable.name) ?? []), variable]);
  for (const { id, properties } of jobs) {
    for (const name of textsOf(properties["secret_names"]) ?? []) {
      for (const variable of byName.get(name) ?? []) users.set(variable.id, [...(users.get(variable.id) ?? []), id]);
    }
  }
}
