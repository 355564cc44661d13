// GitLab: contexts in which code runs, who can run code in them, which clouds take their tokens, and what their variables hold.
// Pure; nothing is drawn where no GitLab was crawled.
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import type { Json, JsonRecord } from "../../model/words.js";
import type { PolicyCompiler } from "../aws/policy/compile.js";
import { createCiDrawing } from "../ci/drawing.js";
import { type CiAnalysis, drawTies } from "../ci/index.js";
import type { SecretTie } from "../ci/job.js";
import { wasRead } from "../read-sets.js";
import { type FederatedTrust, readFederatedTrusts } from "../trust/federated.js";
import { createContexts, ownRuns } from "./contexts.js";
import { type GitLabProject, readGitLab } from "./estate.js";
import { drawGitLabFederation, type GitLabFederation } from "./federation.js";
import { approvalColumns, reviewColumns } from "./gates.js";
import { readHeldRoles } from "./held-roles.js";
import { drawIncluded } from "./included.js";
import { readInvitations } from "./invited.js";
import { drawJobTokens } from "./job-tokens.js";
import { drawNewProjects } from "./new-projects.js";
import { drawRunners, type RunnerFacts } from "./runners.js";
import { hasOwnSubject } from "./tokens.js";
import { drawUnreadProjects } from "./unread-projects.js";
import { drawVariables, VARIABLE, type VariableUse } from "./variables.js";
import { drawWriters } from "./writers.js";

/** Undefined when no group of GitLab was crawled. */
export function analyzeGitLab(input: AnalysisInput, policies: PolicyCompiler): CiAnalysis | undefined {
  const estate = readGitLab(input);
  if (estate.groups.length === 0) return undefined;
  const { projects } = estate;
  const drawing = createCiDrawing();
  const invitations = readInvitations(estate, input.now);
  const contexts = createContexts(estate, readHeldRoles(input, estate, invitations), drawing);
  drawWriters(input, estate, { drawing, invitations });
  for (const project of projects) {
    if (!project.isArchived) for (const run of ownRuns(project)) contexts.of(project, run);
  }
  const hosts = new Set(estate.groups.map(({ host }) => host));
  const trusts = readFederatedTrusts(input, policies, (issuer) => hosts.has(issuer));
  const federation = drawGitLabFederation(trusts, { projects, contexts, now: input.now, drawing });
  drawUnreadProjects(trusts, { groups: estate.groups, drawing, now: input.now });
  const isListed = (scope: string) => isReadIn(input, scope, "gitlab/group:projects");
  const named = drawNewProjects(trusts, { estate, isListed, drawing, now: input.now });
  drawJobTokens(estate, contexts, drawing);
  const runners = drawRunners(input, estate, contexts, drawing);
  const variables = [...input.nodes([VARIABLE])];
  const use = drawVariables(variables, estate, contexts, drawing);
  drawIncluded(estate, contexts, drawing);
  const ties = drawTies(input, variables, use.readers, drawing);
  const jobs = projects.flatMap((project) => (project.isArchived ? [] : project.jobs));
  const yields = new Map(trusts.map((trust) => [trust.id, trust.yields]));
  const facts: DerivedFact[] = [
    ...projects.map((project) => ({ node: project.id, columns: projectFacts(project, federation) })),
    ...projects.flatMap((project) =>
      project.environments.map((one) => ({ node: one.id, columns: approvalColumns(project, one) })),
    ),
    ...jobs.map((job) => ({ node: job.id, columns: jobFacts(job, federation, yields) })),
    ...[...runners].map(([node, facts]) => ({
      node,
      columns: runnerFacts(facts, (scope) => arePipelinesRead(input, scope)),
    })),
    ...[...named].map(([node, columns]) => ({ node, columns })),
    ...variables.map((one) => ({
      node: one.id,
      columns: variableFacts(one, { input, trusts, federation, use, ties }),
    })),
  ];
  return {
    facts: facts.sort((a, b) => compareText(a.node, b.node)),
    nodes: drawing.nodes(),
    edges: drawing.edges(),
    workloads: jobs.map(({ id }) => id),
    owners: ownersOf(projects),
    matched: federation.matched,
  };
}

