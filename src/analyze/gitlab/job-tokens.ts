// Job tokens: what the token of a project's jobs reaches elsewhere. It is the person who started the pipeline, in the projects
// that take it; code in the job of another person's pipeline borrows that.
import type { CiDrawing } from "../ci/drawing.js";
import { type Contexts, ownRuns } from "./contexts.js";
import type { GitLabEstate, GitLabProject } from "./estate.js";
import { maintainersId } from "./sets.js";

/** Session of a project's jobs. */
function jobTokenId(project: string): string {
  return `${project}@job-token`;
}

/** Draws the tokens of all projects, and who takes them. */
export function drawJobTokens(estate: GitLabEstate, contexts: Contexts, drawing: CiDrawing): void {
  const projects = estate.projects.filter(({ isArchived }) => !isArchived);
  for (const { id, parent, path, scope } of estate.groups) {
    drawing.node({
      id: groupTokens(id),
      kind: "set",
      type: "gitlab.job-tokens",
      name: `job tokens of projects of ${path}`,
      scope,
      properties: {},
    });
    if (parent !== undefined) drawing.edge({ kind: "member_of", from: groupTokens(id), to: groupTokens(parent) });
  }
  for (const project of projects) drawToken(project, contexts, drawing);
  for (const project of projects) drawCallers(project, estate, drawing);
}

function groupTokens(group: string): string {
  return `set:${group}/job-tokens`;
}

function serverTokens(host: string): string {
  return `set:gitlab:${host}/-/server/job-tokens`;
}

function drawToken(project: GitLabProject, contexts: Contexts, drawing: CiDrawing): void {
  const { id, path, scope, parent, host, jobToken } = project;
  const session = jobTokenId(id);
  drawing.node({
    id: session,
    kind: "session",
    type: "gitlab.job-token",
    name: `job token of ${path}`,
    scope,
    properties: {},
  });
  for (const run of ownRuns(project)) {
    drawing.edge({ kind: "runs_as", from: contexts.of(project, run), to: session, because: [id] });
  }
  const fork = contexts.ofFork(project);
  if (fork !== undefined) drawing.edge({ kind: "runs_as", from: fork, to: session, because: [id] });
  drawing.edge({ kind: "member_of", from: session, to: groupTokens(parent) });
  drawServer(host, scope, drawing);
  drawing.edge({ kind: "member_of", from: session, to: serverTokens(host) });
  if (!jobToken.mayPush) return;
  drawing.edge({
    kind: "member_of",
    from: session,
    to: maintainersId(id),
    state: "needs-actor",
    condition: "jobs may push to the project with their token, and a maintainer has to start the pipeline",
    because: [id],
  });
}

function drawServer(host: string, scope: string, drawing: CiDrawing): void {
  const id = serverTokens(host);
  if (drawing.has(id)) return;
  const name = `job tokens of any project at ${host}`;
  drawing.node({ id, kind: "set", type: "gitlab.job-tokens", name, scope, properties: {} });
}

/** The set of tokens that a project takes, and what they read there. Its own jobs need no entry. */
function drawCallers(project: GitLabProject, { groups }: GitLabEstate, drawing: CiDrawing): void {
  const { id, path, scope, host, jobToken } = project;
  const callers = `set:${id}/job-token-callers`;
  const name = `jobs whose token ${path} takes`;
  drawing.node({ id: callers, kind: "set", type: "gitlab.job-token-callers", name, scope, properties: {} });
  drawing.edge({
    kind: "permits",
    from: callers,
    to: id,
    capability: "read",
    state: "needs-actor",
    // Entries may be held to some endpoints; only GraphQL tells that, which is not asked.
    condition: `someone who may read ${path} has to start the pipeline; its allowlist may hold the token to less`,
    because: [id],
  });
  const takes = { kind: "member_of" as const, to: callers, because: [id] };
  const { isLimited, projects, groups: allowed } = jobToken;
  const unread = { state: "unknown" as const, condition: "whose job tokens the project takes was not read" };
  if (isLimited !== true) {
    drawing.edge({ ...takes, from: serverTokens(host), ...(isLimited === undefined ? unread : {}) });
    return;
  }
  if (projects === undefined || allowed === undefined) drawing.edge({ ...takes, from: serverTokens(host), ...unread });
  for (const other of projects ?? []) {
    if (other === id) continue;
    drawOutside(jobTokenId(other), `job token of ${other}`, "session", scope, drawing);
    drawing.edge({ ...takes, from: jobTokenId(other) });
  }
  for (const group of allowed ?? []) {
    const from = groupTokens(nodeOf(group, scope, groups));
    drawOutside(from, `job tokens of projects of ${group}`, "set", scope, drawing);
    drawing.edge({ ...takes, from });
  }
}

/** A project or group of the allowlist that was not crawled: what runs there is not known. */
function drawOutside(id: string, name: string, kind: "session" | "set", scope: string, drawing: CiDrawing): void {
  if (drawing.has(id)) return;
  const type = kind === "set" ? "gitlab.job-tokens" : "gitlab.job-token";
  drawing.node({ id, kind, type, name, scope, properties: {} });
}

/** The node of a group: the scope itself for the one that was crawled. */
function nodeOf(group: string, scope: string, groups: GitLabEstate["groups"]): string {
  const number = Number(/\/-\/groups\/(\d+)$/.exec(group)?.[1]);
  return groups.find((one) => one.number === number && one.scope === scope)?.id ?? group;
}
