// Drawn groups of GitLab: who has which role where, what is protected, which variables there are and which roles of AWS trust whom.
import fc from "fast-check";

/** Groups by their paths, each below the one that its path says. */
export const GROUPS = ["acme", "acme/platform", "acme/guests"] as const;
export const PROJECTS = ["acme/site", "acme/platform/api"] as const;
export const PEOPLE = ["ada", "ben", "cleo", "dan"] as const;
export type Group = (typeof GROUPS)[number];
export type Project = (typeof PROJECTS)[number];
export type Person = (typeof PEOPLE)[number];

export interface Membership {
  readonly who: Person;
  readonly at: Group | Project;
  readonly level: number;
  readonly ends: "never" | "past" | "later";
}

/** A group that was invited to a group or project. */
export interface Share {
  readonly group: Group;
  readonly to: Group | Project;
  readonly level: number;
  readonly ends: "never" | "past" | "later";
}

/** A role and those above it (0 is nobody), one person, one group. */
export type Allowed = number | Person | Group;

export interface BranchRule {
  readonly pattern: string;
  readonly push: readonly Allowed[];
  readonly merge: readonly Allowed[];
  readonly asksOwners: boolean;
}

export interface TagRule {
  readonly pattern: string;
  readonly create: readonly Allowed[];
}

export interface ApprovalRule {
  readonly count: number;
  /** Branches that it is for; all of them, or all that are protected. */
  readonly of: "all" | "protected" | "main";
}

export interface ProjectPlan {
  readonly path: Project;
  readonly branches: readonly BranchRule[];
  readonly tags: readonly TagRule[];
  readonly approvals: readonly ApprovalRule[];
  readonly authorApproves: boolean;
}

export interface GroupPlan {
  readonly path: Group;
  readonly projectsBy: "noone" | "owner" | "maintainer" | "developer";
  readonly groupsBy: "owner" | "maintainer";
}

export interface Variable {
  readonly key: string;
  readonly at: Group | Project;
  readonly isProtected: boolean;
}

/** Whose tokens a role of AWS takes: a subject, with wildcards where it has some. */
export interface Trust {
  readonly subject: string;
}

export interface Plan {
  readonly blocked: readonly Person[];
  readonly members: readonly Membership[];
  readonly shares: readonly Share[];
  readonly groups: readonly GroupPlan[];
  readonly projects: readonly ProjectPlan[];
  readonly variables: readonly Variable[];
  readonly trusts: readonly Trust[];
}

export const BRANCHES = ["main", "release/1", "staging"] as const;
const chance = (of: number) => fc.integer({ min: 1, max: of }).map((one) => one === 1);
const anyPlace = fc.constantFrom<Group | Project>(...GROUPS, ...PROJECTS);
const role = fc.constantFrom(10, 20, 30, 30, 30, 40, 40, 50);
const ends = fc.constantFrom("never", "never", "never", "later", "past");

const member: fc.Arbitrary<Membership> = fc.record({
  who: fc.constantFrom(...PEOPLE),
  at: anyPlace,
  level: role,
  ends,
});
const share: fc.Arbitrary<Share> = fc
  .record({ group: fc.constantFrom(...GROUPS), to: anyPlace, level: fc.constantFrom(20, 30, 30, 40, 50), ends })
  .filter(({ group, to }) => group !== to);

// Of the top-level group the API lists who is in it by invitation with the others, so that those who are in it themselves are not known.
const named = GROUPS.filter((group) => group !== "acme");
const allowed: fc.Arbitrary<Allowed> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 30, 40, 40) },
  { weight: 1, arbitrary: fc.constantFrom(...PEOPLE) },
  { weight: 1, arbitrary: fc.constantFrom(...named) },
);
const allowedList = fc.uniqueArray(allowed, { minLength: 1, maxLength: 2 });
const branchRule: fc.Arbitrary<BranchRule> = fc.record({
  pattern: fc.constantFrom("main", "main", "main", "release/*", "*", "staging", "m*n"),
  push: allowedList,
  merge: allowedList,
  asksOwners: chance(8),
});
const tagRule: fc.Arbitrary<TagRule> = fc.record({
  pattern: fc.constantFrom("v*", "v*", "*", "main"),
  create: allowedList,
});
const approvalRule: fc.Arbitrary<ApprovalRule> = fc.record({
  count: fc.constantFrom(0, 1, 1, 2),
  of: fc.constantFrom("all" as const, "all" as const, "protected" as const, "main" as const),
});

const projectOf = (path: Project): fc.Arbitrary<ProjectPlan> =>
  fc.record({
    path: fc.constant(path),
    branches: fc.uniqueArray(branchRule, { maxLength: 3, selector: ({ pattern }) => pattern }),
    tags: fc.uniqueArray(tagRule, { maxLength: 2, selector: ({ pattern }) => pattern }),
    approvals: fc.oneof(fc.constant([]), fc.array(approvalRule, { minLength: 1, maxLength: 2 })),
    authorApproves: chance(4),
  });
const groupOf = (path: Group): fc.Arbitrary<GroupPlan> =>
  fc.record({
    path: fc.constant(path),
    projectsBy: fc.constantFrom(
      "noone" as const,
      "noone" as const,
      "owner" as const,
      "maintainer" as const,
      "developer" as const,
    ),
    groupsBy: fc.constantFrom("owner" as const, "owner" as const, "maintainer" as const),
  });

const variable: fc.Arbitrary<Omit<Variable, "key">> = fc.record({ at: anyPlace, isProtected: fc.boolean() });

const PATHS = [...PROJECTS, ...PROJECTS, "acme/*", "acme/platform/*", "acme/s*", "*/api"];
const REFS = [
  "branch:ref:main",
  "branch:ref:main",
  "branch:ref:*",
  "tag:ref:v1.0",
  "tag:ref:*",
  "branch:ref:release/*",
  "*:ref:main",
  "branch:ref:main*",
  "*",
];
const trust: fc.Arbitrary<Trust> = fc
  .record({ path: fc.constantFrom(...PATHS), ref: fc.constantFrom(...REFS) })
  .map(({ path, ref }) => ({ subject: `project_path:${path}:ref_type:${ref}` }));

/** What GitLab does not let anybody set up is left out: somebody has one role at a place. */
export const plans: fc.Arbitrary<Plan> = fc.record({
  blocked: fc.subarray([...PEOPLE], { maxLength: 1 }).chain((one) => chance(3).map((is) => (is ? one : []))),
  members: fc.uniqueArray(member, { minLength: 2, maxLength: 6, selector: ({ who, at }) => `${who} ${at}` }),
  shares: fc.uniqueArray(share, { maxLength: 2, selector: ({ group, to }) => `${group} ${to}` }),
  groups: fc.tuple(...GROUPS.map(groupOf)),
  projects: fc.tuple(...PROJECTS.map(projectOf)),
  variables: fc
    .array(variable, { minLength: 1, maxLength: 4 })
    .map((all) => all.map((one, at) => ({ ...one, key: `TOKEN_${at}` }))),
  trusts: fc.array(trust, { minLength: 1, maxLength: 3 }),
});
