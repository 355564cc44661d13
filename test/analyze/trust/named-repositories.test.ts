// Whose runs a trust names: by the text of a subject, or by the claims that say whose run it is.
import { describe, expect, it } from "vitest";
import { toEntries } from "../../../src/analyze/aws/condition/condition.js";
import { demand } from "../../../src/analyze/trust/claim-demand.js";
import { toConstraints } from "../../../src/analyze/trust/constraint.js";
import { namedRepositories, toRepositories } from "../../../src/analyze/trust/named-repositories.js";

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

type Demands = readonly (readonly [claim: string, how: Parameters<typeof demand>[1], ...texts: string[]])[];

/** Paths that some ways in name, as `path` or `path if context`. */
function named(vendor: string, ...ways: Demands[]): readonly string[] {
  const alternatives = ways.map((way) => way.flatMap(([claim, how, ...texts]) => demand(claim, how, texts) ?? []));
  const found = namedRepositories({ alternatives, blockedBy: undefined, doubts: [] }, vendor);
  return found.map(({ path, context }) => (context === undefined ? path : `${path} if ${context}`));
}

describe("claims beside the subject", () => {
  it.each<[string, Demands, readonly string[]]>([
    ["one repository", [["repository", "equals", "acme/site"]], ["acme/site"]],
    ["some", [["repository", "equals", "acme/site", "acme/docs"]], ["acme/site", "acme/docs"]],
    ["an owner", [["repository_owner", "equals", "acme"]], ["acme/*"]],
    [
      "a repository of its owner",
      [
        ["repository_owner", "equals", "acme"],
        ["repository", "equals", "acme/site"],
      ],
      ["acme/site"],
    ],
    ["what begins so", [["repository", "starts", "acme/site-"]], ["acme/site-*"]],
    ["any that ends so", [["repository", "ends", "/site"]], []],
    ["whoever is called so at the beginning", [["repository_owner", "starts", "acme"]], []],
    ["all but one", [["repository", "differs", "acme/site"]], []],
    [
      "a branch of one",
      [
        ["repository", "equals", "acme/site"],
        ["ref", "equals", "refs/heads/main"],
      ],
      ["acme/site if ref refs/heads/main"],
    ],
    [
      "any branch of one",
      [
        ["repository", "equals", "acme/site"],
        ["ref", "starts", "refs/heads/"],
      ],
      ["acme/site"],
    ],
    [
      "a subject that is a pattern and one repository",
      [
        ["sub", "matches", "repo:acme/*:environment:prod"],
        ["repository", "equals", "acme/site"],
      ],
      ["acme/site if environment:prod"],
    ],
    ["nothing but an id", [["repository_owner_id", "equals", "7"]], []],
  ])("%s of GitHub", (_name, way, expected) => {
    expect(named("github", way)).toEqual(expected);
  });

  it.each<[string, Demands, readonly string[]]>([
    ["one project", [["project_path", "equals", "acme/web/site"]], ["acme/web/site"]],
    ["a group", [["namespace_path", "equals", "acme/web"]], ["acme/web/* if namespace_path acme/web"]],
  ])("%s of GitLab", (_name, way, expected) => {
    expect(named("gitlab", way)).toEqual(expected);
  });

  it("names whoever some way lets in, and nobody where one way is open to all", () => {
    const [site, docs]: readonly Demands[] = [
      [["repository", "equals", "acme/site"]],
      [["repository", "equals", "acme/docs"]],
    ];
    expect(named("github", site ?? [], docs ?? [])).toEqual(["acme/site", "acme/docs"]);
    expect(named("github", site ?? [], [["event_name", "equals", "push"]])).toEqual([]);
  });
});

describe("what a token without the claim passes", () => {
  const KEY = "token.actions.githubusercontent.com";
  const named = (operator: string, claim: string, text: string) => {
    const entries = toEntries({ [operator]: { [`${KEY}:${claim}`]: text } }, false, []);
    const alternatives = [toConstraints({ id: 0, entries, keys: [] })];
    return namedRepositories({ alternatives, blockedBy: undefined, doubts: [] }, "github").map(({ path }) => path);
  };
  it.each<[string, string, string, readonly string[]]>([
    ["every token has a subject", "ForAllValues:StringLike", "repo:acme/site:*", ["acme/site"]],
    ["so IfExists says the same", "StringLikeIfExists", "repo:acme/site:*", ["acme/site"]],
    ["what all are not names nobody", "ForAllValues:StringNotLike", "repo:acme/site:*", []],
  ])("%s", (_, operator, text, expected) => {
    expect(named(operator, "sub", text)).toEqual(expected);
  });

  it("another claim may not be there", () => {
    expect(named("ForAllValues:StringLike", "repository", "acme/site")).toEqual([]);
    expect(named("StringLike", "repository", "acme/site")).toEqual(["acme/site"]);
  });
});
