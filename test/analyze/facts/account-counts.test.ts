// The share of identities that need no static secret, in the accounts of every provider but AWS.
import { describe, expect, it } from "vitest";
import { ACCOUNT_KINDS } from "../../../src/analyze/facts/account-kinds.js";
import { analyze } from "../../../src/analyze/index.js";
import type { StoredEdge, StoredNode } from "../../../src/model/analysis.js";
import { ACCOUNT_TYPES } from "../../../src/model/views/account.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete, node, toInput } from "../estate.js";

interface Case {
  readonly type: string;
  readonly scope: string;
  readonly nodes: readonly StoredNode[];
  readonly edges?: readonly StoredEdge[];
}

/** Facts by node, where the data sets of the kind were read, all of them or all but some. */
function factsOf({ type, scope, nodes, edges = [] }: Case, without: readonly string[] = []): Map<string, JsonRecord> {
  const kind = ACCOUNT_KINDS.find((one) => one.scope === type);
  if (kind === undefined) throw new Error(`no kind of account ${type}`);
  const all = [...kind.identitySets, ...kind.credentialSets, ...(kind.otherCredentialSets ?? [])];
  const coverage = complete(...all.filter((dataSet) => !without.includes(dataSet)));
  const scopes = [{ id: scope, type, name: scope, parent: undefined, properties: {}, coverage }];
  const input = { ...toInput({ scopes, nodes }), edges: () => edges };
  const facts = new Map<string, JsonRecord>();
  for (const { node: id, columns } of analyze(input).facts) facts.set(id, { ...facts.get(id), ...columns });
  return facts;
}

function placed(scope: string) {
  return (id: string, type: string, properties: JsonRecord = {}, more: Partial<StoredNode> = {}): StoredNode =>
    node(id, type, { scope, properties, ...more });
}

function key(scope: string, id: string, type: string, parent: string, properties: JsonRecord = {}): StoredNode {
  return node(id, type, {
    kind: "credential",
    scope,
    parent,
    properties: { status: "active", static: true, ...properties },
  });
}

const TENANT = "entra:t";
const inTenant = placed(TENANT);
const own = { owner_tenant: "t", is_third_party: false };
const entra: Case = {
  type: "entra.tenant",
  scope: TENANT,
  nodes: [
    inTenant("t/federated", "entra.service-principal", own),
    inTenant("t/secret", "entra.service-principal", own),
    inTenant("t/expired", "entra.service-principal", own),
    inTenant("t/saml", "entra.service-principal", own),
    inTenant("t/theirs", "entra.service-principal", { owner_tenant: "vendor", is_third_party: true }),
    inTenant("t/microsofts", "entra.service-principal", { owner_tenant: "f8cdef31-a31e-4b4a-93e4-5f571e91255a" }),
    inTenant("t/managed", "entra.managed-identity", {}),
    inTenant("t/blueprint", "entra.service-principal", own),
    inTenant("t/agent", "entra.agent-identity", own),
    inTenant("t/alice", "entra.user", { login: "alice@octo.example" }),
    inTenant("t/svc-import", "entra.user", { login: "svc-import@octo.example" }),
    inTenant("t/everybody", "entra.group"),
    key(TENANT, "t/secret/key/1", "entra.client-secret", "t/secret"),
    key(TENANT, "t/expired/key/1", "entra.certificate", "t/expired", { status: "inactive" }),
    key(TENANT, "t/saml/key/1", "entra.certificate", "t/saml", { usage: "sign" }),
    key(TENANT, "t/theirs/key/1", "entra.client-secret", "t/theirs"),
    key(TENANT, "t/blueprint/key/1", "entra.client-secret", "t/blueprint"),
  ],
  edges: [
    {
      kind: "impersonates",
      from: "t/blueprint",
      to: "t/agent",
      scope: TENANT,
      state: "none",
      confidence: 1,
      properties: {},
    },
  ],
};

describe("a tenant of Entra", () => {
  it("counts its own applications, managed identities, agents and users who look like services", () => {
    const facts = factsOf(entra);
    expect(facts.get(TENANT)).toEqual({
      // federated, secret, expired, saml, managed, blueprint, agent, svc-import
      identities: 8,
      identities_secret_free: 4,
      identities_with_static: 4,
      identities_undecided: 0,
      static_credentials: 3,
      expiring_credentials: 0,
    });
    const free = [...facts].filter(([, columns]) => columns["secret_free"] === true).map(([id]) => id);
    expect(free.sort()).toEqual(["t/expired", "t/federated", "t/managed", "t/saml"]);
    expect(facts.get("t/secret")).toMatchObject({ secret_free: false, static_credential_count: 1 });
    expect(facts.get("t/agent")).toMatchObject({ secret_free: false });
    expect(facts.get("t/svc-import")).toMatchObject({ service_like: true, secret_free: false });
    for (const id of ["t/theirs", "t/microsofts", "t/alice", "t/everybody"])
      expect(facts.get(id) ?? {}).not.toHaveProperty("secret_free");
  });

  it("an agent whose blueprint holds nothing is free", () => {
    const nodes = entra.nodes.filter(({ id }) => id !== "t/blueprint/key/1");
    expect(factsOf({ ...entra, nodes }).get("t/agent")).toMatchObject({ secret_free: true });
  });

  it("what applications hold was not read: who holds something is told, the others are open", () => {
    const facts = factsOf(entra, ["entra/graph:applications"]);
    expect(facts.get(TENANT)).toMatchObject({
      identities: 8,
      identities_secret_free: 1,
      identities_with_static: 4,
      identities_undecided: 3,
    });
    expect(facts.get(TENANT)).not.toHaveProperty("static_credentials");
    expect(facts.get("t/federated")).not.toHaveProperty("secret_free");
    expect(facts.get("t/managed")).toMatchObject({ secret_free: true });
  });

  it("identities that were read in part are not counted", () => {
    expect(factsOf(entra, ["entra/graph:users"]).get(TENANT)).not.toHaveProperty("identities");
  });
});

