// Who gets code into a job from outside, and what its token and its secrets then give.
import { describe, expect, it, test } from "vitest";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete, node } from "../estate.js";
import { analyzed, type Company, condition, ORG, organization, reach, repository, wayTo, withIds } from "./company.js";

const JOB = "github:repo/1/workflow/.github/workflows/ci.yml#build";
const TARGET = [{ event: "pull_request_target", by: "anyone", privileged: true }];
const CHECKOUT = { line: 12, column: 9, by: "anyone", how: "checkout", events: ["pull_request_target"] };
const OPEN: JsonRecord = { trigger_facts: TARGET, untrusted_checkout: CHECKOUT };
const ISSUES = [{ event: "issues", by: "anyone", privileged: true }];
const PROMPT = {
  line: 9,
  column: 9,
  expression: "github.event.issue.title",
  by: "anyone",
  events: ["issues"],
  agent: "acme/agent",
};
const PUBLIC = { visibility: "public" };

function company(
  job: JsonRecord,
  subject = "repo:acme/site:*",
  properties: JsonRecord = PUBLIC,
  more: Partial<Company> = {},
): Company {
  const main = { main: ["reviews"] };
  return {
    nodes: repository({ name: "site", id: 1, properties, branches: main, jobs: { build: job } }),
    trust: condition(subject),
    ...more,
  };
}

describe("anyone on the internet", () => {
  it.each<[string, string, Company]>([
    ["yes", "the head of a fork is checked out and run", company(OPEN)],
    ["no", "only the base is", company({ trigger_facts: TARGET })],
    ["no", "the job may not ask for a token", company({ ...OPEN, id_token: false })],
    ["no", "the repository is private", company(OPEN, "repo:acme/site:*", {})],
    [
      "no",
      "only a writer chooses the text",
      company({
        trigger_facts: TARGET,
        injections: [{ line: 3, expression: "inputs.x", by: "writer", events: ["workflow_dispatch"] }],
      }),
    ],
    [
      "yes",
      "the title of a pull request goes into a script",
      company({
        trigger_facts: TARGET,
        injections: [
          { line: 3, expression: "github.event.pull_request.title", by: "anyone", events: ["pull_request_target"] },
        ],
      }),
    ],
    [
      "yes",
      "the title of an issue is told to an agent that runs commands",
      company({ trigger_facts: ISSUES, prompts: [PROMPT] }),
    ],
    [
      "no",
      "the agent turns away who may not write",
      company({ trigger_facts: ISSUES, prompts: [{ ...PROMPT, by: "writer" }] }),
    ],
    ["needs-actor", "someone has to put a label first", company({ ...OPEN, gate: ["label"] })],
    ["no", "forks are turned away", company({ ...OPEN, gate: ["same_repository"] })],
    ["needs-actor", "a label, or no fork", company({ ...OPEN, gate: ["label", "same_repository"] })],
    [
      "no",
      "the trust asks for an environment that the job is not in",
      company(OPEN, "repo:acme/site:environment:production"),
    ],
    ["no", "the trust asks for another repository", company(OPEN, "repo:acme/api:*")],
    [
      "unknown",
      "the trust takes pull requests only, and it is not known whether such a run is one",
      company(OPEN, "repo:acme/site:pull_request"),
    ],
    ["unknown", "the trust takes main only", company(OPEN, "repo:acme/site:ref:refs/heads/main")],
    [
      "yes",
      "an issue comment runs on the default branch",
      company(
        { ...OPEN, trigger_facts: [{ event: "issue_comment", by: "anyone", privileged: true }] },
        "repo:acme/site:ref:refs/heads/main",
      ),
    ],
    [
      "no",
      "the same of another branch",
      company(
        { ...OPEN, trigger_facts: [{ event: "issue_comment", by: "anyone", privileged: true }] },
        "repo:acme/site:ref:refs/heads/dev",
      ),
    ],
  ])("%s: %s", (expected, _name, scene) => {
    expect(reach(scene, "any:internet")).toBe(expected);
  });
});

