// Sets of the runs that a runner may take: of each project, of all below a group, of the whole server; those of protected refs
// apart. One edge a project and group, not one for each project and runner.
import type { CiDrawing, Stroke } from "../ci/drawing.js";
import { type Contexts, ownRuns } from "./contexts.js";
import type { GitLabEstate, GitLabProject } from "./estate.js";
import { isProtectedRun } from "./gates.js";

export interface JobSet {
  /** Jobs of any ref. */
  readonly open: string;
  /** Jobs of protected refs; they are in the other set, too. */
  readonly guarded: string;
}

export interface JobSets {
  /** Of a group or project. */
  of(holder: string): JobSet;
  ofServer(host: string): JobSet;
}

/** Draws the sets with what is in them. */
export function drawJobSets({ groups, projects }: GitLabEstate, contexts: Contexts, drawing: CiDrawing): JobSets {
  const draw = (set: JobSet, words: string, scope: string): void => {
    if (drawing.has(set.open)) return;
    const node = { kind: "set" as const, scope, properties: {} };
    drawing.node({ ...node, id: set.open, type: "gitlab.jobs", name: `jobs of ${words}` });
    drawing.node({
      ...node,
      id: set.guarded,
      type: "gitlab.jobs",
      name: `jobs of protected branches and tags of ${words}`,
    });
    drawing.edge({ kind: "member_of", from: set.guarded, to: set.open });
  };
  for (const { id, path, scope, parent } of groups) {
    draw(setOf(id), path, scope);
    if (parent !== undefined) join(setOf(id), setOf(parent), drawing);
  }
  for (const project of projects) {
    if (project.isArchived) continue;
    const { id, path, scope, host, parent, takesShared, takesGroups } = project;
    const own = setOf(id);
    draw(own, path, scope);
    fill(own, project, contexts, drawing);
    if (takesGroups !== false) join(own, setOf(parent), drawing, unread(takesGroups, "its groups"));
    if (takesShared === false) continue;
    draw(serverSet(host), `projects at ${host}`, scope);
    join(own, serverSet(host), drawing, unread(takesShared, "the server"));
  }
  return { of: setOf, ofServer: serverSet };
}

function setOf(holder: string): JobSet {
  return { open: `set:${holder}/jobs`, guarded: `set:${holder}/protected-jobs` };
}

function serverSet(host: string): JobSet {
  return setOf(`gitlab:${host}/-/server`);
}

function unread(flag: boolean | undefined, whose: string): Partial<Stroke> {
  if (flag !== undefined) return {};
  return { state: "unknown", condition: `whether the project takes runners of ${whose} was not read` };
}

function join(from: JobSet, to: JobSet, drawing: CiDrawing, more: Partial<Stroke> = {}): void {
  drawing.edge({ kind: "member_of", from: from.open, to: to.open, ...more });
  drawing.edge({ kind: "member_of", from: from.guarded, to: to.guarded, ...more });
}

function fill({ open, guarded }: JobSet, project: GitLabProject, contexts: Contexts, drawing: CiDrawing): void {
  for (const run of ownRuns(project)) {
    const from = contexts.of(project, run);
    const isProtected = isProtectedRun(project, run);
    drawing.edge({ kind: "member_of", from, to: isProtected === true ? guarded : open, because: [project.id] });
    if (isProtected !== undefined) continue;
    const condition = "whether its branch is protected was not read";
    drawing.edge({ kind: "member_of", from, to: guarded, state: "unknown", condition, because: [project.id] });
  }
  const fork = contexts.ofFork(project);
  if (fork !== undefined) drawing.edge({ kind: "member_of", from: fork, to: open, because: [project.id] });
}
