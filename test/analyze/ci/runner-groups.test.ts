// Whose jobs get on runners of a group: by its repositories, whether public ones are let in, and the workflows that it takes.
// https://docs.github.com/en/enterprise-cloud@latest/actions/how-tos/manage-runners/self-hosted-runners/manage-access
// https://docs.github.com/en/rest/actions/self-hosted-runner-groups (visibility: all, private, selected)
import { describe, expect, it } from "vitest";
import type { Protection } from "./drawn/plan.js";
import { type Recorded, ruleOf, rulesets, runnerGroup, sureness } from "./recorded.js";

/** One who writes to each of the two repositories. */
const writers = {
  grants: [0, 1].map((repository) => ({ who: `user-${repository + 1}`, repository, role: "write" as const })),
};
const secondIsPublic = [{}, { visibility: "public" as const }];
const SITE = "repos/acme/repo-0";
const ON_MAIN = "acme/repo-0/.github/workflows/deploy.yml@refs/heads/main";
const reviewed: Protection = {
  reviews: 1,
  passReviews: [],
  pushers: undefined,
  isForAdmins: true,
  isLocked: false,
};
const only = (...selected: string[]) => runnerGroup({ restricted_to_workflows: true, selected_workflows: selected });
const job = (on: string) =>
  `on: ${on}\njobs:\n  use:\n    runs-on: [self-hosted]\n    steps:\n      - run: make\n        env: {KEY: "\${{ secrets.OWN }}"}\n`;

type Case = [what: string, recorded: Recorded, from: string, to: string, sure: 0 | 1 | 2];

async function hold([, recorded, from, to, sure]: Case): Promise<void> {
  expect(await sureness({ plan: writers, ...recorded }, from, to)).toBe(sure);
}

describe("repositories of a group", () => {
  const open = { allows_public_repositories: true };
  const ofPrivate = { visibility: "private", ...open };
  it.each<Case>([
    ["all, without public ones: of a private one", { answers: runnerGroup({}) }, "user-1", "runner", 2],
    ["of a public one", { repositories: secondIsPublic, answers: runnerGroup({}) }, "user-2", "runner", 0],
    ["anyone", { repositories: secondIsPublic, answers: runnerGroup({}) }, "anyone", "runner", 0],
    ["all, with public ones", { repositories: secondIsPublic, answers: runnerGroup(open) }, "user-2", "runner", 2],
    ["anyone, by a fork", { repositories: secondIsPublic, answers: runnerGroup(open) }, "anyone", "runner", 1],
    ["anyone, where none is public", { answers: runnerGroup(open) }, "anyone", "runner", 0],
    [
      "private ones, of a public",
      { repositories: secondIsPublic, answers: runnerGroup(ofPrivate) },
      "user-2",
      "runner",
      0,
    ],
    ["private ones, anyone", { repositories: secondIsPublic, answers: runnerGroup(ofPrivate) }, "anyone", "runner", 0],
    [
      "private ones, of a private",
      { repositories: secondIsPublic, answers: runnerGroup(ofPrivate) },
      "user-1",
      "runner",
      2,
    ],
    ["selected", { answers: runnerGroup({}, ["repo-0"]) }, "user-1", "runner", 2],
    ["not selected", { answers: runnerGroup({}, ["repo-0"]) }, "user-2", "runner", 0],
    [
      "selected and public",
      { repositories: secondIsPublic, answers: runnerGroup({}, ["repo-1"]) },
      "user-2",
      "runner",
      0,
    ],
    ["archived", { repositories: [{ isArchived: true }], answers: runnerGroup({}) }, "user-1", "runner", 0],
    [
      "Actions turned off",
      { answers: { ...runnerGroup({}), [`${SITE}/actions/permissions`]: { enabled: false } } },
      "user-1",
      "runner",
      0,
    ],
  ])("%s", async (...all) => hold(all));
});

