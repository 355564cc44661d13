// What holds of every tenant: a grant, a member or an owner less, a role for a part of the tenant, a role that is only eligible and
// a principal that is disabled never add a way to control or make one surer.
import fc from "fast-check";
import { expect, test } from "vitest";
import { analyzeEntra } from "../../../src/analyze/entra/index.js";
import { toPathGraph } from "../../../src/graph/path-graph.js";
import { searchTo } from "../../../src/graph/search.js";
import type { StoredEdge, StoredNode } from "../../../src/model/analysis.js";
import { shippedTables, shippedTechniqueLists } from "../../shipped.js";
import { PERMISSIONS, ROLES } from "../../truth/azure/tenant-bundle.js";
import { complete, node, toInput } from "../estate.js";

const tables = { ...(await shippedTables()), ...(await shippedTechniqueLists()) };
const TENANT = "0c0c0c0c-0000-4000-8000-000000000001";
const SCOPE = `entra:${TENANT}`;
const UNIT = `${TENANT}/unit`;
const GRAPH = "00000003-0000-0000-c000-000000000000";
const APPS = ["app0", "app1", "app2"];
const USERS = ["ada", "ben"];
const ALL = [...APPS, ...USERS];
const TEMPLATES = Object.values(ROLES).map(([template]) => template);
const id = (name: string): string => `${TENANT}/${name}`;

interface Role {
  readonly holder: string;
  readonly template: string;
  /** Of the whole tenant, of the unit that one user and one application are in, or of one application. */
  readonly on: "tenant" | "unit" | "app1";
  readonly isEligible: boolean;
}
interface Tenant {
  readonly roles: readonly Role[];
  readonly permissions: readonly (readonly [holder: string, permission: string])[];
  readonly owners: readonly (readonly [owner: string, app: string])[];
  readonly disabled: readonly string[];
}

const role: fc.Arbitrary<Role> = fc.record({
  holder: fc.constantFrom(...ALL),
  template: fc.constantFrom(...TEMPLATES),
  on: fc.constantFrom("tenant", "unit", "app1"),
  isEligible: fc.boolean(),
});
const permission = fc.tuple(
  fc.constantFrom(...APPS),
  fc.constantFrom("RoleManagement.ReadWrite.Directory", "AppRoleAssignment.ReadWrite.All", "User.Read.All"),
);
const owner = fc.tuple(fc.constantFrom(...ALL), fc.constantFrom(...APPS));
const tenant: fc.Arbitrary<Tenant> = fc.record({
  roles: fc.array(role, { maxLength: 4 }),
  permissions: fc.array(permission, { maxLength: 2 }),
  owners: fc.array(owner, { maxLength: 3 }),
  disabled: fc.subarray(ALL, { maxLength: 1 }),
});

const make = (name: string, type: string, kind: StoredNode["kind"], properties: object): StoredNode =>
  node(id(name), type, { kind, scope: SCOPE, properties: { ...properties } });
const link = (kind: StoredEdge["kind"], from: string, to: string, more: Partial<StoredEdge> = {}): StoredEdge => ({
  kind,
  from: id(from),
  to: id(to),
  scope: SCOPE,
  state: "none",
  confidence: 1,
  properties: {},
  ...more,
});

function nodesOf({ roles, permissions, disabled }: Tenant): StoredNode[] {
  const where = {
    tenant: { directory_scope: "/" },
    unit: { directory_scope: "/administrativeUnits/unit", scope_node: UNIT },
    app1: { directory_scope: "/app1", scope_node: id("app1") },
  };
  return [
    ...APPS.map((name) => make(name, "entra.service-principal", "principal", { enabled: !disabled.includes(name) })),
    ...USERS.map((name) =>
      make(name, "entra.user", "principal", { enabled: !disabled.includes(name), login: `${name}@octo.example` }),
    ),
    make("unit", "entra.administrative-unit", "set", {}),
    ...roles.map(({ template, on }, index) =>
      make(`role/${index}`, "entra.directory-role", "grant", { template, ...where[on] }),
    ),
    ...permissions.map(([, name], index) =>
      make(`permission/${index}`, "entra.app-role", "grant", {
        permission: name,
        api_app_id: GRAPH,
        role_id: PERMISSIONS[name as keyof typeof PERMISSIONS],
      }),
    ),
  ];
}

