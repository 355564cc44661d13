// Projects that members of a crawled group may make, and the trusts that would take their runs: at a path that a trust names and
// that no project has, or has any longer, and wherever any project of the group is taken. Whoever makes a project runs what he
// likes in it. Where a project was moved or renamed, its old path leads to it only until somebody takes it:
// https://docs.gitlab.com/user/project/repository/#repository-path-changes
import { compareText } from "../../model/compare.js";
import type { JsonRecord } from "../../model/words.js";
import { type Acceptance, acceptance } from "../ci/acceptance.js";
import type { CiDrawing } from "../ci/drawing.js";
import type { FederatedTrust } from "../trust/federated.js";
import { exampleOf, FRESH } from "./contexts.js";
import type { GitLabEstate } from "./estate.js";
import { runsIn, withDemands } from "./federation.js";
import { fits } from "./gates.js";
import type { GitLabGroup } from "./group.js";
import type { GitLabRun } from "./run.js";
import { developersId, maintainersId } from "./sets.js";
import { type TokenProject, tokenOf } from "./tokens.js";

export interface NewProjectFrame {
  readonly estate: GitLabEstate;
  /** Whether every project of a scope was listed. */
  isListed(scope: string): boolean;
  readonly drawing: CiDrawing;
  readonly now: Date;
}

const NEW_BRANCH: GitLabRun = { kind: "branch", ref: FRESH, isNew: true };

/** Draws who may make a project that a trust takes. Out: columns of trusts that name projects of crawled groups by their path alone. */
export function drawNewProjects(
  trusts: readonly FederatedTrust[],
  { estate, isListed, drawing, now }: NewProjectFrame,
): ReadonlyMap<string, JsonRecord> {
  const { above, isTaken } = placesIn(estate);
  const columns = new Map<string, JsonRecord>();
  for (const trust of trusts) {
    const host = trust.issuer.name.toLowerCase();
    const open = new Set<GitLabGroup>();
    for (const group of estate.groups) {
      for (const path of group.host === host ? [`${group.path}/${FRESH}`, `${group.path}/${FRESH}/${FRESH}`] : []) {
        const accepted = takenAt(trust, path, group, now);
        if (accepted === undefined) continue;
        open.add(group);
        draw(trust, group, { ...accepted, isDeep: isBelow(path, group) }, drawing);
      }
    }
    const missing: string[] = [];
    let isAbout = false;
    let isKnown = true;
    const asked = pathsIn(trust).flatMap((named) => examplesOf(named, host, estate).map((path) => ({ named, path })));
    for (const { named, path } of asked) {
      const isName = path === named;
      const group = above(host, path);
      if (isName) isAbout ||= group !== undefined;
      if (group === undefined || (isName && !isListed(group.scope))) isKnown &&= !isName;
      else if (!isTaken(host, path) && !open.has(group)) {
        const accepted = takenAt(trust, path, group, now);
        if (accepted === undefined) continue;
        if (isName) missing.push(path);
        const condition = [`a project called ${named} has to be made`, accepted.condition].filter(Boolean).join("; ");
        const state = accepted.state === "none" ? "met" : accepted.state;
        draw(trust, group, { state, condition, isDeep: isBelow(path, group) }, drawing);
      }
    }
    const isMissing = missing.length > 0;
    if (isAbout)
      columns.set(trust.id, {
        subject_checked: true,
        ...(isMissing && { missing_subject: missing.join(", ") }),
        ...((isMissing || isKnown) && { subject_known: !isMissing }),
      });
  }
  return columns;
}

/** Which paths are taken, and the nearest group above one; letters may be small or not. */
function placesIn({ groups, projects }: GitLabEstate) {
  const keyOf = (host: string, path: string) => `${host} ${path}`.toLowerCase();
  const byPath = new Map(groups.map((group) => [keyOf(group.host, group.path), group]));
  const taken = new Set(projects.map(({ host, path }) => keyOf(host, path)));
  return {
    above(host: string, path: string): GitLabGroup | undefined {
      for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
        const group = byPath.get(keyOf(host, path.slice(0, end)));
        if (group !== undefined) return group;
      }
      return undefined;
    },
    isTaken: (host: string, path: string) => taken.has(keyOf(host, path)) || byPath.has(keyOf(host, path)),
  };
}