describe("a label that the run asks for", () => {
  const scene = (gate: readonly string[], role = "triage"): Company => {
    const user = node("github:user/5", "github.user", { kind: "principal", scope: ORG, name: "tess" });
    const made = company({ ...OPEN, gate });
    return {
      ...made,
      nodes: [...made.nodes, user],
      edges: [{ kind: "permits", from: user.id, to: "github:repo/1", capability: "read", properties: { role } }],
    };
  };

  it.each<[string, string, string, Company]>([
    ["yes", "who triages sets it on a pull request of their own", "github:user/5", scene(["label"])],
    ["yes", "the same of one that lasts", "github:user/5", scene(["lasting_label"])],
    ["no", "who only reads does not", "github:user/5", scene(["label"], "read")],
    ["no", "the condition asks for a person as well", "github:user/5", scene(["actor", "label"])],
    ["needs-actor", "a stranger waits for one that lasts", "any:internet", scene(["lasting_label"])],
    ["needs-actor", "a stranger waits for another act of a member", "any:internet", scene(["member"])],
  ])("%s: %s", (expected, _, from, labelled) => {
    expect(reach(labelled, from)).toBe(expected);
  });

  it("who writes sets it, and is not the person that is asked for", () => {
    const stateOf = (gate: readonly string[]): unknown => edgeOf(gate, "github:acme/site")?.state;
    expect([stateOf(["label"]), stateOf(["actor", "label"])]).toEqual(["met", "needs-actor"]);
  });

  it("is said to stay where it does", () => {
    const textOf = (gate: string): unknown => edgeOf([gate], "any:internet")?.condition;
    expect(textOf("lasting_label")).toContain("a label, which stays when the change goes on");
    expect(textOf("label")).not.toContain("stays");
  });

  const edgeOf = (gate: readonly string[], who: string) =>
    analyzed(scene(gate)).edges.find(({ kind, from, to }) => kind === "runs_code_in" && from === who && to === JOB);
});

test("someone has to approve runs in the environment of the job", () => {
  const job = { ...OPEN, environment: "production" };
  const scene = (facts: JsonRecord): Company => ({
    nodes: repository({
      name: "site",
      id: 1,
      properties: PUBLIC,
      jobs: { build: job },
      environments: { production: facts },
    }),
    trust: condition("repo:acme/site:environment:production"),
  });
  expect(reach(scene({ reviewer_count: 0, branch_policy: "none" }), "any:internet")).toBe("yes");
  expect(
    reach(
      scene({ reviewer_count: 1, reviewers: ["github:team/7"], prevent_self_review: false, branch_policy: "none" }),
      "any:internet",
    ),
  ).toBe("no");
});

test("someone has to approve runs in an environment before the job, where one is asked for it", () => {
  const scene = (reviewers: number, passed: readonly string[]): Company => ({
    nodes: repository({
      name: "site",
      id: 1,
      properties: PUBLIC,
      jobs: { build: { ...OPEN, outside_environments: passed } },
      environments: { external: { reviewer_count: reviewers, branch_policy: "none" }, other: { reviewer_count: 0 } },
    }),
    trust: condition("repo:acme/site:*"),
  });
  expect(reach(scene(1, ["external"]), "any:internet")).toBe("no");
  expect(reach(scene(1, ["external", "other"]), "any:internet")).toBe("no");
  expect(reach(scene(0, ["external"]), "any:internet")).toBe("yes");
  expect(reach(scene(1, ["other"]), "any:internet")).toBe("yes");
});

test("members who read a private repository, where they may fork it", () => {
  const forks = company(
    OPEN,
    "repo:acme/site:*",
    { allow_forking: true },
    { scope: organization({ members_can_fork_private: true }) },
  );
  const none = company(OPEN, "repo:acme/site:*", {}, { scope: organization({ members_can_fork_private: false }) });
  expect(reach(forks, "any:member")).toBe("yes");
  expect(reach(none, "any:member")).toBe("no");
});

test("the way goes from the pull request over the job to the role", () => {
  const way = wayTo(company(OPEN), "github:acme/site");
  expect(way?.edges.map(({ from, kind }) => `${from} ${kind}`)).toEqual([
    "github:acme/site runs_code_in",
    `${JOB} federates`,
    expect.stringContaining(" yields"),
  ]);
});

