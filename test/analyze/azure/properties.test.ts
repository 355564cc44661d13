// What holds of every subscription: a deny assignment, a condition, a condition that is narrower, or a smaller scope never opens a
// way, and never makes one surer. With all techniques, over subscriptions of a few roles at a few places.
import fc from "fast-check";
import { expect, test } from "vitest";
import { analyzeAzure } from "../../../src/analyze/azure/access.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { shippedTechniqueLists } from "../../shipped.js";
import { node, toInput } from "../estate.js";

const { scopedTechniques } = await shippedTechniqueLists();

const TENANT = "0c0c0c0c-0000-4000-8000-000000000001";
const ID = "0e0e0e0e-0000-4000-8000-000000000001";
const SUBSCRIPTION = `/subscriptions/${ID}`;
const SCOPE = `azure:${ID}`;
const ONE = `${SUBSCRIPTION}/resourcegroups/one`;
const VM = `${ONE}/providers/microsoft.compute/virtualmachines/web`;
const IDENTITY = `${ONE}/providers/microsoft.managedidentity/userassignedidentities/deploy`;
const STORE = `${SUBSCRIPTION}/resourcegroups/two/providers/microsoft.storage/storageaccounts/data`;
const CALLERS = ["1", "2"].map((end) => `00000000-0000-4000-8000-00000000000${end}`);
const DEPLOY = "00000000-0000-4000-8000-000000000009";
/** Each place with a narrower one inside it. */
const PLACES = [SUBSCRIPTION, ONE, VM, IDENTITY, STORE];
const INSIDE: { readonly [place: string]: readonly string[] } = {
  [SUBSCRIPTION]: [ONE, VM, IDENTITY, STORE],
  [ONE]: [VM, IDENTITY],
};
const ROLES: { readonly [name: string]: readonly string[] } = {
  owner: ["*"],
  reader: ["*/read"],
  granter: ["Microsoft.Authorization/roleAssignments/write"],
  runner: ["Microsoft.Compute/virtualMachines/*"],
  operator: ["Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action"],
  federator: ["Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write"],
  keys: ["Microsoft.Storage/storageAccounts/listKeys/action"],
};
const CONDITIONS = [
  "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}))",
  "(!(ActionMatches{'Microsoft.Compute/virtualMachines/*'}))",
  "(@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'other')",
  `(@Request[Microsoft.Authorization/roleAssignments:PrincipalId] GuidEquals ${DEPLOY})`,
];

interface Assigned {
  readonly principal: string;
  readonly role: string;
  readonly place: string;
  readonly condition?: string;
}

interface Denied {
  readonly principal: string;
  readonly actions: readonly string[];
  readonly place: string;
  readonly condition?: string;
}

function make(id: string, type: string, kind: StoredNode["kind"], properties: JsonRecord): StoredNode {
  return node(id, type, { kind, scope: SCOPE, properties });
}

const permissionsOf = (actions: readonly string[]) => [
  { actions, not_actions: [], data_actions: [], not_data_actions: [] },
];
const THINGS = [
  make(SCOPE, "azure.subscription", "scope", { subscription: ID, tenant: TENANT }),
  make(`azure:${VM}`, "azure.virtual-machine", "workload", { resource: VM, user_identities: [IDENTITY] }),
  make(`azure:${IDENTITY}`, "azure.managed-identity", "principal", {
    resource: IDENTITY,
    principal: DEPLOY,
    tenant: TENANT,
  }),
  make(`azure:${STORE}`, "azure.storage-account", "resource", { resource: STORE, takes_keys: true }),
  ...Object.entries(ROLES).map(([name, actions]) =>
    make(`azure:role/${name}`, "azure.role", "grant", { role_definition: name, permissions: permissionsOf(actions) }),
  ),
];

