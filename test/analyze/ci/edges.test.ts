// Ways into runs that do not start with a writer's branch: runners, other stores of secrets, Apps, issuers of enterprises.
import { describe, expect, it, test } from "vitest";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { node } from "../estate.js";
import { type Company, condition, GITHUB, ORG, organization, reach, repository } from "./company.js";

const SITE = "github:acme/site";
const JOB = "github:repo/1/workflow/.github/workflows/ci.yml#build";
const GROUP = `${ORG}/runner-group/7`;
const RUNNER = `${ORG}/runner/70`;
const HOST = "arn:aws:ec2:eu-west-1:111122223333:instance/i-0abc123def456789a";
const NOBODY = condition("repo:acme/nothing:ref:refs/heads/x");

function part(id: string, type: string, more: Partial<StoredNode>): StoredNode {
  return node(id, type, { scope: ORG, ...more });
}

function runners(group: JsonRecord, runner: JsonRecord = {}, name = "builder-1"): StoredNode[] {
  return [
    part(GROUP, "github.runner-group", {
      kind: "resource",
      name: "builders",
      properties: { visibility: "all", allows_public_repositories: false, restricted_to_workflows: false, ...group },
    }),
    part(RUNNER, "github.runner", {
      kind: "workload",
      name,
      parent: GROUP,
      properties: { labels: ["self-hosted", "Linux", "gpu"], ephemeral: false, ...runner },
    }),
  ];
}

interface Scene {
  readonly group?: JsonRecord;
  readonly runner?: JsonRecord;
  readonly name?: string;
  readonly site?: JsonRecord;
  readonly job?: JsonRecord;
  readonly of?: JsonRecord;
  readonly aws?: readonly StoredNode[];
}

/** Two repositories: site, where code comes in, and api, with a job on a runner of one's own. */
function fleet({ group = {}, runner = {}, name, site = {}, job = {}, of = {}, aws = [] }: Scene): Company {
  const own = { runs_on: ["self-hosted", "linux"], is_self_hosted: true, ...job };
  const main = { main: ["reviews"] };
  // nobody but whoever administers it gets into api
  const closed = {
    protections: [{ pattern: "*", push_restrictions: true, blocks_creations: true }],
    rulesets: [
      {
        target: "tag",
        enforcement: "active",
        include: ["~ALL"],
        exclude: [],
        rules: [{ type: "creation" }],
        bypass: [],
      },
    ],
  };
  return {
    scope: organization(of),
    nodes: [
      ...repository({ name: "site", id: 1, properties: site, branches: main }),
      ...repository({ name: "api", id: 2, properties: closed, jobs: { deploy: own } }),
      ...runners(group, runner, name),
    ],
    trust: NOBODY,
    aws,
  };
}

const API_JOB = "github:repo/2/workflow/.github/workflows/ci.yml#deploy";

describe("a job of another repository on the same runner", () => {
  it.each<[string, string, Scene]>([
    ["yes", "the runner keeps what a job leaves on it", {}],
    ["no", "it is used once", { runner: { ephemeral: true } }],
    ["unknown", "whether it is used once was not read", { runner: { ephemeral: null } }],
    [
      "no",
      "the group is for other repositories",
      { group: { visibility: "selected", repositories: ["github:repo/2"] } },
    ],
    [
      "yes",
      "the group is for both",
      { group: { visibility: "selected", repositories: ["github:repo/1", "github:repo/2"] } },
    ],
    ["unknown", "for which repositories the group is was not read", { group: { visibility: "selected" } }],
    [
      "no",
      "that was not read, and the repository is public, for which it is not",
      { group: { visibility: "selected" }, site: { visibility: "public" } },
    ],
    ["no", "only selected workflows may use it", { group: { restricted_to_workflows: true } }],
    ["no", "the repository is public and the group is not for those", { site: { visibility: "public" } }],
    ["no", "the job goes to other runners", { job: { runs_on: ["self-hosted", "windows"] } }],
    ["no", "the job runs on a machine of GitHub", { job: { runs_on: ["ubuntu-latest"], is_self_hosted: false } }],
    ["no", "the job goes to another group", { job: { runner_group: "other" } }],
  ])("%s: %s", (expected, _name, scene) => {
    expect(reach(fleet(scene), SITE, API_JOB, "act")).toBe(expected);
  });
});

