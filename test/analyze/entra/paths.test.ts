// What leads to control of a tenant and what does not: each case is a small tenant, beside the same one with the one thing
// changed that decides.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openEstate } from "../../../src/app/estate.js";
import { toEnd, toStarts } from "../../../src/app/path-ends.js";
import { bestPath, searchPaths } from "../../../src/app/path-search.js";
import { resolveSettings } from "../../../src/app/settings.js";
import { ROLES, TenantBundle } from "../../truth/azure/tenant-bundle.js";
import { silent } from "../../truth/silent.js";

/** State of the best path, `-` when there is none. */
async function pathIn(build: (tenant: TenantBundle) => readonly [from: string, to?: string]): Promise<string> {
  const tenant = new TenantBundle(900);
  const [from, to = "admin"] = build(tenant);
  const folder = mkdtempSync(join(tmpdir(), "nhi-entra-"));
  tenant.write(folder);
  const settings = await resolveSettings({ bundle: [folder], db: ":memory:" }, [], {}, tmpdir());
  const { store } = await openEstate(settings, silent());
  try {
    const edges = [...store.pathEdges()];
    const end = to === "admin" ? to : to.includes("/") ? to : tenant.address(to);
    const path = bestPath(
      searchPaths(edges, toEnd(end, store, edges), undefined),
      toStarts(tenant.address(from), store),
    );
    return path === undefined ? "-" : `${path.hops.length} ${path.state}`;
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

test("a permission that grants roles is control of the tenant; one that reads is none", async () => {
  const holding = (permission: "RoleManagement.ReadWrite.Directory" | "User.Read.All") => (tenant: TenantBundle) => {
    const { principal } = tenant.application("sync");
    tenant.permission(principal, permission);
    return [principal] as const;
  };
  expect(await pathIn(holding("RoleManagement.ReadWrite.Directory"))).toBe("1 none");
  expect(await pathIn(holding("User.Read.All"))).toBe("-");
});

test("whoever administers applications gets as far as the strongest of them", async () => {
  const beside = (strong: boolean) => (tenant: TenantBundle) => {
    const admin = tenant.user("dana");
    tenant.role(admin, ROLES.applicationAdministrator);
    const { principal } = tenant.application("sync");
    if (strong) tenant.role(principal, ROLES.globalAdministrator);
    return [admin] as const;
  };
  expect(await pathIn(beside(true))).toBe("1 none");
  expect(await pathIn(beside(false))).toBe("-");
});

test("an application that owns another changes it for certain where it is permitted to; a user who owns it needs nothing", async () => {
  const owning = (owner: "user" | "application" | "permitted") => (tenant: TenantBundle) => {
    const strong = tenant.application("strong");
    tenant.role(strong.principal, ROLES.globalAdministrator);
    const who = owner === "user" ? tenant.user("dana") : tenant.application("sync").principal;
    tenant.owner("applications", strong.application, who);
    if (owner === "permitted") tenant.permission(who, "Application.ReadWrite.OwnedBy");
    return [who] as const;
  };
  expect(await pathIn(owning("user"))).toBe("1 none");
  expect(await pathIn(owning("permitted"))).toBe("1 none");
  expect(await pathIn(owning("application"))).toBe("1 unknown");
});

test("an application of somebody else can be given a credential, unless it is locked: that is not known", async () => {
  expect(
    await pathIn((tenant) => {
      const admin = tenant.user("dana");
      tenant.role(admin, ROLES.applicationAdministrator);
      const { principal } = tenant.application("vendor", {
        appOwnerOrganizationId: "0b0b0b0b-0000-4000-8000-000000000002",
      });
      tenant.role(principal, ROLES.globalAdministrator);
      return [admin];
    }),
  ).toBe("1 unknown");
});

test("a managed identity takes no credential", async () => {
  expect(
    await pathIn((tenant) => {
      const admin = tenant.user("dana");
      tenant.role(admin, ROLES.applicationAdministrator);
      const { principal } = tenant.application("vm", {
        servicePrincipalType: "ManagedIdentity",
        appOwnerOrganizationId: null,
      });
      tenant.role(principal, ROLES.globalAdministrator);
      return [admin];
    }),
  ).toBe("-");
});

test("a helpdesk resets users without roles, and through them what they own", async () => {
  const helping = (role?: (typeof ROLES)[keyof typeof ROLES]) => (tenant: TenantBundle) => {
    const helper = tenant.user("frank");
    tenant.role(helper, ROLES.helpdeskAdministrator);
    const owner = tenant.user("gus");
    if (role !== undefined) tenant.role(owner, role);
    const { application, principal } = tenant.application("sync");
    tenant.owner("applications", application, owner);
    tenant.role(principal, ROLES.globalAdministrator);
    return [helper] as const;
  };
  expect(await pathIn(helping())).toBe("2 none");
  // a role that only reads does not protect; one that administers applications does
  expect(await pathIn(helping(ROLES.directoryReaders))).toBe("2 none");
  expect(await pathIn(helping(ROLES.cloudApplicationAdministrator))).toBe("-");
});

test("a helpdesk does not reset the administrator himself", async () => {
  expect(
    await pathIn((tenant) => {
      const helper = tenant.user("frank");
      tenant.role(helper, ROLES.helpdeskAdministrator);
      tenant.role(tenant.user("root"), ROLES.globalAdministrator);
      return [helper];
    }),
  ).toBe("-");
});

test("a disabled user and a disabled application lead nowhere", async () => {
  const owning = (user: object, app: object) => (tenant: TenantBundle) => {
    const owner = tenant.user("dana", user);
    const { application, principal } = tenant.application("sync", app);
    tenant.owner("applications", application, owner);
    tenant.role(principal, ROLES.globalAdministrator);
    return [owner] as const;
  };
  expect(await pathIn(owning({}, {}))).toBe("1 none");
  expect(await pathIn(owning({ accountEnabled: false }, {}))).toBe("-");
  expect(await pathIn(owning({}, { accountEnabled: false }))).toBe("-");
});

test("mail of everybody is reached by the permission of an application, and nothing else of the tenant is", async () => {
  const reading = (to: (tenant: TenantBundle) => string) => (tenant: TenantBundle) => {
    const { principal } = tenant.application("archive");
    tenant.permission(principal, "full_access_as_app");
    tenant.role(tenant.user("root"), ROLES.globalAdministrator);
    return [principal, to(tenant)] as const;
  };
  expect(await pathIn(reading((tenant) => `${tenant.tenant}/mailboxes`))).toBe("1 unknown");
  expect(await pathIn(reading((tenant) => `${tenant.tenant}/files`))).toBe("-");
  expect(await pathIn(reading(() => "admin"))).toBe("-");
});
