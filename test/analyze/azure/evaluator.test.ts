// Who may do what on Azure: the tree, groups, what roles take away, conditions, activation, deny assignments, vaults by either
// model; each beside what stays silent.
import { describe, expect, it, test } from "vitest";
import { createAzureEvaluator } from "../../../src/analyze/azure/evaluator.js";
import type { StoredEdge, StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { complete, node, toInput } from "../estate.js";

const TENANT = "0c0c0c0c-0000-4000-8000-000000000001";
const ID = "0e0e0e0e-0000-4000-8000-000000000001";
const OTHER = "0e0e0e0e-0000-4000-8000-000000000002";
const SUB = `/subscriptions/${ID}`;
const GROUP = "/providers/microsoft.management/managementgroups/shops";
const RG = `${SUB}/resourcegroups/main`;
const VM = `${RG}/providers/microsoft.compute/virtualmachines/web`;
const BY_ROLES = `${RG}/providers/microsoft.keyvault/vaults/roles`;
const BY_POLICY = `${RG}/providers/microsoft.keyvault/vaults/policies`;
const CONTAINER = `${RG}/providers/microsoft.storage/storageaccounts/data/blobservices/default/containers/open`;
const ANN = "00000000-0000-4000-8000-000000000001";
const BOT = "00000000-0000-4000-8000-000000000002";
const TEAM = "00000000-0000-4000-8000-000000000003";

const START = "Microsoft.Compute/virtualMachines/start/action";
const GET_SECRET = "Microsoft.KeyVault/vaults/secrets/getSecret/action";
const READ_BLOB = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";

interface Permission {
  readonly actions?: readonly string[];
  readonly not_actions?: readonly string[];
  readonly data_actions?: readonly string[];
  readonly not_data_actions?: readonly string[];
}

const ROLES: { readonly [name: string]: readonly Permission[] } = {
  owner: [{ actions: ["*"] }],
  starter: [{ actions: [START] }],
  middle: [{ actions: ["Microsoft.Compute/*/start/action"] }],
  shouting: [{ actions: ["MICROSOFT.COMPUTE/VIRTUALMACHINES/START/ACTION"] }],
  reader: [{ actions: ["*/read"] }],
  without: [{ actions: ["Microsoft.Compute/*"], not_actions: ["Microsoft.Compute/virtualMachines/start/*"] }],
  "in-two-parts": [{ actions: ["Microsoft.Compute/*"], not_actions: [START] }, { actions: [START] }],
  secrets: [{ data_actions: [GET_SECRET] }],
  "all-data": [{ data_actions: ["*"] }],
  "data-without": [{ data_actions: ["Microsoft.KeyVault/vaults/*"], not_data_actions: [GET_SECRET] }],
  "vault-admin": [{ data_actions: ["Microsoft.KeyVault/vaults/*"] }],
  blobs: [{ data_actions: [READ_BLOB] }],
};

interface Assigned {
  readonly to?: string;
  readonly role?: string;
  readonly on?: string;
  readonly condition?: string;
  readonly eligible?: boolean;
  /** Kind of the principal, as Azure writes it. */
  readonly type?: string;
}

interface Denied {
  readonly on?: string;
  readonly of?: readonly string[];
  readonly except?: readonly string[];
  readonly actions?: readonly string[];
  readonly not?: readonly string[];
  readonly data?: readonly string[];
  readonly onlyThere?: boolean;
  readonly condition?: string;
}

interface Scene {
  readonly assigned?: readonly Assigned[];
  readonly denied?: readonly Denied[];
  readonly members?: readonly string[];
  readonly policy?: JsonRecord;
}

function make(id: string, type: string, kind: StoredNode["kind"], properties: JsonRecord): StoredNode {
  return node(id, type, { kind, scope: `azure:${ID}`, properties });
}

function full(one: Permission): JsonRecord {
  return { actions: [], not_actions: [], data_actions: [], not_data_actions: [], ...one };
}

function open({ assigned = [], denied = [], members = [], policy }: Scene) {
  const subscriptions = [ID, OTHER].map((id) =>
    make(`azure:${id}`, "azure.subscription", "scope", { subscription: id, tenant: TENANT }),
  );
  const nodes = [
    ...subscriptions,
    make("azure:managementgroups/shops", "azure.management-group", "scope", {
      management_group: "shops",
      tenant: TENANT,
    }),
    ...[ANN, BOT, TEAM].map((id) =>
      make(
        `${TENANT}/${id}`,
        id === TEAM ? "entra.group" : id === ANN ? "entra.user" : "entra.service-principal",
        "principal",
        {},
      ),
    ),
    make(`azure:${BY_ROLES}`, "azure.key-vault", "resource", { resource: BY_ROLES, uses_roles: true }),
    make(`azure:${BY_POLICY}`, "azure.key-vault", "resource", { resource: BY_POLICY, uses_roles: false }),
    ...Object.entries(ROLES).map(([name, permissions]) =>
      make(`azure:role/${name}`, "azure.role", "grant", { role_definition: name, permissions: permissions.map(full) }),
    ),
    ...assigned.map(({ to = BOT, role = "starter", on = SUB, condition, eligible = false, type }, at) =>
      make(`azure:${on}/assignment-${at}`, eligible ? "azure.eligible-role" : "azure.role-assignment", "grant", {
        principal: to,
        tenant: TENANT,
        role_scope: on,
        role_definition: role,
        held: eligible ? "eligible" : "active",
        ...(type !== undefined && { principal_type: type }),
        ...(condition !== undefined && { condition }),
      }),
    ),
    ...denied.map(({ on = RG, of = [BOT], except = [], actions = [], not = [], data = [], onlyThere, condition }, at) =>
      make(`azure:${on}/denial-${at}`, "azure.deny-assignment", "grant", {
        role_scope: on,
        principals: of,
        except,
        only_there: onlyThere === true,
        permissions: [full({ actions, not_actions: not, data_actions: data })],
        ...(condition !== undefined && { condition }),
      }),
    ),
    ...(policy === undefined
      ? []
      : [
          make(`azure:${BY_POLICY}#policy/${BOT}`, "azure.access-policy", "grant", {
            principal: BOT,
            tenant: TENANT,
            role_scope: BY_POLICY,
            held: "active",
            ...policy,
          }),
        ]),
  ];
  const edge = (from: string, to: string, kind: StoredEdge["kind"]): StoredEdge => ({
    ...{ from, to, kind, scope: "", state: "none", confidence: 1, properties: {} },
  });
  const edges = [
    edge("azure:managementgroups/shops", `azure:${ID}`, "contains"),
    ...members.map((member) => edge(`${TENANT}/${member}`, `${TENANT}/${TEAM}`, "member_of")),
  ];
  const coverage = complete("azure/authorization:role-assignments", "azure/authorization:deny-assignments");
  const scopes = [
    ...[ID, OTHER].map((id) => ({ id: `azure:${id}`, type: "azure.subscription", coverage })),
    { id: `entra:${TENANT}`, type: "entra.tenant", coverage: complete("entra/graph:group-members") },
  ].map((one) => ({ name: one.id, parent: undefined, properties: {}, ...one }));
  const evaluator = createAzureEvaluator({
    ...toInput({ nodes, scopes }),
    edges: (kinds) => edges.filter(({ kind }) => kinds.includes(kind)),
  });
  if (evaluator === undefined) throw new Error("no estate");
  return evaluator;
}

interface Asked {
  readonly operation?: string;
  readonly place?: string;
  readonly who?: string;
  readonly plane?: "control" | "data";
  readonly attributes?: ReadonlyMap<string, string>;
  readonly subOperation?: string;
}

function ask(scene: Scene, { who = BOT, operation = START, place = VM, ...more }: Asked = {}) {
  const evaluator = open(scene);
  return evaluator.answer({ principal: evaluator.principal(`${TENANT}/${who}`), operation, place, ...more });
}
const verdict = (scene: Scene, asked: Asked = {}): string => ask(scene, asked).verdict;

describe("assignments", () => {
  it.each<[string, Assigned, string]>([
    ["on the resource", { on: VM }, "allowed"],
    ["on its resource group", { on: RG }, "allowed"],
    ["on the subscription", { on: SUB }, "allowed"],
    ["on the management group above", { on: GROUP }, "allowed"],
    ["on the root, which is elevated access", { on: "/" }, "allowed"],
    ["on another resource group", { on: `${SUB}/resourcegroups/other` }, "implicit-deny"],
    ["on a resource group whose name begins alike", { on: `${SUB}/resourcegroups/mai` }, "implicit-deny"],
    ["on another subscription", { on: `/subscriptions/${OTHER}` }, "implicit-deny"],
    ["of somebody else", { to: ANN }, "implicit-deny"],
    ["of a role without the operation", { role: "reader" }, "implicit-deny"],
    ["of a role with a star in the middle", { role: "middle" }, "allowed"],
    ["of a role in other letters", { role: "shouting" }, "allowed"],
    ["of a role that takes it away again", { role: "without" }, "implicit-deny"],
    ["of a role that takes it away in one part and gives it in another", { role: "in-two-parts" }, "allowed"],
    ["of a role that gives data alone", { role: "all-data" }, "implicit-deny"],
    ["of a role that was not read", { role: "unread" }, "unknown"],
    ["that a person has to activate", { eligible: true, type: "User" }, "unknown"],
    ["that an application cannot activate", { eligible: true, type: "ServicePrincipal" }, "implicit-deny"],
    [
      "that an application cannot activate, of a role that was not read",
      { eligible: true, type: "ServicePrincipal", role: "unread" },
      "implicit-deny",
    ],
  ])("%s", (_name, assigned, expected) => {
    expect(verdict({ assigned: [assigned] })).toBe(expected);
  });

  it("does not go up", () => {
    expect(verdict({ assigned: [{ on: VM }] }, { place: RG })).toBe("implicit-deny");
  });

  it("of a group is that of its members, and of nobody else", () => {
    const assigned = [{ to: TEAM }];
    expect(verdict({ assigned, members: [BOT] })).toBe("allowed");
    expect(verdict({ assigned, members: [ANN] })).toBe("implicit-deny");
    expect(open({ assigned, members: [ANN] }).whoCan({ operation: START, place: VM }).allowed).toEqual([
      `${TENANT}/${ANN}`,
      `${TENANT}/${TEAM}`,
    ]);
  });

  it("names what decides", () => {
    expect(ask({ assigned: [{ on: RG }] })).toMatchObject({
      decidedBy: `azure:${RG}/assignment-0`,
      by: { role: "starter", place: RG },
      assumptions: [],
    });
  });
});

describe("conditions have three values", () => {
  const blob = (test: string): string =>
    `((!(ActionMatches{'${READ_BLOB}'} AND NOT SubOperationMatches{'Blob.List'})) OR (${test}))`;
  const name = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]";
  const asked: Asked = { operation: READ_BLOB, place: CONTAINER };
  const on = (condition: string): Scene => ({ assigned: [{ role: "blobs", condition }] });

  it.each([
    ["the container at hand", `${name} StringEquals 'open'`, "allowed"],
    ["a container that begins so", `${name} StringStartsWith 'op'`, "allowed"],
    ["a container by a glob", `${name} StringLike 'o?e*'`, "allowed"],
    ["another container", `${name} StringEquals 'closed'`, "unknown"],
    ["what is not known of the request", "@Environment[isPrivateLink] BoolEquals true", "unknown"],
  ])("%s", (_name, test, expected) => {
    expect(verdict(on(blob(test)), asked)).toBe(expected);
  });

  it("what is said of the request decides", () => {
    const closed = on(blob(`${name} StringEquals 'closed'`));
    expect(verdict(closed, { ...asked, subOperation: "Blob.Read" })).toBe("implicit-deny");
    expect(verdict(closed, { ...asked, subOperation: "Blob.List" })).toBe("allowed");
    const link = on(blob("@Environment[isPrivateLink] BoolEquals true"));
    const said = (value: string): Asked => ({
      ...asked,
      subOperation: "Blob.Read",
      attributes: new Map([["@environment[isprivatelink]", value]]),
    });
    expect(verdict(link, said("true"))).toBe("allowed");
    expect(verdict(link, said("false"))).toBe("implicit-deny");
  });

  it("an assignment without one allows what another leaves open", () => {
    const condition = "@Environment[isPrivateLink] BoolEquals true";
    expect(verdict({ assigned: [{ condition }, { on: RG }] })).toBe("allowed");
  });
});