describe("a pull request of a fork on a runner of one's own", () => {
  const open = { site: { visibility: "public" }, group: { allows_public_repositories: true } };
  const policy = (fork_approval_policy: string): JsonRecord => ({ fork_approval_policy });
  it.each<[string, string, Scene]>([
    ["yes", "anyone but new accounts", { ...open, of: policy("first_time_contributors_new_to_github") }],
    ["needs-actor", "those who contributed before", { ...open, of: policy("first_time_contributors") }],
    ["needs-actor", "those who were let in", { ...open, of: policy("all_external_contributors") }],
    ["unknown", "who has to be let in was not read", open],
    [
      "no",
      "the group is not for public repositories",
      { site: open.site, of: policy("first_time_contributors_new_to_github") },
    ],
    ["no", "no repository of the group is public", { group: open.group, of: policy("first_time_contributors") }],
  ])("%s: %s", (expected, _name, scene) => {
    expect(reach(fleet(scene), "any:internet", RUNNER, "act")).toBe(expected);
  });
});

describe("the machine that a runner is", () => {
  const machine = (label: string): StoredNode =>
    node(HOST, "aws.ec2-instance", {
      kind: "workload",
      name: "i-0abc123def456789a",
      properties: { label },
    });
  it.each<[string, string, Scene]>([
    ["yes", "the runner is called by the instance", { name: "ci-i-0abc123def456789a", aws: [machine("ci")] }],
    [
      "yes",
      "a label of it is the instance",
      { runner: { labels: ["self-hosted", "i-0abc123def456789a"] }, aws: [machine("ci")] },
    ],
    ["yes", "both have one name", { aws: [machine("Builder-1")] }],
    ["no", "another machine", { name: "ci-i-0abc123def456789b", aws: [machine("web")] }],
    ["no", "a longer id that begins alike", { name: "ci-i-0abc123def456789ab", aws: [machine("web")] }],
    [
      "no",
      "two machines have that name",
      { aws: [machine("builder-1"), { ...machine("builder-1"), id: `${HOST}f`, name: "i-0abc123def456789f" }] },
    ],
  ])("%s: %s", (expected, _name, scene) => {
    expect(reach(fleet(scene), SITE, HOST, "act")).toBe(expected);
  });
});

describe("secrets of other stores", () => {
  const secret = (store: string, name: string, parent: string, more: JsonRecord = {}): StoredNode =>
    part(`${parent}/secret/${store}/${name}`, `github.${store}-secret`, {
      kind: "credential",
      name,
      parent,
      properties: more,
    });
  const company = (kept: StoredNode, branches: readonly string[] = []): Company => ({
    nodes: [
      ...repository({
        name: "site",
        id: 1,
        branches: { main: branches },
        jobs: { build: { secrets: [{ name: kept.name }] } },
      }),
      ...repository({ name: "api", id: 2 }),
      kept,
    ],
    trust: NOBODY,
  });
  const ofDependabot = secret("dependabot", "REGISTRY_TOKEN", "github:repo/1");

  test("Dependabot's are in runs of what is on the default branch", () => {
    expect(reach(company(ofDependabot), SITE, ofDependabot.id)).toBe("yes");
    expect(reach(company(ofDependabot, ["reviews"]), SITE, ofDependabot.id)).toBe("no");
    expect(reach(company(ofDependabot), "github:acme/api", ofDependabot.id)).toBe("no");
  });

  test("a job that names one of Dependabot's does not get it in a run of its own", () => {
    const scene = company(ofDependabot, ["reviews"]);
    expect(reach(scene, JOB, ofDependabot.id)).toBe("no");
  });

  test("those of codespaces are for whoever may write", () => {
    const kept = secret("codespaces", "DB_PASSWORD", ORG, { visibility: "selected", repositories: [1] });
    expect(reach(company(kept, ["reviews"]), SITE, kept.id)).toBe("yes");
    expect(reach(company(kept), "github:acme/api", kept.id)).toBe("no");
    expect(reach(company(kept), "any:internet", kept.id)).toBe("no");
    const unread = secret("codespaces", "DB_PASSWORD", ORG, { visibility: "selected" });
    expect(reach(company(unread, ["reviews"]), SITE, unread.id)).toBe("unknown");
    const hidden = secret("codespaces", "db_password", "github:repo/1");
    const both = company(unread, ["reviews"]);
    expect(reach({ ...both, nodes: [...both.nodes, hidden] }, SITE, unread.id)).toBe("no");
  });

  test("those of the agent are for whoever gives it a task; some go to its tools only", () => {
    const kept = secret("agents", "NPM_TOKEN", "github:repo/1");
    const tools = secret("agents", "COPILOT_MCP_TOKEN", "github:repo/1");
    expect(reach(company(kept), SITE, kept.id)).toBe("yes");
    expect(reach(company(tools), SITE, tools.id)).toBe("unknown");
    expect(reach(company(kept), "github:acme/api", kept.id)).toBe("no");
  });
});

