// What is kept of the webhook and the source of a project of CodeBuild, and of the sources of pipelines.
import { describe, expect, it } from "vitest";
import { arn, gatherRegion, role } from "./services/bundle.js";

const ID = arn("codebuild", "project/build");

const propertiesOf = async (more: object) => {
  const project = { name: "build", arn: ID, serviceRole: role("build"), ...more };
  const graph = await gatherRegion({
    "codebuild/list-projects.json": { projects: ["build"] },
    "codebuild/batch-get-projects.json": { projects: [project] },
  });
  return graph.node(ID)?.properties ?? {};
};

it("keeps the filters of a webhook, and neither its secret nor its address", async () => {
  const filterGroups = [
    [
      { type: "EVENT", pattern: "PUSH" },
      { type: "HEAD_REF", pattern: "^refs/heads/main$", excludeMatchedPattern: true },
    ],
  ];
  const found = await propertiesOf({
    webhook: {
      url: "https://api.example/hooks/1?token=marker",
      payloadUrl: "https://codebuild.example/webhooks?t=marker",
      secret: "marker",
      filterGroups,
      pullRequestBuildPolicy: { requiresCommentApproval: "FORK_PULL_REQUESTS", approverRoles: ["GITHUB_WRITE"] },
      scopeConfiguration: { name: "acme", scope: "GITHUB_ORGANIZATION" },
    },
  });
  expect(found["webhook"]).toEqual({
    groups: [
      [
        { type: "EVENT", pattern: "PUSH", excludes: false },
        { type: "HEAD_REF", pattern: "^refs/heads/main$", excludes: true },
      ],
    ],
    approval: "FORK_PULL_REQUESTS",
    approvers: ["GITHUB_WRITE"],
    scope: "GITHUB_ORGANIZATION",
    scope_name: "acme",
  });
  expect(JSON.stringify(found)).not.toContain("marker");
});

it("says of a project without one that it has none", async () => {
  expect(await propertiesOf({})).not.toHaveProperty("webhook");
});

describe("where commands stand", () => {
  it.each<[string, string | undefined, string | undefined]>([
    ["in the project", "version: 0.2\nphases:\n  build:\n    commands: [marker]", "inline"],
    ["in the project as JSON", '{"version": 0.2}', "inline"],
    ["in a file of the source", "ci/build.yml", "ci/build.yml"],
    ["in an object", "arn:aws:s3:::code/build.yml", "arn:aws:s3:::code/build.yml"],
    ["where they stand by custom", undefined, undefined],
  ])("%s", async (_, buildspec, expected) => {
    expect((await propertiesOf({ source: { type: "GITHUB", buildspec } }))["buildspec"]).toBe(expected);
  });
});