describe("deny assignments", () => {
  const assigned = [{ role: "owner" }];
  it.each<[string, Denied, string]>([
    ["of the operation", { actions: [START] }, "explicit-deny"],
    ["of everyone", { actions: ["*"], of: ["00000000-0000-0000-0000-000000000000"] }, "explicit-deny"],
    ["of a group that it is in", { actions: ["*"], of: [TEAM] }, "explicit-deny"],
    ["of somebody else", { actions: ["*"], of: [ANN] }, "allowed"],
    ["of everyone but it", { actions: ["*"], of: ["00000000-0000-0000-0000-000000000000"], except: [BOT] }, "allowed"],
    ["of all but the operation", { actions: ["*"], not: ["Microsoft.Compute/*"] }, "allowed"],
    ["of another operation", { actions: ["*/delete"] }, "allowed"],
    ["of data", { data: ["*"] }, "allowed"],
    ["on another resource group", { actions: ["*"], on: `${SUB}/resourcegroups/other` }, "allowed"],
    ["on the group and nothing below", { actions: ["*"], onlyThere: true }, "allowed"],
    [
      "that rests on what is not known",
      { actions: ["*"], condition: "@Environment[isPrivateLink] BoolEquals true" },
      "unknown",
    ],
  ])("%s", (_name, denied, expected) => {
    expect(verdict({ assigned, denied: [denied], members: [BOT] })).toBe(expected);
  });

  it("says which", () => {
    expect(ask({ assigned, denied: [{ actions: [START] }] })).toMatchObject({
      layer: "deny",
      decidedBy: `azure:${RG}/denial-0`,
    });
  });
});

