// What a job of CI will say who it is: the subjects that a trust has to name, no wider than the job needs.
import type { JsonRecord } from "../model/words.js";
import type { RepositoryFacts, Use } from "./replacement.js";
import { listOf, textOf } from "./text.js";

export interface Subjects {
  readonly subjects: readonly string[];
  /** What to know before one relies on them. */
  readonly notes: readonly string[];
}

/** GitHub: by environment where the job has one, else by the branches and tags that start it. */
export function githubSubjects({ properties, repository }: Use): Subjects {
  const facts = repository ?? { id: "", name: textOf(properties["repository"]) ?? "", defaultBranch: "main" };
  const notes: string[] = [];
  const contexts = githubContexts(properties, facts, notes);
  if (facts.claimKeys !== undefined && facts.claimKeys.length > 0) {
    const custom = contexts.map((context) => customSubject(facts, context, properties));
    notes.push(`the repository makes its subjects of ${facts.claimKeys.join(", ")}: compare with a token of the job`);
    return { subjects: [...new Set(custom)], notes };
  }
  if (facts.subjectPrefix === undefined) {
    notes.push(
      "how its subjects begin was not read (GET …/actions/oidc/customization/sub): newer repositories add numbers",
    );
  }
  const prefix = facts.subjectPrefix ?? `repo:${facts.name}`;
  return { subjects: [...new Set(contexts.map((context) => `${prefix}:${context}`))], notes };
}

function githubContexts(properties: JsonRecord, { defaultBranch }: RepositoryFacts, notes: string[]): string[] {
  const environments = listOf(properties["environments"]);
  if (environments.length > 0 && properties["environment_dynamic"] !== true) {
    notes.push("an environment without reviewers or branch rules is open to every writer: protect it first");
    return environments.map((name) => `environment:${encoded(name)}`);
  }
  const contexts = new Set<string>();
  for (const fact of recordsOf(properties["trigger_facts"])) {
    const event = textOf(fact["event"]) ?? "";
    if (event.startsWith("pull_request")) {
      notes.push(`runs of ${event} get nothing: give them a role of their own that only reads, if they need one`);
      continue;
    }
    const branches = listOf(fact["branches"]);
    const tags = listOf(fact["tags"]);
    for (const branch of branches) contexts.add(`ref:refs/heads/${encoded(branch)}`);
    for (const tag of tags) contexts.add(`ref:refs/tags/${encoded(tag)}`);
    if (branches.length === 0 && tags.length === 0) contexts.add(`ref:refs/heads/${encoded(defaultBranch)}`);
  }
  if (contexts.size === 0) contexts.add(`ref:refs/heads/${encoded(defaultBranch)}`);
  return [...contexts].sort();
}

/** Subjects in the order of the claims that the owner chose. */
function customSubject({ claimKeys = [], name }: RepositoryFacts, context: string, job: JsonRecord): string {
  const owner = name.split("/")[0] ?? name;
  const [kind, ...rest] = context.split(":");
  const file = textOf(job["file"]) ?? "*";
  const values: { readonly [key: string]: string } = {
    repo: `repo:${name}`,
    repository: `repository:${name}`,
    context,
    repository_owner: `repository_owner:${owner}`,
    job_workflow_ref: `job_workflow_ref:${name}/${file}@*`,
    ...(kind === "environment" && { environment: context }),
    ...(kind === "ref" && { ref: `ref:${rest.join(":")}` }),
  };
  return claimKeys.map((key) => values[key] ?? `${key}:*`).join(":");
}

/** GitLab: the default branch, or the environment's branch; tokens name refs and no environment. */
export function gitlabSubjects({ properties, repository }: Use): Subjects {
  const path = repository?.name ?? textOf(properties["repository"]) ?? "";
  const branch = repository?.defaultBranch ?? "main";
  const runs = recordsOf(properties["runs"]).map((run) => textOf(run["event"]));
  const kinds = runs.includes("tag") && !runs.includes("branch") ? ["tag"] : ["branch"];
  const notes = runs.includes("merge_request")
    ? ["pipelines of merge requests name their own branch and get nothing: give them a role that only reads, if needed"]
    : [];
  const keys = repository?.claimKeys ?? ["project_path", "ref_type", "ref"];
  if (keys.join() !== "project_path,ref_type,ref") {
    notes.push(`the project makes its subjects of ${keys.join(", ")}: compare with a token of the job`);
  }
  return {
    subjects: kinds.map((kind) => `project_path:${path}:ref_type:${kind}:ref:${kind === "tag" ? "*" : branch}`),
    notes,
  };
}

/** A colon in a name would end a part of the subject. */
function encoded(name: string): string {
  return name.replace(/:/g, "%3A");
}

function recordsOf(value: unknown): JsonRecord[] {
  return Array.isArray(value)
    ? value.filter((one): one is JsonRecord => typeof one === "object" && one !== null && !Array.isArray(one))
    : [];
}