describe("branches and tags from which a writer gets on", () => {
  const branches = ruleOf("branch", ["~ALL"], "creation", "update");
  const others = { ...branches, conditions: { ref_name: { include: ["~ALL"], exclude: ["~DEFAULT_BRANCH"] } } };
  const tags = ruleOf("tag", ["~ALL"], "creation", "update");
  it.each<[string, object[], 0 | 2]>([
    ["the default branch alone", [others], 2],
    ["tags alone", [branches], 2],
    ["none", [branches, tags], 0],
  ])("%s", async (_, rules, sure) => {
    const answers = { ...runnerGroup({}), ...rulesets(SITE, ...rules) };
    expect(await sureness({ plan: writers, answers }, "user-1", "runner")).toBe(sure);
  });
});

describe("selected workflows", () => {
  const fixed = rulesets(SITE, ruleOf("tag", ["refs/tags/v*"], "creation", "update", "deletion"));
  const tagged = "acme/repo-0/.github/workflows/deploy.yml@refs/tags/v1";
  const ofSecond = "acme/repo-1/.github/workflows/x.yml@refs/heads/main";
  const isCalled = { "repo-0/deploy.yml": job("workflow_call") };
  it.each<Case>([
    ["whoever pushes to the branch changes it", { answers: only(ON_MAIN) }, "user-1", "runner", 2],
    ["by the name of the branch alone", { answers: only(ON_MAIN.replace("refs/heads/", "")) }, "user-1", "runner", 2],
    [
      "once others approve",
      { repositories: [{ protection: reviewed }], answers: only(ON_MAIN) },
      "user-1",
      "runner",
      1,
    ],
    [
      "not on a locked branch",
      { repositories: [{ protection: { ...reviewed, isLocked: true } }], answers: only(ON_MAIN) },
      "user-1",
      "runner",
      0,
    ],
    ["not from another repository", { answers: only(ON_MAIN) }, "user-2", "runner", 0],
    [
      "one that others call, with inputs of theirs",
      { workflows: isCalled, answers: only(ON_MAIN) },
      "user-2",
      "runner",
      1,
    ],
    ["of the other repository", { answers: only(ofSecond) }, "user-2", "runner", 2],
    [
      "of one that the group does not take: others have to call it",
      {
        answers: {
          ...only(ofSecond),
          ...runnerGroup({ restricted_to_workflows: true, selected_workflows: [ofSecond] }, ["repo-0"]),
        },
      },
      "user-2",
      "runner",
      1,
    ],
    ["at a tag that writers move", { answers: only(tagged) }, "user-1", "runner", 2],
    ["at a tag that they do not", { answers: { ...only(tagged), ...fixed } }, "user-1", "runner", 0],
    ["at a commit", { answers: only(ON_MAIN.replace("refs/heads/main", "a".repeat(40))) }, "user-1", "runner", 0],
    ["of another owner", { answers: only(ON_MAIN.replace("acme/", "other/")) }, "user-1", "runner", 0],
  ])("%s", async (...all) => hold(all));
});

describe("what another job left on the runner, or finds there", () => {
  const workflows = { "repo-1/ci.yml": job("push"), "repo-0/deploy.yml": job("push") };
  const itsOwn = "acme/repo-1/.github/workflows/ci.yml@refs/heads/main";
  it.each<Case>([
    ["on one that lasts", { workflows, answers: runnerGroup({}) }, "user-1", "secret-1", 2],
    [
      "on one of a single job",
      { workflows, answers: runnerGroup({}, undefined, { ephemeral: true }) },
      "user-1",
      "secret-1",
      0,
    ],
    [
      "of a repository that the group does not take",
      { workflows, answers: runnerGroup({}, ["repo-0"]) },
      "user-1",
      "secret-1",
      0,
    ],
    ["of a workflow that is not selected", { workflows, answers: only(ON_MAIN) }, "user-1", "secret-1", 0],
    ["of one that is", { workflows, answers: only(ON_MAIN, itsOwn) }, "user-1", "secret-1", 2],
    [
      "of one that is at another ref",
      { workflows, answers: only(ON_MAIN, itsOwn.replace("main", "next")) },
      "user-1",
      "secret-1",
      1,
    ],
  ])("%s", async (...all) => hold(all));
});
