// Edges of drawn tenants beside what Microsoft's tables say: what is drawn for certain is what they say for certain.
import fc from "fast-check";
import { expect, test } from "vitest";
import { analyzeEntra } from "../../../src/analyze/entra/index.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { told } from "./drawn/oracle.js";
import { type EntraPlan, plans, UNITS, type Unit } from "./drawn/plan.js";
import { GRANT, link, make, octo, SCOPE, TABLES } from "./octo.js";

const ESTATES = Number(process.env["NHI_ESTATES"] ?? 1500);
const GRAPH = "00000003-0000-0000-c000-000000000000";
const templates = new Map(TABLES.directoryRoles?.map(({ role, template }) => [role, template]));

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
  const all = analyzeEntra(octo(nodes, edges)).edges.filter(({ state }) => state === "none");
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
