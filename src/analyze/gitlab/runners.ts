// Runners: jobs of which projects they take, what an earlier job left there runs beside which later ones, and which machine
// of a cloud they are. Whoever writes a pipeline chooses the tags of its jobs: only the protection of a ref keeps a runner apart.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import { hashText } from "../../model/hash.js";
import type { CiDrawing, Stroke } from "../ci/drawing.js";
import { createHosts } from "../ci/runner-hosts.js";
import { flagOf, textOf, textsOf } from "../properties.js";
import { type Contexts, ownRuns } from "./contexts.js";
import type { GitLabEstate, GitLabProject } from "./estate.js";
import { isProtectedRun } from "./gates.js";
import { runsOfJob } from "./job-runs.js";
import { drawJobSets, type JobSets } from "./job-sets.js";
import type { GitLabRun } from "./run.js";
import { createServedProjects, type Holder, type ServedProjects } from "./served.js";

const RUNNER = "gitlab.runner";
/** GitLab does not say whether a machine lasts; what a job left there is found by a later one that looks like any other. */
const LEFT_BEHIND = 0.48;
const LASTS = "whether the runner keeps what an earlier job left on it is not told by GitLab";

export interface RunnerFacts {
  /** Projects whose jobs it takes, of those that were crawled; undefined where that was not read. */
  readonly projects: readonly GitLabProject[] | undefined;
  /** Jobs of protected branches and tags that it takes. */
  readonly guardedJobs: readonly string[];
  /** Identities of the machine that it is, as far as names tell. */
  readonly identities: readonly string[];
}

/** Runners that take the same jobs. */
interface Fleet {
  readonly id: string;
  readonly scope: string;
  readonly holders: readonly Holder[];
  readonly areHoldersRead: boolean;
  /** Undefined when the details were not read. */
  readonly labels: readonly string[] | undefined;
  readonly takesUntagged: boolean | undefined;
  /** Takes jobs of protected refs alone; undefined when that was not read. */
  readonly isGuarded: boolean | undefined;
  readonly isPaused: boolean;
  /** A machine for each job, run by GitLab. */
  readonly isHosted: boolean;
  readonly projects: readonly GitLabProject[];
  readonly runners: readonly StoredNode[];
}

/** Draws runners; answers what is known of each, by its id. */
export function drawRunners(
  input: Pick<AnalysisInput, "nodes" | "edges">,
  estate: GitLabEstate,
  contexts: Contexts,
  drawing: CiDrawing,
): ReadonlyMap<string, RunnerFacts> {
  const runners = [...input.nodes([RUNNER])];
  const found = new Map<string, RunnerFacts>();
  if (runners.length === 0) return found;
  const sets = drawJobSets(estate, contexts, drawing);
  const hosts = createHosts(input);
  const served = createServedProjects(estate);
  const byFleet = new Map<string, StoredNode[]>();
  for (const runner of runners) {
    const key = keyOf(runner);
    addTo(byFleet, key, runner);
  }
  for (const [key, same] of byFleet) {
    const [first] = same;
    if (first === undefined) continue;
    const fleet = toFleet(key, first, same, { estate, served });
    const guardedJobs = drawFleet(fleet, { sets, contexts, drawing });
    for (const runner of same) {
      const identities = fleet.isHosted ? [] : [...new Set(hosts.draw(runner, drawing))].sort(compareText);
      const projects = fleet.areHoldersRead ? fleet.projects : undefined;
      found.set(runner.id, { projects, guardedJobs, identities });
    }
  }
  return found;
}

function keyOf({ scope, properties }: StoredNode): string {
  const { runner_type, labels, run_untagged, access_level, paused, projects, groups, is_hosted } = properties;
  return JSON.stringify([scope, runner_type, labels, run_untagged, access_level, paused, projects, groups, is_hosted]);
}

function toFleet(
  key: string,
  { scope, properties }: StoredNode,
  runners: readonly StoredNode[],
  { estate, served }: { readonly estate: GitLabEstate; readonly served: ServedProjects },
): Fleet {
  const level = textOf(properties["access_level"]);
  const holders = holdersOf(scope, properties, estate);
  // Where nobody says whose jobs it takes it may be those of all that were crawled.
  const possible: readonly Holder[] = holders ?? [{ kind: "node", id: scope }];
  return {
    id: `set:${scope}/runners/${hashText(key).slice(0, 12)}`,
    scope,
    holders: possible,
    areHoldersRead: holders !== undefined,
    labels: textsOf(properties["labels"]),
    takesUntagged: flagOf(properties["run_untagged"]),
    isGuarded: level === undefined ? undefined : level === "ref_protected",
    isPaused: properties["paused"] === true,
    isHosted: properties["is_hosted"] === true,
    projects: served(possible),
    runners,
  };
}

