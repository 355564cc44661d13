// Which role somebody has in a drawn group or project, as GitLab's pages say: of their own, from above, and of invited groups.
// https://docs.gitlab.com/user/project/members/#membership-types
// https://docs.gitlab.com/user/project/members/sharing_projects_groups/
import type { Group, Membership, Person, Plan, Project, Share } from "./plan.js";

export const [DEVELOPER, MAINTAINER, OWNER] = [30, 40, 50] as const;

/** "From that date onward, the user can no longer access the project", and the same of invited groups. */
export function isOver({ ends }: Pick<Membership | Share, "ends">): boolean {
  return ends === "past";
}

export function parentOf(path: Group | Project): Group | undefined {
  const at = path.lastIndexOf("/");
  return at < 0 ? undefined : (path.slice(0, at) as Group);
}

function isGroup(path: Group | Project): path is Group {
  return ["acme", "acme/platform", "acme/guests"].includes(path);
}

/** Of the place itself, whether from above or not; 0 for none. Who is blocked signs in nowhere, which is not looked at here. */
export function directRole({ members }: Plan, who: Person, at: Group | Project): number {
  return Math.max(
    0,
    ...members.filter((one) => one.who === who && one.at === at && !isOver(one)).map(({ level }) => level),
  );
}

/** The role in a group or project: the highest of all. */
export function roleIn(plan: Plan, who: Person, at: Group | Project): number {
  const above = parentOf(at);
  const invited = plan.shares
    .filter((one) => one.to === at && !isOver(one))
    .map(({ group, level }) => {
      // to a group its direct members get in alone; to a project those that are inherited and shared as well
      const own = isGroup(at) ? directRole(plan, who, group) : roleIn(plan, who, group);
      return Math.min(own, level);
    });
  return Math.max(directRole(plan, who, at), above === undefined ? 0 : roleIn(plan, who, above), ...invited, 0);
}
