// Workflows of one repository as nodes and edges: files, jobs, and the token of each job as a session.
import { addAll } from "../../../model/add-all.js";
import type { Gap, GraphNode } from "../../../model/batch.js";
import type { CiTables } from "../../../model/ci-tables.js";
import { addTo } from "../../../model/group-by.js";
import type { Json, JsonRecord } from "../../../model/words.js";
import { properties } from "../../fields.js";
import { type Part, PartBuilder } from "../../part.js";
import { scrubText } from "../../secrets.js";
import { readChecks } from "./actor-checks.js";
import { type CallLimits, keyOf, readCalls } from "./calls.js";
import { circumstancesOf } from "./circumstances.js";
import { compileTables } from "./context.js";
import type { Caller } from "./frame.js";
import { NO_SECRETS } from "./given-secrets.js";
import { handedOn } from "./handed-on.js";
import { type JobFacts, jobFacts, outsideEvents } from "./job.js";
import { readLocalActions } from "./local-actions.js";
import { type DefaultPermissions, defaultPermissions } from "./permissions.js";
import type { UsedAction } from "./unpinned.js";
import { type RepositoryFile, readWorkflow, type Workflow } from "./workflow.js";

/** The repository that the files are of. */
export interface WorkflowRepository {
  /** Node id: `github:repo/<id>`, or `repo:<owner>/<name>` for a checkout. */
  readonly id: string;
  /** `owner/name`. */
  readonly name: string;
  /** Default of GITHUB_TOKEN, where it was read. */
  readonly defaultPermissions?: DefaultPermissions;
  /** Data set that faults are gaps of. */
  readonly dataSet: string;
  /** What its host runs of workflows that call each other; those of github.com when left out. */
  readonly limits?: CallLimits;
  /** Whether `secrets: inherit` leads from this repository's owner to another one; undefined when nobody knows. */
  readonly inheritsTo?: (owner: string) => boolean | undefined;
}

/** Whether a file is a workflow: GitHub reads this folder alone, without folders in it. */
export function isWorkflowPath(path: string): boolean {
  return /^\.github\/workflows\/[^/]+\.ya?ml$/i.test(path);
}

/** Whether a file describes an action. */
export function isActionPath(path: string): boolean {
  return /(?:^|\/)action\.ya?ml$/i.test(path);
}

/**
 * Nodes, edges and gaps of the workflow and action files of a repository (those that `isWorkflowPath` and `isActionPath`
 * accept, and reusable workflows from elsewhere that its jobs call; others are left alone). Jobs of the latter run here,
 * with what the callers give, and are nodes of this repository. Nothing is run, nothing is asked; what could not be decided is said in `undecided` of
 * the job, what did not parse is a gap with file, line and column.
 */
