// A drawn organisation of GitHub: repositories, how their subjects are written, environments, and jobs that may ask for a token.
import fc from "fast-check";

export const OWNER = { login: "acme", id: "10482231" } as const;
/** Branches and tags that runs are tried of; nobody has made more than the first of the branches. */
export const BRANCHES = ["main", "dev", "release/1", "a/shop@b/acme/site", "x@refs/heads/main", "main-2"] as const;
export const TAGS = ["v1", "nightly", "a/shop@b/acme/site"] as const;
/** Environments that runs are tried of; a repository has some of them. */
export const ENVIRONMENTS = ["production", "eu:prod", "staging", "pull_request", "a/shop@b/acme/site"] as const;
/** Names that whoever writes a workflow gives it. */
export const WORKFLOWS = ["ci", "deploy", "audit"] as const;
export const FILES = [".github/workflows/ci.yml", ".github/workflows/deploy.yml"] as const;
export const SHARED = "acme/shared/.github/workflows/build.yml@refs/heads/main";
/** Events whose runs are tried, with the refs that GitHub says they have. */
export const EVENTS = [
  "push",
  "pull_request",
  "pull_request_target",
  "workflow_dispatch",
  "schedule",
  "release",
] as const;
export const TEMPLATES = [
  ["repo"],
  ["repo", "context", "job_workflow_ref"],
  ["repository_owner", "context"],
  ["repository_owner", "repository_visibility"],
  ["repository_id", "ref"],
  ["job_workflow_ref"],
] as const;

export interface PlanEvent {
  readonly event: (typeof EVENTS)[number];
  /** Filter of a push. */
  readonly branches: readonly string[];
}

export interface PlanJob {
  readonly name: string;
  readonly file: (typeof FILES)[number];
  readonly hasToken: boolean;
  readonly events: readonly PlanEvent[];
  readonly environment: string | undefined;
  /** It calls the workflow of another repository. */
  readonly isShared: boolean;
}

export interface PlanRepository {
  readonly name: string;
  readonly id: string;
  readonly hasIds: boolean;
  /** Keys of its subject, where it has a template of its own. */
  readonly template: readonly string[] | undefined;
  readonly isPrivate: boolean;
  readonly environments: readonly string[];
  readonly jobs: readonly PlanJob[];
}

export interface PlanOwner {
  readonly isInEnterprise: boolean | undefined;
  readonly membersCreate: boolean;
  readonly repositories: readonly PlanRepository[];
}

/** Name of the workflow in a file, as the claim has it. */
export const workflowOf = (file: string): string => file.replace(/^.*\//, "").replace(".yml", "");

const events = fc
  .record({ event: fc.constantFrom(...EVENTS), branches: fc.subarray(["main", "dev"]) })
  .map(({ event, branches }): PlanEvent => ({ event, branches: event === "push" ? branches : [] }));

const job = (name: string) =>
  fc.record({
    name: fc.constant(name),
    file: fc.constantFrom(...FILES),
    hasToken: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
    events: fc.uniqueArray(events, { minLength: 1, maxLength: 2, selector: ({ event }) => event }),
    environment: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, fc.constantFrom(...ENVIRONMENTS)),
    isShared: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
  });

const repository = (name: string, id: string) =>
  fc.record({
    name: fc.constant(name),
    id: fc.constant(id),
    hasIds: fc.boolean(),
    template: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.constantFrom(...TEMPLATES)),
    isPrivate: fc.boolean(),
    environments: fc.subarray(["production", "eu:prod"]),
    jobs: fc.tuple(job("build"), job("deploy")).chain((jobs) => fc.subarray(jobs)),
  });

export const owners: fc.Arbitrary<PlanOwner> = fc.record({
  isInEnterprise: fc.constantFrom(false, undefined),
  membersCreate: fc.boolean(),
  repositories: fc
    .tuple(repository("site", "1"), repository("shop", "2"), repository("site-api", "3"))
    .chain((all) => fc.subarray(all, { minLength: 1 })),
});
