// Whether somebody gets code of his own to run on a branch or tag of a drawn project, as GitLab's pages say.
// https://docs.gitlab.com/user/project/repository/branches/protected/ https://docs.gitlab.com/user/project/protected_tags/
// https://docs.gitlab.com/user/project/merge_requests/approvals/
import { type Allowed, type BranchRule, GROUPS, type Group, type Person, type Plan, type ProjectPlan } from "./plan.js";
import { DEVELOPER, directRole, MAINTAINER, roleIn } from "./roles.js";

/** 2 for certain, 1 where somebody else has to agree or what decides was not read, 0 not. */
export type Sureness = 0 | 1 | 2;

export interface Run {
  readonly kind: "branch" | "tag";
  readonly ref: string;
}

/** Whether a text fits a pattern in which `*` is anything; case counts. */
export function fits(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}

export function isProtected({ branches, tags }: ProjectPlan, { kind, ref }: Run): boolean {
  return (kind === "tag" ? tags : branches).some(({ pattern }) => fits(pattern, ref));
}

/** Of one who maintains the project it is certain: he changes what is protected. */
export function runs(plan: Plan, who: Person, project: ProjectPlan, run: Run): Sureness {
  const level = roleIn(plan, who, project.path);
  if (level >= MAINTAINER) return 2;
  if (level < DEVELOPER) return 0;
  const { ref } = run;
  if (run.kind === "tag") {
    const rules = project.tags.filter(({ pattern }) => fits(pattern, ref));
    return rules.length === 0 || rules.some(({ create }) => lets(plan, who, level, create)) ? 2 : 0;
  }
  const rules = project.branches.filter(({ pattern }) => fits(pattern, ref));
  // the most permissive rule counts
  if (rules.length === 0 || rules.some(({ push }) => lets(plan, who, level, push))) return 2;
  if (!rules.some(({ merge }) => lets(plan, who, level, merge))) return 0;
  return isAgreed(project, ref, rules) ? 2 : 1;
}

/** Whether a merge request needs nobody else: no approval, and no owner of code, whose file is not read. */
function isAgreed({ approvals }: ProjectPlan, ref: string, rules: readonly BranchRule[]): boolean {
  const asked = approvals.some(({ count, of }) => count > 0 && (of !== "main" || ref === "main"));
  return !asked && !rules.some(({ asksOwners }) => asksOwners);
}

function lets(plan: Plan, who: Person, level: number, allowed: readonly Allowed[]): boolean {
  return allowed.some((one) => {
    if (typeof one === "number") return one > 0 && level >= one;
    return GROUPS.some((group) => group === one) ? directRole(plan, who, one as Group) >= DEVELOPER : one === who;
  });
}