/** Groups may be crawled in part: what a trust says of other projects is drawn from its text. */
function ownersOf(projects: readonly GitLabProject[]): ReadonlySet<string> {
  return new Set(
    projects.flatMap(({ host, path }) => [path.split("/", 1)[0], path].map((one) => `${host} ${one}`.toLowerCase())),
  );
}

/** What both say, as one. */
export function joinCi(one: CiAnalysis, other: CiAnalysis | undefined): CiAnalysis {
  if (other === undefined) return one;
  return {
    facts: [...one.facts, ...other.facts],
    nodes: [...one.nodes, ...other.nodes],
    edges: [...one.edges, ...other.edges],
    workloads: [...one.workloads, ...other.workloads],
    owners: new Set([...one.owners, ...other.owners]),
    matched: new Set([...one.matched, ...other.matched]),
  };
}

function projectFacts(project: GitLabProject, { byProject }: GitLabFederation): JsonRecord {
  const form = project.keys === undefined ? {} : { subject_form: hasOwnSubject(project) ? "custom" : "names" };
  return { ...form, ...reviewColumns(project), trusted_count: byProject.get(project.id)?.size ?? 0 };
}

function jobFacts({ id }: StoredNode, { byJob }: GitLabFederation, yields: ReadonlyMap<string, string>): JsonRecord {
  const principals = (byJob.get(id) ?? []).flatMap((trust) => yields.get(trust) ?? []);
  return { reached_identities: [...new Set(principals)].sort(compareText) };
}

function runnerFacts(
  { projects, guardedJobs, identities }: RunnerFacts,
  arePipelinesOf: (scope: string) => boolean,
): JsonRecord {
  const columns: { [column: string]: Json } = { cloud_identities: [...identities] };
  if (projects === undefined) return columns;
  const isRead = projects.every(
    ({ scope, branches, tags }) => arePipelinesOf(scope) && branches !== undefined && tags !== undefined,
  );
  return {
    ...columns,
    project_count: projects.length,
    // Strangers bring code to those by merge requests that a member has to start.
    fork_project_count: projects.filter(({ isOpen, runsForks }) => isOpen && runsForks === true).length,
    // One that was found counts, whatever else was not read.
    ...(isRead || guardedJobs.length > 0 ? { protected_job_count: guardedJobs.length } : {}),
  };
}

interface VariableFrame {
  readonly input: AnalysisInput;
  readonly trusts: readonly FederatedTrust[];
  readonly federation: GitLabFederation;
  readonly use: VariableUse;
  readonly ties: ReadonlyMap<string, SecretTie>;
}

const CLOUD_SCOPES: { readonly [provider: string]: RegExp } = { aws: /^aws:/, azure: /^(azure|entra):/, gcp: /^gcp:/ };

function variableFacts(variable: StoredNode, { input, trusts, federation, use, ties }: VariableFrame): JsonRecord {
  const { provider, holds, isStatic, tie, confidence } = ties.get(variable.id) ?? {};
  const readers = use.readers.get(variable.id) ?? [];
  const cloud = provider === undefined ? undefined : CLOUD_SCOPES[provider];
  const isCloudRead = cloud !== undefined && [...input.scopes()].some(({ id }) => cloud.test(id));
  const wanted = trusts.filter(({ scope }) => (tie === undefined ? cloud?.test(scope) : scope === tie.scope));
  const exists = wanted.some(({ id }) => readers.some((project) => federation.byProject.get(project.id)?.has(id)));
  return {
    ci_has_id_tokens: true,
    repository_count: readers.length,
    ...(provider !== undefined && { cloud: provider, credential_type: holds ?? "", is_static: isStatic ?? false }),
    ...(arePipelinesRead(input, variable.scope) && { used_by_count: use.users.get(variable.id)?.length ?? 0 }),
    ...(isCloudRead && { oidc_trust_exists: exists }),
    ...(tie && { tied_to: tie.credential }),
    ...(confidence !== undefined && { tie_confidence: confidence }),
  };
}

function arePipelinesRead(input: AnalysisInput, scope: string): boolean {
  return isReadIn(input, scope, "gitlab/project:pipeline-files");
}

function isReadIn(input: AnalysisInput, scope: string, dataSet: string): boolean {
  for (const one of input.scopes()) if (one.id === scope) return wasRead(one, dataSet) === true;
  return false;
}
