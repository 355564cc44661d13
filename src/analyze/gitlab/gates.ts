// What stands between a developer of a project and code that runs on a branch, a tag, in an environment. Merge requests are no
// gate of their own: a developer pushes a branch, and its pipeline runs from there.
import type { JsonRecord } from "../../model/words.js";
import { matchesGlob, toGlob, toGlobText } from "../aws/policy/glob.js";
import { approvalOfOthers, type Gate, OPEN, worse } from "../ci/gates.js";
import { PUSHED_AFTER } from "../ci/reviews.js";
import { type Access, DEVELOPER, MAINTAINER } from "./access.js";
import type { GitLabEnvironment, GitLabProject, Protection } from "./estate.js";
import { deployRules, type EnvironmentRun, environmentOf, unreadOf } from "./new-environments.js";
import type { GitLabRun } from "./run.js";

/** Whether every developer gets code to run there. */
export function developerGate(project: GitLabProject, run: GitLabRun): Gate {
  const gate = refGate(project, run);
  return run.environment === undefined ? gate : worse(gate, environmentGate(project, run));
}

/** Anyone with the role of a maintainer, as somebody who is asked about. */
const MAINTAINING: Access = { level: MAINTAINER, user: undefined, group: undefined, key: undefined };

/** Whether one with the role of a maintainer gets code to run there by a push alone. */
export function pusherGate(project: GitLabProject, run: GitLabRun): Gate {
  const ref = refGate(project, run, MAINTAINING);
  // a merge takes more than a push
  const pushed: Gate = ref.state === "none" || ref.state === "unknown" ? ref : { ...ref, state: "blocked" };
  return run.environment === undefined ? pushed : worse(pushed, environmentGate(project, run, MAINTAINING));
}

/** Protections that hold for a branch or tag; undefined when they were not read. Several add up: the most they allow counts. */
function protectionsOf(
  project: Pick<GitLabProject, "branches" | "tags">,
  { kind, ref }: GitLabRun,
): readonly Protection[] | undefined {
  const all = kind === "tag" ? project.tags : project.branches;
  return all?.filter(({ pattern }) => fits(pattern, ref));
}

/** Whether a run there has a protected ref, as its token says; undefined when that was not read. */
export function isProtectedRun(project: Pick<GitLabProject, "branches" | "tags">, run: GitLabRun): boolean | undefined {
  const protections = protectionsOf(project, run);
  return protections && protections.length > 0 !== (run.turned === "ref");
}

/** Whether the group protects the ref of a run so that who maintains the project does not bring in code: its owners change that. */
export function isHeldByGroup(project: GitLabProject, run: GitLabRun): boolean {
  const protections = protectionsOf(project, run) ?? [];
  if (!protections.some(({ isOfGroup }) => isOfGroup)) return false;
  return run.turned === "ref" || !protections.some(({ push, merge }) => letsRole([...push, ...merge], MAINTAINER));
}

/** Someone whom a protection names, and what is left between them and a run there. */
export interface Named {
  readonly access: Access;
  readonly gate: Gate;
}

/** Those whom the protections of the ref or of the environment name: they need not have the role that these ask for. */
export function namedIn(project: GitLabProject, run: GitLabRun): readonly Named[] {
  const protections = protectionsOf(project, run);
  const all = [
    ...(protections ?? []).flatMap(({ push, merge }) => [...push, ...merge]),
    ...deployRules(project, run).flatMap(({ deploy }) => deploy),
  ];
  const named = new Map(all.filter(hasName).map((access) => [keyOf(access), access]));
  return [...named.values()].map((access) => ({
    access,
    gate: worse(
      refGate(project, run, access),
      run.environment === undefined ? OPEN : environmentGate(project, run, access),
    ),
  }));
}

function hasName({ user, group, key }: Access): boolean {
  return user !== undefined || group !== undefined || key !== undefined;
}

function keyOf({ user, group, key }: Access): string {
  return JSON.stringify([user ?? null, group ?? null, key ?? null]);
}

function refGate(project: GitLabProject, run: GitLabRun, who?: Access): Gate {
  const protections = protectionsOf(project, run);
  const what = run.kind === "tag" ? "tags" : "branches";
  if (protections === undefined) return { state: "unknown", condition: `the protection of ${what} was not read` };
  if (protections.length === 0) return OPEN;
  if (protections.some(({ push }) => lets(push, who))) return OPEN;
  const words = `${run.ref} is protected`;
  if (!protections.some(({ merge }) => lets(merge, who))) {
    return {
      state: "blocked",
      condition: `${words}: developers may not ${run.kind === "tag" ? "create" : "push to"} it`,
    };
  }
  const approvals = approvalsFor(project, run.ref);
  if (approvals === undefined) {
    return { state: "unknown", condition: `${words}; whether merge requests need approvals was not read` };
  }
  if (approvals > 0) return mergeGate(words, approvals, project.approving.byAuthor);
  if (protections.some(({ asksOwners }) => asksOwners)) return { state: "unknown", condition: `${words}; ${OWNERS}` };
  return { state: "met", condition: `${words}, and developers may merge their own merge requests` };
}

const OWNERS = "owners of code have to approve changes of their files, and which these are was not read";

