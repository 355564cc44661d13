// Roles that are activated: each case is a small tenant, beside the same one with the one thing changed that decides.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { analyzeEntra } from "../../../src/analyze/entra/index.js";
import { openEstate } from "../../../src/app/estate.js";
import { toEnd, toStarts } from "../../../src/app/path-ends.js";
import { bestPath, searchPaths } from "../../../src/app/path-search.js";
import { resolveSettings } from "../../../src/app/settings.js";
import { stoppedPath } from "../../../src/app/stopped-path.js";
import type { StoredEdge, StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { groupPolicy, mayJoin, rolePolicy } from "../../collect/entra/tenant.js";
import { shippedTables } from "../../shipped.js";
import { ROLES, TenantBundle } from "../../truth/azure/tenant-bundle.js";
import { silent } from "../../truth/silent.js";
import { complete, node, toInput } from "../estate.js";

const [GLOBAL] = ROLES.globalAdministrator;

/** Best path of dana to control of the tenant, and, where there is none, what stops it. */
async function pathOf(build: (tenant: TenantBundle, dana: string) => void): Promise<string> {
  const tenant = new TenantBundle(901);
  const dana = tenant.user("dana");
  tenant.mayActivate(dana, ROLES.globalAdministrator);
  build(tenant, dana);
  const folder = mkdtempSync(join(tmpdir(), "nhi-activation-"));
  tenant.write(folder);
  const settings = await resolveSettings({ bundle: [folder], db: ":memory:" }, [], {}, tmpdir());
  const { store } = await openEstate(settings, silent());
  try {
    const edges = [...store.pathEdges()];
    const end = toEnd("admin", store, edges);
    const starts = toStarts(tenant.address(dana), store);
    const path = bestPath(searchPaths(edges, end, undefined), starts);
    if (path !== undefined) return path.state;
    const stopped = stoppedPath(edges, end, starts, undefined);
    return `- ${stopped?.state}: ${stopped?.hops.map(({ condition }) => condition ?? "").join("")}`;
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("a way over an eligible assignment", () => {
  it("stands where nobody approves", async () => {
    expect(await pathOf((tenant) => (tenant.policies = [rolePolicy(GLOBAL, {})]))).toBe("needs-actor");
  });

  it("stands where that was not read", async () => {
    expect(await pathOf(() => undefined)).toBe("needs-actor");
  });

  it("ends at an approval of others, and says whose", async () => {
    const approved = await pathOf((tenant) => {
      tenant.policies = [rolePolicy(GLOBAL, { approvers: [tenant.user("eli")] })];
    });
    expect(approved).toMatch(/^- needs-actor: eligible: it has to be activated with an approval of person \S+$/);
  });

  it("an approval is none for whoever holds the role as well", async () => {
    const beside = await pathOf((tenant, dana) => {
      tenant.policies = [rolePolicy(GLOBAL, { approvers: [] })];
      tenant.role(dana, ROLES.globalAdministrator);
    });
    expect(beside).toBe("none");
  });

  it("or owns a group that does", async () => {
    const through = (own: boolean) =>
      pathOf((tenant, dana) => {
        tenant.policies = [rolePolicy(GLOBAL, { approvers: [] })];
        const group = tenant.group("administrators");
        tenant.role(group, ROLES.globalAdministrator);
        if (own) tenant.owner("groups", group, dana);
      });
    expect(await through(true)).toBe("none");
    expect(await through(false)).toMatch(/^- needs-actor: /);
  });
});

describe("a way over an eligible place in a group that holds the role", () => {
  const through = (policy: ((group: string, tenant: TenantBundle) => object) | undefined, role = false) =>
    pathOf((tenant, dana) => {
      tenant.eligible.length = 0;
      const group = tenant.group("administrators");
      tenant.role(group, ROLES.globalAdministrator);
      tenant.eligibleMembers.push(mayJoin(group, dana, "member"));
      if (role) tenant.mayActivate(dana, ROLES.globalAdministrator);
      tenant.policies = [rolePolicy(GLOBAL, { approvers: [] }), ...(policy ? [policy(group, tenant)] : [])];
    });

  it("stands where nobody approves, and where that was not read", async () => {
    expect(await through((group) => groupPolicy(group, "member", {}))).toBe("needs-actor");
    expect(await through((group) => groupPolicy(group, "owner", { approvers: [] }))).toBe("needs-actor");
    expect(await through(undefined)).toBe("needs-actor");
  });

  it("ends at an approval of others, and says whose", async () => {
    const approved = await through((group, tenant) =>
      groupPolicy(group, "member", { approvers: [tenant.user("eli")] }),
    );
    expect(approved).toMatch(
      /^- needs-actor: eligible as member: it has to be activated with an approval of person \S+$/,
    );
  });

  it("makes the approval of the role itself none", async () => {
    expect(await through((group) => groupPolicy(group, "member", {}), true)).toBe("needs-actor");
    expect(await through((group) => groupPolicy(group, "member", { approvers: [] }), true)).toMatch(/^- needs-actor: /);
  });
});

const directoryRoles = (await shippedTables()).directoryRoles;
const SCOPE = "entra:octo";
const ROLE = "octo/role/global";
const READ = ["role-assignments", "role-eligibility", "role-schedules", "group-eligibility"];

interface Scene {
  readonly policy?: JsonRecord;
  readonly active?: readonly string[];
  readonly joins?: boolean;
  /** What letting oneself into the group admins asks of eli, who is eligible for that; undefined where he is not. */
  readonly admits?: JsonRecord;
  readonly isDirect?: boolean;
  readonly enabled?: boolean;
  /** What PIM says of dana. */
  readonly timed?: JsonRecord;
  readonly read?: readonly string[];
  readonly unit?: boolean;
  readonly state?: StoredEdge["state"];
}

/** Columns of the role that dana may activate. */
function told({
  policy = {},
  active = [],
  joins = false,
  admits,
  isDirect = true,
  enabled = true,
  timed,
  read = READ,
  unit = false,
  state = "needs-actor",
}: Scene): JsonRecord {
  const link = (kind: StoredEdge["kind"], from: string, to: string, more: Partial<StoredEdge> = {}): StoredEdge => ({
    ...{ kind, from, to, scope: SCOPE, state: "none", confidence: 1, properties: { held: "active" } },
    ...more,
  });
  const edges = [
    ...(isDirect ? [link("has_grant", "octo/dana", ROLE, { state, properties: { held: "eligible", ...policy } })] : []),
    ...(admits === undefined
      ? []
      : [
          link("member_of", "octo/eli", "octo/admins", {
            properties: { held: "eligible", access: "member", ...admits },
          }),
        ]),
    ...active.map((holder) => link("has_grant", `octo/${holder}`, ROLE)),
    ...(joins ? [link("member_of", "octo/dana", "octo/admins")] : []),
  ];
  const make = (id: string, type: string, properties: JsonRecord, kind: StoredNode["kind"] = "principal") =>
    node(`octo/${id}`, type, { kind, scope: SCOPE, name: id, properties });
  const dana = make("dana", "entra.user", { enabled: true });
  const scope = { id: SCOPE, type: "entra.tenant", name: "octo", parent: undefined, properties: {} };
  const role = {
    template: GLOBAL,
    directory_scope: unit ? "/administrativeUnits/u" : "/",
    role_name: "role/global",
    scope_node: SCOPE,
  };
  const input = {
    ...toInput({
      scopes: [{ ...scope, coverage: complete(...read.map((name) => `entra/graph:${name}`)) }],
      nodes: [
        timed === undefined ? dana : { ...dana, supplements: { "entra/graph:role-schedules": timed } },
        make("eli", "entra.user", { enabled }),
        make("admins", "entra.group", { may_hold_roles: true }),
        make("role/global", "entra.directory-role", role, "grant"),
      ],
      ...(directoryRoles && { tables: { directoryRoles } }),
    }),
    edges: (kinds: readonly string[]) => edges.filter(({ kind }) => kinds.includes(kind)),
  };
  return analyzeEntra(input).facts.find((fact) => fact.node === ROLE)?.columns ?? {};
}

const APPROVED = { asks_approval: true, approver_names: ["Eli"], activation_asks: ["a justification"] };

test("a role says who may activate it, and what that asks for", () => {
  expect(told({ policy: { asks_approval: false, approver_names: [], activation_asks: [] } })).toEqual({
    role_tier: 0,
    eligible_holders: ["dana"],
    asks_approval: false,
    activation_asks: [],
  });
  expect(told({ policy: APPROVED })).toEqual({
    role_tier: 0,
    eligible_holders: ["dana"],
    asks_approval: true,
    approvers: ["Eli"],
    approval_ways: [],
    activation_asks: ["a justification"],
  });
  expect(told({ policy: APPROVED, unit: true })).toMatchObject({ role_tier: 1 });
});

test("what was not read is not said", () => {
  expect(told({})).toEqual({ role_tier: 0, eligible_holders: ["dana"] });
  expect(told({ policy: APPROVED, read: ["role-eligibility", "role-assignments"] })).not.toHaveProperty(
    "approval_ways",
  );
  expect(told({ policy: APPROVED, read: ["role-assignments"] })).toEqual({ role_tier: 0 });
});

test("whoever is disabled activates nothing", () => {
  expect(told({ policy: APPROVED, state: "blocked" })).toEqual({ role_tier: 0, eligible_holders: [] });
});

test.each<[what: string, scene: Scene, ways: readonly string[]]>([
  ["the same role for good", { active: ["dana"] }, ["dana holds it for good as well"]],
  [
    "active now since it was activated",
    { active: ["dana"], timed: { timed_roles: ["role/global"], standing_roles: [] } },
    [],
  ],
  ["somebody else's for good", { active: ["eli"] }, []],
  ["through a group", { active: ["admins"], joins: true }, ["dana has it through the group admins"]],
  ["a group that holds it, without being in it", { active: ["admins"] }, []],
  ["a group without it", { joins: true }, []],
])("ways round the approval: %s", (_, scene, ways) => {
  expect(told({ policy: APPROVED, ...scene })).toMatchObject({ approval_ways: ways });
});

describe("a group that holds the role", () => {
  const OPEN = { asks_approval: false, approver_names: [], activation_asks: ["a justification"] };
  const joined = { active: ["admins"], isDirect: false } as const;

  test("whoever may let themselves into it may have the role, for what that asks", () => {
    expect(told({ ...joined, admits: OPEN })).toEqual({
      role_tier: 0,
      eligible_holders: ["eli as member of admins"],
      asks_approval: false,
      activation_asks: ["a justification"],
    });
    expect(told({ ...joined, admits: APPROVED })).toMatchObject({ asks_approval: true, approval_ways: [] });
  });

  test("nobody does where nobody is eligible for it, the group does not hold the role, or who is eligible is disabled", () => {
    const nobody = { role_tier: 0, eligible_holders: [] };
    expect(told(joined)).toEqual(nobody);
    expect(told({ ...joined, active: [], admits: OPEN })).toEqual(nobody);
    expect(told({ ...joined, admits: OPEN, enabled: false })).toEqual(nobody);
  });

  test("the approval of the role is none where the group asks for none", () => {
    expect(told({ policy: APPROVED, active: ["admins"], admits: OPEN })).toMatchObject({
      eligible_holders: ["dana", "eli as member of admins"],
      asks_approval: true,
      approval_ways: ["eli as member of admins needs none"],
    });
    expect(told({ policy: APPROVED, active: ["admins"], admits: APPROVED })).toMatchObject({ approval_ways: [] });
  });

  test("who has to be approved is not among those of whom nobody has to be", () => {
    const policy = { asks_approval: false, approver_names: [], activation_asks: [] };
    expect(told({ policy, active: ["admins"], admits: APPROVED })).toMatchObject({
      eligible_holders: ["dana"],
      asks_approval: false,
      activation_asks: [],
    });
  });

  test("what was not read of groups is not said", () => {
    const read = READ.filter((name) => name !== "group-eligibility");
    expect(told({ ...joined, read })).toEqual({ role_tier: 0 });
    expect(told({ policy: APPROVED, active: ["admins"], read })).not.toHaveProperty("approval_ways");
    expect(told({ policy: APPROVED, active: ["admins"], admits: {} })).not.toHaveProperty("approval_ways");
    expect(told({ ...joined, admits: {} })).toEqual({ role_tier: 0, eligible_holders: ["eli as member of admins"] });
    // no group holds it
    expect(told({ policy: APPROVED, read })).toMatchObject({ approval_ways: [] });
  });
});