test("a job of a workflow file that the trust names, and one of another file", () => {
  const named = condition("repo:acme/site:*", {
    "token.actions.githubusercontent.com:job_workflow_ref": "acme/site/.github/workflows/ci.yml@*",
  });
  const other = condition("repo:acme/site:*", {
    "token.actions.githubusercontent.com:job_workflow_ref": "acme/site/.github/workflows/cd.yml@*",
  });
  expect(reach({ ...company(OPEN), trust: named }, "any:internet")).toBe("yes");
  expect(reach({ ...company(OPEN), trust: other }, "any:internet")).toBe("no");
});

test("whoever publishes an action that a tag names acts in the job, if they are taken over", () => {
  const job = {
    trigger_facts: [{ event: "push", by: "writer", privileged: true }],
    unpinned_actions: [{ action: "cloudops/upload", ref: "v2", line: 9 }],
  };
  expect(reach(company(job), "github:publisher/cloudops")).toBe("needs-actor");
  expect(reach(company({ ...job, unpinned_actions: [] }), "github:publisher/cloudops")).toBe("no");
});

test("writers of a reusable workflow act in the jobs that call it at a branch they can push to", () => {
  const caller = (ref: string): JsonRecord => ({
    trigger_facts: [{ event: "push", by: "writer", privileged: true, branches: ["main"] }],
    uses_workflow: `acme/shared/.github/workflows/x.yml@${ref}`,
  });
  const scene = (ref: string, gates: readonly string[]): Company => ({
    nodes: [
      ...repository({ name: "site", id: 1, jobs: { build: caller(ref) }, branches: { main: ["ruleset"] } }),
      ...repository({ name: "shared", id: 2, branches: { main: gates } }),
    ],
    trust: condition("repo:acme/site:ref:refs/heads/main"),
  });
  expect(reach(scene("main", []), "github:acme/shared")).toBe("yes");
  expect(reach(scene("main", ["reviews"]), "github:acme/shared")).toBe("no");
  expect(reach(scene("0123456789abcdef0123456789abcdef01234567", []), "github:acme/shared")).toBe("no");
  expect(reach(scene("main", []), "github:acme/site")).toBe("no");
});

test("a trust that names a workflow and any repository takes runs of those that call it, beside its own repository", () => {
  const push = { trigger_facts: [{ event: "push", by: "writer", privileged: true, branches: ["main"] }] };
  const calling = (workflow: string): Company => ({
    nodes: [
      ...repository({
        name: "site",
        id: 1,
        jobs: { build: { ...push, uses_workflow: `acme/shared/.github/workflows/${workflow}@refs/heads/main` } },
      }),
      ...repository({ name: "shared", id: 2 }),
    ],
    trust: condition("repo:acme/*", {
      "token.actions.githubusercontent.com:job_workflow_ref":
        "acme/shared/.github/workflows/deploy.yml@refs/heads/main",
    }),
  });
  const from = (text: Company) =>
    (analyzed(text).edges ?? []).filter((edge) => edge.kind === "federates" && edge.from === JOB);
  expect(from(calling("deploy.yml")).map(({ state }) => state)).toEqual(["none"]);
  expect(from(calling("other.yml"))).toEqual([]);
});

describe("a trust of the whole organisation", () => {
  const two = (trust: string): Company => ({
    nodes: [
      ...repository({ name: "site", id: 1 }),
      ...repository({ name: "shop", id: 2, properties: withIds("shop", 2) }),
    ],
    trust: condition(trust),
  });

  test("is one edge from a hub, and takes the repositories whose subjects fit", () => {
    const { edges } = analyzed(two("repo:acme/*"));
    expect(edges.filter(({ kind }) => kind === "federates").map(({ from }) => from)).toEqual([
      "set:github:acme/names/branch",
      "set:github:acme/names/environment",
      "set:github:acme/names/pull_request",
      "set:github:acme/names/tag",
      "set:github:acme/names/target",
    ]);
    expect(reach(two("repo:acme/*"), "github:acme/site")).toBe("yes");
    expect(reach(two("repo:acme/*"), "github:acme/shop")).toBe("no");
    expect(reach(two("repo:acme@10482231/*"), "github:acme/shop")).toBe("yes");
    expect(reach(two("repo:acme@10482231/*"), "github:acme/site")).toBe("no");
  });

  test("takes a repository that a member makes tomorrow, when it takes ids", () => {
    const scope = organization({ members_can_create_repositories: true });
    expect(reach({ ...two("repo:acme@10482231/*"), scope }, "any:member")).toBe("yes");
    expect(reach({ ...two("repo:acme/*"), scope }, "any:member")).toBe("no");
    expect(reach(two("repo:acme@10482231/*"), "any:member")).toBe("no");
  });
});