export function workflowsPart(
  repository: WorkflowRepository,
  files: readonly RepositoryFile[],
  tables: CiTables,
): Part {
  const compiled = compileTables(tables);
  const out = new PartBuilder();
  const actions = readLocalActions(files.filter(({ path }) => isActionPath(path)));
  const workflows = files
    .filter(({ path, origin }) => origin !== undefined || isWorkflowPath(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map((file) => readWorkflow(file, compiled));
  const byName = new Map(workflows.map((workflow) => [workflow.path, workflow]));
  const calls = readCalls(workflows, repository.limits);
  for (const { path, faults } of [...workflows, ...actions.faulty])
    addAll(out.gaps, gapsOf(path, [...faults, ...(calls.faults.get(path) ?? [])], repository));
  const callers = new Map<string, Caller[]>();
  const fallback = defaultPermissions(repository.defaultPermissions);
  const owner = ownerOf(repository.name);
  for (const workflow of calls.ordered) {
    const called = callers.get(workflow.path) ?? [];
    const checks = readChecks(workflow, compiled);
    const circumstances = circumstancesOf(workflow, called, { checks, tables: compiled });
    const around = { actions: actions.byFolder, tables: compiled, owner, fallback, workflows: byName };
    const seen = { workflow, callers: called, circumstances, checks, ...around };
    const frame = { ...seen, handedOn: handedOn(seen) };
    const jobs = workflow.jobs.map((job) => jobFacts(job, frame));
    out.nodes.push(toWorkflowNode(workflow, called, repository));
    for (const job of jobs) {
      addJob(out, job, workflow, repository);
      if (job.follows === undefined) continue;
      addTo(callers, job.follows, toCaller(job, workflow, repository));
    }
  }
  return out;
}

function toCaller(job: JobFacts, workflow: Workflow, repository: WorkflowRepository): Caller {
  const isStarted = workflow.triggers.some(({ event }) => event !== "workflow_call");
  return {
    job: jobId(repository, workflow.path, job.key),
    entries: isStarted || job.entries.length === 0 ? [...job.entries, workflow.path] : job.entries,
    triggers: job.triggers,
    permissions: job.permissions,
    inputs: job.given,
    secrets: givenTo(job, workflow, repository),
    gates: job.gates,
    outsideEnvironments: job.outsideEnvironments,
    cache: job.cache,
  };
}

/** What a job gives to the workflow that it calls: everything at once reaches another owner only within one enterprise. */
function givenTo(job: JobFacts, { origin }: Workflow, { name, inheritsTo }: WorkflowRepository): JobFacts["gives"] {
  const from = ownerOf(origin?.repository ?? name);
  const to = job.calls?.kind === "remote" ? ownerOf(job.calls.repository) : from;
  if (!job.inheritsSecrets || from.toLowerCase() === to.toLowerCase()) return job.gives;
  const isGiven = inheritsTo?.(to);
  if (isGiven === false) return NO_SECRETS;
  if (isGiven === true) return job.gives;
  return { ...job.gives, doubt: `a workflow of ${to} inherits secrets only within one enterprise` };
}

function ownerOf(repository: string): string {
  return repository.slice(0, repository.indexOf("/"));
}

function gapsOf(path: string, faults: Workflow["faults"], { dataSet, name }: WorkflowRepository): Gap[] {
  return faults.map(({ line, column, message }) => ({
    dataSet,
    subject: `${name}/${path}:${line}:${column}`,
    message: `${path}:${line}:${column}: ${message}`,
  }));
}

/**
 * `acme/site/ci.yml#build`: files and repositories of one name are many, so the owner is told too; and
 * `acme/site/acme/shared/ci.yml@v1#build` of a workflow from elsewhere.
 */
function jobName({ name }: WorkflowRepository, path: string, job: string): string {
  return `${name}/${path.replace(".github/workflows/", "")}#${job}`;
}

function workflowId({ id }: Pick<WorkflowRepository, "id">, path: string): string {
  return `${id}/workflow/${path}`;
}

function jobId(repository: Pick<WorkflowRepository, "id">, path: string, job: string): string {
  return `${workflowId(repository, path)}#${job}`;
}

function toWorkflowNode(workflow: Workflow, callers: readonly Caller[], repository: WorkflowRepository): GraphNode {
  return {
    id: workflowId(repository, workflow.path),
    kind: "resource",
    type: "github.workflow",
    name: scrubText(workflow.name.slice(0, 200)),
    aliases: [`${repository.name}/${workflow.path}`],
    parent: repository.id,
    properties: properties({
      repository: repository.name,
      file: workflow.path,
      line: 1,
      is_read: workflow.root !== undefined,
      faults: workflow.faults.length > 0 ? workflow.faults.length : undefined,
      triggers: workflow.triggers.map(({ event }) => event),
      is_reusable: workflow.isReusable,
      defined_in: workflow.origin?.repository,
      ref: workflow.origin?.ref,
      called_by: filledList(callers.map(({ job }) => job)),
      jobs: workflow.jobs.map(({ key }) => key),
    }),
  };
}

function addJob(out: PartBuilder, job: JobFacts, workflow: Workflow, repository: WorkflowRepository): void {
  const id = jobId(repository, workflow.path, job.key);
  out.nodes.push({
    id,
    kind: "workload",
    type: "github.job",
    name: jobName(repository, workflow.path, job.key),
    parent: workflowId(repository, workflow.path),
    properties: jobProperties(job, workflow, repository),
  });
  // A job that only calls a workflow that was read has no token: the jobs of that workflow have.
  if (job.calls !== undefined && (job.follows !== undefined || job.calls.kind === "local")) {
    out.edge("references", id, workflowId(repository, keyOf(job.calls, workflow)));
    return;
  }
  const token = `${id}/token`;
  out.nodes.push({
    id: token,
    kind: "session",
    type: "github.job-token",
    name: `GITHUB_TOKEN of ${jobName(repository, workflow.path, job.key)}`,
    parent: id,
    properties: { repository: repository.name, permissions: given(job), job: id },
  });
  out.edge("has_session", id, token);
  for (const capability of ["read", "write"] as const) {
    const level = job.permissions["contents"];
    if (level === "none" || level === undefined || (capability === "write" && level === "read")) continue;
    // The restricted default reads, the other one writes.
    const isUnknown = level === "default" && capability === "write";
    out.edge("permits", token, repository.id, { capability, ...(isUnknown && { state: "unknown", confidence: 0.5 }) });
  }
}

function jobProperties(job: JobFacts, workflow: Workflow, repository: WorkflowRepository): JsonRecord {
  const { runner, checkout } = job;
  const way = wayIn(job);
  return properties({
    repository: repository.name,
    file: workflow.path,
    line: job.line,
    column: job.column,
    workflow: workflow.name.slice(0, 200),
    job: job.key,
    triggers: [...new Set(job.triggers.map(({ event }) => event))],
    trigger_facts: toJson(job.triggers),
    outside_events: outsideEvents(job.triggers, way !== undefined),
    permissions: given(job),
    id_token: job.permissions["id-token"] === "write",
    ...environmentFacts(job),
    secrets: toJson(job.secrets),
    secrets_not_given: filledList(job.notGiven),
    // what a caller passes under a name may be no secret
    secret_names: secretNames(job),
    reads_own_token: job.readsOwnToken,
    inherits_secrets: job.inheritsSecrets,
    uses_workflow: job.calls?.text,
    is_followed: job.follows === undefined ? undefined : true,
    defined_in: workflow.origin === undefined ? undefined : workflow.path,
    entry_files: filledList(job.entries),
    called_by: filledList(job.callers),
    runs_on: toJson(runner.labels),
    runner_group: runner.group,
    is_self_hosted: runner.isSelfHosted,
    logins: toJson(job.logins),
    unpinned_actions: toJson(job.unpinned),
    unpinned_names: filledList([...new Set(job.unpinned.map(nameOf))].map((name) => scrubText(name)).sort()),
    own_actions: job.own.length === 0 ? undefined : toJson(job.own),
    untrusted_checkout: checkout === undefined ? undefined : toJson(checkout),
    refused_checkout: checkout?.guarded === true ? true : undefined,
    injections: toJson(job.injections),
    prompts: job.prompts.length === 0 ? undefined : toJson(job.prompts),
    way_in: way,
    merges: job.merges.length === 0 ? undefined : toJson(job.merges),
    cache_writes: job.cache.writes,
    restored_cache: job.restored === undefined ? undefined : toJson(job.restored),
    published_tokens: job.published.length === 0 ? undefined : toJson(job.published),
    published_secrets: publishedSecrets(job),
    ...filesRun(job),
    needs: toJson(job.needs),
    gate: toJson(job.gates),
    undecided: filledList(job.undecided),
  });
}

/** Its own environment, and those that runs of somebody outside pass where that is not its own alone. */
function environmentFacts({ outsideEnvironments: passed, environments }: JobFacts): {
  readonly [property: string]: Json | undefined;
} {
  const own = environments?.names.length === 1 && !environments.isDynamic ? environments.names[0] : undefined;
  return {
    environment: own,
    environments: environments === undefined ? undefined : toJson(environments.names),
    environment_dynamic: environments?.isDynamic,
    outside_environments: own !== undefined && passed.join() === own ? undefined : filledList(passed),
  };
}

/** Names that it surely has; undefined when it may have some and surely has none. */
function secretNames({ secrets }: JobFacts): Json | undefined {
  const sure = secrets.filter(({ doubt }) => doubt === undefined);
  if (sure.length === 0 && secrets.length > 0) return undefined;
  return [...new Set(sure.flatMap(({ name, stored }) => (stored?.length === 0 ? [] : name)))].sort();
}

/** An action as files write it; the tag of an image is part of its name. */
function nameOf({ action, ref }: UsedAction): string {
  return action.startsWith("docker://") ? action : `${action}@${ref}`;
}

/** How code of someone outside gets into the job, when nothing keeps it out. */
function wayIn({ checkout, injections, prompts }: JobFacts): string | undefined {
  if (checkout !== undefined && checkout.guarded !== true) return checkout.how;
  if (injections.some(({ by }) => by !== "writer")) return "injection";
  return prompts.some(({ by }) => by !== "writer") ? "prompt" : undefined;
}

/**
 * Names of what artifacts of the job have in them that is worth taking: GITHUB_TOKEN where it writes something. Undefined where
 * its permissions follow a default that was not read.
 */
function publishedSecrets({ published, permissions }: JobFacts): Json | undefined {
  const levels = Object.values(permissions);
  const names = published.map(({ secret }) => secret ?? (levels.includes("write") ? "GITHUB_TOKEN" : undefined));
  if (names.includes(undefined) && levels.includes("default")) return undefined;
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

/** Whose files it runs: those of its repository, and of others by name. */
function filesRun({ runsFiles, runRepositories }: JobFacts): { readonly [property: string]: Json | undefined } {
  return {
    runs_files: runsFiles,
    runs_repositories: runRepositories.length === 0 ? undefined : toJson(runRepositories),
  };
}

/** Permissions that are not none; `*` for all that follow a default which was not read. */
function given({ permissions }: JobFacts): JsonRecord {
  const levels = Object.entries(permissions).filter(([, level]) => level !== "none");
  const stated = levels.filter(([, level]) => level !== "default");
  return Object.fromEntries(stated.length === levels.length ? stated : [...stated, ["*", "default"]]);
}

function filledList(list: readonly string[]): Json | undefined {
  return list.length === 0 ? undefined : list;
}

/** Plain facts; text from the file without known tokens in it. */
function toJson(value: unknown): Json {
  if (typeof value === "string") return scrubText(value);
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value !== "object" || value === null) return null;
  const known = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(known.map(([key, member]) => [key, toJson(member)]));
}
