// Pull requests of forks of private repositories: what the owner sends to them is theirs, and nothing else is.
import { describe, expect, it, test } from "vitest";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { node } from "../estate.js";
import { analyzed, type Company, condition, ORG, organization, ROLE, reach, repository, wayTo } from "./company.js";

const SITE = "github:repo/1";
const JOB = `${SITE}/workflow/.github/workflows/ci.yml#build`;
const FORK = `${SITE}@fork-pull-request`;
const KEY = "AKIAEXAMPLEKEY000001";
const OPEN = { fork_workflows_run: true, fork_approval_required: false };
const TOKENS = { ...OPEN, fork_write_tokens: true, fork_secrets: false };
const SECRETS = { ...OPEN, fork_write_tokens: false, fork_secrets: true };
const BOTH = { ...TOKENS, fork_secrets: true };
const NOTHING = { ...OPEN, fork_write_tokens: false, fork_secrets: false };

interface Scene {
  /** Settings of the organisation. */
  readonly of?: JsonRecord;
  /** Of the repository. */
  readonly site?: JsonRecord;
  readonly job?: JsonRecord;
  readonly subject?: string;
}

function company({ of = BOTH, site = {}, job = {}, subject = "repo:acme/site:pull_request" }: Scene): Company {
  const secret: StoredNode = node(`${SITE}/secret/actions/AWS_SECRET_ACCESS_KEY`, "github.actions-secret", {
    name: "AWS_SECRET_ACCESS_KEY",
    kind: "credential",
    scope: ORG,
    parent: SITE,
    properties: { level: "repository", updated_at: "2026-09-01T15:20:00Z" },
  });
  const key = node(KEY, "aws.access-key", { properties: { status: "active", created_at: "2026-09-01T15:00:00Z" } });
  const build = {
    triggers: ["pull_request"],
    trigger_facts: [{ event: "pull_request", by: "anyone", privileged: false }],
    permissions: { contents: "write", issues: "read", "id-token": "write" },
    id_token: true,
    ...job,
  };
  const properties = { visibility: "private", allow_forking: true, ...site };
  return {
    scope: organization({ members_can_fork_private: true, ...of }),
    nodes: [...repository({ name: "site", id: 1, properties, jobs: { build } }), secret],
    aws: [key],
    trust: condition(subject),
  };
}

describe("any member who may fork", () => {
  it.each<[string, string, Scene, string]>([
    ["yes", "write tokens are sent, and the trust takes pull requests", { of: TOKENS }, ROLE],
    ["no", "only secrets are sent", { of: SECRETS }, ROLE],
    [
      "no",
      "the trust takes the branch main alone",
      { of: TOKENS, subject: "repo:acme/site:ref:refs/heads/main" },
      ROLE,
    ],
    ["yes", "secrets are sent", { of: SECRETS }, KEY],
    ["no", "only write tokens are sent", { of: TOKENS }, KEY],
    ["no", "forks run and get nothing", { of: NOTHING }, KEY],
    ["no", "forks run and get nothing", { of: NOTHING }, ROLE],
    ["no", "forks do not run, whatever else is said", { of: { ...BOTH, fork_workflows_run: false } }, ROLE],
    [
      "no",
      "nobody may fork",
      { of: { ...BOTH, members_can_fork_private: false }, site: { allow_forking: false } },
      ROLE,
    ],
    ["no", "members do not read it", { of: { ...BOTH, default_repository_permission: "none" } }, ROLE],
    ["no", "the repository allows less", { site: { ...NOTHING } }, ROLE],
    ["no", "the repository allows what its owner does not", { of: { fork_workflows_run: false }, site: BOTH }, ROLE],
    ["yes", "the owner's settings do not exist, the repository's do", { of: {}, site: TOKENS }, ROLE],
    ["needs-actor", "somebody has to let it run", { of: { ...BOTH, fork_approval_required: true } }, ROLE],
    ["no", "the repository is public: such settings are not for it", { site: { visibility: "public" } }, ROLE],
  ])("%s: %s", (expected, _name, scene, target) => {
    expect(reach(company(scene), "any:member", target)).toBe(expected);
  });

  it("is not everyone", () => {
    expect(reach(company({}), "any:internet")).toBe("no");
  });
});

test("the way leads over the pull request of a fork", () => {
  expect(wayTo(company({ of: TOKENS, job: { id_token: false } }), "any:member")?.edges.map(({ from }) => from)).toEqual(
    ["any:member", FORK, expect.stringContaining("#trust/")],
  );
});

test("with a write token it writes to the repository", () => {
  const writes = (of: JsonRecord): boolean =>
    analyzed(company({ of })).edges.some(
      ({ kind, from, to, capability }) => kind === "permits" && from === FORK && to === SITE && capability === "write",
    );
  expect([writes(TOKENS), writes(SECRETS), writes(NOTHING)]).toEqual([true, false, false]);
});

describe("columns of a job", () => {
  const columns = (scene: Scene): JsonRecord =>
    Object.assign(
      {},
      ...analyzed(company(scene))
        .facts.filter((fact) => fact.node === JOB)
        .map((fact) => fact.columns),
    ) as JsonRecord;

  it.each<[string, Scene, JsonRecord | undefined, readonly string[] | undefined]>([
    ["a write token", { of: TOKENS }, { contents: "write", issues: "read", "id-token": "write" }, ["write token"]],
    ["a token that reads", { of: SECRETS }, { contents: "read", issues: "read" }, ["secrets"]],
    ["no run", { of: { fork_workflows_run: false } }, {}, undefined],
    ["not read", { of: {} }, undefined, undefined],
    ["public", { of: {}, site: { visibility: "public" } }, { contents: "read", issues: "read" }, undefined],
    ["another event", { of: BOTH, job: { triggers: ["push"] } }, undefined, undefined],
  ])("%s", (_name, scene, permissions, access) => {
    const found = columns(scene);
    expect([found["fork_permissions"], found["fork_access"]]).toEqual([permissions, access]);
  });

  it("say that someone outside is in where the fork gets all that the job has, and not where it gets a part", () => {
    const secret = { secrets: [{ name: "AWS_SECRET_ACCESS_KEY" }] };
    expect(columns({ of: BOTH, job: secret })["untrusted_source"]).toBe("readers");
    expect(columns({ of: TOKENS })["untrusted_source"]).toBe("readers");
    expect(columns({ of: SECRETS, job: { ...secret, id_token: false } })["untrusted_source"]).toBe("readers");
    expect(columns({ of: SECRETS, job: secret })["untrusted_source"]).toBeUndefined();
    expect(columns({ of: TOKENS, job: secret })["untrusted_source"]).toBeUndefined();
    expect(columns({ of: NOTHING })["untrusted_source"]).toBeUndefined();
    expect(columns({ of: BOTH, job: { triggers: ["push"] } })["untrusted_source"]).toBeUndefined();
  });
});