describe("managing and data", () => {
  const secret = (vault: string): string => `${vault}/secrets/db`;

  it.each<[string, Scene, string, string]>([
    ["a data role, where the vault goes by roles", { assigned: [{ role: "secrets" }] }, BY_ROLES, "allowed"],
    ["a data role, where it goes by policies", { assigned: [{ role: "secrets" }] }, BY_POLICY, "implicit-deny"],
    ["a policy, where it goes by policies", { policy: { secrets: ["get"] } }, BY_POLICY, "allowed"],
    ["a policy for all", { policy: { secrets: ["all"] } }, BY_POLICY, "allowed"],
    ["a policy for something else", { policy: { secrets: ["list"], keys: ["get"] } }, BY_POLICY, "implicit-deny"],
    ["a policy through an application", { policy: { secrets: ["get"], application: "a" } }, BY_POLICY, "unknown"],
    ["a policy of another vault", { policy: { secrets: ["get"] } }, BY_ROLES, "implicit-deny"],
    ["the owner, who holds no data", { assigned: [{ role: "owner" }] }, BY_ROLES, "implicit-deny"],
    ["a role that takes the data away", { assigned: [{ role: "data-without" }] }, BY_ROLES, "implicit-deny"],
  ])("%s", (_name, scene, vault, expected) => {
    expect(verdict(scene, { operation: GET_SECRET, place: secret(vault) })).toBe(expected);
  });

  it("an operation that may be of either sort depends, until somebody says", () => {
    // "vault-admin" gives keys/read as data; as management it is the owner's
    const asked: Asked = { operation: "Microsoft.KeyVault/vaults/keys/read", place: `${BY_ROLES}/keys/k` };
    const scene: Scene = { assigned: [{ role: "owner" }] };
    expect(verdict(scene, asked)).toBe("unknown");
    expect(verdict(scene, { ...asked, plane: "control" })).toBe("allowed");
    expect(verdict(scene, { ...asked, plane: "data" })).toBe("implicit-deny");
    expect(verdict({ assigned: [{ role: "owner" }, { role: "vault-admin" }] }, asked)).toBe("allowed");
    expect(verdict({}, asked)).toBe("implicit-deny");
  });
});

test("what was not read is said, and a principal that is gone may nothing", () => {
  expect(ask({ assigned: [{}] }, { place: "/subscriptions/unread/resourcegroups/x" }).assumptions).toEqual([
    "what holds it was not read",
  ]);
  const evaluator = open({ assigned: [{}] });
  const principal = { ...evaluator.principal(`${TENANT}/${BOT}`), isGone: true };
  expect(evaluator.answer({ principal, operation: START, place: VM }).verdict).toBe("implicit-deny");
});

test("of some who may, those of whom it depends are apart", () => {
  const scene: Scene = { assigned: [{ to: BOT }, { to: ANN, eligible: true }, { to: TEAM, role: "reader" }] };
  expect(open(scene).whoCan({ operation: START, place: VM })).toEqual({
    allowed: [`${TENANT}/${BOT}`],
    depends: [`${TENANT}/${ANN}`],
  });
});