describe("an App", () => {
  const APP = "github:installation/5";
  const GRANT = `${APP}/permissions`;
  const company = (
    permissions: JsonRecord,
    job: JsonRecord,
    to: string,
    capability: "use" | "write",
    standing: { readonly state?: "none" | "unknown" | "blocked"; readonly properties?: JsonRecord } = {},
  ): Company => ({
    nodes: [
      ...repository({ name: "site", id: 1, branches: { main: ["reviews"] }, jobs: { build: job } }),
      part(APP, "github.app-installation", { kind: "principal" }),
      part(GRANT, "github.app-permissions", { kind: "grant", parent: APP, properties: { permissions } }),
      part(`${ORG}/all-repositories`, "github.all-repositories", { kind: "set" }),
    ],
    edges: [
      { kind: "has_grant", from: APP, to: GRANT },
      { kind: "permits", from: GRANT, to, capability, ...standing },
    ],
    trust: condition("repo:acme/site:ref:refs/heads/*"),
  });
  const injected = {
    trigger_facts: [{ event: "workflow_dispatch" }],
    injections: [{ expression: "inputs.tag", by: "writer", events: ["workflow_dispatch"] }],
  };
  const builds = { runs_files: true, trigger_facts: [{ event: "push" }] };
  const CODE = { contents: "write" };
  const BOTH = { contents: "write", workflows: "write" };

  it.each<[string, string, Company]>([
    ["yes", "that changes files, where a job runs them", company(CODE, builds, "github:repo/1", "write")],
    ["yes", "of every repository", company(CODE, builds, `${ORG}/all-repositories`, "write")],
    [
      "no",
      "that changes files, where no job runs them",
      company(CODE, { trigger_facts: [{ event: "push" }] }, "github:repo/1", "write"),
    ],
    [
      "no",
      "that changes files, where only main is built",
      company(CODE, { ...builds, trigger_facts: [{ event: "push", branches: ["main"] }] }, "github:repo/1", "write"),
    ],
    [
      "no",
      "that changes files, where the job is run by hand from main",
      company(CODE, { ...builds, trigger_facts: [{ event: "workflow_dispatch" }] }, "github:repo/1", "write"),
    ],
    ["yes", "that changes workflows too", company(BOTH, {}, "github:repo/1", "write")],
    ["no", "that changes nothing", company({ contents: "read" }, builds, "github:repo/1", "use")],
    [
      "no",
      "that writes secrets, which is not reading them",
      company({ secrets: "write" }, builds, "github:repo/1", "use"),
    ],
    ["no", "that writes environments' secrets", company({ environments: "write" }, builds, "github:repo/1", "use")],
    [
      "no",
      "that starts a run by hand, whose inputs go nowhere",
      company({ actions: "write" }, builds, "github:repo/1", "use"),
    ],
    [
      "yes",
      "that starts a run by hand, whose input is put into a script",
      company({ actions: "write" }, injected, "github:repo/1", "use"),
    ],
    [
      "yes",
      "that registers runners, where a job waits for one",
      company(
        { organization_self_hosted_runners: "write" },
        { is_self_hosted: true, trigger_facts: [{ event: "push" }] },
        ORG,
        "use",
      ),
    ],
    [
      "no",
      "that registers runners, where all jobs run at GitHub",
      company(
        { organization_self_hosted_runners: "write" },
        { is_self_hosted: false, trigger_facts: [{ event: "push" }] },
        ORG,
        "use",
      ),
    ],
  ])("%s: %s", (expected, _name, scene) => {
    expect(reach(scene, APP)).toBe(expected);
  });

  it.each<[string, JsonRecord, JsonRecord, "use" | "write"]>([
    ["changes workflows", BOTH, {}, "write"],
    ["changes files", CODE, builds, "write"],
    ["starts a run whose input is put into a script", { actions: "write" }, injected, "use"],
  ])("that %s: of selected repositories perhaps, suspended not", (_what, permissions, job, capability) => {
    const why = "the repository is among those selected";
    const all = `${ORG}/all-repositories`;
    const standing = (state: "unknown" | "blocked" | "none") =>
      reach(company(permissions, job, all, capability, { state, properties: { why } }), APP);
    expect([standing("none"), standing("unknown"), standing("blocked")]).toEqual(["yes", "unknown", "no"]);
  });
});

