// What an App that changes files, and no workflows, gets of a job: what runs of a branch of its own have, not what the default branch has.
import { describe, expect, it } from "vitest";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { node } from "../estate.js";
import { type Company, condition, ORG, reach, repository } from "./company.js";

const APP = "github:installation/5";
const GRANT = `${APP}/permissions`;
const SECRET = "github:repo/1/secret/actions/DEPLOY_KEY";
const MAIN = "repo:acme/site:ref:refs/heads/main";
const CODE = { contents: "write" };
const PUSH = [{ event: "push" }];

interface Scene {
  readonly job?: JsonRecord;
  readonly branches?: { readonly [name: string]: readonly string[] };
  readonly environments?: { readonly [name: string]: JsonRecord };
  readonly site?: JsonRecord;
  readonly permissions?: JsonRecord;
  readonly subject?: string;
  readonly app?: JsonRecord;
  readonly state?: "none" | "unknown";
}

function part(id: string, type: string, more: Partial<StoredNode>): StoredNode {
  return node(id, type, { scope: ORG, ...more });
}

function scene({ job = {}, branches = { main: ["reviews"] }, site = {}, subject = MAIN, ...more }: Scene): Company {
  const { permissions = CODE, app = { app_id: 50 }, state = "none", environments = {} } = more;
  const build = { runs_files: true, trigger_facts: PUSH, secrets: [{ name: "DEPLOY_KEY" }], ...job };
  const capability = permissions["contents"] === "write" ? ("write" as const) : ("read" as const);
  return {
    nodes: [
      ...repository({ name: "site", id: 1, branches, environments, jobs: { build }, properties: site }),
      part(APP, "github.app-installation", { kind: "principal", properties: app }),
      part(GRANT, "github.app-permissions", { kind: "grant", parent: APP, properties: { permissions } }),
      part(SECRET, "github.actions-secret", { kind: "credential", name: "DEPLOY_KEY", parent: "github:repo/1" }),
    ],
    edges: [
      { kind: "has_grant", from: APP, to: GRANT },
      { kind: "permits", from: GRANT, to: "github:repo/1", capability, state },
    ],
    trust: condition(subject),
  };
}

describe("a role for the default branch, which is reviewed", () => {
  it.each<[string, string, Scene]>([
    ["no", "is not for pushes to another branch", {}],
    ["no", "nor for pull requests of one", { job: { trigger_facts: [{ event: "pull_request" }, ...PUSH] } }],
    ["yes", "is for those who may push to it", { branches: { main: [] } }],
    ["yes", "which a trust in any branch does not ask for", { subject: "repo:acme/site:ref:refs/heads/*" }],
    [
      "yes",
      "nor one in pull requests, where the job runs for them",
      { job: { trigger_facts: [{ event: "pull_request" }] }, subject: "repo:acme/site:pull_request" },
    ],
    ["no", "nor is one for a branch that nobody may push to", scenes("release", ["lock_branch"])],
    ["yes", "another branch may be one that anybody pushes to", scenes("release", [])],
  ])("%s: %s", (expected, _what, one) => {
    expect(reach(scene(one), APP)).toBe(expected);
  });

  it("leaves the secrets of the job to whatever branch it runs for", () => {
    expect(reach(scene({}), APP, SECRET)).toBe("yes");
    expect(reach(scene({ job: { trigger_facts: [{ event: "push", branches: ["main"] }] } }), APP, SECRET)).toBe("no");
  });
});

