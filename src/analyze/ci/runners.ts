// Runners of one's own: who may have code run on them, which other jobs what they left behind runs beside, and which
// machine of a cloud they are.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import { idOf, textOf, textsOf } from "../properties.js";
import type { CiDrawing } from "./drawing.js";
import type { CiOwner, CiRepository } from "./estate.js";
import { drawForkPullRequests } from "./forks.js";
import { createHosts } from "./runner-hosts.js";

/** What a job left behind is found by a later one that looks like any other. */
const LEFT_BEHIND = 0.8;

/** Set of those who may register runners of an organisation. */
export function registersId({ scope }: CiOwner): string {
  return `${scope}@runner-registrars`;
}

/** Runners of one group or repository that take the same jobs and forget them, or not. */
interface Fleet {
  readonly id: string;
  readonly labels: readonly string[];
  /** Undefined when it is not known whether a runner is used once. */
  readonly isLasting: boolean | undefined;
  readonly runners: readonly StoredNode[];
  readonly group: StoredNode | undefined;
  readonly users: readonly CiRepository[];
}

/** Draws runners; answers what the runners of each group are of a cloud, by the id of the group. */
export function drawRunners(
  input: Pick<AnalysisInput, "nodes" | "edges">,
  owners: readonly CiOwner[],
  drawing: CiDrawing,
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, StoredNode>();
  for (const node of input.nodes(["github.runner-group"])) groups.set(node.id, node);
  const byParent = new Map<string, StoredNode[]>();
  for (const node of input.nodes(["github.runner"])) {
    addTo(byParent, node.parent ?? "", node);
  }
  const hosts = createHosts(input);
  const found = new Map<string, readonly string[]>();
  for (const owner of owners) {
    drawRegistrars(owner, drawing);
    const repositories = new Map(owner.repositories.map((one) => [one.id, one]));
    for (const [parent, runners] of byParent) {
      const group = groups.get(parent);
      const single = repositories.get(parent);
      if (single === undefined && group?.scope !== owner.scope) continue;
      const users = single ? [single] : owner.repositories.filter((one) => group !== undefined && mayUse(one, group));
      for (const fleet of fleetsOf(parent, runners, group, users)) drawFleet(fleet, owner, drawing);
      const machines = runners.flatMap((runner) => hosts.draw(runner, drawing));
      if (machines.length > 0) found.set(parent, [...new Set(machines)].sort(compareText));
    }
  }
  return found;
}

function mayUse(repository: CiRepository, { properties }: StoredNode): boolean {
  const { visibility, allows_public_repositories: allowsPublic, repositories } = properties;
  if (repository.isArchived || (repository.isPrivate === false && allowsPublic !== true)) return false;
  if (visibility === "all" || visibility === "private") return true;
  const chosen = textsOf(repositories) ?? [];
  return chosen.includes(repository.id) || chosen.includes(idOf(repository.numericId) ?? "");
}

function fleetsOf(
  parent: string,
  runners: readonly StoredNode[],
  group: StoredNode | undefined,
  users: readonly CiRepository[],
): readonly Fleet[] {
  const fleets = new Map<string, { labels: string[]; isLasting: boolean | undefined; runners: StoredNode[] }>();
  for (const runner of runners) {
    const labels = (textsOf(runner.properties["labels"]) ?? []).map((label) => label.toLowerCase()).sort(compareText);
    const { ephemeral } = runner.properties;
    const isLasting = typeof ephemeral === "boolean" ? !ephemeral : undefined;
    const key = `${labels.join(",")}${isLasting === false ? " once" : isLasting === undefined ? " unknown" : ""}`;
    const fleet = fleets.get(key) ?? { labels, isLasting, runners: [] };
    fleet.runners.push(runner);
    fleets.set(key, fleet);
  }
  return [...fleets].map(([key, fleet]) => ({ id: `${parent}@runners/${key}`, ...fleet, group, users }));
}

function drawFleet(fleet: Fleet, { scope }: CiOwner, drawing: CiDrawing): void {
  const { id, labels, runners, group, users } = fleet;
  const name = `runners ${labels.join(", ")}${group === undefined ? "" : ` of group ${group.name}`}`;
  drawing.node({ id, kind: "set", type: "github.runners", name, scope, properties: {} });
  for (const runner of runners) drawing.edge({ kind: "includes", from: id, to: runner.id });
  const restricted = group?.properties["restricted_to_workflows"] === true;
  const state = restricted ? ("blocked" as const) : ("none" as const);
  const condition = restricted ? "only selected workflows may use the group" : undefined;
  const runs = { kind: "runs_code_in" as const, because: [group?.id ?? id] };
  for (const repository of users) {
    drawing.edge({ ...runs, from: `${repository.id}@any-branch`, to: id, state, condition });
    const fork = restricted ? undefined : drawForkPullRequests(repository, drawing);
    if (fork !== undefined) drawing.edge({ ...runs, from: fork, to: id });
    for (const job of repository.jobs) if (takes(job, fleet)) drawJob(job, fleet, drawing);
  }
}

function drawJob(job: StoredNode, { id, isLasting }: Fleet, drawing: CiDrawing): void {
  drawing.edge({ kind: "runs_code_in", from: job.id, to: id, because: [job.id] });
  if (isLasting === false) return;
  const condition =
    isLasting === true
      ? "the runner keeps what an earlier job left on it"
      : "whether the runner keeps what an earlier job left on it was not read";
  const state = isLasting === true ? ("met" as const) : ("unknown" as const);
  const confidence = isLasting === true ? LEFT_BEHIND : LEFT_BEHIND * 0.6;
  drawing.edge({ kind: "runs_code_in", from: id, to: job.id, state, condition, confidence, because: [id] });
}

/** Whether a job goes to runners with these labels: to all that have every label it names. */
function takes({ properties }: StoredNode, { labels, group }: Fleet): boolean {
  const wanted = (textsOf(properties["runs_on"]) ?? []).map((label) => label.toLowerCase());
  const named = textOf(properties["runner_group"]);
  if (named !== undefined && group !== undefined && named.toLowerCase() !== group.name.toLowerCase()) return false;
  if (wanted.length === 0 && named === undefined) return false;
  return wanted.every((label) => labels.includes(label));
}

/** Whoever registers a runner with the labels of a job is sent it, with its secrets and its token. */
function drawRegistrars(owner: CiOwner, drawing: CiDrawing): void {
  const jobs = owner.repositories
    .filter(({ isArchived }) => !isArchived)
    .flatMap((repository) => repository.jobs.filter(({ properties }) => properties["is_self_hosted"] === true));
  const id = registersId(owner);
  const name = `whoever may register runners of ${owner.login}`;
  drawing.node({ id, kind: "set", type: "github.runner-registrars", name, scope: owner.scope, properties: {} });
  const condition = "a runner of theirs with the labels of the job is sent it, with its secrets";
  for (const job of jobs)
    drawing.edge({
      kind: "runs_code_in",
      from: id,
      to: job.id,
      state: "met",
      condition,
      because: [owner.scope, job.id],
    });
}
