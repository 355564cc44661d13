// Writes a small tenant as a bundle, in the shape in which Microsoft Graph answers: for the specs of published attack paths.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const ROLES = {
  globalAdministrator: ["62e90394-69f5-4237-9190-012177145e10", "Global Administrator"],
  applicationAdministrator: ["9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3", "Application Administrator"],
  cloudApplicationAdministrator: ["158c047a-c907-4556-b7ef-446551a6b5f7", "Cloud Application Administrator"],
  helpdeskAdministrator: ["729827e3-9c14-49f7-bb1b-9608f156bbb8", "Helpdesk Administrator"],
  directoryReaders: ["88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "Directory Readers"],
} as const;

/** Roles of the two APIs that the specs name. */
export const PERMISSIONS = {
  "RoleManagement.ReadWrite.Directory": "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8",
  "AppRoleAssignment.ReadWrite.All": "06b708a9-e830-4db3-a914-8e69da51d44f",
  "Directory.ReadWrite.All": "19dbc75e-c2e2-444c-a770-ec69d8559fc7",
  "Application.ReadWrite.OwnedBy": "18a4783c-866b-4cc7-a460-3d5e5662c884",
  "User.Read.All": "df021288-bdef-4463-88db-98f22de89214",
  full_access_as_app: "dc890d15-9560-4a4c-9b7f-a736ec74ec40",
} as const;
export type Permission = keyof typeof PERMISSIONS;
/** Template, name and, where it bears on the answer, what it gives. */
export type DirectoryRole = readonly [id: string, name: string, actions?: readonly string[]];

const NOW = "2026-06-01T00:00:00Z";
const MICROSOFT = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";
const APIS = {
  graph: { number: 1, appId: "00000003-0000-0000-c000-000000000000", name: "Microsoft Graph" },
  exchange: { number: 2, appId: "00000002-0000-0ff1-ce00-000000000000", name: "Office 365 Exchange Online" },
} as const;

const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

interface Listed {
  readonly id: string;
}

/** A tenant under construction. Things are numbered in the order in which they are made, so that a bundle never changes. */
export class TenantBundle {
  readonly tenant: string;
  readonly users: Listed[] = [];
  readonly groups: Listed[] = [];
  readonly applications: Listed[] = [];
  readonly principals: Listed[] = [];
  readonly assignments: object[] = [];
  readonly eligible: object[] = [];
  readonly eligibleMembers: object[] = [];
  /** Of directory roles and groups; undefined when they were not recorded. */
  policies: object[] | undefined;
  /** Path below the version → elements of the list. */
  readonly lists = new Map<string, object[]>();
  /** Lists beside these, or in place of one, by their whole path. */
  readonly more = new Map<string, readonly object[]>();
  /** Paths below the version that nothing was recorded of. */
  readonly unread = new Set<string>();
  readonly #roles = new Map<string, DirectoryRole>(Object.values(ROLES).map((role) => [role[0], role]));
  #graphRoles: object[] = [];
  #next = 100;

  constructor(number: number) {
    this.tenant = `0c0c0c0c-0000-4000-8000-${String(number).padStart(12, "0")}`;
    for (const [key, { number: at, appId, name }] of Object.entries(APIS)) {
      const isExchange = key === "exchange";
      const values = Object.entries(PERMISSIONS).filter(([value]) => (value === "full_access_as_app") === isExchange);
      const appRoles = values.map(([value, id]) => toAppRole(id, value));
      if (!isExchange) this.#graphRoles = appRoles;
      this.principals.push({
        id: uuid(at),
        appId,
        displayName: name,
        appOwnerOrganizationId: MICROSOFT,
        servicePrincipalType: "Application",
        accountEnabled: true,
        appRoles,
      } as Listed);
    }
  }

  /** Address of a thing as nhi prints it. */
  address(id: string): string {
    return `${this.tenant}/${id}`;
  }

  user(name: string, more: object = {}): string {
    const id = this.#id();
    this.users.push({
      id,
      displayName: name,
      userPrincipalName: `${name}@octo.example`,
      accountEnabled: true,
      userType: "Member",
      ...more,
    } as Listed);
    return id;
  }

  group(name: string, more: object = {}): string {
    const id = this.#id();
    this.groups.push({
      id,
      displayName: name,
      securityEnabled: true,
      groupTypes: [],
      isAssignableToRole: true,
      ...more,
    } as Listed);
    return id;
  }

  /** An application and its service principal. */
  application(
    name: string,
    more: object = {},
    proof: "secret" | "certificate" = "secret",
  ): { readonly application: string; readonly principal: string } {
    const application = this.#id();
    const principal = this.#id();
    const appId = this.#id();
    const secret = {
      keyId: this.#id(),
      displayName: "ci",
      hint: "x1~",
      startDateTime: "2026-03-01T10:00:00Z",
      endDateTime: "2026-09-01T10:00:00Z",
    };
    this.applications.push({
      id: application,
      appId,
      displayName: name,
      createdDateTime: "2026-01-01T00:00:00Z",
      ...(proof === "secret"
        ? { passwordCredentials: [secret] }
        : { keyCredentials: [{ ...secret, type: "AsymmetricX509Cert", usage: "Verify" }] }),
    } satisfies object as unknown as Listed);
    this.principals.push({
      id: principal,
      appId,
      displayName: name,
      appOwnerOrganizationId: this.tenant,
      servicePrincipalType: "Application",
      accountEnabled: true,
      ...more,
    } as Listed);
    return { application, principal };
  }