function edgesOf({ roles, permissions, owners, disabled }: Tenant): StoredEdge[] {
  const state = (holder: string) => (disabled.includes(holder) ? { state: "blocked" as const } : {});
  return [
    ...roles.map(({ holder, isEligible }, index) =>
      link("has_grant", holder, `role/${index}`, {
        ...(isEligible && { state: "needs-actor", confidence: 0.6, properties: { held: "eligible" } }),
        ...state(holder),
      }),
    ),
    ...permissions.map(([holder], index) => link("has_grant", holder, `permission/${index}`, state(holder))),
    ...owners.map(([from, to]) => link("adds_credential", from, to, state(from))),
    link("includes", "unit", "ben"),
    link("includes", "unit", "app2"),
  ];
}

/** How surely each principal controls the tenant and becomes each other one. */
function ranks(one: Tenant): readonly number[] {
  const edges = edgesOf(one);
  const read = ["users", "role-eligibility", "administrative-units", "applications", "service-principals"];
  const scope = {
    id: SCOPE,
    type: "entra.tenant",
    name: "octo",
    parent: undefined,
    properties: {},
    coverage: complete(...read.map((name) => `entra/graph:${name}`)),
  };
  const drawn = analyzeEntra({
    ...toInput({ scopes: [scope], nodes: nodesOf(one), tables }),
    edges: (kinds: readonly string[]) => edges.filter(({ kind }) => kinds.includes(kind)),
  }).edges;
  const all = [...drawn, ...edges.map((edge) => ({ ...edge, because: [] }))];
  // The nearest way is not always the surest: what is sure is searched by itself.
  const sure = waysIn(all.filter(({ state }) => state === "none" || state === "met"));
  return waysIn(all).map((way, index) => (sure[index] ? 2 : way ? 1 : 0));
}

/** Whether each principal controls the tenant, and becomes each other one, by these edges. */
function waysIn(edges: Parameters<typeof toPathGraph>[0]): readonly boolean[] {
  const { graph } = toPathGraph(edges);
  const ends = [{ node: SCOPE, capability: "admin" as const }].concat(
    ALL.map((name) => ({ node: id(name), capability: "act" as never })),
  );
  return ends.flatMap((end) => {
    const search = searchTo(graph, [end]);
    return ALL.map((name) => id(name) !== end.node && search.pathFrom(id(name), "act") !== undefined);
  });
}

function expectNoMore(less: Tenant, more: Tenant): void {
  const high = ranks(more);
  expect(ranks(less).filter((rank, index) => rank > (high[index] ?? 0))).toEqual([]);
}

const RUNS = { numRuns: 60 };

test("most tenants lead somewhere, or nothing here would say anything", () => {
  const drawn = fc.sample(tenant, { numRuns: 40, seed: 1 });
  expect(drawn.filter((one) => ranks(one).some((rank) => rank > 0)).length).toBeGreaterThan(20);
});

test("a permission less and an owner less never add a way", () => {
  fc.assert(
    fc.property(tenant, permission, owner, (one, more, another) => {
      expectNoMore(one, { ...one, permissions: [...one.permissions, more] });
      expectNoMore(one, { ...one, owners: [...one.owners, another] });
    }),
    RUNS,
  );
});

test("a role for a part of the tenant never leads further than for the whole, an eligible one never more surely", () => {
  fc.assert(
    fc.property(tenant, role, fc.constantFrom("unit" as const, "app1" as const), (one, more, part) => {
      const holding = (last: Role): Tenant => ({ ...one, roles: [...one.roles, last] });
      const whole = holding({ ...more, on: "tenant", isEligible: false });
      expectNoMore(holding({ ...more, on: part, isEligible: false }), whole);
      // what is eligible does not protect its holder from others, and so is judged by what it gives the holder
      const eligible = ranks(holding({ ...more, on: "tenant", isEligible: true }));
      const [active, without] = [ranks(whole), ranks(one)];
      const wrong = eligible.filter((rank, index) => {
        const isHolders = ALL[index % ALL.length] === more.holder;
        const most = isHolders ? 0 : rank < 2 ? 2 : (without[index] ?? 0);
        return rank > Math.max(active[index] ?? 0, most);
      });
      expect(wrong).toEqual([]);
    }),
    RUNS,
  );
});

test("whoever is disabled has no way more", () => {
  fc.assert(
    fc.property(tenant, fc.constantFrom(...ALL), (one, name) => {
      expectNoMore({ ...one, disabled: [name] }, { ...one, disabled: [] });
    }),
    RUNS,
  );
});