/** Paths that a name or pattern means: of a pattern one that nothing has, and one in each group that it takes, there or yet to be made. */
function examplesOf(named: string, host: string, { groups }: Pick<GitLabEstate, "groups">): readonly string[] {
  const example = exampleOf(named);
  if (example === named) return [named];
  const end = named.lastIndexOf("/");
  const [above, name] = [named.slice(0, end), exampleOf(named.slice(end + 1))];
  const paths = groups.flatMap((group) => (group.host === host ? [group.path, `${group.path}/${FRESH}`] : []));
  return [...new Set([example, ...paths.filter((path) => fits(above, path)).map((path) => `${path}/${name}`)])];
}

/** Whether the group that a project would be in is yet to be made, too. */
function isBelow(path: string, group: GitLabGroup): boolean {
  return path.lastIndexOf("/") > group.path.length;
}

const NAMED = { sub: /(?:^|:)project_path:([^:]+\/[^:]+)(?::|$)/, project_path: /^([^:]+\/[^:]+)$/ };

/** Projects that a trust names by their path, or by a pattern of it, sorted. */
function pathsIn({ conditions }: FederatedTrust): readonly string[] {
  const paths = new Set<string>();
  for (const { key, texts, kind, isNegated } of conditions.alternatives.flat()) {
    const claim = key.slice(key.lastIndexOf(":") + 1);
    if (kind !== "match" || isNegated || (claim !== "sub" && claim !== "project_path")) continue;
    for (const text of texts) {
      const [, path] = NAMED[claim].exec(text) ?? [];
      if (path !== undefined) paths.add(path);
    }
  }
  return [...paths].sort(compareText);
}

/** How a trust takes some run of a project that is made at a path. Its number is one that nobody had before, and so is that of a new group. */
function takenAt(
  trust: FederatedTrust,
  path: string,
  group: GitLabGroup,
  now: Date,
): Pick<Acceptance, "state" | "condition"> | undefined {
  const project: TokenProject = {
    path,
    number: undefined,
    namespaceId: isBelow(path, group) ? undefined : group.number,
    keys: undefined,
    environments: [],
    branches: undefined,
    tags: undefined,
    defaultBranch: "main",
  };
  for (const run of [NEW_BRANCH, ...runsIn(trust)]) {
    const accepted = withDemands(acceptance(trust, [tokenOf(project, run)], now));
    const { state, condition, closed } = accepted;
    const isOfAnother = closed.has("project_id") || (project.namespaceId === undefined && closed.has("namespace_id"));
    if (state !== "blocked" && !isOfAnother) return { state, condition };
  }
  return undefined;
}

interface Making {
  readonly state: Acceptance["state"];
  readonly condition?: string | undefined;
  readonly isDeep: boolean;
}

function draw(
  trust: FederatedTrust,
  group: GitLabGroup,
  { state, condition, isDeep }: Making,
  drawing: CiDrawing,
): void {
  const from = drawMakers(group, isDeep, drawing);
  drawing.edge({ kind: "federates", from, to: trust.id, state, condition, because: [trust.id] });
}

/**
 * A project, or a group with a project, that is yet to be made in a group, with who makes it: those whose role the group says, and who
 * administers it, who says which.
 * https://docs.gitlab.com/user/group/#specify-who-can-add-projects-to-a-group
 */
export function drawMakers(
  { id: group, path, scope, makers }: GitLabGroup,
  isDeep: boolean,
  drawing: CiDrawing,
): string {
  const what = isDeep ? "group" : "project";
  const id = `${group}@new-${what}`;
  if (drawing.has(id)) return id;
  const name = isDeep ? `a project of a new group of ${path}` : `a new project of ${path}`;
  drawing.node({ id, kind: "workload", type: "gitlab.context", name, scope, properties: {} });
  const runs = { kind: "runs_code_in" as const, to: id, because: [group] };
  const role = isDeep ? makers.groups : makers.projects;
  if (role === "maintainer") drawing.edge({ ...runs, from: maintainersId(group) });
  else if (role === "developer") drawing.edge({ ...runs, from: developersId(group) });
  else if (role === undefined) {
    const condition = `who may make a ${what} in ${path} was not read`;
    drawing.edge({ ...runs, from: isDeep ? maintainersId(group) : developersId(group), state: "unknown", condition });
  }
  const condition = `who administers ${path} says who makes a ${what} there`;
  drawing.edge({ ...runs, from: group, state: "met", condition });
  return id;
}