function holdersOf(
  scope: string,
  { runner_type: type, projects, groups }: StoredNode["properties"],
  { groups: known, projects: all }: GitLabEstate,
): readonly Holder[] | undefined {
  if (type === "instance_type") {
    const host = all.find((project) => project.scope === scope)?.host;
    return host === undefined ? [] : [{ kind: "server", host }];
  }
  if (type === "project_type") return textsOf(projects)?.map((id) => ({ kind: "node", id }));
  return textsOf(groups)?.map((id) => {
    // The group that was crawled is the scope itself, which its number does not tell.
    const number = Number(/\/-\/groups\/(\d+)$/.exec(id)?.[1]);
    return { kind: "node", id: known.find((group) => group.number === number && group.scope === scope)?.id ?? id };
  });
}

interface Frame {
  readonly sets: JobSets;
  readonly contexts: Contexts;
  readonly drawing: CiDrawing;
}

/** Answers the jobs of protected refs that it takes. */
function drawFleet(fleet: Fleet, { sets, contexts, drawing }: Frame): readonly string[] {
  const { id, scope, labels, runners, isGuarded, isPaused, isHosted, holders } = fleet;
  const words = labels === undefined || labels.length === 0 ? "without tags" : labels.join(", ");
  const name = `runners ${words}${isHosted ? " of GitLab" : ""}`;
  drawing.node({ id, kind: "set", type: "gitlab.runners", name, scope, properties: {} });
  for (const runner of runners) drawing.edge({ kind: "includes", from: id, to: runner.id });
  const because = [namedBy(fleet)];
  const runs: Omit<Stroke, "from"> = { kind: "runs_code_in", to: id, because, ...stateOf(fleet) };
  for (const holder of holders) {
    const set = holder.kind === "server" ? sets.ofServer(holder.host) : sets.of(holder.id);
    // What reaches protected refs reaches both sorts of runner.
    drawing.edge({ ...runs, from: isGuarded === true ? set.guarded : set.open });
    // Others than the projects that were crawled use it, too.
    if (holder.kind === "server" && !isHosted && isGuarded !== true) drawStrangers(holder.host, fleet, runs, drawing);
  }
  if (isHosted || isPaused) return [];
  return fleet.projects.flatMap((project) => drawLeftBehind(project, fleet, contexts, drawing));
}

/** What an edge names for the fleet: its only runner, else the set, which has an edge to each. A list on every edge is runners times jobs. */
function namedBy({ id, runners: [only, ...more] }: Fleet): string {
  return only === undefined || more.length > 0 ? id : only.id;
}

function stateOf({ isPaused, isGuarded, areHoldersRead }: Fleet): Partial<Stroke> {
  if (isPaused) return { state: "blocked", condition: "the runner is paused" };
  if (!areHoldersRead) return { state: "unknown", condition: "whose jobs the runner takes was not read" };
  if (isGuarded !== undefined) return {};
  return { state: "unknown", condition: "whether it takes jobs of protected branches alone was not read" };
}

function drawStrangers(host: string, { scope }: Fleet, runs: Omit<Stroke, "from">, drawing: CiDrawing): void {
  const id = `set:gitlab:${host}/-/projects`;
  const name = `whoever may make a project at ${host}`;
  drawing.node({ id, kind: "set", type: "gitlab.server-projects", name, scope, properties: {} });
  const condition = "the runner is there for every project of the server";
  drawing.edge({ ...runs, from: id, state: runs.state ?? "met", condition: runs.condition ?? condition });
}

/** Later jobs, and the runs that they belong to with their variables, where they go to these runners. */
function drawLeftBehind(
  project: GitLabProject,
  fleet: Fleet,
  contexts: Contexts,
  drawing: CiDrawing,
): readonly string[] {
  const own = new Map(ownRuns(project).map((run) => [keyOfRun(run), run]));
  const guarded: string[] = [];
  for (const job of project.jobs) {
    if (!takes(job, fleet)) continue;
    const runs = runsOfJob(job, project).filter(
      (run) => fleet.isGuarded !== true || isProtectedRun(project, run) !== false,
    );
    if (runs.length === 0) continue;
    if (runs.some((run) => isProtectedRun(project, run) === true)) guarded.push(job.id);
    const places = runs.flatMap((run) => own.get(keyOfRun(run)) ?? []).map((run) => contexts.of(project, run));
    for (const to of [job.id, ...places]) {
      drawing.edge({
        kind: "runs_code_in",
        from: fleet.id,
        to,
        state: "unknown",
        condition: LASTS,
        confidence: LEFT_BEHIND,
        because: [namedBy(fleet), job.id],
      });
    }
  }
  return guarded;
}

function keyOfRun({ kind, ref }: GitLabRun): string {
  return `${kind}/${ref}`;
}

/** A job goes to runners that have all its tags; one without tags to those that take such jobs. */
function takes({ properties }: StoredNode, { labels, takesUntagged }: Fleet): boolean {
  const wanted = textsOf(properties["runs_on"]) ?? [];
  if (wanted.length === 0) return takesUntagged !== false;
  // A variable in a tag is whatever the pipeline makes of it.
  return wanted.every((tag) => tag.includes("$") || labels === undefined || labels.includes(tag));
}
