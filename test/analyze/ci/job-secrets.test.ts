// Which stored secrets a job reads: by the names that its callers give, by its environment, and across repositories.
import { describe, expect, it, test } from "vitest";
import type { StoredNode, StoredScope } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete, node } from "../estate.js";
import { analyzed, type Company, condition, ORG, organization, repository } from "./company.js";

const SITE = "github:repo/1";
const JOB = `${SITE}/workflow/.github/workflows/ci.yml#build`;
const WHOLE = complete(
  "github/org:repositories",
  "github/repo:files",
  "github/repo:actions-secrets",
  "github/org:actions-secrets",
  "github/repo:environments",
);
const PUSH = [{ event: "push", by: "writer", privileged: true }];
const CALL = [{ event: "workflow_call", by: "caller", privileged: true }];

function secret(name: string, parent: string, properties: JsonRecord = {}): StoredNode {
  const level = parent === ORG ? "organization" : parent.includes("/environment/") ? "environment" : "repository";
  const id = `${parent}/secret/${name}`;
  const own = { level, ...(parent === ORG && { visibility: "all" }), ...properties };
  return node(id, "github.actions-secret", { name, kind: "credential", scope: ORG, parent, properties: own });
}

interface Scene {
  readonly job: JsonRecord;
  readonly kept: readonly StoredNode[];
  readonly environments?: { readonly [name: string]: JsonRecord };
  readonly others?: readonly StoredNode[];
  readonly scope?: StoredScope;
}

function company({ job, kept, environments = {}, others = [], scope }: Scene): Company {
  const jobs = { build: { trigger_facts: PUSH, id_token: false, ...job } };
  return {
    scope: scope ?? organization({}, { coverage: WHOLE }),
    nodes: [...repository({ name: "site", id: 1, environments, jobs }), ...others, ...kept],
    trust: condition("repo:acme/none:*"),
  };
}

/** What the job holds: the secret without its store, with a question mark where it is not certain. */
function held(scene: Scene, job = JOB): readonly string[] {
  const { edges } = analyzed(company(scene));
  return edges
    .filter(({ kind, from, to }) => kind === "holds" && from === job && to.includes("/secret/"))
    .map(({ to, state }) => `${to.replace("/secret/", " ")}${state === "unknown" ? "?" : ""}`)
    .sort();
}

function missing(scene: Scene): unknown {
  const { facts } = analyzed(company(scene));
  return facts.find((fact) => fact.node === JOB && "missing_secrets" in fact.columns)?.columns["missing_secrets"];
}

const reads = (name: string, more: JsonRecord = {}): JsonRecord => ({ secrets: [{ name, line: 9, ...more }] });

describe("a name", () => {
  const stored = [secret("KEY", SITE), secret("KEY", ORG), secret("OTHER", SITE)];

  it("is that of the repository before that of the organisation", () => {
    expect(held({ job: reads("KEY"), kept: stored })).toEqual([`${SITE} KEY`]);
    expect(held({ job: reads("KEY"), kept: [secret("KEY", ORG)] })).toEqual([`${ORG} KEY`]);
    expect(held({ job: reads("NONE"), kept: stored })).toEqual([]);
  });

  it("that a caller gives under another one is the other one", () => {
    expect(held({ job: reads("KEY", { stored: ["OTHER"] }), kept: stored })).toEqual([`${SITE} OTHER`]);
    expect(held({ job: reads("KEY", { stored: [] }), kept: stored })).toEqual([]);
  });
});

describe("the environment of a job", () => {
  const environments = { production: {}, staging: {} };
  const inside = secret("KEY", `${SITE}/environment/production`);
  const kept = [secret("KEY", SITE), inside];

  it("has its own secret of the name, whatever letters it is written in", () => {
    const job = { ...reads("KEY"), environment: "Production", environments: ["Production"] };
    expect(held({ job, kept, environments })).toEqual([`${SITE}/environment/production KEY`]);
    expect(held({ job: reads("KEY"), kept, environments })).toEqual([`${SITE} KEY`]);
  });

  it("may be one of several: then one without the name has that of the repository", () => {
    const job = { ...reads("KEY"), environments: ["production", "staging"], environment_dynamic: false };
    expect(held({ job, kept, environments })).toEqual([`${SITE} KEY`, `${SITE}/environment/production KEY`]);
  });

  it("that only a run knows may be any", () => {
    const job = { ...reads("KEY"), environments: [], environment_dynamic: true };
    expect(held({ job, kept, environments })).toEqual([`${SITE} KEY`, `${SITE}/environment/production KEY?`]);
  });

  it("brings in no name that the caller did not give", () => {
    const job = { secrets: [], secrets_not_given: ["KEY"], environment: "production", environments: ["production"] };
    expect(held({ job, kept, environments })).toEqual([]);
    expect(missing({ job, kept, environments })).toEqual(["KEY"]);
  });
});

