// What a job runs as: its events and environment as sorts of run, its file as the workflow of its tokens.
import type { StoredNode } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import { recordsOf, textOf, textsOf } from "../properties.js";
import type { CiRepository } from "./estate.js";
import type { Run, RunKind } from "./github-token.js";
import { plainNames, pushedRefs } from "./push-filters.js";

/**
 * Events whose run is of a tag or of a branch that others choose; all that are not here run on the default branch.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
const OPEN_EVENTS: { readonly [event: string]: readonly RunKind[] } = {
  push: ["branch", "tag"],
  workflow_dispatch: ["branch", "tag"],
  repository_dispatch: ["branch"],
  create: ["branch", "tag"],
  release: ["tag"],
  deployment: ["branch", "tag"],
  deployment_status: ["branch", "tag"],
  merge_group: ["branch"],
  registry_package: ["branch"],
};
const PULL_REQUESTS: ReadonlySet<string> = new Set([
  "pull_request",
  "pull_request_review",
  "pull_request_review_comment",
]);

/** Sorts of run of a job, each once. A reusable workflow alone runs as whoever calls it. */
export function runsOf(job: StoredNode, repository: CiRepository): readonly Run[] {
  const { properties } = job;
  const facts = recordsOf(properties["trigger_facts"]);
  const started = facts.filter((fact) => fact["via"] === undefined).flatMap((fact) => eventRuns(fact, repository));
  const called = facts.filter((fact) => fact["via"] !== undefined).flatMap((fact) => eventRuns(fact, repository));
  const runs = [
    ...filesOf(properties, repository).flatMap((more) => started.map((run) => ({ ...run, ...more }))),
    ...calledFiles(properties, repository).flatMap((more) => called.map((run) => ({ ...run, ...more }))),
  ];
  const environments = environmentsOf(properties) ?? [undefined];
  const all =
    environments.length === 0
      ? runs
      : environments.flatMap((environment) => runs.map((run) => inEnvironment(run, environment)));
  const distinct = new Map(all.map((run) => [JSON.stringify(run), run]));
  return [...distinct.values()];
}

/** Environments that a job may run in; undefined where only a run knows. */
export function environmentsOf(properties: JsonRecord): readonly string[] | undefined {
  if (properties["environment_dynamic"] === true) return undefined;
  const one = textOf(properties["environment"]);
  return one === undefined ? (textsOf(properties["environments"]) ?? []) : [one];
}

type RunFiles = Pick<Run, "workflow" | "reusable" | "workflowName">;

/** Of a run that an event starts: its own file, and the workflow that it calls without that one having been read. */
function filesOf(properties: JsonRecord, repository: CiRepository): readonly RunFiles[] {
  const workflow = textOf(properties["file"]);
  const reusable = reusableOf(textOf(properties["uses_workflow"]), repository);
  const workflowName = textOf(properties["workflow"]);
  return [
    {
      ...(workflow !== undefined && { workflow }),
      ...(workflowName !== undefined && { workflowName }),
      ...(reusable !== undefined && { reusable }),
    },
  ];
}

/** Of a run that calls lead to: the file that the event started, and its own as the workflow that is reused. */
function calledFiles(properties: JsonRecord, repository: CiRepository): readonly RunFiles[] {
  const file = textOf(properties["file"]);
  const uses = textOf(properties["uses_workflow"]) ?? textOf(properties["defined_in"]);
  const reusable = reusableOf(uses ?? (file === undefined ? undefined : `./${file}`), repository);
  const entries = textsOf(properties["entry_files"]) ?? [];
  return (entries.length === 0 ? [undefined] : entries).map((workflow) => ({
    ...(workflow !== undefined && { workflow }),
    ...(reusable !== undefined && { reusable }),
  }));
}

function eventRuns(fact: JsonRecord, { defaultBranch }: CiRepository): Run[] {
  const event = textOf(fact["event"]) ?? "";
  if (event === "workflow_call") return [];
  if (PULL_REQUESTS.has(event)) return [{ kind: "pull_request", event }];
  if (event === "pull_request_target") return [{ kind: "target", branch: defaultBranch, event }];
  const kinds = OPEN_EVENTS[event];
  if (kinds === undefined) return [{ kind: "branch", branch: defaultBranch, event }];
  return event === "push" ? pushRuns(fact) : kinds.map((kind) => ({ kind, event }));
}

/** Of a name where the filters name some, of any where they have patterns. */
function pushRuns(fact: JsonRecord): Run[] {
  const event = "push";
  const { branches, tags } = pushedRefs(fact);
  const ofBranches =
    branches &&
    (plainNames(branches)?.map((branch): Run => ({ kind: "branch", branch, event })) ?? [{ kind: "branch", event }]);
  const ofTags =
    tags && (plainNames(tags)?.map((tag): Run => ({ kind: "tag", tag, event })) ?? [{ kind: "tag", event }]);
  return [...(ofBranches ?? []), ...(ofTags ?? [])];
}

function inEnvironment({ kind, branch, tag, ...more }: Run, environment: string | undefined): Run {
  const ofTag = tag === undefined ? undefined : `refs/tags/${tag}`;
  const ref = branch === undefined ? ofTag : `refs/heads/${branch}`;
  return {
    ...more,
    kind: "environment",
    ...(kind !== "environment" && { of: kind }),
    ...(environment !== undefined && { environment }),
    ...(ref !== undefined && { ref }),
  };
}

/** Workflow that the job calls, as the claim names it; of the same repository it is at the run's own ref. */
function reusableOf(uses: string | undefined, { owner, name }: CiRepository): string | undefined {
  if (uses === undefined) return undefined;
  if (uses.startsWith("./")) return `${owner.login}/${name}/${uses.slice(2)}@<local_ref>`;
  const at = uses.lastIndexOf("@");
  const ref = uses.slice(at + 1);
  const isHash = /^[0-9a-f]{40}$/i.test(ref);
  if (ref.startsWith("refs/") || isHash) return uses;
  return /^v?\d/.test(ref) ? `${uses.slice(0, at)}@<callee_ref>` : `${uses.slice(0, at)}@refs/heads/${ref}`;
}
