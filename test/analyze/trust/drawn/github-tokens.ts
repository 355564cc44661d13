// Tokens that runs of GitHub get, claim by claim, from its pages alone: "OpenID Connect reference" (token claims, example subject
// claims, immutable subject claims, customizing the subject claims), "Events that trigger workflows" (GITHUB_REF of each event).
import {
  BRANCHES,
  ENVIRONMENTS,
  FILES,
  OWNER,
  type PlanEvent,
  type PlanJob,
  type PlanOwner,
  type PlanRepository,
  SHARED,
  TAGS,
  TEMPLATES,
  WORKFLOWS,
  workflowOf,
} from "./github-plan.js";

export const GITHUB = "token.actions.githubusercontent.com";

export type Claims = { readonly [claim: string]: string };

/** What a run may bring: one token, of several where it is not known which of them it is. */
export interface Bringing {
  readonly tokens: readonly Claims[];
  /** Whether a run of whoever is asked about brings it, or only perhaps. */
  readonly isSure: boolean;
}

/** Claims that the trusts at hand look at: of the others one value is as good as another. */
export type Asked = ReadonlySet<string>;

interface Source {
  readonly asked: Asked;
  readonly owner: string;
  readonly ownerId: string;
  readonly name: string;
  readonly id: string;
  readonly hasIds: boolean;
  readonly template: readonly string[] | undefined;
  readonly isPrivate: boolean;
  readonly isInEnterprise: boolean | undefined;
}

interface Run {
  readonly ref: string;
  readonly environment?: string;
  /** The event is one of pull requests: undefined where that is not documented of the subject. */
  readonly isPullRequest?: boolean | undefined;
  readonly event?: string;
  readonly file?: string;
  readonly workflow?: string;
  readonly reusable?: string;
  readonly actor?: string;
}

function context({ ref, environment, isPullRequest }: Run): string {
  if (environment !== undefined) return `environment:${escaped(environment)}`;
  return isPullRequest === true ? "pull_request" : `ref:${escaped(ref)}`;
}

const escaped = (value: string): string => value.replaceAll(":", "%3A");

function subjectOf(source: Source, run: Run, claims: Claims): string {
  const { owner, ownerId, name, id, hasIds, template } = source;
  const repo = hasIds ? `repo:${owner}@${ownerId}/${name}@${id}` : `repo:${owner}/${name}`;
  const segment = (key: string): string => {
    if (key === "repo") return repo;
    return key === "context" ? context(run) : `${key}:${escaped(claims[key] ?? "")}`;
  };
  return (template ?? ["repo", "context"]).map(segment).join(":");
}

function claimsOf(source: Source, run: Run): Claims {
  const { owner, ownerId, name, id, isPrivate } = source;
  const file = run.file ?? FILES[0];
  const own = `${owner}/${name}/${file}@${run.ref}`;
  const claims = {
    repository: `${owner}/${name}`,
    repository_id: id,
    repository_owner: owner,
    repository_owner_id: ownerId,
    repository_visibility: isPrivate ? "private" : "public",
    ref: run.ref,
    ref_type: run.ref.startsWith("refs/tags/") ? "tag" : "branch",
    event_name: run.event ?? "push",
    workflow: run.workflow ?? workflowOf(file),
    workflow_ref: own,
    job_workflow_ref: run.reusable ?? own,
    actor: run.actor ?? "someone",
    actor_id: run.actor === undefined ? "500" : "42",
    ...(run.environment !== undefined && { environment: run.environment }),
  };
  return { ...claims, sub: subjectOf(source, run, claims) };
}

/** The tokens of one run: it is not documented which subject a run of pull_request_target has, nor read whether there is an enterprise. */
function tokensOf(source: Source, run: Run): readonly Claims[] {
  const isOpen = "isPullRequest" in run && run.isPullRequest === undefined && run.environment === undefined;
  const runs = isOpen ? [true, false].map((isPullRequest) => ({ ...run, isPullRequest })) : [run];
  return runs.flatMap((one) => {
    const claims = claimsOf(source, one);
    if (source.isInEnterprise === false || !source.asked.has("enterprise_id")) return [claims];
    return [claims, ...["77", "78"].map((enterprise_id) => ({ ...claims, enterprise_id }))];
  });
}

const bring = (source: Source, run: Run, isSure = true): Bringing => ({ tokens: tokensOf(source, run), isSure });

const REFS = [...BRANCHES.map((name) => `refs/heads/${name}`), ...TAGS.map((name) => `refs/tags/${name}`)];
export const PULL = "refs/pull/7/merge";

/** Workflows of others; what they let their callers do is another question. */
const REUSED = [SHARED, `acme/site/${FILES[0]}@refs/heads/main`];

/** Who starts a run is one of several, whoever they are. */
function startedBy(source: Source, run: Run, isSure = true): Bringing[] {
  return [
    bring(source, run, isSure),
    ...(source.asked.has("actor") ? [bring(source, { ...run, actor: "octocat" }, false)] : []),
  ];
}

/** The same run with the other choices of whoever writes its workflow, and what it only may be. */
function choices(source: Source, run: Run): Bringing[] {
  const { asked, template, owner } = source;
  const isFileSaid = asked.has("job_workflow_ref") || template?.includes("job_workflow_ref") === true;
  const starts = run.event === undefined && asked.has("event_name") ? ["push", "workflow_dispatch"] : [run.event];
  const names = asked.has("workflow") ? WORKFLOWS : WORKFLOWS.slice(0, 1);
  const runs = starts.flatMap((event) =>
    names.map((workflow) => ({ ...run, workflow, ...(event !== undefined && { event }) })),
  );
  return [
    ...runs.flatMap((one) =>
      (isFileSaid ? FILES : FILES.slice(0, 1)).flatMap((file) => startedBy(source, { ...one, file })),
    ),
    // strangers are asked about without the workflows of the organisation
    ...(isFileSaid && owner === OWNER.login
      ? runs.flatMap((one) => REUSED.flatMap((reusable) => startedBy(source, { ...one, reusable }, false)))
      : []),
  ];
}

