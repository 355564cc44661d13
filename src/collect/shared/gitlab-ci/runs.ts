// When a job runs, as far as its rules tell: on which sort of pipeline, of which branch. What they say beyond that (changed
// files, variables of a run) is whoever starts the pipeline's choice. Pure.
import { isMapping, type Mapping, textsOf, type Value } from "./parse.js";

export type PipelineEvent = "branch" | "tag" | "merge_request" | "schedule" | "trigger";

/** One sort of run. */
export interface JobRun {
  readonly event: PipelineEvent;
  /** Name of the one branch or tag; left out for any. */
  readonly ref?: string;
  /** On the default branch only. */
  readonly is_default?: boolean;
  /** In the project of this path only: `main@group/project`. */
  readonly project?: string;
  /** Branches and tags that it leaves out, perhaps in one project only, as they are written. */
  readonly except?: readonly string[];
}

const ANY_PUSH: readonly JobRun[] = [{ event: "branch" }, { event: "tag" }];
const ANY: readonly JobRun[] = [...ANY_PUSH, { event: "merge_request" }];

/** Sorts of run of a job, each once; none when it never runs by itself. */
export function runsOf(job: Mapping): readonly JobRun[] {
  const { rules, only, except } = job;
  const runs = Array.isArray(rules)
    ? (rules as readonly Value[]).flatMap(runsOfRule)
    : only === undefined
      ? ANY_PUSH
      : refsOf(only).flatMap(runsOfOnly);
  const excluded = new Set(refsOf(except));
  const names = [...excluded].filter(isName);
  const left = runs.filter(
    ({ event, ref }) =>
      !excluded.has(ref ?? "") &&
      !(event === "branch" && !ref && excluded.has("branches")) &&
      !excluded.has(PLURALS[event]),
  );
  const told = left.map((run) => (names.length > 0 && run.ref === undefined ? { ...run, except: names } : run));
  return [...new Map(told.map((run) => [JSON.stringify(run), run])).values()];
}

/**
 * What stands before the first @ is looked for in one project alone, not in its forks: `main@group/project`.
 * https://docs.gitlab.com/ci/yaml/deprecated_keywords/#onlyrefs--exceptrefs
 */
function runsOfOnly(text: string): readonly JobRun[] {
  const [ref, project] = splitAtPath(text);
  const runs = runsOfRef(ref);
  return project === undefined ? runs : runs.map((run) => ({ ...run, project }));
}

function splitAtPath(text: string): readonly [string, string?] {
  const at = text.indexOf("@");
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** Whether it is one branch or tag by name. */
function isName(text: string): boolean {
  const [ref] = splitAtPath(text);
  return !ref.startsWith("/") && !KEYWORDS.has(ref);
}

const PLURALS: { readonly [event in PipelineEvent]: string } = {
  branch: "",
  tag: "tags",
  merge_request: "merge_requests",
  schedule: "schedules",
  trigger: "triggers",
};

const KEYWORDS: ReadonlySet<string> = new Set([
  "api",
  "branches",
  "chat",
  "external",
  "external_pull_requests",
  "merge_requests",
  "pipelines",
  "pushes",
  "schedules",
  "tags",
  "triggers",
  "web",
]);

/** `only` and `except`: a list, or a mapping with one. */
function refsOf(value: Value | undefined): readonly string[] {
  return textsOf(isMapping(value) ? value["refs"] : value);
}

function runsOfRef(ref: string): readonly JobRun[] {
  switch (ref) {
    case "branches":
    case "pushes":
    case "web":
      return [{ event: "branch" }];
    case "tags":
      return [{ event: "tag" }];
    case "merge_requests":
    case "external_pull_requests":
      return [{ event: "merge_request" }];
    case "schedules":
      return [{ event: "schedule" }];
    case "triggers":
    case "pipelines":
    case "api":
      return [{ event: "trigger" }];
    default:
      // A pattern fits names that someone can choose.
      return ref.startsWith("/") ? ANY_PUSH : [{ event: "branch", ref }];
  }
}

function runsOfRule(rule: Value): readonly JobRun[] {
  if (!isMapping(rule) || rule["when"] === "never") return [];
  const condition = rule["if"];
  return typeof condition === "string" ? runsOfCondition(condition) : ANY;
}

const SOURCES: { readonly [source: string]: PipelineEvent } = {
  merge_request_event: "merge_request",
  schedule: "schedule",
  api: "trigger",
  trigger: "trigger",
  pipeline: "trigger",
  parent_pipeline: "branch",
  push: "branch",
  web: "branch",
};

/** Alternatives are read one by one; of what is joined by `and` the narrowest part that is understood counts. */
function runsOfCondition(condition: string): readonly JobRun[] {
  return condition.split("||").flatMap((part): readonly JobRun[] => {
    const branch = /\$\{?CI_COMMIT_(?:BRANCH|REF_NAME)\}?\s*==\s*(\$\{?CI_DEFAULT_BRANCH\}?|["']([^"']+)["'])/.exec(
      part,
    );
    if (branch !== null) {
      return [branch[2] === undefined ? { event: "branch", is_default: true } : { event: "branch", ref: branch[2] }];
    }
    const target = /\$\{?CI_MERGE_REQUEST_\w+\}?/.test(part);
    const source = /\$\{?CI_PIPELINE_SOURCE\}?\s*==\s*["'](\w+)["']/.exec(part)?.[1];
    if (target || source === "merge_request_event") return [{ event: "merge_request" }];
    if (/\$\{?CI_COMMIT_TAG\}?(?!\s*==\s*null)/.test(part) && !/CI_COMMIT_TAG\}?\s*==\s*null/.test(part)) {
      return [{ event: "tag" }];
    }
    const event = source === undefined ? undefined : SOURCES[source];
    if (event !== undefined) return [{ event }];
    return /\$\{?CI_COMMIT_BRANCH\}?/.test(part) ? [{ event: "branch" }] : ANY;
  });
}
