// Edges of drawn tenants beside what Microsoft's tables say: what is drawn for certain is what they say for certain.
import fc from "fast-check";
import { expect, test } from "vitest";
import { analyzeEntra } from "../../../src/analyze/entra/index.js";
import type { StoredEdge, StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { shippedTables, shippedTechniqueLists } from "../../shipped.js";
import { complete, node, toInput } from "../estate.js";
import { told } from "./drawn/oracle.js";
import { type EntraPlan, plans, UNITS, type Unit } from "./drawn/plan.js";

const ESTATES = Number(process.env["NHI_ESTATES"] ?? 1500);
const GRAPH = "00000003-0000-0000-c000-000000000000";
const SCOPE = "entra:octo";
const GRANT = "octo/role/held";
const READ = ["users", "role-assignments", "groups", "group-members", "group-owners", "administrative-units"];
const tables = await shippedTables();
const { scopedTechniques } = await shippedTechniqueLists();
const templates = new Map(tables.directoryRoles?.map(({ role, template }) => [role, template]));

const make = (id: string, type: string, properties: JsonRecord, kind: StoredNode["kind"] = "principal"): StoredNode =>
  node(`octo/${id}`, type, { kind, scope: SCOPE, properties });
const link = (kind: StoredEdge["kind"], from: string, to: string, isEligible = false): StoredEdge => ({
  ...{ kind, from: `octo/${from}`, to: `octo/${to}`, scope: SCOPE, state: isEligible ? "needs-actor" : "none" },
  ...{ confidence: 1, properties: { held: isEligible ? "eligible" : "active" } },
});
const isUnit = (at: string): at is Unit => UNITS.some((unit) => unit === at);
const placed = (at: string): JsonRecord =>
  at === "/"
    ? { directory_scope: "/", scope_node: SCOPE }
    : { directory_scope: isUnit(at) ? `/administrativeUnits/${at}` : `/${at}`, scope_node: `octo/${at}` };
const role = (id: string, name: string, at: string): StoredNode =>
  make(id, "entra.directory-role", { template: templates.get(name) ?? "unknown", ...placed(at) }, "grant");

function toGrant({ kind, name, at }: EntraPlan["grant"]): StoredNode {
  if (kind === "role") return role("role/held", name, at);
  return kind === "permission"
    ? make("role/held", "entra.app-role", { permission: name, api_app_id: GRAPH }, "grant")
    : make("role/held", "entra.directory-role", { actions: [`microsoft.directory/${name}`], ...placed(at) }, "grant");
}

function drawn({ users, groups, applications, grant }: EntraPlan): readonly string[] {
  const heldBy = users.flatMap((one, user) =>
    one.roles.map((held, at) => ({ ...held, user, id: `role/${user}-${at}` })),
  );
  const edges = [
    ...heldBy.map(({ user, id, isEligible }) => link("has_grant", `user-${user}`, id, isEligible)),
    ...users.flatMap((one, at) => [
      ...one.units.map((unit) => link("includes", unit, `user-${at}`)),
      ...(one.inRoleGroup ? [link("member_of", `user-${at}`, "admins")] : []),
    ]),
    ...groups.flatMap((one, at) => one.units.map((unit) => link("includes", unit, `group-${at}`))),
  ];
  const nodes = [
    toGrant(grant),
    make("admins", "entra.group", { may_hold_roles: true }),
    ...heldBy.map(({ id, role: name, at }) => role(id, name, at)),
    ...UNITS.map((one) => make(one, "entra.administrative-unit", { is_restricted: one === "restricted-unit" }, "set")),
    ...users.map(({ isEnabled }, at) =>
      make(`user-${at}`, "entra.user", { enabled: isEnabled, login: `user-${at}@octo.example` }),
    ),
    ...groups.map(({ kind }, at) =>
      make(`group-${at}`, "entra.group", {
        ...{ may_hold_roles: kind === "role", is_dynamic: kind === "dynamic" },
        group_types: kind === "unified" ? ["Unified"] : [],
      }),
    ),
    ...applications.flatMap(({ isOthers, isEnabled }, at) => [
      make(`principal-${at}`, "entra.service-principal", { enabled: isEnabled, is_third_party: isOthers }),
      ...(isOthers
        ? []
        : [make(`application-${at}`, "entra.application", { service_principal: `octo/principal-${at}` }, "resource")]),
    ]),
  ];
  const coverage = complete(...READ.map((name) => `entra/graph:${name}`));
  const scopes = [
    { ...{ id: SCOPE, type: "entra.tenant", name: "octo" }, parent: undefined, properties: {}, coverage },
  ];
  const input = {
    ...toInput({ scopes, nodes, tables: { ...tables, scopedTechniques } }),
    edges: (kinds: readonly string[]) => edges.filter(({ kind }) => kinds.includes(kind)),
  };
  const all = analyzeEntra(input).edges.filter(({ state }) => state === "none");
  const ends = all
    .filter(({ from }) => from === GRANT)
    .flatMap(({ to }) => {
      if (to === SCOPE) return ["tenant"];
      return all
        .filter(({ kind, from }) => kind === "includes" && from === to)
        .map((one) => one.to.replace("octo/", ""));
    });
  return [...new Set(ends)].sort();
}

test("what is drawn for certain is what the tables say", () => {
  let found = 0;
  const odd = fc.sample(plans, { numRuns: ESTATES }).flatMap((plan) => {
    const [is, says] = [drawn(plan), told(plan)];
    found += says.length;
    return is.join() === says.join() ? [] : [{ ...plan, is, says }];
  });
  expect(odd.slice(0, 3)).toEqual([]);
  expect(found).toBeGreaterThan(0);
});