describe("a job that pushes to some refs start", () => {
  const TAGS = "repo:acme/site:ref:refs/tags/*";
  it.each<[string, string, string, JsonRecord]>([
    ["yes", "every one, on the default branch", MAIN, {}],
    ["no", "of tags alone, on the default branch", MAIN, { tags: ["v*"] }],
    ["yes", "of tags alone, on a tag", TAGS, { tags: ["v*"] }],
    ["no", "of branches alone, on a tag", TAGS, { branches: ["main"] }],
    ["yes", "of one of two, on a tag", TAGS, { branches: ["main"], tags: ["v*"] }],
    ["no", "of all but the default branch, on that", MAIN, { branches_ignore: ["main"] }],
    ["yes", "of all but another branch", MAIN, { branches_ignore: ["dev"] }],
    ["no", "of another tag than the trust takes", "repo:acme/site:ref:refs/tags/v2", { tags: ["v1"] }],
    ["yes", "of that tag", "repo:acme/site:ref:refs/tags/v2", { tags: ["v2"] }],
  ])("%s: %s", (expected, _what, subject, fact) => {
    const job = { trigger_facts: [{ event: "push", ...fact }] };
    expect(reach(scene({ branches: { main: [] }, subject, job }), APP)).toBe(expected);
  });
});

function scenes(name: string, gates: readonly string[]): Scene {
  return { branches: { main: ["reviews"], [name]: gates }, subject: `repo:acme/site:ref:refs/heads/${name}` };
}

/** A review by a ruleset that lets an App past. */
function lets(id: number, more: JsonRecord = {}): Scene {
  const ruleset = {
    target: "branch",
    enforcement: "active",
    include: ["~DEFAULT_BRANCH"],
    exclude: [],
    rules: [{ type: "pull_request", approvals: 1 }],
    bypass: [{ type: "Integration", id, mode: "always" }],
    ...more,
  };
  return { branches: { main: [] }, site: { protections: [], rulesets: [ruleset] } };
}

describe("an App that a ruleset lets past", () => {
  const BOTH = { contents: "write", workflows: "write" };
  it.each<[string, string, Scene]>([
    ["yes", "by the number of the App, not of its installation", lets(50)],
    ["no", "not another App", lets(51)],
    ["no", "not one that writes nothing", { ...lets(50), permissions: { contents: "read" } }],
    ["no", "not one of which no number is known", { ...lets(50), app: {} }],
    [
      "yes",
      "and that changes workflows, whatever runs",
      { ...lets(50), permissions: BOTH, job: { runs_files: false } },
    ],
    ["no", "and that changes none, where no job runs its files", { ...lets(50), job: { runs_files: false } }],
    ["no", "nor one that changes workflows, of which it does not say", { ...lets(51), permissions: BOTH }],
    ["unknown", "of which it is not known whether the repository is among its own", { ...lets(50), state: "unknown" }],
  ])("%s: %s", (expected, _what, one) => {
    expect(reach(scene(one), APP)).toBe(expected);
  });

  it("an ordinary protection as well", () => {
    const by = (app: number): Scene => ({
      branches: { main: [] },
      site: {
        rulesets: [],
        protections: [{ pattern: "main", requires_reviews: true, reviews: 1, review_bypass: [`github:app/${app}`] }],
      },
    });
    expect(reach(scene(by(50)), APP)).toBe("yes");
    expect(reach(scene(by(51)), APP)).toBe("no");
  });
});

describe("a job that runs in one of two environments", () => {
  const APPROVED = {
    reviewers: ["github:team/7"],
    reviewer_count: 1,
    prevent_self_review: true,
    can_admins_bypass: false,
  };
  const FREE = { reviewer_count: 0, branch_policy: "none" };
  const both = (subject: string, production: JsonRecord): Scene => ({
    job: { environments: ["dev", "production"], environment_dynamic: false },
    environments: { dev: FREE, production: { ...FREE, ...production } },
    subject: `repo:acme/site:environment:${subject}`,
  });
  it.each<[string, string, Scene]>([
    ["yes", "has what the free one has", both("dev", APPROVED)],
    ["no", "and not what needs an approval", both("production", APPROVED)],
    ["yes", "where both are free, what either has", both("production", {})],
    ["no", "not what a third one has", both("stage", {})],
    [
      "no",
      "not what runs without an environment have",
      { ...both("dev", {}), subject: "repo:acme/site:ref:refs/heads/*" },
    ],
  ])("%s: %s", (expected, _what, one) => {
    expect(reach(scene(one), APP)).toBe(expected);
  });
});
