// Pipelines that are made of files of other projects: whoever changes such a file runs code in every pipeline that includes it,
// with what that one has. https://docs.gitlab.com/ci/yaml/#includeproject
import type { CiDrawing } from "../ci/drawing.js";
import { approvalOfOthers, type Gate, isShut, through } from "../ci/gates.js";
import type { Contexts } from "./contexts.js";
import type { GitLabEstate, GitLabProject, PipelineSource } from "./estate.js";
import { developerGate, namedIn, unreadWords } from "./gates.js";
import { deployRules, environmentOf, unreadOf } from "./new-environments.js";
import type { GitLabRun } from "./run.js";
import { maintainersId, writersId } from "./sets.js";

/** The file has to be one that runs something. */
const INCLUDED = 0.9;
const COMMIT = /^[0-9a-f]{40}$/i;
const RELEASE = /^v?\d+(?:\.\d+)*(?:[-+.]\w+)*$/;

/**
 * Draws who changes files that pipelines of other projects include, in all contexts of these that were drawn. A commit is what it
 * is, and nobody changes it. Whoever may start the pipeline does, and deploys: an approval alone is still asked for.
 */
export function drawIncluded({ projects }: GitLabEstate, contexts: Contexts, drawing: CiDrawing): void {
  const byPath = new Map(projects.map((project) => [keyOf(project.host, project.path), project]));
  for (const project of projects) {
    if (project.isArchived) continue;
    for (const source of project.sources) {
      const holder = byPath.get(keyOf(project.host, source.project));
      if (holder === undefined || holder === project || COMMIT.test(source.ref ?? "")) continue;
      const set = drawHolders(holder, runOf(source, holder), { drawing, contexts });
      const condition = `the pipeline of ${project.path} includes a file of ${holder.path}`;
      for (const [to, run] of contexts.drawn(project)) {
        // one that is there only once a maintainer has changed what is protected is theirs alone
        if (run.turned !== undefined) continue;
        const gate = approvalGate(project, run);
        const because = [project.id];
        drawing.edge({ kind: "runs_code_in", from: set, to, because, ...through(gate, condition, INCLUDED) });
      }
    }
  }
}

/** Whether somebody approves deployments that the run makes; undecided where it was not read what its environment asks. */
function approvalGate(project: GitLabProject, run: GitLabRun): Gate {
  const { environment: name } = run;
  if (name === undefined) return { state: "none" };
  if (deployRules(project, run).some(({ approvals }) => approvals > 0))
    return approvalOfOthers(`somebody has to approve deployments to ${name}`);
  const known = environmentOf(project, run);
  const condition = known === undefined ? unreadOf(project.newEnvironments, run) : unreadWords(known.unread);
  return condition === undefined ? { state: "none" } : { state: "unknown", condition };
}

function keyOf(host: string, path: string): string {
  return `${host} ${path}`.toLowerCase();
}

/** What has to be changed: a branch, or a tag where it is named as releases are and no branch is known by it. */
function runOf({ ref }: PipelineSource, { defaultBranch, branches = [] }: GitLabProject): GitLabRun {
  const isDefault = ref === undefined || ref === "HEAD" || ref === defaultBranch;
  if (isDefault) return { kind: "branch", ref: defaultBranch };
  const isBranch = branches.some(({ pattern }) => pattern === ref) || !RELEASE.test(ref);
  return { kind: isBranch ? "branch" : "tag", ref };
}

/** The set of those who change files of a project at a ref, with what stands between them and that. */
function drawHolders(
  project: GitLabProject,
  run: GitLabRun,
  { drawing, contexts }: { readonly drawing: CiDrawing; readonly contexts: Contexts },
): string {
  const { id, path, scope } = project;
  const set = `${id}@included-files/${run.kind}/${run.ref}`;
  if (drawing.has(set)) return set;
  const name = `whoever changes files of ${run.ref} of ${path}`;
  drawing.node({ id: set, kind: "set", type: "gitlab.file-writers", name, scope, properties: {} });
  const joins = { kind: "member_of" as const, to: set, because: [id] };
  const gate = developerGate(project, run);
  drawing.edge({ ...joins, from: writersId(project), ...gate });
  if (gate.state === "none") return set;
  const lifted = "a maintainer may push there, or lifts the protection";
  drawing.edge({ ...joins, from: maintainersId(id), state: "met", condition: lifted });
  for (const { access, gate: own } of namedIn(project, run)) {
    if (isShut(own)) continue;
    const state = own.state === "none" ? "met" : own.state;
    const condition = `is let through the protection of ${run.ref} by name`;
    for (const from of contexts.holdersOf(access, project)) drawing.edge({ ...joins, from, state, condition });
  }
  return set;
}