const PROJECT = "gcp:projects/p";
const inProject = placed(PROJECT);
const google: Case = {
  type: "gcp.project",
  scope: PROJECT,
  nodes: [
    inProject("gcp:service-account/1", "gcp.service-account", {}, { name: "run@p.iam.gserviceaccount.com" }),
    inProject("gcp:service-account/2", "gcp.service-account", {}, { name: "keyed@p.iam.gserviceaccount.com" }),
    inProject("gcp:service-account/3", "gcp.service-account", {}, { name: "bound@p.iam.gserviceaccount.com" }),
    inProject("gcp:group/g", "gcp.group"),
    key(PROJECT, "k2", "gcp.service-account-key", "gcp:service-account/2"),
    key(PROJECT, "k1", "gcp.service-account-key", "gcp:service-account/1", { status: "inactive" }),
    key(PROJECT, "a3", "gcp.api-key", PROJECT, { service_account: "bound@p.iam.gserviceaccount.com" }),
    key(PROJECT, "a", "gcp.api-key", PROJECT),
  ],
};

describe("a project of Google Cloud", () => {
  it("counts service accounts; a key and an API key that acts as one are secrets", () => {
    const facts = factsOf(google);
    expect(facts.get(PROJECT)).toMatchObject({
      identities: 3,
      identities_secret_free: 1,
      identities_with_static: 2,
      static_credentials: 3,
    });
    expect(facts.get("gcp:service-account/1")).toMatchObject({ secret_free: true, static_credential_count: 0 });
    expect(facts.get("gcp:service-account/3")).toMatchObject({ secret_free: false, static_credential_count: 1 });
  });

  it("keys that were not read leave it open", () => {
    const facts = factsOf(google, ["gcp/iam:service-account-keys"]);
    expect(facts.get(PROJECT)).toMatchObject({ identities: 3, identities_secret_free: 0, identities_undecided: 1 });
  });

  it("a folder and an organisation have none of their own", () => {
    const scope = { id: "gcp:folders/1", type: "gcp.folder", name: "f", parent: undefined, properties: {} };
    const { facts } = analyze(toInput({ scopes: [{ ...scope, coverage: complete("gcp/iam:service-accounts") }] }));
    expect(facts.filter(({ columns }) => "identities" in columns)).toEqual([]);
  });
});

const OWNER = "github:octo";
const inOwner = placed(OWNER);
const github: Case = {
  type: "github.organization",
  scope: OWNER,
  nodes: [
    inOwner("github:installation/1", "github.app-installation", { is_third_party: false }),
    inOwner("github:installation/2", "github.app-installation", { is_third_party: true }),
    inOwner("github:installation/3", "github.app-installation"),
    inOwner("github:user/1", "github.user", {}, { name: "octo-bot" }),
    inOwner("github:user/2", "github.user", {}, { name: "alice" }),
    key(OWNER, "k", "github.deploy-key", "github:octo/api"),
  ],
};

describe("an organisation of GitHub", () => {
  it("counts its own Apps and machine users, none of which can do without a secret", () => {
    const facts = factsOf(github);
    expect(facts.get(OWNER)).toMatchObject({
      identities: 3,
      identities_secret_free: 0,
      identities_with_static: 2,
      identities_undecided: 1,
      static_credentials: 1,
    });
    expect(facts.get("github:installation/2") ?? {}).not.toHaveProperty("secret_free");
    expect(facts.get("github:user/2") ?? {}).not.toHaveProperty("secret_free");
  });

  it("members that were not read leave the account uncounted", () => {
    expect(factsOf(github, ["github/org:members"]).get(OWNER)).not.toHaveProperty("identities");
  });
});

const GROUP = "gitlab:octo";
const inGroup = placed(GROUP);
const gitlab: Case = {
  type: "gitlab.group",
  scope: GROUP,
  nodes: [
    inGroup("gitlab:user/1", "gitlab.service-account", {}, { name: "service_account_1" }),
    inGroup("gitlab:user/2", "gitlab.service-account", {}, { name: "service_account_2" }),
    inGroup("gitlab:user/3", "gitlab.bot", {}, { name: "project_1_bot" }),
    inGroup("gitlab:user/4", "gitlab.user", {}, { name: "alice" }),
    key(GROUP, "t1", "gitlab.service-account-token", "gitlab:user/1"),
    key(GROUP, "t3", "gitlab.project-access-token", "gitlab:user/3"),
    key(GROUP, "t2", "gitlab.service-account-token", "gitlab:user/2", { status: "inactive" }),
  ],
};

describe("a group of GitLab", () => {
  it("counts service accounts and bots by the tokens they have", () => {
    const facts = factsOf(gitlab);
    expect(facts.get(GROUP)).toMatchObject({ identities: 3, identities_secret_free: 1, identities_with_static: 2 });
    expect(facts.get("gitlab:user/2")).toMatchObject({ secret_free: true });
  });

  it("tokens that were not read leave it open", () => {
    const facts = factsOf(gitlab, ["gitlab/group:service-accounts"]);
    expect(facts.get(GROUP)).toMatchObject({ identities_secret_free: 0, identities_undecided: 1 });
  });
});

it("every type of account but AWS's own has its kind", () => {
  expect(["aws.account", ...ACCOUNT_KINDS.map(({ scope }) => scope)].sort()).toEqual([...ACCOUNT_TYPES].sort());
});
