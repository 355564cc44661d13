// What GitHub's pages say of who reads which secret of a drawn organisation, read off them without looking at the program. 2: for
// certain, alone. 1: once somebody else approves, or where the pages or the recording leave it open. 0: not.
// https://docs.github.com/en/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization
// https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information (who writes reads every secret)
// https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches
// https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments
// https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-secrets#creating-secrets-for-an-organization
// https://docs.github.com/en/repositories/archiving-a-github-repository/archiving-repositories
import {
  type Environment,
  OUTSIDE,
  type Plan,
  type Protection,
  type Repository,
  ROLES,
  type Role,
  USERS,
} from "./plan.js";

export type Sure = 0 | 1 | 2;

/** Somebody who acts in a repository. */
interface Actor {
  readonly name: string;
  readonly role: Role;
  /** Names by which settings list it: itself and its teams. */
  readonly called: ReadonlySet<string>;
}

/** Every pair `who what` of the plan and how sure it is. */
export function toldOf(plan: Plan): ReadonlyMap<string, Sure> {
  const told = new Map<string, Sure>();
  const add = (who: string, what: string, sure: Sure): void => {
    told.set(`${who} ${what}`, Math.max(told.get(`${who} ${what}`) ?? 0, sure) as Sure);
  };
  plan.repositories.forEach((repository, at) => {
    const keys = repository.isArchived ? [] : repository.keys.map((_, key) => `key-${at}-${key}`);
    const people = Array.from({ length: USERS }, (_, user) => actorOf(`user-${user}`, at, plan));
    const machines = repository.keys.map((key, one): Actor => {
      const name = `key-${at}-${one}`;
      return { name, role: key.isReadOnly ? "read" : "write", called: new Set([name]) };
    });
    for (const one of [...people, ...(keys.length > 0 ? machines : [])]) {
      const isOwner = one.name === "user-0";
      const ofRepository = repository.isArchived ? 0 : runs(one);
      if (!repository.isArchived) add(one.name, `secret-${at}`, ofRepository);
      if (!repository.isArchived && repository.environment)
        add(one.name, `environment-${at}`, deploys(one, repository.environment, repository));
      add(one.name, "shared", isOwner ? 2 : isSharedWith(plan, repository, at) ? ofRepository : 0);
      add(one.name, "shared", changes(one, repository, at, plan));
    }
  });
  for (let user = 0; user < USERS - 1; user++) add(`user-${user}`, "shared", makes(plan));
  return told;
}

function isSharedWith({ shared }: Plan, { visibility }: Pick<Repository, "visibility">, at: number): boolean {
  if (shared === "all") return true;
  return shared === "private" ? visibility !== "public" : shared.includes(at);
}

/** A member makes a repository, and a workflow in it. */
function makes({ shared, made }: Plan): Sure {
  return made.some((one) => shared === "all" || (shared === "private" && one !== "public")) ? 2 : 0;
}

/**
 * Who administers a repository unarchives it, and makes it private where that is left to them. Of an archived one who has a role by name is not
 * asked for.
 */
function changes({ name, role }: Actor, repository: Repository, at: number, plan: Plan): Sure {
  const isRead = !repository.isArchived || actorOf(name, at, withoutNames(plan)).role === "admin";
  if (name.startsWith("key-") || !has(role, "admin") || !isRead) return 0;
  if (isSharedWith(plan, repository, at)) return repository.isArchived ? 2 : 0;
  if (plan.shared !== "private" || plan.isVisibilityChanged === false) return 0;
  return plan.isVisibilityChanged === true ? 2 : 1;
}

function withoutNames(plan: Plan): Plan {
  return { ...plan, grants: plan.grants.filter(({ who }) => who.startsWith("team-")) };
}

function highest(roles: readonly Role[]): Role {
  return ROLES[Math.max(0, ...roles.map((role) => ROLES.indexOf(role)))] ?? "none";
}

export function has(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

/** A person with the most of what the organisation, its teams and those above them, and grants by name give. */
function actorOf(name: string, at: number, { base, isNested, members, grants }: Plan): Actor {
  const teams = members.filter(({ user }) => user === name).map(({ team }) => team);
  const above = isNested && teams.includes("team-1") ? ["team-0"] : [];
  const names = new Set([name, ...teams, ...above]);
  const given = grants.filter(({ who, repository }) => repository === at && names.has(who)).map(({ role }) => role);
  const role = name === "user-0" ? "admin" : highest([...given, name === OUTSIDE ? "none" : base]);
  return { name, role, called: names };
}

/** Whoever writes makes a branch and runs a workflow of their own there. */
function runs({ role }: Actor): Sure {
  return has(role, "write") ? 2 : 0;
}

/** Who administers a repository changes its environments. */
function deploys(actor: Actor, environment: Environment, repository: Repository): Sure {
  if (has(actor.role, "admin")) return 2;
  if (!has(actor.role, "write")) return 0;
  const brought = Math.max(0, ...refsOf(environment, repository).map((ref) => brings(actor, ref, repository)));
  return Math.min(brought, approves(actor, environment)) as Sure;
}

/** Refs that may deploy: `main`, or something that whoever writes makes. */
function refsOf({ policy }: Environment, { protection }: Repository): readonly ("main" | "new")[] {
  if (policy === "none") return ["new"];
  if (policy === "protected") return protection === undefined ? ["new"] : ["main"];
  return policy.map((one) => (one === "main" ? "main" : "new"));
}

function brings(actor: Actor, ref: "main" | "new", { protection }: Repository): Sure {
  return ref === "new" || protection === undefined ? 2 : pushes(actor, protection);
}

const isListed = ({ called }: Actor, list: readonly string[]): boolean => list.some((name) => called.has(name));

/** What somebody else merges is brought in by that one; what somebody else approves is merged by oneself. */
function pushes(actor: Actor, { reviews, passReviews, pushers, isLocked }: Protection): Sure {
  if (isLocked) return 0;
  if (pushers !== undefined && !isListed(actor, pushers)) return 0;
  const isApproved = reviews === undefined || reviews === 0 || isListed(actor, passReviews);
  return isApproved ? 2 : 1;
}

function approves(actor: Actor, { reviewers, isOwnApprovalBarred }: Environment): Sure {
  if (reviewers.length === 0) return 2;
  return !isOwnApprovalBarred && isListed(actor, reviewers) ? 2 : 1;
}