test("the token of a job that writes leaves code on an open default branch, and on no guarded one", () => {
  const TOKEN = `${JOB}/token`;
  const company = (gates: readonly string[]): Company => ({
    nodes: [
      ...repository({
        name: "site",
        id: 1,
        branches: { main: gates },
        jobs: { build: {}, deploy: { runs_files: true, trigger_facts: [{ event: "schedule" }] } },
      }),
      part(TOKEN, "github.job-token", { kind: "session", parent: JOB }),
    ],
    edges: [
      { kind: "has_session", from: JOB, to: TOKEN },
      { kind: "permits", from: TOKEN, to: "github:repo/1", capability: "write" },
    ],
    trust: NOBODY,
  });
  const later = JOB.replace("#build", "#deploy");
  expect(reach(company([]), JOB, later, "act")).toBe("yes");
  expect(reach(company(["reviews"]), JOB, later, "act")).toBe("no");
});

describe("the issuer of an owner", () => {
  const subject = "repo:acme/site:ref:refs/heads/main";
  const own = { nodes: repository({ name: "site", id: 1 }), trust: condition(subject) };
  const matched = (company: Company): boolean => reach(company, SITE) === "yes";
  it.each<[boolean, string, JsonRecord]>([
    [true, "github.com", {}],
    [true, "github.com, as the crawl says it", { oidc_issuer: GITHUB }],
    [false, "a server of one's own", { oidc_issuer: "github.acme.example/_services/token" }],
    [false, "a host with data residency", { oidc_issuer: "token.actions.acme.ghe.com" }],
  ])("%s: %s", (expected, _name, properties) => {
    expect(matched({ ...own, scope: organization(properties) })).toBe(expected);
  });
});

describe("the issuer of an enterprise", () => {
  const issuer = `${GITHUB}/octo-corp`;
  const trust = { StringEquals: { [`${issuer}:sub`]: "repo:acme/site:ref:refs/heads/main" } };
  const own = { nodes: repository({ name: "site", id: 1 }), trust, issuer };
  it.each<[string, string, JsonRecord]>([
    ["unknown", "where nobody said whether the owner is in it", {}],
    [
      "unknown",
      "in it: whether that issuer is switched on is not shown",
      { in_enterprise: true, enterprise: "Octo-Corp" },
    ],
    ["unknown", "in one whose name was not told", { in_enterprise: true }],
    ["no", "in another", { in_enterprise: true, enterprise: "other" }],
    ["no", "in none", { in_enterprise: false }],
  ])("%s: %s", (expected, _name, properties) => {
    expect(reach({ ...own, scope: organization(properties) }, SITE)).toBe(expected);
  });
});
