// What stands between a developer of a project and code that runs on a branch, a tag, in an environment. Merge requests are no
// gate of their own: a developer pushes a branch, and its pipeline runs from there.
import { matchesGlob, toGlob, toGlobText } from "../aws/policy/glob.js";
import { type Gate, worse } from "../ci/gates.js";
import type { Access, GitLabEnvironment, GitLabProject, Protection } from "./estate.js";

/** One sort of run: on a branch or tag, perhaps in an environment. */
export interface GitLabRun {
  readonly kind: "branch" | "tag";
  readonly ref: string;
  readonly environment?: string;
  /** The ref is an example of those that someone can make. */
  readonly isNew?: boolean;
}

const DEVELOPER = 30;
const OPEN: Gate = { state: "none" };

/** Whether every developer gets code to run there. */
export function developerGate(project: GitLabProject, run: GitLabRun): Gate {
  const gate = refGate(project, run);
  return run.environment === undefined ? gate : worse(gate, environmentGate(project, run.environment));
}

/** Protections that hold for a branch or tag; undefined when they were not read. Several add up: the most they allow counts. */
function protectionsOf(project: GitLabProject, { kind, ref }: GitLabRun): readonly Protection[] | undefined {
  const all = kind === "tag" ? project.tags : project.branches;
  return all?.filter(({ pattern }) => fits(pattern, ref));
}

/** Whether a run there has a protected ref, as its token says; undefined when that was not read. */
export function isProtectedRun(project: GitLabProject, run: GitLabRun): boolean | undefined {
  const protections = protectionsOf(project, run);
  return protections && protections.length > 0;
}

/** Those whom a protection names: they get through without the role. */
export function namedIn(project: GitLabProject, run: GitLabRun): readonly Access[] {
  const all = (protectionsOf(project, run) ?? []).flatMap(({ push, merge }) => [...push, ...merge]);
  return all.filter(({ user, group, key }) => user !== undefined || group !== undefined || key !== undefined);
}

function refGate(project: GitLabProject, run: GitLabRun): Gate {
  const protections = protectionsOf(project, run);
  const what = run.kind === "tag" ? "tags" : "branches";
  if (protections === undefined) return { state: "unknown", condition: `the protection of ${what} was not read` };
  if (protections.length === 0) return OPEN;
  if (protections.some(({ push }) => letsDevelopers(push))) return OPEN;
  const words = `${run.ref} is protected`;
  if (!protections.some(({ merge }) => letsDevelopers(merge))) {
    return {
      state: "blocked",
      condition: `${words}: developers may not ${run.kind === "tag" ? "create" : "push to"} it`,
    };
  }
  const { approvals } = project;
  if (approvals === undefined) {
    return { state: "unknown", condition: `${words}; whether merge requests need approvals was not read` };
  }
  if (approvals > 0) return { state: "blocked", condition: `${words}: another person has to approve a merge request` };
  return { state: "met", condition: `${words}, and developers may merge their own merge requests` };
}

function letsDevelopers(accesses: readonly Access[]): boolean {
  return accesses.some(({ level }) => level !== undefined && level > 0 && level <= DEVELOPER);
}

function environmentGate({ environments }: GitLabProject, name: string): Gate {
  const environment = environments.find((one) => one.name === name);
  // One that does not exist is made by the job that names it.
  if (environment === undefined) return OPEN;
  if (environment.isProtected === undefined) {
    return { state: "unknown", condition: `the protection of ${name} was not read` };
  }
  return environment.isProtected ? protectedGate(environment) : OPEN;
}

function protectedGate({ name, deploy, approvals }: GitLabEnvironment): Gate {
  if (!letsDevelopers(deploy)) return { state: "blocked", condition: `developers may not deploy to ${name}` };
  return approvals > 0 ? { state: "blocked", condition: `another person has to approve deployments to ${name}` } : OPEN;
}

function fits(pattern: string, text: string): boolean {
  return pattern.includes("*") ? matchesGlob(toGlob(toGlobText(pattern)), text) : pattern === text;
}
