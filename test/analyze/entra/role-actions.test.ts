// What a role gives by its actions, as the tenant tells them: one of the tenant's own and a built-in one alike, for the tenant, a unit or
// one object. https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/permissions-reference
import { expect, test } from "vitest";
import { analyzeEntra } from "../../../src/analyze/entra/index.js";
import { GRANT, link, make, octo, SCOPE, TABLES } from "./octo.js";

const DIRECTORY = "microsoft.directory/";

interface Held {
  readonly actions: readonly string[];
  /** A built-in role; one of the tenant's own without. */
  readonly role?: string;
  /** What the assignment is for: `/`, a unit or an object. */
  readonly at?: "unit" | "app" | "app-principal" | "security";
}

const NODES = [
  make("dana", "entra.user", { enabled: true, login: "dana@octo.example" }),
  make("gus", "entra.user", { enabled: true, login: "gus@octo.example" }),
  make("app", "entra.application", { service_principal: "octo/app-principal" }, "resource"),
  make("app-principal", "entra.service-principal", { enabled: true }),
  make("security", "entra.group", { group_types: [] }),
  make("unified", "entra.group", { group_types: ["Unified"] }),
  make("dynamic", "entra.group", { group_types: [], is_dynamic: true, membership_rule: 'user.jobTitle -eq "x"' }),
  make("admins", "entra.group", { group_types: [], may_hold_roles: true }),
  make("unit", "entra.administrative-unit", {}, "set"),
];

/** What the role leads to, and how surely: `app-principal`, `dynamic unknown`. */
function reached({ actions, role, at }: Held): readonly string[] {
  const template = TABLES.directoryRoles?.find((one) => one.role === role)?.template;
  const edges = [link("has_grant", "dana", "role/held"), link("includes", "unit", "security")];
  const scope = at === undefined ? "/" : at === "unit" ? "/administrativeUnits/unit" : `/${at}`;
  const held = {
    actions: [...actions],
    template: template ?? "of-its-own",
    directory_scope: scope,
    scope_node: at === undefined ? SCOPE : `octo/${at}`,
  };
  const nodes = [...NODES, make("role/held", "entra.directory-role", held, "grant")];
  const drawn = analyzeEntra(octo(nodes, edges)).edges;
  const found = drawn
    .filter(({ from, to }) => from === GRANT && !to.startsWith("set:entra:octo/people"))
    .flatMap(({ to, state }) => {
      const members = drawn.filter(({ kind, from }) => kind === "includes" && from === to);
      const ends = members.length === 0 ? [to] : members.map((one) => one.to);
      return ends.map((end) => `${end.replace("octo/", "")}${state === "none" ? "" : ` ${state}`}`);
    });
  return [...new Set(found)].filter((one) => !one.startsWith("dana")).sort();
}

const ADMIN = "entra:octo needs-actor";