test("names that anyone can register", () => {
  expect(reach(company({}, "repo:acme*"), "any:internet")).toBe("yes");
  expect(reach(company({}, "repo:acme/*"), "any:internet")).toBe("no");
});

describe("secrets", () => {
  const KEY = "AKIAEXAMPLEKEY000001";
  const key = node(KEY, "aws.access-key", { properties: { status: "active", created_at: "2026-09-01T15:00:00Z" } });
  const secret = (name: string, parent: string, properties: JsonRecord = {}): StoredNode =>
    node(`${parent}/secret/actions/${name}`, "github.actions-secret", {
      name,
      kind: "credential",
      scope: ORG,
      parent,
      properties: { level: "repository", updated_at: "2026-09-01T15:20:00Z", ...properties },
    });
  const reads = {
    trigger_facts: TARGET,
    untrusted_checkout: CHECKOUT,
    secrets: [{ name: "AWS_SECRET_ACCESS_KEY", line: 9 }],
    id_token: false,
  };
  const stored = secret("AWS_SECRET_ACCESS_KEY", "github:repo/1");
  const scene = (job: JsonRecord, nodes: readonly StoredNode[], more: Partial<Company> = {}): Company => {
    const base = company(job, "repo:acme/none:*", PUBLIC, more);
    return { ...base, nodes: [...base.nodes, ...nodes], aws: [key, ...(more.aws ?? [])] };
  };
  const tie = (one: Company): unknown => {
    const found = analyzed(one).edges.find(({ kind, to }) => kind === "stores" && to === KEY);
    return found?.confidence;
  };

  test("a job that names the secret gives it to whoever runs code there, one that does not gives nothing", () => {
    expect(reach(scene(reads, [stored]), "any:internet", KEY)).toBe("yes");
    expect(reach(scene({ ...reads, secrets: [] }, [stored]), "any:internet", KEY)).toBe("no");
    expect(reach(scene({ ...reads, secrets: [{ name: "*" }] }, [stored]), "any:internet", KEY)).toBe("yes");
  });

  test("any writer reads what workflows of the repository can read, not what its environment keeps", () => {
    expect(reach(scene({}, [stored]), "github:acme/site", KEY)).toBe("yes");
    const environment = repository({
      name: "site",
      id: 1,
      environments: { production: { reviewer_count: 1, prevent_self_review: true, branch_policy: "none" } },
    });
    const kept = secret("AWS_SECRET_ACCESS_KEY", "github:repo/1/environment/production", { level: "environment" });
    const guarded: Company = { nodes: [...environment, kept], trust: condition("repo:acme/none:*"), aws: [key] };
    expect(reach(guarded, "github:acme/site", KEY)).toBe("no");
    expect(reach(guarded, "github:repo/1@environment/production", KEY)).toBe("yes");
  });

  test.each<[string, JsonRecord, string]>([
    ["all", { level: "organization", visibility: "all" }, "yes"],
    ["private, and this one is public", { level: "organization", visibility: "private" }, "no"],
    ["selected, this one", { level: "organization", visibility: "selected", repositories: [1] }, "yes"],
    ["selected, another one", { level: "organization", visibility: "selected", repositories: [2] }, "no"],
  ])("a secret of the organisation for %s", (_name, properties, expected) => {
    expect(reach(scene({}, [secret("AWS_SECRET_ACCESS_KEY", ORG, properties)]), "github:acme/site", KEY)).toBe(
      expected,
    );
  });

  test("how sure it is what a secret holds", () => {
    const older = { created_at: "2026-02-01T00:00:00Z", status: "active" };
    const another = node("AKIAEXAMPLEKEY000002", "aws.access-key", { properties: older });
    const late = node(KEY, "aws.access-key", { properties: { status: "active", created_at: "2026-10-01T00:00:00Z" } });
    const inactive = node(KEY, "aws.access-key", {
      properties: { status: "inactive", created_at: "2026-09-01T15:00:00Z" },
    });
    const variable = [
      { kind: "references" as const, from: "github:repo/1", to: KEY, properties: { role: "access-key-id" } },
    ];
    expect(tie({ ...scene({}, [stored]), edges: variable })).toBe(0.95);
    expect(tie(scene({}, [stored], { aws: [another] }))).toBe(0.85);
    expect(
      tie(scene({}, [secret("AWS_SECRET_ACCESS_KEY", "github:repo/1", { updated_at: "2026-09-20T00:00:00Z" })])),
    ).toBe(0.6);
    expect(
      tie(
        scene({}, [secret("AWS_SECRET_ACCESS_KEY", "github:repo/1", { updated_at: "2026-09-20T00:00:00Z" })], {
          aws: [another],
        }),
      ),
    ).toBeUndefined();
    expect(tie({ ...scene({}, [stored]), aws: [late] })).toBeUndefined();
    expect(tie({ ...scene({}, [stored]), aws: [inactive] })).toBeUndefined();
    expect(tie(scene({}, [secret("NPM_TOKEN", "github:repo/1")]))).toBeUndefined();
  });

  test("facts: what it is, who uses it, whether a trust exists already", () => {
    const facts = (one: Company): JsonRecord | undefined =>
      analyzed(one).facts.find((fact) => fact.node === stored.id)?.columns;
    expect(facts(scene(reads, [stored]))).toEqual({
      cloud: "aws",
      credential_type: "access-key",
      is_static: true,
      used_by_count: 1,
      used_in: ["ci.yml#build"],
      file: ".github/workflows/ci.yml",
      line: 9,
      oidc_trust_exists: false,
      tied_to: KEY,
      tie_confidence: 0.85,
    });
    expect(facts({ ...scene(reads, [stored]), trust: condition("repo:acme/site:*") })?.["oidc_trust_exists"]).toBe(
      true,
    );
    expect(facts(scene({ ...reads, secrets: [] }, [stored]))?.["used_by_count"]).toBe(0);
  });
});

