// Which runs of crawled projects each trust accepts. The refs and environments that a trust names are tried as they are; for
// those that its wildcards leave open an example is tried that nobody has protected by name.
import { addAll } from "../../model/add-all.js";
import type { StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo, groupBy } from "../../model/group-by.js";
import { hashText } from "../../model/hash.js";
import { type Acceptance, acceptance, demandsOf } from "../ci/acceptance.js";
import type { CiDrawing } from "../ci/drawing.js";
import { textsOf } from "../properties.js";
import type { FederatedTrust } from "../trust/federated.js";
import { type Contexts, exampleOf, FRESH, ownRuns } from "./contexts.js";
import type { GitLabProject } from "./estate.js";
import { developerGate } from "./gates.js";
import { runsOfJob } from "./job-runs.js";
import { environmentOf, newRuns } from "./new-environments.js";
import type { GitLabRun } from "./run.js";
import { tokenOf } from "./tokens.js";

export interface GitLabFederation {
  /** Trusts that accept some run of a crawled project. */
  readonly matched: ReadonlySet<string>;
  /** Node id of a job → trusts that accept it. */
  readonly byJob: ReadonlyMap<string, readonly string[]>;
  /** Project → trusts that accept some run of it. */
  readonly byProject: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface FederationFrame {
  readonly projects: readonly GitLabProject[];
  readonly contexts: Contexts;
  readonly now: Date;
  readonly drawing: CiDrawing;
}

/** So many projects that a trust takes alike become one edge from a set of them. */
const FEW = 3;
/** Of whoever starts the pipeline: what it is asked for, by which event, on which machine. */
const CHOSEN = new Set(["pipeline_source", "runner", "tier", "environment", "environment_protected"]);
const PERSON = /^user/;

/** Draws an edge to each trust from what it accepts among the runs of projects on its own host, archived ones left out. */
export function drawGitLabFederation(trusts: readonly FederatedTrust[], frame: FederationFrame): GitLabFederation {
  const matched = new Set<string>();
  const byJob = new Map<string, string[]>();
  const byProject = new Map<string, Set<string>>();
  for (const trust of trusts) {
    const runs = runsIn(trust);
    const alike: GitLabAccepted[] = [];
    for (const project of frame.projects) {
      if (project.isArchived || project.host !== trust.issuer.name.toLowerCase()) continue;
      const found = acceptedRuns(trust, project, runs, frame);
      const jobs = acceptedJobs(trust, project, frame);
      if (found.length + jobs.length === 0) continue;
      matched.add(trust.id);
      byProject.set(project.id, (byProject.get(project.id) ?? new Set()).add(trust.id));
      addAll(alike, found);
      for (const { job, accepted } of jobs) {
        addTo(byJob, job, trust.id);
        drawFrom(job, trust, accepted, frame.drawing);
      }
    }
    drawContexts(trust, alike, frame);
  }
  return { matched, byJob, byProject };
}

interface GitLabAccepted {
  readonly project: GitLabProject;
  readonly run: GitLabRun;
  readonly accepted: Acceptance;
}

/** Runs of a project that a trust accepts. Where every developer gets in by a new branch, nothing else has to be said. */
function acceptedRuns(
  trust: FederatedTrust,
  project: GitLabProject,
  named: readonly GitLabRun[],
  { now }: FederationFrame,
): readonly GitLabAccepted[] {
  const found: GitLabAccepted[] = [];
  const judge = (run: GitLabRun): Acceptance => withDemands(acceptance(trust, [tokenOf(project, run)], now));
  const claims = [...(project.keys ?? []), ...claimsOf(trust)];
  const runs = possibleRuns(project, named, claims);
  for (const run of runs) {
    const accepted = judge(run);
    if (accepted.state === "blocked") continue;
    found.push({ project, run, accepted });
    const isOpenToAll = run.isNew === true && accepted.state === "none" && developerGate(project, run).state === "none";
    if (isOpenToAll) return found;
  }
  if (found.length > 0) return found;
  for (const run of turnedRuns(project, runs, claims)) {
    const accepted = judge(run);
    if (accepted.state !== "blocked") return [{ project, run, accepted }];
  }
  return [];
}

/**
 * Runs of its own and those that a trust names, each in the environments that it may be in where something is asked of those; what is
 * alike once. In: the claims that the subject is made of and that the trust looks at.
 */
function possibleRuns(
  project: GitLabProject,
  named: readonly GitLabRun[],
  claims: readonly string[],
): readonly GitLabRun[] {
  // A subject may ask for the protection or tier of an environment without naming one.
  const isAsked = named.some(({ environment }) => environment !== undefined) || claims.some(isOfEnvironment);
  const own = ownRuns(project);
  const environments = isAsked ? [...project.environments.map(({ name }) => name), FRESH] : [];
  const inside = own.flatMap((run) => environments.map((environment) => ({ ...run, environment })));
  const all = [...own, ...named, ...inside].flatMap((run) => {
    const isThere = environmentOf(project, run) !== undefined;
    return run.environment === undefined || isThere ? [run] : newRuns(run, project.newEnvironments);
  });
  const byKey = groupBy(all, ({ kind, ref, environment, tier }) => JSON.stringify([kind, ref, environment, tier]));
  return [...byKey.values()].flatMap(([first]) => first ?? []);
}

/** Where nothing is taken as it is: the runs that there are once somebody has changed what is protected. */
function turnedRuns(
  { newEnvironments }: GitLabProject,
  runs: readonly GitLabRun[],
  claims: readonly string[],
): readonly GitLabRun[] {
  const isRef = claims.includes("ref_protected");
  const isEnvironment = claims.includes("environment_protected") && newEnvironments.canProtect !== false;
  return runs.flatMap((run): GitLabRun[] => [
    ...(isRef ? [{ ...run, turned: "ref" as const }] : []),
    ...(isEnvironment && run.environment !== undefined ? [{ ...run, turned: "environment" as const }] : []),
  ]);
}

/** Claims that a trust looks at, by their plain names. */
function claimsOf({ conditions }: FederatedTrust): readonly string[] {
  return conditions.alternatives.flat().map(({ key }) => key.slice(key.lastIndexOf(":") + 1));
}

function isOfEnvironment(key: string): boolean {
  return /^(?:environment|deployment_tier)/.test(key);
}

/** What is demanded of the person or machine that nobody can choose freely is said. */
export function withDemands(accepted: Acceptance): Acceptance {
  if (accepted.state === "blocked") return accepted;
  const demands = demandsOf(accepted.closed).filter((hole) => !CHOSEN.has(hole));
  const persons = demands.filter((hole) => PERSON.test(hole));
  if (persons.length === 0) return accepted;
  const values = persons.flatMap((hole) => accepted.closed.get(hole) ?? []);
  const condition = `only for pipelines of ${values.join(", ")}`;
  return { ...accepted, state: accepted.state === "none" ? "unknown" : accepted.state, condition };
}

/** Jobs with an id-token whose audience fits, on the refs that they run on. */
function acceptedJobs(
  trust: FederatedTrust,
  project: GitLabProject,
  { now }: FederationFrame,
): readonly { readonly job: string; readonly accepted: Acceptance }[] {
  return project.jobs.flatMap((job) => {
    const outcomes = runsOfJob(job, project).flatMap((run) =>
      audiencesOf(job).map((audience) => withDemands(acceptance(trust, [tokenOf(project, run, audience)], now))),
    );
    const [accepted] = outcomes
      .filter(({ state }) => state !== "blocked")
      .sort((a, b) => Number(a.state === "unknown") - Number(b.state === "unknown"));
    return accepted === undefined ? [] : [{ job: job.id, accepted }];
  });
}

/** Audiences of a job's tokens; one that a variable holds may be any. */
function audiencesOf(job: StoredNode): readonly (string | undefined)[] {
  const audiences = textsOf(job.properties["audiences"]) ?? [];
  return audiences.map((audience) => (audience.includes("$") ? undefined : audience));
}

function drawContexts(
  trust: FederatedTrust,
  found: readonly GitLabAccepted[],
  { contexts, drawing, projects }: FederationFrame,
): void {
  const free = found.filter(({ accepted }) => accepted.state === "none");
  const isMany = new Set(free.map(({ project }) => project.id)).size > FEW;
  for (const { project, run, accepted } of isMany ? found.filter((one) => !free.includes(one)) : found) {
    drawFrom(contexts.of(project, run), trust, accepted, drawing);
  }
  if (!isMany) return;
  const hub = drawHub(free, { contexts, drawing, all: projects });
  drawing.edge({ kind: "federates", from: hub, to: trust.id, because: [trust.id] });
}

function drawHub(
  found: readonly GitLabAccepted[],
  { contexts, drawing, all }: { contexts: Contexts; drawing: CiDrawing; all: readonly GitLabProject[] },
): string {
  const ids = found.map(({ project, run }) => contexts.of(project, run)).sort(compareText);
  const key = hashText(ids.join("\n")).slice(0, 12);
  const scope = found[0]?.project.scope ?? "";
  const hub = `set:${scope}/runs/${key}`;
  if (drawing.has(hub)) return hub;
  const projects = new Set(found.map(({ project }) => project.id));
  const siblings = all.filter((project) => project.scope === scope && !project.isArchived);
  const group = scope.slice(scope.indexOf("/") + 1);
  const words = siblings.length === projects.size ? `any project of ${group}` : `${projects.size} projects of ${group}`;
  const source = `set:${scope}/projects/${key}`;
  drawing.node({ id: source, kind: "set", type: "gitlab.projects", name: words, scope, properties: {} });
  drawing.node({ id: hub, kind: "set", type: "gitlab.contexts", name: `runs of ${words}`, scope, properties: {} });
  drawing.edge({ kind: "includes", from: source, to: hub });
  for (const id of ids) drawing.edge({ kind: "member_of", from: id, to: hub });
  return hub;
}

function drawFrom(from: string, trust: FederatedTrust, { state, condition }: Acceptance, drawing: CiDrawing): void {
  drawing.edge({ kind: "federates", from, to: trust.id, state, condition, because: [trust.id] });
}

const CLAIM = /(?:^|:)(sub|ref|ref_path|environment)$/;

/** Runs that a trust's conditions name, in subjects and in claims of their own; a wildcard is filled with an example. */
export function runsIn({ conditions }: FederatedTrust): readonly GitLabRun[] {
  const refs = new Set<string>();
  const environments = new Set<string | undefined>([undefined]);
  for (const { key, texts, kind, isNegated } of conditions.alternatives.flat()) {
    const claim = CLAIM.exec(key)?.[1];
    if (claim === undefined || kind !== "match" || isNegated) continue;
    for (const text of texts) {
      const ref = claim === "sub" ? /(?:^|:)ref:([^:]+)/.exec(text)?.[1] : claim === "environment" ? undefined : text;
      const environment =
        claim === "sub" ? /(?:^|:)environment:([^:]+)/.exec(text)?.[1] : claim === "environment" ? text : undefined;
      if (ref !== undefined) refs.add(exampleOf(ref.replace(/^refs\/(?:heads|tags)\//, "")));
      if (environment !== undefined) environments.add(exampleOf(environment));
    }
  }
  const names = [...new Set([FRESH, ...refs])];
  return names.flatMap((ref) =>
    (["branch", "tag"] as const).flatMap((kind) =>
      [...environments].map((environment) => ({
        kind,
        ref,
        ...(ref.includes(FRESH) || kind === "tag" ? { isNew: true } : {}),
        ...(environment === undefined ? {} : { environment }),
      })),
    ),
  );
}
