// What an approval of a merge request is worth on GitLab: https://docs.gitlab.com/user/project/merge_requests/approvals/settings/
import { expect, test } from "vitest";
import type { GitLabProject, Protection } from "../../../src/analyze/gitlab/estate.js";
import { developerGate, reviewColumns } from "../../../src/analyze/gitlab/gates.js";

const access = (level: number) => ({ level, user: undefined, group: undefined, key: undefined });
const MAIN: Protection = {
  pattern: "main",
  push: [access(40)],
  merge: [access(30)],
  isOfGroup: false,
  asksOwners: false,
};
const STRICT = { byAuthor: false, byCommitters: false, stay: false, isOverridable: false };

function project(more: Partial<GitLabProject>): GitLabProject {
  const plain = {
    branches: [MAIN],
    tags: [],
    approvals: 1,
    branchApprovals: [],
    approving: STRICT,
    environments: [],
    defaultBranch: "main",
  };
  return { ...plain, ...more } as unknown as GitLabProject;
}

const gate = (more: Partial<GitLabProject>) => {
  const { state, confidence } = developerGate(project(more), { kind: "branch", ref: "main" });
  return { state, confidence };
};

test("an approval of another person stops a developer", () => {
  expect(gate({})).toEqual({ state: "needs-actor", confidence: 0 });
});

test("an approval that authors may give themselves does not, one of two does", () => {
  const approving = { ...STRICT, byAuthor: true };
  expect(gate({ approving })).toEqual({ state: "needs-actor", confidence: undefined });
  expect(gate({ approving, approvals: 2 })).toEqual({ state: "needs-actor", confidence: 0 });
});

test("whether authors may was not read: that is not known", () => {
  expect(gate({ approving: { ...STRICT, byAuthor: undefined } }).state).toBe("unknown");
});

test.each([
  ["byAuthor", "authors may approve their own merge requests"],
  ["byCommitters", "whoever adds commits to a merge request may approve it"],
  ["stay", "what is pushed after an approval needs none"],
  ["isOverridable", "authors may change who has to approve their merge request"],
])("a way round: %s", (setting, way) => {
  expect(reviewColumns(project({ approving: { ...STRICT, [setting]: true } }))).toEqual({
    asks_review: true,
    review_ways: [way],
  });
  expect(reviewColumns(project({ approving: { ...STRICT, [setting]: undefined } }))).toEqual({ asks_review: true });
});

test("nothing is asked where developers push, nothing is protected or no approval is needed", () => {
  const open = { asks_review: false };
  expect(reviewColumns(project({}))).toEqual({ asks_review: true, review_ways: [] });
  expect(reviewColumns(project({ branches: [{ ...MAIN, push: [access(30)] }] }))).toEqual(open);
  expect(reviewColumns(project({ branches: [] }))).toEqual(open);
  expect(reviewColumns(project({ approvals: 0 }))).toEqual(open);
  expect(reviewColumns(project({ approvals: undefined }))).toEqual({});
  expect(reviewColumns(project({ branches: undefined }))).toEqual({});
});