/** How many others have to approve a merge request into a protected branch. */
function approvalsFor({ approvals, branchApprovals }: GitLabProject, ref: string): number | undefined {
  const own = branchApprovals.filter(({ branches }) => branches.some((pattern) => fits(pattern, ref)));
  return approvals === undefined ? undefined : Math.max(approvals, ...own.map((one) => one.approvals));
}

/** One approval may be that of the author, where the project says so: GitLab does not by default. */
function mergeGate(words: string, approvals: number, byAuthor: boolean | undefined): Gate {
  if (byAuthor === true && approvals === 1) {
    return {
      state: "needs-actor",
      condition: `${words}: merge requests need an approval, and authors may give their own`,
    };
  }
  if (byAuthor === undefined && approvals === 1) {
    return {
      state: "unknown",
      condition: `${words}; whether authors may approve their own merge requests was not read`,
    };
  }
  return approvalOfOthers(`${words}: another person has to approve a merge request`);
}

/** Columns of a project: whether changes of its default branch need an approval, and the ways round it. */
export function reviewColumns(project: GitLabProject): JsonRecord {
  const { branches, approving, defaultBranch } = project;
  const protections = branches?.filter(({ pattern }) => fits(pattern, defaultBranch));
  if (protections === undefined) return {};
  const isOpen = protections.length === 0 || protections.some(({ push }) => lets(push, undefined));
  if (isOpen) return { asks_review: false };
  const approvals = approvalsFor(project, defaultBranch);
  // which changes the owners of code have to approve was not read
  if (approvals === 0) return protections.some(({ asksOwners }) => asksOwners) ? {} : { asks_review: false };
  const { byAuthor, byCommitters, stay, isOverridable } = approving;
  if (approvals === undefined) return {};
  if ([byAuthor, byCommitters, stay, isOverridable].includes(undefined)) return { asks_review: true };
  const ways = [
    ...(byAuthor === true ? ["authors may approve their own merge requests"] : []),
    ...(byCommitters === true ? ["whoever adds commits to a merge request may approve it"] : []),
    ...(stay === true ? [PUSHED_AFTER] : []),
    ...(isOverridable === true ? ["authors may change who has to approve their merge request"] : []),
  ];
  return { asks_review: true, review_ways: ways };
}

/** Whether developers get through, or the one who is asked about. */
function lets(accesses: readonly Access[], who: Access | undefined): boolean {
  if (letsRole(accesses, who === MAINTAINING ? MAINTAINER : DEVELOPER)) return true;
  return who !== undefined && accesses.some((access) => hasName(access) && keyOf(access) === keyOf(who));
}

function letsRole(accesses: readonly Access[], role: number): boolean {
  return accesses.some(({ level = 0 }) => level > 0 && level <= role);
}

/** What stands between a developer, or someone who is named, and jobs of an environment. */
export function environmentGate(project: GitLabProject, run: EnvironmentRun, who?: Access): Gate {
  const { newEnvironments, starterApproves } = project;
  const { environment: name = "" } = run;
  const environment = environmentOf(project, run);
  const gates = deployRules(project, run).map(({ deploy, approvals }): Gate => {
    if (!lets(deploy, who)) return { state: "blocked", condition: `developers may not deploy to ${name}` };
    return approvals > 0 ? deploymentGate(name, approvals, starterApproves) : OPEN;
  });
  const known = gates.reduce(worse, OPEN);
  if (environment === undefined) {
    const condition = unreadOf(newEnvironments, run);
    return condition === undefined ? known : worse(known, { state: "unknown", condition });
  }
  const condition = unreadWords(environment.unread);
  return condition === undefined ? known : worse(known, { state: "unknown", condition });
}

/** What was not read of an environment that is there, as a condition. */
export function unreadWords(unread: string | undefined): string | undefined {
  return unread === undefined ? undefined : `the protection of ${unread} was not read`;
}

/** One approval may be that of whoever started the pipeline, where the project says so: GitLab does not by default. */
function deploymentGate(name: string, approvals: number, starterApproves: boolean | undefined): Gate {
  if (starterApproves === true && approvals === 1)
    return {
      state: "needs-actor",
      condition: `an approver has to approve deployments to ${name}, and may approve their own`,
    };
  return approvalOfOthers(`another person has to approve deployments to ${name}`);
}

/** Columns of an environment: whether its deployments need an approval, and the ways round it. */
export function approvalColumns({ starterApproves }: GitLabProject, { rules, unread }: GitLabEnvironment): JsonRecord {
  const needed = rules.some(({ approvals }) => approvals > 0);
  if (!needed) return unread === undefined ? { asks_approval: false } : {};
  if (starterApproves === undefined) return { asks_approval: true };
  return { asks_approval: true, approval_ways: starterApproves ? ["whoever starts a run may approve it"] : [] };
}

/** The group whose maintainers alone lift what stands before an environment; undefined where those of the project can. */
export function liftingGroup(project: GitLabProject, run: GitLabRun): string | undefined {
  const rules = deployRules(project, run);
  const strict = run.turned === "environment" ? rules : rules.filter(({ deploy }) => !letsRole(deploy, MAINTAINER));
  return strict.findLast(({ group }) => group !== undefined)?.group;
}

/** Whether a pattern of GitLab's takes a name: `*` is any text in it. */
export function fits(pattern: string, text: string): boolean {
  return pattern.includes("*") ? matchesGlob(toGlob(toGlobText(pattern)), text) : pattern === text;
}
