// Who reaches what tier on Azure: control of subscriptions and of what is above them, data of production, keys of storage accounts,
// partners and tenants that manage from outside. Each beside its twin.
import { describe, expect, test } from "vitest";
import { analyze } from "../../../src/analyze/index.js";
import type { StoredEdge, StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { shippedTables, shippedTechniqueLists } from "../../shipped.js";
import { complete, node, toInput } from "../estate.js";

const { scopedTechniques } = await shippedTechniqueLists();
const { tiers = [] } = await shippedTables();

const TENANT = "0c0c0c0c-0000-4000-8000-000000000001";
const PARTNER = "0c0c0c0c-0000-4000-8000-000000000009";
const PROD = "0e0e0e0e-0000-4000-8000-000000000001";
const DEV = "0e0e0e0e-0000-4000-8000-000000000002";
const CALLER = "00000000-0000-4000-8000-000000000001";
const ROLES: { readonly [name: string]: JsonRecord } = {
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": { actions: ["*"] },
  "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": { actions: ["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"] },
  contributor: { actions: ["*"], not_actions: ["Microsoft.Authorization/*/Write", "Microsoft.Authorization/*/Delete"] },
  reader: { actions: ["*/read"] },
  secrets: { data_actions: ["Microsoft.KeyVault/vaults/secrets/getSecret/action"] },
  keys: { actions: ["Microsoft.Storage/storageAccounts/listKeys/action"] },
  flows: { actions: ["Microsoft.Logic/workflows/write"] },
  apps: { actions: ["Microsoft.Web/sites/config/write"] },
};
const [OWNER = "", UAA = ""] = Object.keys(ROLES);
const sub = (id: string): string => `/subscriptions/${id}`;
const inside = (id: string, rest: string): string => `${sub(id)}/resourcegroups/main/providers/${rest}`;
/** No two vaults of the world have one name. */
const vault = (id: string): string => inside(id, `microsoft.keyvault/vaults/${id === PROD ? "shop" : "trial"}`);
const store = (id: string): string => inside(id, "microsoft.storage/storageaccounts/data");
const GROUP = "/providers/microsoft.management/managementgroups/shops";

function make(scope: string, id: string, type: string, kind: StoredNode["kind"], properties: JsonRecord): StoredNode {
  return node(id, type, { kind, scope, properties });
}

/** Two subscriptions in a management group, alike, one of production; and one assignment. */
function estate(
  assigned: JsonRecord,
  {
    type = "azure.role-assignment",
    takesKeys = true,
    entra = [TENANT],
    more = [] as readonly StoredNode[],
    supplements = undefined as StoredNode["supplements"] | undefined,
    read = [] as readonly string[],
    person = false,
  } = {},
) {
  const of = (id: string): StoredNode[] => {
    const scope = `azure:${id}`;
    return [
      make(scope, scope, "azure.subscription", "scope", { subscription: id, tenant: TENANT }),
      make(scope, `azure:${vault(id)}`, "azure.key-vault", "resource", { resource: vault(id), uses_roles: true }),
      node(`azure:${vault(id)}/secrets/db`, "azure.key-vault-secret", {
        ...{ kind: "resource", scope, name: "db" },
        properties: { resource: `${vault(id)}/secrets/db` },
      }),
      make(scope, `azure:${store(id)}`, "azure.storage-account", "resource", {
        resource: store(id),
        takes_keys: takesKeys,
      }),
      node(`azure:${store(id)}#key1`, "azure.storage-key", {
        ...{ kind: "credential", scope, parent: `azure:${store(id)}`, name: "key1 of data" },
        properties: { status: takesKeys ? "active" : "inactive" },
      }),
    ].map((one) => (one.type === "azure.key-vault-secret" ? { ...one, parent: `azure:${vault(id)}` } : one));
  };
  const root = `azure:tenant/${TENANT}`;
  const nodes = [
    ...of(PROD),
    ...of(DEV),
    make(root, root, "azure.tenant", "scope", { tenant: TENANT }),
    make(root, "azure:managementgroups/shops", "azure.management-group", "scope", {
      management_group: "shops",
      tenant: TENANT,
    }),
    ...Object.entries(ROLES).map(([id, lists]) =>
      make(`azure:${PROD}`, `azure:role/${id}`, "azure.role", "grant", {
        role_definition: id,
        permissions: [{ actions: [], not_actions: [], data_actions: [], not_data_actions: [], ...lists }],
      }),
    ),
    ...entra.map((tenant) =>
      make(`entra:${tenant}`, `${tenant}/${CALLER}`, person ? "entra.user" : "entra.service-principal", "principal", {
        enabled: true,
      }),
    ),
    {
      ...make(`azure:${PROD}`, "azure:assignment", type, "grant", {
        ...{ principal: CALLER, principal_type: person ? "User" : "ServicePrincipal", tenant: TENANT, held: "active" },
        ...assigned,
      }),
      ...(supplements && { supplements }),
    },
    ...more,
  ];
  const edge = (from: string, to: string): StoredEdge => ({
    ...{ from, to, kind: "contains", scope: "", state: "none", confidence: 1, properties: {} },
  });
  const edges = [
    edge(root, "azure:managementgroups/shops"),
    edge("azure:managementgroups/shops", `azure:${PROD}`),
    edge("azure:managementgroups/shops", `azure:${DEV}`),
  ];
  const scopes = [
    ...[PROD, DEV].map((id) => ({
      id: `azure:${id}`,
      type: "azure.subscription",
      parent: "azure:managementgroups/shops",
    })),
    { id: "azure:managementgroups/shops", type: "azure.management-group", parent: root },
    { id: root, type: "azure.tenant", parent: undefined },
    ...entra.map((tenant) => ({ id: `entra:${tenant}`, type: "entra.tenant", parent: undefined })),
  ].map((one) => ({
    ...one,
    name: one.id,
    properties: {},
    coverage: complete("entra/graph:users", "entra/graph:groups", "entra/graph:service-principals", ...read),
  }));
  const base = toInput({ nodes, scopes });
  const result = analyze({
    ...base,
    config: { ...base.config, environments: { production: [`azure:${PROD}`], development: [`azure:${DEV}`] } },
    tables: { ...base.tables, scopedTechniques, tiers },
    edges: (kinds) => edges.filter(({ kind }) => kinds.includes(kind)),
  });
  const columns = (id: string): JsonRecord =>
    Object.assign({}, ...result.facts.filter((one) => one.node === id).map((one) => one.columns)) as JsonRecord;
  return { ...result, columns };
}

const assigned = (role: string, scope: string): JsonRecord => ({ role_definition: role, role_scope: scope });
const ME = `${TENANT}/${CALLER}`;

describe("tiers", () => {
  test.each<[string, JsonRecord, JsonRecord]>([
    ["owner of a subscription", assigned(OWNER, sub(DEV)), { tier: 0, admin: "effective" }],
    ["owner of the management group above", assigned(OWNER, GROUP), { tier: 0, admin: "effective" }],
    ["who grants roles on a subscription", assigned(UAA, sub(DEV)), { tier: 0, admin: "reaches", admin_hops: 1 }],
    ["who grants roles at the root: elevated access", assigned(UAA, "/"), { tier: 0, admin: "reaches", admin_hops: 1 }],
    ["contributor of production", assigned("contributor", sub(PROD)), { tier: 1 }],
    ["who reads the secrets of production", assigned("secrets", vault(PROD)), { tier: 1, data_hops: 1 }],
    ["who reads one secret of production", assigned("secrets", `${vault(PROD)}/secrets/db`), { tier: 1, data_hops: 1 }],
    ["who lists keys of production", assigned("keys", store(PROD)), { tier: 1, data_hops: 1 }],
  ])("%s", (_name, grant, expected) => {
    expect(estate(grant).columns(ME)).toMatchObject(expected);
  });

  test.each<[string, JsonRecord]>([
    ["reader of all", assigned("reader", GROUP)],
    ["who reads the secrets of development", assigned("secrets", vault(DEV))],
    ["who lists keys of development", assigned("keys", store(DEV))],
    ["owner of a resource group of development", assigned(OWNER, `${sub(DEV)}/resourcegroups/main`)],
    ["contributor of development", assigned("contributor", sub(DEV))],
  ])("%s reaches none", (_name, grant) => {
    const { columns, paths = [] } = estate(grant);
    expect(columns(ME)).not.toHaveProperty("tier");
    expect(paths.filter(({ source }) => source === ME)).toEqual([]);
  });

  test("listing keys opens nothing where the account takes none", () => {
    expect(estate(assigned("keys", store(PROD)), { takesKeys: false }).columns(ME)).not.toHaveProperty("tier");
  });
});

describe("a role that has to be activated", () => {
  const POLICIES = "azure/authorization:role-policies";
  const LISTS = ["role-assignments", "role-eligibility", "role-schedules"].map((one) => `azure/authorization:${one}`);
  const OPEN = { asks_approval: false, approver_names: [], activation_asks: ["a justification"], activation: "open" };
  const APPROVED = { asks_approval: true, approver_names: ["Eli"], activation_asks: [], activation: "of Eli" };
  const eligible = (
    policy?: JsonRecord,
    scope = sub(DEV),
    more: readonly StoredNode[] = [],
    read = LISTS,
    person = true,
  ) =>
    estate(
      { ...assigned(OWNER, scope), held: "eligible" },
      { type: "azure.eligible-role", supplements: policy && { [POLICIES]: policy }, more, read, person },
    );
  const other = (id: string, properties: JsonRecord, supplements: StoredNode["supplements"] = {}): StoredNode => ({
    ...make(`azure:${DEV}`, id, "azure.role-assignment", "grant", {
      ...{ principal: CALLER, principal_type: "User", tenant: TENANT, held: "active" },
      ...properties,
    }),
    supplements,
  });
  const control = ({ edges }: ReturnType<typeof estate>) =>
    edges
      .filter(({ kind, from, to }) => kind === "permits" && from === ME && to === `azure:${DEV}`)
      .map(({ state, confidence, condition }) => ({ state, confidence, condition }));

  test("leads there where nobody approves, and where that was not read", () => {
    const plain = { state: "needs-actor", confidence: 0.6 };
    expect(control(eligible(OPEN))).toEqual([{ ...plain, condition: "open" }]);
    expect(control(eligible())).toEqual([{ ...plain, condition: "somebody activates the role" }]);
    expect(eligible(OPEN).columns(ME)).toMatchObject({ tier: 0 });
  });

  test("leads nowhere where another person approves, and says who", () => {
    const approved = eligible(APPROVED);
    expect(control(approved)).toEqual([{ state: "needs-actor", confidence: 0, condition: "of Eli" }]);
    expect(approved.columns(ME)).not.toHaveProperty("tier");
  });

  test("leads nowhere for an application, which activates nothing", () => {
    const held = eligible(OPEN, sub(DEV), [], LISTS, false);
    expect(control(held)).toEqual([]);
    expect(held.columns(ME)).not.toHaveProperty("tier");
    expect(held.columns("azure:assignment")).toMatchObject({ eligible_holders: [] });
  });

  test("an approval is none for whoever holds the role above it", () => {
    const both = eligible(APPROVED, sub(DEV), [other("azure:held", assigned(OWNER, GROUP))]);
    expect(both.columns(ME)).toMatchObject({ tier: 0, admin: "effective" });
  });

  const told = (...args: Parameters<typeof eligible>) => eligible(...args).columns("azure:assignment");

  test("says who may, what that asks for and how far it goes", () => {
    const who = { eligible_holders: [CALLER], role_tier: 0 };
    expect(told(OPEN)).toMatchObject({ ...who, asks_approval: false, activation_asks: ["a justification"] });
    expect(told(APPROVED)).toMatchObject({ ...who, asks_approval: true, approvers: ["Eli"], approval_ways: [] });
    expect(told(OPEN, `${sub(DEV)}/resourcegroups/main`)).toMatchObject({ role_tier: 1 });
    expect(told()).toMatchObject(who);
    for (const column of ["asks_approval", "activation_asks", "approval_ways"])
      expect(told()).not.toHaveProperty(column);
  });

  test.each<[what: string, more: StoredNode, ways: readonly string[]]>([
    ["the same above it for good", other("azure:a", assigned(OWNER, GROUP)), ["holds it for good as well"]],
    [
      "the same there since it was activated",
      other("azure:a", assigned(OWNER, sub(DEV)), { "azure/authorization:role-schedules": { is_activated: true } }),
      [],
    ],
    ["another role", other("azure:a", assigned("reader", GROUP)), []],
    ["the same elsewhere", other("azure:a", assigned(OWNER, sub(PROD))), []],
    [
      "the same above it, which nobody approves",
      {
        ...other("azure:a", { ...assigned(OWNER, GROUP), held: "eligible" }, { [POLICIES]: OPEN }),
        type: "azure.eligible-role",
      },
      ["may activate it without one"],
    ],
  ])("ways round the approval: %s", (_, more, ways) => {
    expect(told(APPROVED, sub(DEV), [more])["approval_ways"]).toEqual(ways.map((way) => `${CALLER} ${way}`));
  });

  test("ways round it are not known where who holds it was not read", () => {
    expect(told(APPROVED, sub(DEV), [], LISTS.slice(1))).not.toHaveProperty("approval_ways");
  });
});

describe("a setting of an app that refers to a vault", () => {
  const app = `azure:${inside(PROD, "microsoft.web/sites/api")}`;
  const holding = (properties: JsonRecord) => {
    const setting = { app, vault: "shop", secret: "db", reference_status: "Resolved", ...properties };
    const more = [
      make(`azure:${PROD}`, app, "azure.web-app", "workload", {}),
      make(`azure:${PROD}`, `${app}#app-setting/DB`, "azure.app-setting", "resource", setting),
    ];
    const { edges } = estate(assigned("reader", sub(PROD)), { more });
    return edges.filter(({ kind, from }) => kind === "holds" && from === app);
  };

  test("hands the app that secret", () => {
    expect(holding({})).toMatchObject([{ to: `azure:${vault(PROD)}/secrets/db`, state: "none" }]);
  });

  test("that Azure could not resolve hands it nothing, and one of another vault or secret not this one", () => {
    expect(holding({ reference_status: "AccessToKeyVaultDenied" })).toMatchObject([{ state: "blocked" }]);
    expect(holding({ vault: "shop2" })).toEqual([]);
    expect(holding({ secret: "db2" })).toEqual([]);
  });
});

test("a key of a storage account opens its account, and none that the account does not take", () => {
  const from = (takesKeys: boolean): readonly string[] =>
    (estate(assigned("reader", GROUP), { takesKeys }).edges ?? []).flatMap(({ from: one, to, kind }) =>
      one.startsWith(`azure:${store(PROD)}#`) ? [`${kind} ${to.replace(`azure:${store(PROD)}`, "")}`] : [],
    );
  expect(from(true)).toEqual(["permits ", "authenticates_as #key-holder"]);
  expect(from(false)).toEqual([]);
});

describe("a logic app is changed by who changes its sort", () => {
  const RESOURCES = { flow: "microsoft.logic/workflows", standard: "microsoft.web/sites" } as const;
  const opened = (role: string): readonly string[] => {
    const more = Object.entries(RESOURCES).map(([name, type]) =>
      make(`azure:${DEV}`, name, "azure.logic-app", "workload", {
        ...{ resource: inside(DEV, `${type}/${name}`), resource_type: type },
      }),
    );
    const read = ["azure/logic:workflows", "azure/web:sites"];
    const { edges } = estate(assigned(role, sub(DEV)), { more, read });
    const sets = edges.filter(({ kind, from }) => kind === "runs_code_in" && from === ME).map(({ to }) => to);
    return edges.filter(({ kind, from }) => kind === "includes" && sets.includes(from)).map(({ to }) => to);
  };

  test("one of its own by its definition", () => expect(opened("flows")).toEqual(["flow"]));

  test("one of App Service by the configuration of an app", () => expect(opened("apps")).toEqual(["standard"]));
});

describe("from outside", () => {
  const delegated = (more: JsonRecord) =>
    estate(
      { ...assigned("contributor", sub(PROD)), tenant: PARTNER, principal_type: "ForeignPrincipal", ...more },
      { type: "azure.delegation", entra: [TENANT, ...(more["entra"] === true ? [PARTNER] : [])] },
    );
  const outside = `entra:tenant/${PARTNER}`;
  const leads = ({ paths = [] }: ReturnType<typeof estate>, source: string): readonly string[] =>
    paths.filter((path) => path.source === source).map(({ tier, target }) => `${tier} ${target}`);

  test("a tenant that manages stands for its principals, and is a vendor", () => {
    const found = delegated({});
    expect(leads(found, outside)).toEqual([`1 azure:${store(PROD)}`]);
    expect(leads(delegated({ role_definition: "reader" }), outside)).toEqual([]);
  });

  test("where the tenant was read itself, the principal has it", () => {
    const found = delegated({ entra: true });
    expect(found.columns(`${PARTNER}/${CALLER}`)).toMatchObject({ tier: 1 });
    expect(found.columns(ME)).not.toHaveProperty("tier");
    expect((found.nodes ?? []).map(({ id }) => id)).not.toContain(outside);
  });

  test("User Access Administrator is for the roles that are named beside it, and for nothing without them", () => {
    const role = (id: string) => `/providers/microsoft.authorization/roledefinitions/${id}`;
    const admin = (more: JsonRecord) => leads(delegated({ role_definition: UAA, ...more }), outside);
    expect(admin({ delegated_roles: [] })).toEqual([]);
    expect(admin({ delegated_roles: [role("b24988ac-6180-42a0-ab88-20f7382dd24c")] })).toEqual([]);
    // the same role in an assignment of the tenant's own does make administrator
    expect(estate(assigned(UAA, sub(PROD))).columns(ME)).toMatchObject({ tier: 0 });
  });

  test("the group of a partner is not gone for not being in the directory", () => {
    const OTHER = "00000000-0000-4000-8000-0000000000ff";
    const found = (principalType: string) =>
      estate({ ...assigned(OWNER, sub(PROD)), principal: OTHER, principal_type: principalType });
    expect(leads(found("ForeignGroup"), `${TENANT}/${OTHER}`)[0]).toBe(`0 azure:${PROD}`);
    expect((found("ForeignGroup").edges ?? []).filter(({ from }) => from.endsWith(OTHER))).not.toEqual([]);
    expect(found("ForeignGroup").nodes?.find(({ id }) => id.endsWith(OTHER))?.type).toBe("azure.partner-group");
    expect((found("ServicePrincipal").edges ?? []).filter(({ from }) => from.endsWith(OTHER))).toEqual([]);
  });
});
