// Drawn organisations: people, teams, repositories with what protects them, environments, secrets, and who else may write.
import fc from "fast-check";

export const ROLES = ["none", "read", "triage", "write", "maintain", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** `user-0` owns the organisation, the last one is an outside collaborator, those between are members. */
export const USERS = 5;
export const OUTSIDE = `user-${USERS - 1}`;
export const TEAMS = ["team-0", "team-1"] as const;
export const REPOSITORIES = ["repo-0", "repo-1"] as const;

/** Names of users and teams that a setting lists. */
export type Actors = readonly string[];

export interface Protection {
  /** Approvals that a pull request needs; undefined where none has to be opened. */
  readonly reviews: number | undefined;
  readonly passReviews: Actors;
  /** Who alone may push; undefined where everybody who writes may. */
  readonly pushers: Actors | undefined;
  readonly isForAdmins: boolean;
  readonly isLocked: boolean;
}

export interface Environment {
  readonly policy: "none" | "protected" | readonly string[];
  readonly reviewers: Actors;
  readonly isOwnApprovalBarred: boolean;
  readonly canAdminsBypass: boolean;
  readonly waits: boolean;
}

export interface Repository {
  readonly visibility: "public" | "private" | "internal";
  readonly isArchived: boolean;
  /** Of the default branch, `main`. */
  readonly protection: Protection | undefined;
  readonly environment: Environment | undefined;
  readonly keys: readonly { readonly isReadOnly: boolean }[];
}

export interface Plan {
  readonly base: "none" | "read" | "write" | "admin";
  /** A team below the other has what that one has. */
  readonly isNested: boolean;
  readonly members: readonly { readonly user: string; readonly team: string }[];
  readonly grants: readonly { readonly who: string; readonly repository: number; readonly role: Role }[];
  readonly repositories: readonly Repository[];
  /** Visibilities that a repository of a member's may have. */
  readonly made: readonly string[];
  /** Whether administrators change the visibility of a repository; undefined where that was not told. */
  readonly isVisibilityChanged: boolean | undefined;
  /** For whom the secret of the organisation is. */
  readonly shared: "all" | "private" | readonly number[];
}

const among = <T>(values: readonly T[]) => fc.constantFrom(...values);
const oneIn = (count: number) => fc.integer({ min: 1, max: count }).map((drawn) => drawn === 1);
const people = Array.from({ length: USERS }, (_, at) => `user-${at}`);
const actors = fc.subarray([...people.slice(1), ...TEAMS], { maxLength: 3 });

const protection: fc.Arbitrary<Protection> = fc.record({
  reviews: among([undefined, 0, 1, 1, 2]),
  passReviews: fc.oneof(fc.constant([]), actors),
  pushers: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, actors),
  isForAdmins: fc.boolean(),
  isLocked: oneIn(8),
});

const environment: fc.Arbitrary<Environment> = fc.record({
  policy: fc.oneof(
    among(["none", "protected"] as const),
    fc.subarray(["main", "release/*", "tag:v*"], { minLength: 1, maxLength: 2 }),
    fc.constant(["main"]),
  ),
  reviewers: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, actors),
  isOwnApprovalBarred: fc.boolean(),
  canAdminsBypass: fc.boolean(),
  waits: fc.boolean(),
});

const repository: fc.Arbitrary<Repository> = fc.record({
  visibility: among(["public", "private", "private", "internal"] as const),
  isArchived: oneIn(8),
  protection: fc.option(protection, { nil: undefined }),
  environment: fc.option(environment, { nil: undefined, freq: 4 }),
  keys: fc.array(fc.record({ isReadOnly: fc.boolean() }), { maxLength: 2 }),
});

export const plans: fc.Arbitrary<Plan> = fc.record({
  base: among(["none", "read", "read", "write", "admin"] as const),
  isNested: fc.boolean(),
  members: fc.array(fc.record({ user: among(people.slice(1, -1)), team: among(TEAMS) }), { maxLength: 4 }),
  grants: fc.array(
    fc.record({
      who: among([...people.slice(1), OUTSIDE, ...TEAMS, ...TEAMS]),
      repository: among([0, 1]),
      role: among(ROLES.slice(1)),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  repositories: fc.tuple(repository, repository),
  made: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.subarray(["public", "private", "internal"])),
  isVisibilityChanged: among([true, false, false, undefined]),
  shared: fc.oneof(among(["all", "private"] as const), fc.subarray([0, 1])),
});
