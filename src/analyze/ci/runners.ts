// Runners of one's own: who may have code run on them, which other jobs what they left behind runs beside, and which
// machine of a cloud they are.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import { idOf, textOf, textsOf } from "../properties.js";
import { type CiDrawing, openTo } from "./drawing.js";
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
  readonly users: readonly User[];
}

/** A repository whose jobs the runners take; `doubt` says why they may not. */
interface User {
  readonly repository: CiRepository;
  readonly doubt: string | undefined;
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
      const users = single
        ? [{ repository: single, doubt: undefined }]
        : owner.repositories.flatMap((one) => (group === undefined ? [] : usersOf(one, group)));
      for (const fleet of fleetsOf(parent, runners, group, users)) drawFleet(fleet, owner, drawing);
      const machines = runners.flatMap((runner) => hosts.draw(runner, drawing));
      if (machines.length > 0) found.set(parent, [...new Set(machines)].sort(compareText));
    }
  }
  return found;
}

/** The repository, where it may use the group. Of a choice that was not read each may be a part. */
function usersOf(repository: CiRepository, { properties }: StoredNode): User[] {
  const { visibility, allows_public_repositories: allowsPublic, repositories } = properties;
  if (repository.isArchived || (repository.isPrivate === false && allowsPublic !== true)) return [];
  if (visibility === "all" || visibility === "private") return [{ repository, doubt: undefined }];
  const chosen = textsOf(repositories);
  if (chosen === undefined)
    return [{ repository, doubt: "the repository is among those the group was selected for, which were not read" }];
  const isChosen = chosen.includes(repository.id) || chosen.includes(idOf(repository.numericId) ?? "");
  return isChosen ? [{ repository, doubt: undefined }] : [];
}

function fleetsOf(
  parent: string,
  runners: readonly StoredNode[],
  group: StoredNode | undefined,
  users: readonly User[],
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
  const runs = { kind: "runs_code_in" as const, to: id, because: [group?.id ?? id] };
  for (const { repository, doubt } of users) {
    const open = openTo(doubt);
    const closed = { state: "blocked" as const, condition: "only selected workflows may use the group" };
    drawing.edge({ ...runs, from: `${repository.id}@any-branch`, ...(restricted ? closed : open) });
    const fork = restricted ? undefined : drawForkPullRequests(repository, drawing);
    if (fork !== undefined) drawing.edge({ ...runs, from: fork, ...open });
    for (const job of repository.jobs) if (takes(job, fleet)) drawJob(job, fleet, doubt, drawing);
  }
}

function drawJob(job: StoredNode, { id, isLasting }: Fleet, doubt: string | undefined, drawing: CiDrawing): void {
  drawing.edge({ kind: "runs_code_in", from: job.id, to: id, because: [job.id], ...openTo(doubt) });
  if (isLasting === false) return;
  const kept =
    isLasting === true
      ? "the runner keeps what an earlier job left on it"
      : "whether the runner keeps what an earlier job left on it was not read";
  const condition = doubt === undefined ? kept : `${kept}; ${doubt}`;
  const isSure = isLasting === true && doubt === undefined;
  const state = isSure ? ("met" as const) : ("unknown" as const);
  const confidence = isSure ? LEFT_BEHIND : LEFT_BEHIND * 0.6;
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