/** `caller thing` → 2 when the caller gets to the thing, 1 when perhaps. */
function reached(assigned: readonly Assigned[], denied: readonly Denied[] = []): ReadonlyMap<string, number> {
  const grants = assigned.map(({ principal, role, place, condition }, at) =>
    make(`azure:a${at}`, "azure.role-assignment", "grant", {
      ...{ principal, principal_type: "ServicePrincipal", tenant: TENANT, role_definition: role },
      ...{ role_scope: place, held: "active", ...(condition === undefined ? {} : { condition }) },
    }),
  );
  const denials = denied.map(({ principal, actions, place, condition }, at) =>
    make(`azure:d${at}`, "azure.deny-assignment", "grant", {
      ...{ role_scope: place, tenant: TENANT, permissions: permissionsOf(actions) },
      ...{ principals: [principal], except: [], ...(condition === undefined ? {} : { condition }) },
    }),
  );
  const input = toInput({
    scopes: [{ id: SCOPE, type: "azure.subscription", name: "s", parent: undefined, properties: {}, coverage: [] }],
    nodes: [...THINGS, ...grants, ...denials],
    tables: { scopedTechniques },
  });
  const { edges = [] } = analyzeAzure(input);
  const found = new Map<string, number>();
  for (const caller of CALLERS) {
    const surest = new Map([[`${TENANT}/${caller}`, 2]]);
    for (let isNew = true; isNew; ) {
      isNew = false;
      for (const { from, to, state } of edges) {
        const own = state === "none" || state === "met" ? 2 : state === "blocked" ? 0 : 1;
        const sure = Math.min(own, surest.get(from) ?? 0);
        if (sure <= (surest.get(to) ?? 0)) continue;
        surest.set(to, sure);
        isNew = true;
      }
    }
    for (const { id } of THINGS) if (surest.has(id)) found.set(`${caller} ${id}`, surest.get(id) ?? 0);
  }
  return found;
}

/** What is surer afterwards than it was. */
function gained(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): readonly string[] {
  return [...after].flatMap(([way, sure]) => (sure > (before.get(way) ?? 0) ? [way] : []));
}

const assignment = fc.record({
  principal: fc.constantFrom(...CALLERS, DEPLOY),
  role: fc.constantFrom(...Object.keys(ROLES)),
  place: fc.constantFrom(...PLACES),
});
const assignments = fc.array(assignment, { minLength: 1, maxLength: 4 });
const condition = fc.constantFrom(...CONDITIONS);
const RUNS = { numRuns: 60 };

test("these subscriptions have ways to lose", () => {
  const owner = { principal: CALLERS[0] ?? "", role: "owner", place: SUBSCRIPTION };
  const before = reached([owner]);
  expect([...before.values()]).toContain(2);
  const isLost = (after: ReadonlyMap<string, number>) =>
    [...before].some(([way, sure]) => (after.get(way) ?? 0) < sure) && gained(before, after).length === 0;
  expect(isLost(reached([owner], [{ ...owner, actions: ["*"] }]))).toBe(true);
  expect(isLost(reached([{ ...owner, place: VM }]))).toBe(true);
  const granter = { ...owner, role: "granter" };
  expect(reached([granter]).size).toBeGreaterThan(reached([{ ...granter, condition: CONDITIONS[0] ?? "" }]).size);
});

test("a deny assignment never adds a path", () => {
  const denial = fc.record({
    principal: fc.constantFrom(...CALLERS, DEPLOY),
    actions: fc.constantFrom(...Object.values(ROLES)),
    place: fc.constantFrom(...PLACES),
  });
  fc.assert(
    fc.property(assignments, denial, (assigned, denied) => {
      expect(gained(reached(assigned), reached(assigned, [denied]))).toEqual([]);
    }),
    RUNS,
  );
});

test("a deny assignment with a condition leaves ways open that it may close", () => {
  const owner = { principal: CALLERS[0] ?? "", role: "owner", place: SUBSCRIPTION };
  const denied = { principal: owner.principal, actions: ["*"], place: SUBSCRIPTION };
  const itself = `${owner.principal} ${SCOPE}`;
  expect(reached([owner], [denied]).get(itself)).toBeUndefined();
  expect(reached([owner], [{ ...denied, condition: CONDITIONS[2] ?? "" }]).get(itself)).toBe(1);
});

test("a condition never adds a path, nor does one that asks for more", () => {
  fc.assert(
    fc.property(assignments, condition, condition, ([first, ...rest], one, more) => {
      if (first === undefined) return;
      const once = reached([{ ...first, condition: one }, ...rest]);
      expect(gained(reached([first, ...rest]), once)).toEqual([]);
      expect(gained(once, reached([{ ...first, condition: `(${one} AND ${more})` }, ...rest]))).toEqual([]);
    }),
    RUNS,
  );
});

test("a smaller scope never adds a path", () => {
  fc.assert(
    fc.property(assignments, fc.nat(), ([first, ...rest], at) => {
      const inside = INSIDE[first?.place ?? ""];
      if (first === undefined || inside === undefined) return;
      const place = inside[at % inside.length] ?? first.place;
      expect(gained(reached([first, ...rest]), reached([{ ...first, place }, ...rest]))).toEqual([]);
    }),
    RUNS,
  );
});
