// Secrets and runners of an organisation for who makes a repository, unarchives one, or makes one private.
// https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-secrets#creating-secrets-for-an-organization
// https://docs.github.com/en/organizations/managing-organization-settings/restricting-repository-creation-in-your-organization
// https://docs.github.com/en/organizations/managing-organization-settings/disabling-or-limiting-github-actions-for-your-organization
// https://docs.github.com/en/organizations/managing-organization-settings/restricting-repository-visibility-changes-in-your-organization
// https://docs.github.com/en/repositories/archiving-a-github-repository/archiving-repositories
import { describe, expect, it } from "vitest";
import type { Plan } from "./drawn/plan.js";
import { type Recorded, runnerGroup, sureness } from "./recorded.js";

const ORG = "orgs/acme";
const made = (...visibilities: string[]) => ({
  members_can_create_repositories: true,
  members_can_create_public_repositories: visibilities.includes("public"),
  members_can_create_private_repositories: visibilities.includes("private"),
  members_can_create_internal_repositories: visibilities.includes("internal"),
});
const untold = {
  members_can_create_repositories: true,
  members_can_create_public_repositories: undefined,
  members_can_create_private_repositories: undefined,
  members_can_create_internal_repositories: undefined,
};
const actions = (enabled_repositories: string) => ({ [`${ORG}/actions/permissions`]: { enabled_repositories } });

describe("a member who makes a repository", () => {
  const outside = { grants: [{ who: "user-4", repository: 0, role: "read" as const }] };
  const PRIVATE = { [ORG]: made("private") };
  const PUBLIC = { [ORG]: made("public") };
  const FREE = { plan: { name: "free" } };
  it.each<[what: string, shared: Plan["shared"], answers: Recorded["answers"], who: string, sure: 0 | 1 | 2]>([
    ["private, of a secret for all", "all", PRIVATE, "user-3", 2],
    ["private, of one for private ones", "private", PRIVATE, "user-3", 2],
    ["internal, of one for private ones", "private", { [ORG]: made("internal") }, "user-3", 2],
    ["public, of one for all", "all", PUBLIC, "user-3", 2],
    ["public, of one for private ones", "private", PUBLIC, "user-3", 0],
    ["of one for chosen repositories", [0], PRIVATE, "user-3", 0],
    ["where members make none", "all", {}, "user-3", 0],
    ["where which they make was not told", "all", { [ORG]: untold }, "user-3", 1],
    ["where Actions is off", "all", { ...PRIVATE, ...actions("none") }, "user-3", 0],
    ["where Actions is on in chosen ones", "all", { ...PRIVATE, ...actions("selected") }, "user-3", 0],
    ["who is no member", "all", PRIVATE, "user-4", 0],
    ["private, without a plan", "all", { [ORG]: { ...made("private"), ...FREE } }, "user-3", 0],
    ["public, without a plan", "all", { [ORG]: { ...made("public"), ...FREE } }, "user-3", 2],
  ])("%s", async (_, shared, answers = {}, who, sure) => {
    expect(await sureness({ plan: { shared, ...outside }, answers }, who, "shared")).toBe(sure);
  });

  it.each<[what: string, group: object, selected: string[] | undefined, of: object, sure: 0 | 2]>([
    ["private, of a group for all", {}, undefined, made("private"), 2],
    ["public, of a group that takes no public ones", {}, undefined, made("public"), 0],
    ["public, of one that does", { allows_public_repositories: true }, undefined, made("public"), 2],
    ["of one for private ones", { visibility: "private" }, undefined, made("private"), 2],
    ["of one for chosen ones", {}, ["repo-0"], made("private"), 0],
    ["of one for chosen workflows", { restricted_to_workflows: true }, undefined, made("private"), 0],
  ])("%s", async (_, group, selected, of, sure) => {
    const answers = { [ORG]: of, ...runnerGroup(group, selected) };
    expect(await sureness({ answers }, "user-3", "runner")).toBe(sure);
  });
});

describe("who changes a repository", () => {
  const ofTeam = (role: "admin" | "maintain") => ({
    members: [{ user: "user-2", team: "team-0" }],
    grants: [{ who: "team-0", repository: 1, role }],
  });
  const may = (is: boolean) => ({ [ORG]: { members_can_change_repo_visibility: is } });
  const archived = [{}, { isArchived: true }];
  const open = [{}, { visibility: "public" as const }];
  it.each<[string, Plan["shared"], "admin" | "maintain", Recorded, 0 | 1 | 2]>([
    ["an administrator makes it private", "private", "admin", { repositories: open, answers: may(true) }, 2],
    ["where owners alone do", "private", "admin", { repositories: open, answers: may(false) }, 0],
    ["where who does was not told", "private", "admin", { repositories: open }, 1],
    ["who does not administer it", "private", "maintain", { repositories: open, answers: may(true) }, 0],
    ["private for a secret of chosen ones", [0], "admin", { repositories: open, answers: may(true) }, 0],
    ["an administrator unarchives it", "all", "admin", { repositories: archived }, 2],
    ["a chosen one", [1], "admin", { repositories: archived }, 2],
    ["another was chosen", [0], "admin", { repositories: archived }, 0],
    ["who does not administer the archived one", "all", "maintain", { repositories: archived }, 0],
    ["where Actions is off", "all", "admin", { repositories: archived, answers: actions("none") }, 0],
  ])("%s", async (_, shared, role, recorded, sure) => {
    expect(await sureness({ plan: { shared, ...ofTeam(role) }, ...recorded }, "user-2", "shared")).toBe(sure);
  });

  it.each<[string, "admin" | "maintain", Recorded, 0 | 2]>([
    ["private, for runners", "admin", { repositories: open, answers: { ...runnerGroup({}), ...may(true) } }, 2],
    ["where owners alone do", "admin", { repositories: open, answers: { ...runnerGroup({}), ...may(false) } }, 0],
    ["unarchived", "admin", { repositories: archived, answers: runnerGroup({}) }, 2],
    ["not chosen", "admin", { repositories: archived, answers: runnerGroup({}, ["repo-0"]) }, 0],
    ["without administering it", "maintain", { repositories: archived, answers: runnerGroup({}) }, 0],
  ])("%s", async (_, role, recorded, sure) => {
    expect(await sureness({ plan: ofTeam(role), ...recorded }, "user-2", "runner")).toBe(sure);
  });
});

it.each<[string, "private" | "public", string, 0 | 2]>([
  ["without a plan, a private repository has no secret of its organisation", "private", "free", 0],
  ["a public one has", "public", "free", 2],
  ["with one, so has a private one", "private", "team", 2],
])("%s", async (_, visibility, name, sure) => {
  const plan = { shared: "all" as const, grants: [{ who: "user-1", repository: 0, role: "write" as const }] };
  const recorded = { plan, repositories: [{ visibility }], answers: { [ORG]: { plan: { name } } } };
  expect(await sureness(recorded, "user-1", "shared")).toBe(sure);
});