test("facts about jobs and repositories", () => {
  const { facts } = analyzed(company(OPEN));
  const of = (id: string): JsonRecord =>
    Object.assign({}, ...facts.filter((fact) => fact.node === id).map(({ columns }) => columns)) as JsonRecord;
  expect(of(JOB)).toMatchObject({
    untrusted_source: "internet",
    untrusted_reason: "a pull request's head is checked out and run (.github/workflows/ci.yml:12)",
    reached_identities: ["arn:aws:iam::111122223333:role/deploy"],
  });
  expect(of("github:repo/1")).toEqual({
    asks_review: true,
    subject_form: "names",
    subject_names_repository: true,
    trusted_count: 1,
    trusted_by_name: true,
  });
});

describe("a trust of a repository that is gone", () => {
  const columns = (subject: string, scope = organization()): JsonRecord => {
    const { facts } = analyzed({ nodes: repository({ name: "site", id: 1 }), trust: condition(subject), scope });
    return Object.assign(
      {},
      ...facts.filter((fact) => fact.node.includes("#trust/")).map((fact) => fact.columns),
    ) as JsonRecord;
  };

  test.each<[string, string, JsonRecord]>([
    ["gone", "repo:acme/batch:ref:refs/heads/main", { subject_known: false, missing_subject: "acme/batch" }],
    ["there", "repo:acme/site:*", { subject_known: true }],
    ["there, in other letters", "repo:acme/SITE:*", { subject_known: true }],
  ])("%s: %s", (_name, subject, expected) => {
    expect(columns(subject)).toMatchObject(expected);
  });

  test.each(["repo:acme/*", "repo:acme@10482231/batch@77:*", "repo:other/site:*"])(
    "says nothing about %s",
    (subject) => {
      expect(columns(subject)).not.toHaveProperty("missing_subject");
      expect(columns(subject)["subject_known"]).not.toBe(true);
    },
  );

  test("says nothing where not every repository was listed", () => {
    expect(
      columns("repo:acme/batch:*", organization({}, { coverage: complete("github/org:rulesets") })),
    ).not.toHaveProperty("subject_known");
  });
});
