// How surely somebody of a drawn group gets at a variable or a role of AWS by himself, as GitLab's pages say.
// https://docs.gitlab.com/user/permissions/ https://docs.gitlab.com/ci/variables/ https://docs.gitlab.com/ci/secure_files/
// https://docs.gitlab.com/ci/secrets/id_token_authentication/ https://docs.gitlab.com/user/group/#specify-who-can-add-projects-to-a-group
import {
  GROUPS,
  type Group,
  PEOPLE,
  type Person,
  type Plan,
  type Project,
  type ProjectPlan,
  type Variable,
} from "./plan.js";
import { DEVELOPER, MAINTAINER, OWNER, roleIn } from "./roles.js";
import { fits, isProtected, type Run, runs, type Sureness } from "./runs.js";

/** A name of a project, branch or tag that nobody has thought of. */
const NEW = "zz-new";

/** `person end` → how surely; undefined where the pages do not say. */
export function toldOf(plan: Plan): ReadonlyMap<string, Sureness> {
  const found = new Map<string, Sureness>();
  for (const who of PEOPLE) {
    for (const variable of plan.variables) found.set(`${who} ${variable.key}`, ofVariable(plan, who, variable));
    for (const [at, { subject }] of plan.trusts.entries()) found.set(`${who} role-${at}`, ofTrust(plan, who, subject));
  }
  return found;
}

const most = (all: readonly Sureness[]): Sureness => Math.max(0, ...all) as Sureness;

function isBelow(path: Group | Project, at: Group | Project): boolean {
  return path === at || path.startsWith(`${at}/`);
}

/** Runs of a project that tell apart what is protected: new refs, those that rules name, those that patterns fit. */
function runsOf({ branches, tags }: ProjectPlan, more: readonly string[] = []): readonly Run[] {
  const named = [...branches, ...tags].map(({ pattern }) => pattern.replaceAll("*", NEW));
  const refs = [...new Set([NEW, "main", ...named, ...more])];
  return refs.flatMap((ref) => [
    { kind: "branch" as const, ref },
    { kind: "tag" as const, ref },
  ]);
}

/** All jobs of the holder's projects get it, those of protected refs alone where it is protected. */
function ofVariable(plan: Plan, who: Person, { at, isProtected: isGuarded }: Variable): Sureness {
  if (plan.blocked.includes(who)) return 0;
  const level = roleIn(plan, who, at);
  const isOfGroup = GROUPS.some((one) => one === at);
  if (level >= (isOfGroup ? OWNER : MAINTAINER)) return 2;
  const projects = plan.projects.filter(({ path }) => isBelow(path, at));
  const found = projects.flatMap((project) => {
    // whoever maintains it protects a ref as he likes
    if (roleIn(plan, who, project.path) >= MAINTAINER) return [2 as const];
    return runsOf(project)
      .filter((run) => !isGuarded || isProtected(project, run))
      .map((run) => runs(plan, who, project, run));
  });
  const isMade = GROUPS.some(
    (group) => isBelow(group, at) && (makesProject(plan, who, group) || makesGroup(plan, who, group)),
  );
  return most([...found, ...(isMade ? [2 as const] : [])]);
}

/** Whoever makes a project maintains it. */
function makesProject(plan: Plan, who: Person, group: Group): boolean {
  const { projectsBy } = plan.groups.find(({ path }) => path === group) ?? { projectsBy: "noone" };
  const level = roleIn(plan, who, group);
  return level >= { noone: OWNER, owner: OWNER, maintainer: MAINTAINER, developer: DEVELOPER }[projectsBy];
}

function makesGroup(plan: Plan, who: Person, group: Group): boolean {
  const { groupsBy } = plan.groups.find(({ path }) => path === group) ?? { groupsBy: "owner" };
  return roleIn(plan, who, group) >= { owner: OWNER, maintainer: MAINTAINER }[groupsBy];
}

function ofTrust(plan: Plan, who: Person, subject: string): Sureness {
  if (plan.blocked.includes(who)) return 0;
  const takes = (path: string, { kind, ref }: Run): boolean =>
    fits(subject, `project_path:${path}:ref_type:${kind}:ref:${ref}`);
  const [, asked = ""] = /:ref:(.*)$/.exec(subject) ?? [];
  const refs = [asked.replaceAll("*", NEW), asked.replaceAll("*", "")].filter((ref) => ref !== "");
  const found = plan.projects.flatMap((project) =>
    runsOf(project, refs)
      .filter((run) => takes(project.path, run))
      .map((run) => (roleIn(plan, who, project.path) >= MAINTAINER ? 2 : runs(plan, who, project, run))),
  );
  const some = [NEW, "main", ...refs].flatMap((ref) => [
    { kind: "branch" as const, ref },
    { kind: "tag" as const, ref },
  ]);
  const isMade = namesIn(subject).some((path) => {
    if (!some.some((run) => takes(path, run))) return false;
    const above = GROUPS.filter((group) => isBelow(path as Project, group)).at(-1);
    const [direct = "", deep = ""] = above === undefined ? [] : path.slice(above.length + 1).split("/");
    if (above === undefined || direct === "") return false;
    return deep === "" ? makesProject(plan, who, above) : makesGroup(plan, who, above);
  });
  return most([...found, ...(isMade ? [2 as const] : [])]);
}

/** Paths that a project may be made at and that a subject may mean. */
function namesIn(subject: string): readonly string[] {
  const [, asked = ""] = /^project_path:([^:]*):/.exec(subject) ?? [];
  const below = GROUPS.flatMap((group) => [
    `${group}/${NEW}`,
    `${group}/${NEW}/${NEW}`,
    `${group}/${NEW}/api`,
    `${group}/api`,
  ]);
  const taken: readonly string[] = [...GROUPS, "acme/site", "acme/platform/api"];
  return [...below, asked.replaceAll("*", NEW)].filter((path) => !taken.includes(path));
}