  /** Service principal of a managed identity. */
  managedIdentity(name: string): string {
    const id = this.#id();
    this.principals.push({
      id,
      appId: this.#id(),
      displayName: name,
      appOwnerOrganizationId: MICROSOFT,
      servicePrincipalType: "ManagedIdentity",
      accountEnabled: true,
    } as Listed);
    return id;
  }

  owner(kind: "applications" | "servicePrincipals" | "groups", id: string, owner: string): void {
    this.#add(`${kind}/${id}/owners`, { "@odata.type": "#microsoft.graph.directoryObject", id: owner });
  }

  member(group: string, member: string): void {
    this.#add(`groups/${group}/members`, { id: member });
  }

  role(principal: string, role: DirectoryRole, directoryScopeId = "/"): void {
    const [roleDefinitionId] = role;
    this.#roles.set(roleDefinitionId, role);
    this.assignments.push({
      id: `assignment-${this.assignments.length}`,
      principalId: principal,
      roleDefinitionId,
      directoryScopeId,
    });
  }

  /** A role that has to be activated. */
  mayActivate(principal: string, [roleDefinitionId]: readonly [string, string]): void {
    const id = `eligible-${this.eligible.length}`;
    this.eligible.push({ id, principalId: principal, roleDefinitionId, directoryScopeId: "/" });
  }

  /** One of those that the specs name, or another one of Microsoft Graph by its id and name. */
  permission(principal: string, permission: Permission | readonly [id: string, name: string]): void {
    const api = permission === "full_access_as_app" ? APIS.exchange : APIS.graph;
    const [appRoleId, name] = typeof permission === "string" ? [PERMISSIONS[permission], permission] : permission;
    if (typeof permission !== "string") this.#graphRoles.push(toAppRole(appRoleId, name));
    this.#add(`servicePrincipals/${principal}/appRoleAssignments`, {
      id: `grant-${principal}-${name}`,
      principalId: principal,
      principalType: "ServicePrincipal",
      resourceId: uuid(api.number),
      appRoleId,
    });
  }

  /** Writes the bundle into a folder, in place of what was there. */
  write(folder: string): void {
    rmSync(folder, { recursive: true, force: true });
    write(join(folder, "bundle.json"), { version: 1, recordedAt: NOW });
    const put = (path: string, value: unknown): void =>
      write(join(folder, "entra", this.tenant, `${path}.json`), value);
    const list = (path: string, elements: readonly unknown[]): void => {
      if (!this.unread.has(path.replace(/^[^/]*\//, ""))) put(path, { value: elements });
    };
    list("v1.0/organization", [
      { id: this.tenant, displayName: "Octo", verifiedDomains: [{ name: "octo.example", isDefault: true }] },
    ]);
    list("v1.0/servicePrincipals", this.principals);
    list("v1.0/applications", this.applications);
    list("v1.0/users", this.users);
    list("v1.0/groups", this.groups);
    list("v1.0/oauth2PermissionGrants", []);
    list("v1.0/roleManagement/directory/roleDefinitions", [...this.#roles.values()].map(toDefinition));
    list("v1.0/roleManagement/directory/roleAssignments", this.assignments);
    list("v1.0/roleManagement/directory/roleEligibilityScheduleInstances", this.eligible);
    if (this.policies !== undefined) list("v1.0/policies/roleManagementPolicyAssignments", this.policies);
    if (this.eligibleMembers.length > 0) {
      list("v1.0/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances", this.eligibleMembers);
    }
    list("v1.0/directory/administrativeUnits", []);
    for (const { id } of this.applications) {
      list(`v1.0/applications/${id}/owners`, this.lists.get(`applications/${id}/owners`) ?? []);
      list(`beta/applications/${id}/federatedIdentityCredentials`, []);
    }
    for (const { id } of this.principals) {
      for (const relation of ["owners", "appRoleAssignments"]) {
        list(`v1.0/servicePrincipals/${id}/${relation}`, this.lists.get(`servicePrincipals/${id}/${relation}`) ?? []);
      }
    }
    for (const { id } of this.groups) {
      for (const relation of ["owners", "members"]) {
        list(`v1.0/groups/${id}/${relation}`, this.lists.get(`groups/${id}/${relation}`) ?? []);
      }
    }
    for (const [path, elements] of this.more) list(path, elements);
  }

  #id(): string {
    this.#next += 1;
    return uuid(this.#next);
  }

  #add(path: string, element: object): void {
    const list = this.lists.get(path) ?? [];
    this.lists.set(path, list);
    list.push(element);
  }
}

function toDefinition([id, displayName, actions]: DirectoryRole): object {
  const rolePermissions = actions && { rolePermissions: [{ allowedResourceActions: actions }] };
  return { id, templateId: id, displayName, isBuiltIn: true, isEnabled: true, ...rolePermissions };
}

function toAppRole(id: string, value: string): object {
  return { id, value, allowedMemberTypes: ["Application"], isEnabled: true };
}

function write(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, null, 1)}\n`);
}