describe("everything given to a workflow of another repository", () => {
  const SHARED = "github:repo/2/workflow/.github/workflows/ci.yml#do";
  const callee = (facts: JsonRecord, scope = ORG): readonly StoredNode[] =>
    repository({ name: "shared", id: 2, jobs: { do: { trigger_facts: CALL, ...facts } } }).map((one) => ({
      ...one,
      scope,
      ...(one.type === "github.repository" &&
        scope !== ORG && { properties: { ...one.properties, full_name: "other/shared" } }),
    }));
  const calls = (owner: string, more: JsonRecord = {}): JsonRecord => ({
    inherits_secrets: true,
    uses_workflow: `${owner}/shared/.github/workflows/ci.yml@main`,
    ...more,
  });
  const kept = [secret("KEY", SITE), secret("REST", SITE), secret("KEY", "github:repo/2")];

  it("is what that workflow names, of the caller's secrets", () => {
    const others = callee(reads("KEY"));
    expect(held({ job: calls("acme"), kept, others })).toEqual([`${SITE} KEY`]);
    expect(held({ job: calls("acme", { inherits_secrets: false }), kept, others })).toEqual([]);
    expect(held({ job: calls("acme"), kept, others: callee({ secrets: [] }) })).toEqual([]);
    // the workflow itself never runs with those of its own repository
    expect(held({ job: calls("acme"), kept, others }, SHARED)).toEqual([]);
  });

  it("is kept in an environment of the caller that the called job is in", () => {
    const environments = { production: {} };
    const inside = secret("KEY", `${SITE}/environment/production`);
    const others = callee({ ...reads("KEY"), environment: "production", environments: ["production"] });
    expect(held({ job: calls("acme"), kept: [...kept, inside], others, environments })).toEqual([
      `${SITE}/environment/production KEY`,
    ]);
  });

  it("goes on to the workflows that that one calls, if it says so", () => {
    const chain = (inherits: boolean): readonly StoredNode[] => [
      ...callee({ inherits_secrets: inherits, uses_workflow: "acme/deep/.github/workflows/ci.yml@v1" }),
      ...repository({ name: "deep", id: 3, jobs: { do: { trigger_facts: CALL, ...reads("REST") } } }),
    ];
    expect(held({ job: calls("acme"), kept, others: chain(true) })).toEqual([`${SITE} REST`]);
    expect(held({ job: calls("acme"), kept, others: chain(false) })).toEqual([]);
  });

  it("ends in a circle", () => {
    const others = callee({ ...reads("KEY"), ...calls("acme") });
    expect(held({ job: calls("acme"), kept, others })).toEqual([`${SITE} KEY`]);
  });

  it("of another organisation is given only within one enterprise, of a person never", () => {
    const foreign = callee(reads("KEY"), "github:other");
    const withOwner = (type: string): readonly string[] => {
      const input = company({ job: calls("other"), kept, others: foreign });
      const other = organization({ login: "other", owner_id: 77 }, { id: "github:other", type, name: "other" });
      const { edges } = analyzed({ ...input, moreScopes: [other] });
      return edges
        .filter(({ kind, from }) => kind === "holds" && from === JOB)
        .map(({ to, state }) => `${to} ${state}`);
    };
    expect(withOwner("github.organization")).toEqual([`${SITE}/secret/KEY unknown`]);
    expect(withOwner("github.user-account")).toEqual([]);
  });
});

test("a name that nobody keeps is missing only where every level was read", () => {
  const job = reads("NOWHERE");
  const without = (dataSet: string): StoredScope =>
    organization({}, { coverage: WHOLE.filter((one) => one.dataSet !== dataSet) });
  expect(missing({ job, kept: [] })).toEqual(["NOWHERE"]);
  expect(missing({ job, kept: [secret("NOWHERE", ORG)] })).toEqual([]);
  expect(missing({ job, kept: [], scope: without("github/org:actions-secrets") })).toBeUndefined();
  expect(missing({ job, kept: [], scope: without("github/repo:actions-secrets") })).toBeUndefined();
  // an environment that was not read may keep it, for a job that is in one
  expect(missing({ job, kept: [], scope: without("github/repo:environments") })).toEqual(["NOWHERE"]);
  const inOne = { ...job, environments: ["production"], environment: "production" };
  expect(missing({ job: inOne, kept: [], scope: without("github/repo:environments") })).toBeUndefined();
});