test.each<[string, Held, readonly string[]]>([
  ["everything of service principals", { actions: ["servicePrincipals/allProperties/update"] }, ["app-principal"]],
  ["reads everything of them", { actions: ["servicePrincipals/allProperties/read"] }, []],
  [
    "members of assigned security groups",
    { actions: ["groups.security.assignedMembership/members/update"] },
    ["security"],
  ],
  [
    "members of assigned Microsoft 365 groups",
    { actions: ["groups.unified.assignedMembership/members/update"] },
    ["unified"],
  ],
  ["everything of groups", { actions: ["groups/allProperties/update"] }, ["dynamic unknown", "security", "unified"]],
  [
    "everything of security groups",
    { actions: ["groups.security/allProperties/update"] },
    ["dynamic unknown", "security"],
  ],
  ["everything of Microsoft 365 groups", { actions: ["groups.unified/allProperties/update"] }, ["unified"]],
  [
    "everything of assigned ones",
    { actions: ["groups.security.assignedMembership/allProperties/update"] },
    ["security"],
  ],
  ["reads everything of groups", { actions: ["groups/allProperties/read"] }, []],
  ["everything of groups of a unit", { actions: ["groups/allProperties/update"], at: "unit" }, ["security"]],
  [
    "rules of Microsoft 365 groups, of which none is dynamic",
    { actions: ["groups.unified/dynamicMembershipRule/update"] },
    [],
  ],
  ["jobs of users", { actions: ["users/jobInfo/update"] }, ["dynamic unknown"]],
  ["licences of users", { actions: ["users/assignLicense"] }, []],
  ["consent", { actions: ["servicePrincipals/managePermissionGrantsForAll.microsoft-application-admin"] }, [ADMIN]],
  ["consent for a unit is none", { actions: ["oAuth2PermissionGrants/create"], at: "unit" }, []],
  ["credentials of an application", { actions: ["applications/credentials/update"], at: "app" }, ["app-principal"]],
  ["of its principal, held for the application", { actions: ["servicePrincipals/credentials/update"], at: "app" }, []],
  ["of its principal", { actions: ["servicePrincipals/credentials/update"], at: "app-principal" }, ["app-principal"]],
  [
    "of the application, held for its principal",
    { actions: ["applications/credentials/update"], at: "app-principal" },
    [],
  ],
  [
    "role assignments of a unit beside members of its groups",
    { actions: ["roleAssignments/allProperties/allTasks", "groups/members/update"], at: "unit" },
    ["security"],
  ],
])("by action: %s", (_name, { actions, ...held }, expected) => {
  expect(reached({ actions: actions.map((action) => DIRECTORY + action), ...held })).toEqual(expected);
});

const PASSWORD = "users/password/update";

// Security Operator has had the action since 2026; where a role has it, the tenant says so.
test.each<[string, readonly string[], readonly string[]]>([
  ["Security Operator", [PASSWORD], ["gus"]],
  ["Security Operator", ["users/disable"], []],
  // by the federation of his domain alone
  ["Security Administrator", ["users/disable"], ["gus unknown"]],
  ["Helpdesk Administrator", [PASSWORD], ["gus"]],
  ["Authentication Administrator", [PASSWORD, "users/basic/update"], ["dynamic unknown", "gus"]],
  ["Directory Readers", ["users/standard/read"], []],
  [
    "User Administrator",
    ["oAuth2PermissionGrants/allProperties/allTasks"],
    ["dynamic unknown", ADMIN, "gus", "security", "unified"],
  ],
  ["Directory Writers", ["oAuth2PermissionGrants/create"], ["dynamic unknown", ADMIN, "security", "unified"]],
  ["Cloud Application Administrator", ["oAuth2PermissionGrants/allProperties/allTasks"], ["app-principal", ADMIN]],
  ["Global Administrator", ["groups/members/update", PASSWORD], ["entra:octo"]],
])("built in: %s with %j", (role, actions, expected) => {
  expect(reached({ role, actions: actions.map((action) => DIRECTORY + action) })).toEqual(expected);
});

const MY_ORGANIZATION = ["credentials/update", "owners/update", "allProperties/update"].map((one) => [one] as const);

test.each(MY_ORGANIZATION)("applications of this tenant alone, by applications.myOrganization/%s", (action) => {
  const reach = (audience?: string) => {
    const app = make(
      "app",
      "entra.application",
      { service_principal: "octo/app-principal", ...(audience !== undefined && { audience }) },
      "resource",
    );
    const held = { actions: [`${DIRECTORY}applications.myOrganization/${action}`], directory_scope: "/" };
    const nodes = [
      ...NODES.filter(({ id }) => id !== app.id),
      app,
      make("role/held", "entra.directory-role", held, "grant"),
    ];
    const drawn = analyzeEntra(octo(nodes, [link("has_grant", "dana", "role/held")])).edges;
    return drawn.find(({ to }) => to === "octo/app-principal")?.state;
  };
  expect(reach("AzureADMyOrg")).toBe("none");
  expect(reach("AzureADMultipleOrgs")).toBeUndefined();
  expect(reach("AzureADandPersonalMicrosoftAccount")).toBeUndefined();
  expect(reach()).toBe("unknown");
});
