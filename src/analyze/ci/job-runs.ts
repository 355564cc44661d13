// What a job runs as: its events and environment as sorts of run, its file as the workflow of its tokens.
import type { StoredNode } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import type { CiRepository } from "./estate.js";
import type { Run, RunKind } from "./github-token.js";
import { recordsOf, textOf, textsOf } from "./properties.js";

/** Events whose run is of a tag or of a branch that others choose; all that are not here run on the default branch. */
const OPEN_EVENTS: { readonly [event: string]: readonly RunKind[] } = {
  push: ["branch", "tag"],
  workflow_dispatch: ["branch"],
  repository_dispatch: ["branch"],
  create: ["branch", "tag"],
  release: ["tag"],
  deployment: ["branch"],
  deployment_status: ["branch"],
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
  const runs = recordsOf(properties["trigger_facts"]).flatMap((fact) => eventRuns(fact, repository));
  const workflow = textOf(properties["file"]);
  const reusable = reusableOf(properties, repository);
  const more = { ...(workflow !== undefined && { workflow }), ...(reusable !== undefined && { reusable }) };
  const environment = textOf(properties["environment"]);
  const isOpen = properties["environment_dynamic"] === true;
  const all =
    environment !== undefined || isOpen
      ? runs.map((run) => inEnvironment(run, isOpen ? undefined : environment))
      : runs;
  const distinct = new Map(all.map((run) => [JSON.stringify(run), { ...run, ...more }]));
  return [...distinct.values()];
}

function eventRuns(fact: JsonRecord, { defaultBranch }: CiRepository): Run[] {
  const event = textOf(fact["event"]) ?? "";
  if (event === "workflow_call") return [];
  if (PULL_REQUESTS.has(event)) return [{ kind: "pull_request" }];
  if (event === "pull_request_target") return [{ kind: "target", branch: defaultBranch }];
  const kinds = OPEN_EVENTS[event];
  if (kinds === undefined) return [{ kind: "branch", branch: defaultBranch }];
  const branches = textsOf(fact["branches"]) ?? [];
  if (branches.length === 0) return kinds.map((kind) => ({ kind }));
  return branches.some((name) => /[*?![+]/.test(name))
    ? [{ kind: "branch" }]
    : branches.map((branch) => ({ kind: "branch", branch }));
}

function inEnvironment(run: Run, environment: string | undefined): Run {
  const ref = run.branch === undefined ? undefined : `refs/heads/${run.branch}`;
  return {
    kind: "environment",
    ...(environment !== undefined && { environment }),
    ...(ref !== undefined && { ref }),
  };
}

/** Workflow that the job calls, as the claim names it; of the same repository it is at the run's own ref. */
function reusableOf(properties: JsonRecord, { owner, name }: CiRepository): string | undefined {
  const uses = textOf(properties["uses_workflow"]);
  if (uses === undefined) return undefined;
  if (uses.startsWith("./")) return `${owner.login}/${name}/${uses.slice(2)}@<local_ref>`;
  const at = uses.lastIndexOf("@");
  const ref = uses.slice(at + 1);
  const isHash = /^[0-9a-f]{40}$/i.test(ref);
  if (ref.startsWith("refs/") || isHash) return uses;
  return /^v?\d/.test(ref) ? `${uses.slice(0, at)}@<callee_ref>` : `${uses.slice(0, at)}@refs/heads/${ref}`;
}