const sourceOf = ({ isInEnterprise }: PlanOwner, one: PlanRepository, asked: Asked): Source => ({
  ...{ owner: OWNER.login, ownerId: OWNER.id, isInEnterprise, asked },
  ...one,
});

/** Contexts in which whoever writes to a repository runs workflows of their own: name of the context → what its runs bring. */
export function contextsOf(
  owner: PlanOwner,
  one: PlanRepository,
  asked: Asked,
): ReadonlyMap<string, readonly Bringing[]> {
  const source = sourceOf(owner, one, asked);
  const all = (runs: readonly Run[]): Bringing[] => runs.flatMap((run) => choices(source, run));
  const refs =
    ["ref", "ref_type", "job_workflow_ref"].some((claim) => asked.has(claim)) || one.template !== undefined
      ? REFS
      : REFS.slice(0, 1);
  const inEnvironments = (names: readonly string[]): Run[] =>
    names.flatMap((environment) => [
      ...refs.map((ref) => ({ ref, environment })),
      { ref: PULL, environment, event: "pull_request" },
    ]);
  const isThere = (name: string): boolean => one.environments.includes(name);
  return new Map([
    ["any-branch", all(BRANCHES.slice(1).map((name) => ({ ref: `refs/heads/${name}` })))],
    ["any-tag", all(TAGS.map((name) => ({ ref: `refs/tags/${name}` })))],
    ["any-environment", all(inEnvironments(ENVIRONMENTS.filter((name) => !isThere(name))))],
    ["pull-request", all([{ ref: PULL, isPullRequest: true, event: "pull_request" }])],
    ["branch/main", all([{ ref: "refs/heads/main" }])],
    ...one.environments.map((name) => [`environment/${name}`, all(inEnvironments([name]))] as const),
  ]);
}

/** Refs of the runs of an event, and what their subjects say. */
function runsOf({ event, branches }: PlanEvent): readonly Run[] {
  switch (event) {
    case "push":
      return (branches.length > 0 ? branches.map((name) => `refs/heads/${name}`) : REFS).map((ref) => ({ ref, event }));
    case "pull_request":
      return [{ ref: PULL, isPullRequest: true, event }];
    case "pull_request_target":
      return [{ ref: "refs/heads/main", isPullRequest: undefined, event }];
    case "workflow_dispatch":
      return REFS.map((ref) => ({ ref, event }));
    case "schedule":
      return [{ ref: "refs/heads/main", event }];
    case "release":
      return TAGS.map((name) => ({ ref: `refs/tags/${name}`, event }));
  }
}

/** What the runs of a job that is there bring: nothing without the permission for it. */
export function tokensOfJob(owner: PlanOwner, one: PlanRepository, job: PlanJob, asked: Asked): readonly Bringing[] {
  if (!job.hasToken) return [];
  const { environment, file } = job;
  const more = { file, ...(environment !== undefined && { environment }), ...(job.isShared && { reusable: SHARED }) };
  const source = sourceOf(owner, one, asked);
  return job.events.flatMap(runsOf).flatMap((run) => startedBy(source, { ...run, ...more }));
}

/** Owners whom the organisation has nothing to do with; anybody registers such a name. */
const STRANGERS = [
  { owner: "evil", ownerId: "901" },
  { owner: "acme-evil", ownerId: "902" },
  { owner: "evil-acme", ownerId: "903" },
];

/** What anybody on GitHub brings: of repositories, branches, tags and environments of any name, with any template. */
export function tokensOfStrangers(asked: Asked): readonly Bringing[] {
  return STRANGERS.flatMap((stranger) =>
    ["site", "x", "acme"].flatMap((name, at) =>
      [true, false].flatMap((hasIds) =>
        [undefined, ...TEMPLATES].flatMap((template) => {
          const own = { ...stranger, name, id: `90${at}`, hasIds, template, isPrivate: at === 0 };
          const source = { ...own, isInEnterprise: false, asked };
          const refs = asked.has("ref") || asked.has("ref_type") ? REFS : REFS.slice(0, 1);
          const runs: Run[] = [
            ...REFS.map((ref) => ({ ref })),
            ...ENVIRONMENTS.flatMap((environment) => refs.map((ref) => ({ ref, environment }))),
            { ref: PULL, isPullRequest: true },
          ];
          return runs.flatMap((run) => choices(source, run));
        }),
      ),
    ),
  );
}

/** What a member brings who makes a repository: one of a free name, which has ids in its subject. */
export function tokensOfNewRepositories(owner: PlanOwner, asked: Asked): readonly Bringing[] {
  if (!owner.membersCreate) return [];
  const taken = new Set(owner.repositories.map(({ name }) => name));
  return ["site", "shop", "site-api", "new", "site-new", "shop-new", "acme"]
    .filter((name) => !taken.has(name))
    .flatMap((name) => {
      const made = { name, id: "700", hasIds: true, template: undefined, isPrivate: true, environments: [], jobs: [] };
      return [...contextsOf(owner, made, asked).values()].flat();
    });
}
