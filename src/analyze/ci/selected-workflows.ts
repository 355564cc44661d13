// Workflows that alone may use a group of runners, each at one ref: which jobs are of them, and where code runs that gets into one.
// https://docs.github.com/en/enterprise-cloud@latest/actions/how-tos/manage-runners/self-hosted-runners/manage-access#changing-which-workflows-can-access-a-runner-group
import type { StoredNode } from "../../model/analysis.js";
import { recordsOf, textOf, textsOf } from "../properties.js";
import { contextsOf } from "./contexts.js";
import { type CiDrawing, openTo, type Stroke } from "./drawing.js";
import { type CiRepository, fullName } from "./estate.js";
import { contextOfNames } from "./guarded-contexts.js";

/** A workflow that a group takes; names in lower case. */
export interface SelectedWorkflow {
  /** `owner/name` of its repository. */
  readonly repository: string;
  readonly file: string;
  /** Branch, tag or commit, as it is written. */
  readonly ref: string;
}

/** Those of a group; undefined where it takes every workflow. */
export function selectedWorkflows(group: StoredNode | undefined): readonly SelectedWorkflow[] | undefined {
  if (group?.properties["restricted_to_workflows"] !== true) return undefined;
  return (textsOf(group.properties["selected_workflows"]) ?? []).flatMap((text) => toSelected(text) ?? []);
}

function toSelected(text: string): SelectedWorkflow | undefined {
  const [, repository, file, ref] = /^([^/@]+\/[^/@]+)\/([^@]+)@(.+)$/.exec(text.trim()) ?? [];
  if (repository === undefined || file === undefined || ref === undefined) return undefined;
  return { repository: repository.toLowerCase(), file, ref };
}

/** Whether a job is directly defined in one of them: for certain, or for all that is known at another ref than the one it was read at. */
export function selectedGate(
  job: StoredNode,
  repository: CiRepository,
  selected: readonly SelectedWorkflow[],
): Pick<Stroke, "state" | "condition"> | undefined {
  const own = `${fullName(repository)}/${textOf(job.properties["file"]) ?? ""}@${repository.defaultBranch}`;
  const defined = toSelected(textOf(job.properties["defined_in"]) ?? own);
  const fitting = selected.filter((one) => one.repository === defined?.repository && one.file === defined.file);
  if (fitting.length === 0) return undefined;
  if (fitting.some(({ ref }) => shortOf(ref) === shortOf(defined?.ref ?? ""))) return {};
  return openTo(`the group takes the workflow at ${fitting.map(({ ref }) => ref).join(" or ")}, where it was not read`);
}

function shortOf(ref: string): string {
  return ref.replace(/^refs\/(?:heads|tags)\//, "");
}

const COMMIT = /^[0-9a-f]{40}$/i;

/**
 * Contexts of a repository in which code of somebody's is in a selected workflow of it: what runs at the ref. A commit cannot be changed; a
 * name that looks like a version is a tag.
 */
export function selectedContexts(
  repository: CiRepository,
  selected: readonly SelectedWorkflow[],
  drawing: CiDrawing,
): readonly string[] {
  const own = selected.filter((one) => one.repository === fullName(repository).toLowerCase() && !COMMIT.test(one.ref));
  const contexts = contextsOf(repository);
  return own.flatMap(({ ref }) => {
    const name = shortOf(ref);
    const isTag = ref.startsWith("refs/tags/") || (!ref.startsWith("refs/") && /^v?\d/.test(ref));
    const branch = isTag ? undefined : contexts.find((one) => one.branch?.name === name);
    if (branch !== undefined) return [branch.id];
    const made = contexts.find(({ isNew, run }) => isNew && run.kind === (isTag ? "tag" : "branch"));
    return made === undefined ? [] : [contextOfNames(made, [name], drawing)];
  });
}

/** Whether another workflow may call one of them, and so choose its inputs, as far as their files were read. */
export function isReusable(
  selected: readonly SelectedWorkflow[],
  repositories: ReadonlyMap<string, CiRepository>,
): boolean {
  return selected.some(({ repository, file }) =>
    (repositories.get(repository)?.jobs ?? []).some(
      ({ properties }) =>
        properties["file"] === file &&
        recordsOf(properties["trigger_facts"]).some((fact) => fact["event"] === "workflow_call"),
    ),
  );
}
