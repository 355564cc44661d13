// Whose runs a subject names, by its text.
import { describe, expect, it } from "vitest";
import { toRepositories } from "../../../src/analyze/access/trusted-repositories.js";

describe("a subject of GitHub", () => {
  it.each([
    ["repo:acme/site:*", "acme/site", undefined],
    ["repo:acme/*", "acme/*", undefined],
    ["repo:acme/site-*:ref:refs/heads/main", "acme/site-*", "ref:refs/heads/main"],
    ["repo:acme/site:environment:production", "acme/site", "environment:production"],
    ["repo:acme@10482231/shop@700310077:pull_request", "acme/shop", undefined],
  ])("%s", (subject, path, context) => {
    expect(toRepositories(subject, "github")).toEqual({ path, context });
  });
});

describe("a subject of GitLab", () => {
  it.each([
    ["project_path:acme/site:ref_type:branch:ref:main", "acme/site", "ref_type:branch:ref:main"],
    ["project_path:acme/site:ref_type:branch:ref:*", "acme/site", undefined],
    ["project_path:acme/site:ref_type:*", "acme/site", undefined],
    ["project_path:acme/web/site:*", "acme/web/site", undefined],
    ["project_path:acme/*", "acme/*", undefined],
    ["project_path:acme/*:ref_type:tag:ref:v*", "acme/*", "ref_type:tag:ref:v*"],
  ])("%s", (subject, path, context) => {
    expect(toRepositories(subject, "gitlab")).toEqual({ path, context });
  });
});

it.each([
  ["repo:ac*/site:*", "github"],
  ["repo:*", "github"],
  ["project_path:ac*/site:*", "gitlab"],
  ["project_path:*", "gitlab"],
  ["project_path:acme/site:*", "github"],
  ["organization:acme:project:site", "terraform"],
])("whose %s of %s is stays open", (subject, vendor) => {
  expect(toRepositories(subject, vendor)).toBeUndefined();
});
