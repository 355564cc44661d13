// Whose code a job fetches through actions of its owner, and through those that these use in turn.
import { describe, expect, it, test } from "vitest";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { node } from "../estate.js";
import { analyzed, type Company, condition, noNew, ORG, reach, repository } from "./company.js";

const JOB = "github:repo/1/workflow/.github/workflows/ci.yml#build";
const SHA = "0123456789abcdef0123456789abcdef01234567";

function action(repo: number, path: string, properties: JsonRecord): StoredNode {
  const parent = `github:repo/${repo}`;
  const own = { path, is_read: true, using: "composite", ...properties };
  return node(`${parent}/action/${path}`, "github.action", { kind: "resource", scope: ORG, parent, properties: own });
}

/** A job of acme/site that uses `uses`, beside acme/tools with these actions. */
function company(
  uses: JsonRecord,
  actions: readonly StoredNode[],
  main: readonly string[] = [],
  properties: JsonRecord = {},
): Company {
  const build = {
    triggers: ["push"],
    trigger_facts: [{ event: "push", by: "writer", privileged: true, branches: ["main"] }],
    own_actions: [uses],
  };
  return {
    nodes: [
      ...repository({ name: "site", id: 1, jobs: { build }, branches: { main: ["ruleset"] } }),
      ...repository({ name: "tools", id: 2, branches: { main }, properties }),
      ...actions,
    ],
    trust: condition("repo:acme/site:ref:refs/heads/main"),
  };
}

function columns(scene: Company): JsonRecord {
  const found = analyzed(scene).facts.filter((fact) => fact.node === JOB);
  return Object.assign({}, ...found.map((fact) => fact.columns)) as JsonRecord;
}

const ROOT = { action: "acme/tools", ref: "main" };

describe("writers of an action of the owner", () => {
  const plain = [action(2, "action.yml", { using: "node24" })];
  it.each<[string, string, JsonRecord, readonly string[]]>([
    ["yes", "at a branch that they may push to", ROOT, []],
    ["no", "at a protected branch", ROOT, ["reviews"]],
    ["no", "at a commit", { ...ROOT, ref: SHA }, []],
    ["yes", "at a tag, which they may move", { ...ROOT, ref: "v2" }, ["reviews"]],
  ])("%s: %s", (expected, _name, uses, main) => {
    expect(reach(company(uses, plain, main), "github:acme/tools")).toBe(expected);
  });

  it.each<[string, string, readonly string[]]>([
    ["yes", "they may not make it, but it is there and is moved", ["creation", "deletion"]],
    ["yes", "they may not move it, but delete it and make it anew", ["update"]],
    ["no", "neither move nor delete it", ["update", "deletion"]],
    ["no", "neither move it nor make it anew", ["creation", "update"]],
  ])("%s: at a tag: %s", (expected, _name, types) => {
    const rules = types.map((type) => ({ type }));
    const scene = company({ ...ROOT, ref: "v2" }, plain, [], { rulesets: [noNew("tag", { rules })] });
    expect(reach(scene, "github:acme/tools")).toBe(expected);
  });
});

describe("what an action of the owner uses", () => {
  const inner = (...uses: JsonRecord[]): readonly StoredNode[] => [action(2, "action.yml", { uses })];

  it("is code of whoever publishes it, if it is not pinned", () => {
    const scene = company({ ...ROOT, ref: SHA }, inner({ action: "cloudops/upload", ref: "v2" }));
    expect(reach(scene, "github:publisher/cloudops")).toBe("needs-actor");
    expect(columns(scene)["nested_unpinned"]).toEqual([`cloudops/upload@v2 (acme/tools@${SHA})`]);
  });

  it.each<[string, JsonRecord]>([
    ["pinned", { action: "cloudops/upload", ref: SHA }],
    ["GitHub's own", { action: "actions/cache", ref: "v4" }],
    ["a folder of the caller", { action: "./cloudops" }],
    ["an image by its digest", { action: `docker://cloudops/x@sha256:${"0".repeat(64)}` }],
  ])("is not when it is %s", (_name, uses) => {
    const scene = company(ROOT, inner(uses));
    expect(columns(scene)["nested_unpinned"]).toBeUndefined();
    expect(reach(scene, "github:publisher/cloudops")).toBe("no");
  });

  it("is followed to the second level and further, and ends in a circle", () => {
    const deep = [
      action(2, "action.yml", { uses: [{ action: "acme/tools/.github/actions/login", ref: "v1" }] }),
      action(2, ".github/actions/login/action.yaml", {
        uses: [
          { action: "cloudops/upload", ref: "v2" },
          { action: "acme/tools", ref: "main" },
        ],
      }),
    ];
    expect(columns(company(ROOT, deep))["nested_unpinned"]).toEqual([
      "cloudops/upload@v2 (acme/tools/.github/actions/login@v1)",
    ]);
  });

  it("may be the image that it is", () => {
    const image = (text: string): unknown =>
      columns(company(ROOT, [action(2, "action.yml", { using: "docker", image: text })]))["nested_unpinned"];
    expect(image("docker://cloudops/x:3")).toEqual(["docker://cloudops/x:3 (acme/tools@main)"]);
    expect(image(`docker://cloudops/x@sha256:${"0".repeat(64)}`)).toBeUndefined();
    expect(image("Dockerfile")).toBeUndefined();
  });
});

test("an action that was not read is said", () => {
  const unread = (actions: readonly StoredNode[]): unknown => columns(company(ROOT, actions))["unread_actions"];
  expect(unread([])).toEqual(["acme/tools@main"]);
  expect(unread([action(2, "action.yml", { is_read: false })])).toEqual(["acme/tools@main"]);
  expect(unread([action(2, "action.yml", {})])).toBeUndefined();
});

describe("writers of a repository that is checked out and run", () => {
  const scene = (found: JsonRecord, main: readonly string[] = [], environment?: JsonRecord): Company => {
    const build = {
      triggers: ["push"],
      trigger_facts: [{ event: "push", by: "writer", privileged: true, branches: ["main"] }],
      runs_repositories: [{ repository: "acme/tools", line: 4, column: 9, ...found }],
      ...(environment && { environment: "production" }),
    };
    const site = { name: "site", id: 1, jobs: { build }, branches: { main: ["ruleset"] } };
    return {
      nodes: [
        ...repository({ ...site, ...(environment && { environments: { production: environment } }) }),
        ...repository({ name: "tools", id: 2, branches: { main } }),
      ],
      trust: condition(`repo:acme/site:${environment ? "environment:production" : "ref:refs/heads/main"}`),
    };
  };
  it.each<[string, string, Company]>([
    ["yes", "its default branch, to which they push", scene({})],
    ["no", "its default branch, which needs a review", scene({}, ["reviews"])],
    ["yes", "another branch of it", scene({ ref: "next" }, ["reviews"])],
    ["no", "a commit of it", scene({ ref: SHA })],
    ["no", "another repository", scene({ repository: "acme/other" })],
    [
      "no",
      "in an environment that somebody else approves",
      scene({}, [], { reviewer_count: 1, prevent_self_review: true, branch_policy: "none" }),
    ],
  ])("%s: %s", (expected, _, company) => {
    expect(reach(company, "github:acme/tools")).toBe(expected);
  });
});
