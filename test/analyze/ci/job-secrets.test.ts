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

  it("is perhaps that of the organisation where its choice of repositories was not read", () => {
    const unread = secret("KEY", ORG, { visibility: "selected" });
    expect(held({ job: reads("KEY"), kept: [unread] })).toEqual([`${ORG} KEY?`]);
    expect(missing({ job: reads("KEY"), kept: [unread] })).toEqual([]);
    expect(held({ job: reads("NONE"), kept: [unread] })).toEqual([]);
    expect(held({ job: reads("KEY"), kept: [unread, secret("KEY", SITE)] })).toEqual([`${SITE} KEY`]);
    const ofOthers = secret("KEY", ORG, { visibility: "selected", repositories: ["github:repo/2"] });
    expect(held({ job: reads("KEY"), kept: [ofOthers] })).toEqual([]);
    expect(missing({ job: reads("KEY"), kept: [ofOthers] })).toEqual(["KEY"]);
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

describe("a secret that a workflow from elsewhere names", () => {
  const kept = [secret("KEY", SITE), secret("KEY", "github:repo/2")];
  const from = { defined_in: "other/shared/.github/workflows/ci.yml@v1" };

  it("is the caller's, with the doubt that the workflow was read with", () => {
    expect(held({ job: { ...reads("KEY"), ...from }, kept })).toEqual([`${SITE} KEY`]);
    const doubt = "a workflow of other inherits secrets only within one enterprise";
    expect(held({ job: { ...reads("KEY", { doubt }), ...from }, kept })).toEqual([`${SITE} KEY?`]);
  });

  it("is in no use of the repository that keeps the workflow", () => {
    const others = repository({ name: "shared", id: 2, jobs: { do: { trigger_facts: CALL, ...reads("KEY") } } });
    expect(held({ job: {}, kept, others }, "github:repo/2/workflow/.github/workflows/ci.yml#do")).toEqual([]);
  });
});

test.each([
  ["was not read", {}, undefined],
  ["was read", { is_followed: true }, 0],
])("nobody knows what is unused where everything is given to a workflow that %s", (_, more, expected) => {
  const job = { inherits_secrets: true, uses_workflow: "acme/shared/.github/workflows/ci.yml@v1", ...more };
  const { facts } = analyzed(company({ job, kept: [secret("KEY", SITE)] }));
  const own = facts.find(({ node, columns }) => node === `${SITE}/secret/KEY` && "used_by_count" in columns);
  expect(own?.columns["used_by_count"]).toBe(expected);
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
