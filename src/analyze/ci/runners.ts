// Runners of one's own: who may have code run on them, which other jobs what they left behind runs beside, and which
// machine of a cloud they are.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import { idOf, textOf, textsOf } from "../properties.js";
import { changedGate } from "./changed-settings.js";
import { contextsOf } from "./contexts.js";
import { type CiDrawing, openTo, type Stroke } from "./drawing.js";
import { type CiOwner, type CiRepository, fullName } from "./estate.js";
import { drawForkPullRequests } from "./forks.js";
import { drawMade, newRepositoryGate } from "./new-repository.js";
import { newBranchGate } from "./ref-gates.js";
import { createHosts } from "./runner-hosts.js";
import {
  isReusable,
  type SelectedWorkflow,
  selectedContexts,
  selectedGate,
  selectedWorkflows,
} from "./selected-workflows.js";
import { administratorsId } from "./writers.js";

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
  if (repository.isArchived) return [];
  if (repository.isPrivate === false && (allowsPublic !== true || visibility === "private")) return [];
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

function drawFleet(fleet: Fleet, owner: CiOwner, drawing: CiDrawing): void {
  const { id, labels, runners, group, users } = fleet;
  const { scope } = owner;
  const name = `runners ${labels.join(", ")}${group === undefined ? "" : ` of group ${group.name}`}`;
  drawing.node({ id, kind: "set", type: "github.runners", name, scope, properties: {} });
  for (const runner of runners) drawing.edge({ kind: "includes", from: id, to: runner.id });
  const selected = selectedWorkflows(group);
  const because = [group?.id ?? id];
  const enter = (from: string, how: Pick<Stroke, "state" | "condition">): void =>
    drawing.edge({ kind: "runs_code_in", from, to: id, because, ...how });
  for (const { repository, doubt } of users) {
    if (selected === undefined) {
      for (const context of enteringContexts(repository)) enter(context, openTo(doubt));
      const fork = drawForkPullRequests(repository, drawing);
      if (fork !== undefined) enter(fork, openTo(doubt));
    }
    for (const job of repository.jobs) if (takes(job, fleet)) drawJob(job, fleet, { repository, doubt }, drawing);
  }
  if (group !== undefined && selected === undefined) drawLet(group, owner, { enter, drawing });
  if (selected !== undefined) drawSelected(fleet, selected, owner, { enter, drawing });
}

/** Where a job of somebody's runs that names the runners: on a branch, and on a tag where that takes less. */
function enteringContexts(repository: CiRepository): readonly string[] {
  const isTagEasier = newBranchGate(repository).state !== "none";
  return contextsOf(repository).flatMap(({ id, branch, isNew, run }) => {
    const isMade = isNew && (run.kind === "branch" || (run.kind === "tag" && isTagEasier));
    return branch !== undefined || isMade ? [id] : [];
  });
}

/** Of repositories that the group does not take as they are: those that a member makes, and those that an administrator changes for it. */
function drawLet(group: StoredNode, owner: CiOwner, { enter, drawing }: Entering): void {
  const { visibility, allows_public_repositories: allowsPublic } = group.properties;
  const open = visibility === "all" && allowsPublic === true ? ["public"] : [];
  const gate = visibility === "selected" ? undefined : newRepositoryGate(owner, [...open, "private", "internal"]);
  if (gate !== undefined) enter(drawMade(owner, drawing), gate);
  for (const repository of owner.repositories) {
    const changed = changedGate(repository, (as) => usersOf(as, group).some(({ doubt }) => doubt === undefined));
    if (changed !== undefined) enter(administratorsId(repository), changed);
  }
}

interface Entering {
  readonly enter: (from: string, how: Pick<Stroke, "state" | "condition">) => void;
  readonly drawing: CiDrawing;
}

/** Of a group for selected workflows, who gets code into one of those: in its own repository, or by what it is called with. */
function drawSelected(
  { users }: Fleet,
  selected: readonly SelectedWorkflow[],
  { repositories }: CiOwner,
  { enter, drawing }: Entering,
): void {
  if (users.length === 0) return;
  const named = new Map(repositories.map((one) => [fullName(one).toLowerCase(), one]));
  const called = isReusable(selected, named);
  const doubts = new Map(users.map(({ repository, doubt }) => [repository.id, doubt]));
  const others = called
    ? openTo("only through a workflow that the group takes, whose inputs were not looked at")
    : { state: "blocked" as const, condition: "only selected workflows may use the group" };
  for (const { repository } of users) enter(`${repository.id}@any-branch`, others);
  const elsewhere = "a repository that the group takes has to call the workflow";
  for (const repository of new Set(selected.flatMap((one) => named.get(one.repository) ?? []))) {
    const how = openTo(doubts.has(repository.id) ? doubts.get(repository.id) : elsewhere);
    for (const context of selectedContexts(repository, selected, drawing)) enter(context, how);
  }
}

function drawJob(job: StoredNode, { id, isLasting, group }: Fleet, user: User, drawing: CiDrawing): void {
  const selected = selectedWorkflows(group);
  const taken = selected === undefined ? {} : selectedGate(job, user.repository, selected);
  if (taken === undefined) return;
  const doubts = [user.doubt, taken.condition].filter((text) => text !== undefined);
  const doubt = doubts.length === 0 ? undefined : doubts.join("; ");
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
