// The Workspace side of a small domain: people, groups with a role, roles and what was delegated, as Google's APIs answer.
import type { Google } from "./google.js";

export const DOMAIN = "octo.example";
export const CUSTOMER = "C0octo1";
const AUTH = "https://www.googleapis.com/auth/";

export const mail = (name: string): string => `${name}@${DOMAIN}`;
const scopesOf = (scopes: readonly string[]) => scopes.map((one) => (one.startsWith("https:") ? one : AUTH + one));
/** The same number for the same name. */
export const numberOf = (names: readonly string[], name: string): string => String(100 + names.indexOf(name));
export const uniqueOf = ({ accounts = {} }: Google, name: string): string =>
  `1000000000000000000${numberOf(Object.keys(accounts), name).slice(-2)}`;

export interface Person {
  readonly isSuper?: boolean;
  readonly isSuspended?: boolean;
  readonly isArchived?: boolean;
  /** Whether there is a second step at sign-in; left out: the answer does not say. */
  readonly hasTwoSteps?: boolean;
  /** Client id → scopes, without Google's prefix. */
  readonly consents?: { readonly [client: string]: readonly string[] };
}

export interface Role {
  readonly to: string;
  /** One of Google's own, or the privileges of a custom one. */
  readonly role: keyof typeof SYSTEM_ROLES | readonly string[];
  readonly on?: "ORG_UNIT";
  readonly condition?: string;
}

/** Google's own roles, with the privileges that the API lists of them. */
const SYSTEM_ROLES = {
  super: ["_SEED_ADMIN_ROLE", "SUPER_ADMIN", "ROOT_APP_ADMIN", "ADMIN_APIS_ALL"],
  "groups-admin": ["_GROUPS_ADMIN_ROLE", "CHANGE_USER_GROUP_MEMBERSHIP", "USERS_RETRIEVE", "GROUPS_ALL"],
  "groups-editor": ["_GROUPS_EDITOR_ROLE", "GROUPS_ALL"],
  "groups-reader": ["_GROUPS_READER_ROLE", "GROUPS_RETRIEVE"],
  "user-management": ["_USER_MANAGEMENT_ADMIN_ROLE", "USER_SECURITY_ALL", "USERS_ALL", "ORGANIZATION_UNITS_RETRIEVE"],
  "help-desk": ["_HELP_DESK_ADMIN_ROLE", "USERS_RESET_PASSWORD", "USERS_RETRIEVE", "ORGANIZATION_UNITS_RETRIEVE"],
  services: ["_SERVICE_ADMIN_ROLE", "ADMIN_DASHBOARD", "ORGANIZATION_UNITS_RETRIEVE", "USERS_RETRIEVE"],
  mobile: ["_MOBILE_ADMIN_ROLE", "MANAGE_DEVICES", "ORGANIZATION_UNITS_RETRIEVE", "USERS_RETRIEVE"],
} as const;

export type Write = (path: string, value: unknown) => void;

export function writePeople(google: Google, write: Write): void {
  const { people = {}, groups = {}, roles = [] } = google;
  const names = Object.keys(people);
  write("customers/my_customer", { id: CUSTOMER, customerDomain: DOMAIN });
  write("users", {
    users: Object.entries(people).map(([name, { isSuper, isSuspended, isArchived, hasTwoSteps }]) => ({
      id: numberOf(names, name),
      primaryEmail: mail(name),
      isAdmin: isSuper === true,
      suspended: isSuspended === true,
      archived: isArchived === true,
      ...(hasTwoSteps !== undefined && { isEnrolledIn2Sv: hasTwoSteps }),
    })),
  });
  for (const name of names) {
    const consents = Object.entries(people[name]?.consents ?? {});
    write(`users/${mail(name)}/tokens`, {
      items: consents.map(([clientId, scopes]) => ({ clientId, displayText: clientId, scopes: scopesOf(scopes) })),
    });
    write(`users/${mail(name)}/asps`, { items: [] });
  }
  write("customer/my_customer/roles", {
    items: roles.map(({ role }, at) => ({
      roleId: String(at),
      roleName: typeof role === "string" ? SYSTEM_ROLES[role][0] : `custom ${at}`,
      isSystemRole: typeof role === "string",
      isSuperAdminRole: role === "super",
      rolePrivileges: (typeof role === "string" ? SYSTEM_ROLES[role].slice(1) : role).map((privilegeName) => ({
        ...{ privilegeName, serviceId: "s" },
      })),
    })),
  });
  write("customer/my_customer/roleassignments", {
    items: roles.map(({ to, on, condition }, at) => ({
      roleAssignmentId: String(at),
      roleId: String(at),
      assignedTo: groups[to] ? `group-${to}` : names.includes(to) ? numberOf(names, to) : uniqueOf(google, to),
      assigneeType: groups[to] ? "group" : "user",
      scopeType: on ?? "CUSTOMER",
      ...(on && { orgUnitId: "unit" }),
      ...(condition && { condition }),
    })),
  });
  for (const [name, members] of Object.entries(groups)) {
    write(`groups/group-${name}`, { id: `group-${name}`, email: mail(name) });
    write(`groups/group-${name}/members`, {
      members: members.map((one) => ({ id: numberOf(names, one), type: "USER", status: "ACTIVE" })),
    });
  }
}

export function writeDelegations(google: Google, write: Write): void {
  const { delegations = {}, toldBy = "list", accounts = {} } = google;
  const idOf = (client: string) => (client in accounts ? uniqueOf(google, client) : client);
  if (toldBy === "list") {
    const lines = Object.entries(delegations).map(([name, to]) => `${name},${idOf(name)},"${scopesOf(to).join(", ")}"`);
    write("delegation.csv", ["Name,Client ID,Scopes", ...lines, ""].join("\n"));
    return;
  }
  const log = "admin/reports/v1/activity/users/all/applications/admin@eventName=";
  write(`${log}AUTHORIZE_API_CLIENT_ACCESS.json`, {
    items: Object.entries(delegations).map(([name, to]) => ({
      id: { time: "2026-05-01T10:00:00.000Z" },
      events: [
        {
          name: "AUTHORIZE_API_CLIENT_ACCESS",
          parameters: [
            { name: "API_CLIENT_NAME", value: idOf(name) },
            { name: "API_SCOPES", value: scopesOf(to).join(",") },
          ],
        },
      ],
    })),
  });
  write(`${log}REMOVE_API_CLIENT_ACCESS.json`, { items: [] });
}
