// Tenants with one thing in them, each beside the one with the single thing changed that decides: 2 for certain, 1 on a condition, 0 not.
import { expect, test } from "vitest";
import { foundIn } from "./drawn/tenant-found.js";
import type { Held, TenantApplication, TenantPlan } from "./drawn/tenant-plan.js";

const USER = { isEnabled: true, units: [] };
const APPLICATION: TenantApplication = { kind: "own", isEnabled: true, isForAll: false, isLocked: false };
const EMPTY: TenantPlan = {
  ...{ users: [USER, USER], groups: [], applications: [APPLICATION, APPLICATION] },
  ...{ members: [], owners: [], held: [], eligible: [], consents: [] },
};
const held = (who: string, name: string, kind: Held["kind"] = "role"): Held => ({
  ...{ who, kind, name, at: "/", isEligible: false },
});

async function sure(plan: Partial<TenantPlan>, ...pairs: readonly string[]): Promise<readonly (number | undefined)[]> {
  const found = await foundIn({ ...EMPTY, ...plan }, pairs);
  return pairs.map((pair) => found.get(pair));
}

test.each<[string, Partial<TenantApplication>, number, number, number]>([
  ["of this tenant", {}, 2, 1, 2],
  ["of this tenant, which has locked it", { isLocked: true }, 1, 1, 1],
  ["of this tenant, disabled", { isEnabled: false }, 0, 0, 0],
  ["of another tenant, which may have locked it", { kind: "others" }, 1, 1, 1],
  ["managed identity", { kind: "managed" }, 0, 0, 0],
])("the service principal is owned: %s", async (_, changed, person, application, permitted) => {
  const applications = [{ ...APPLICATION, ...changed }, APPLICATION];
  const owners = ["user-0", "principal-1"].map((who) => ({ who, of: "principal-0" }));
  const ways = ["user-0 principal-0", "principal-1 principal-0"];
  expect(await sure({ applications, owners }, ...ways)).toEqual([person, application]);
  const plan = { applications, owners, held: [held("principal-1", "Application.ReadWrite.OwnedBy", "permission")] };
  expect(await sure(plan, ...ways)).toEqual([person, permitted]);
});

test.each([
  ["the application itself", "application-0", 2],
  ["its service principal alone", "principal-0", 1],
])("an application that has locked its instances: %s is owned, or given to administer", async (_, what, level) => {
  const applications = [{ ...APPLICATION, isLocked: true }, APPLICATION];
  const administers = { ...held("user-1", "Application Administrator"), at: what };
  const permitted = held("principal-1", "Application.ReadWrite.OwnedBy", "permission");
  const owners = ["user-0", "principal-1"].map((who) => ({ who, of: what }));
  const plan = { applications, owners, held: [administers, permitted] };
  const ways = ["user-0 principal-0", "user-1 principal-0", "principal-1 principal-0"];
  expect(await sure(plan, ...ways)).toEqual([level, level, level]);
});

test.each([
  ["applications/credentials/update", 2],
  ["servicePrincipals/credentials/update", 1],
  ["servicePrincipals/owners/update", 1],
])("a role of the tenant's own with %s, and an application that has locked its instances", async (action, level) => {
  const applications = [{ ...APPLICATION, isLocked: true }, APPLICATION];
  const plan = { applications, held: [held("user-0", action, "action")] };
  expect(await sure(plan, "user-0 principal-0", "user-0 principal-1")).toEqual([level, 2]);
});

test.each([
  ["a person", "user-0", 2],
  ["an application, which needs a user for it", "principal-0", 1],
])("whoever administers groups lets itself into one of Microsoft 365: %s", async (_, who, unified) => {
  const groups = [
    { kind: "unified" as const, units: [] },
    { kind: "security" as const, units: [] },
  ];
  const plan = { groups, held: [held(who, "Groups Administrator")] };
  expect(await sure(plan, `${who} group-0`, `${who} group-1`)).toEqual([unified, 2]);
  const both = { ...plan, held: ["user-0", "principal-0"].map((one) => held(one, "Groups Administrator")) };
  expect(await sure(both, `${who} group-0`, `${who} group-1`)).toEqual([unified, 2]);
});

test.each([
  ["a restricted unit", ["restricted-unit" as const], 0],
  ["a plain unit", ["plain-unit" as const], 2],
])("a user in %s: what runs on a device changes nothing of the user", async (_, units, reset) => {
  const plan = {
    users: [USER, { isEnabled: true, units }],
    held: [held("user-0", "Privileged Authentication Administrator"), held("principal-0", "Intune Administrator")],
  };
  expect(await sure(plan, "user-0 user-1", "principal-0 user-1")).toEqual([reset, 1]);
});

test.each([
  ["may hold roles, which an application changes by a permission", "role" as const, 1],
  ["holds none", "security" as const, 2],
])("a group that %s is owned", async (_, kind, application) => {
  const groups = [{ kind, units: [] }];
  const owners = ["user-0", "principal-0"].map((who) => ({ who, of: "group-0" }));
  expect(await sure({ groups, owners }, "user-0 group-0", "principal-0 group-0")).toEqual([2, application]);
});
