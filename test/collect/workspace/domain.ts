// A customer as Google answers: two administrators, a robot, people; applications of several kinds; delegation in the log. A
// marker secret stands in every field of an answer that could hold one and is not asked for.
export const CUSTOMER = "C01example";
export const DOMAIN = "acme.example";
export const SCOPE = `workspace:${CUSTOMER}`;
export const MARKER = "marker-7f3a91c2";

const AUTH = "https://www.googleapis.com/auth/";
export const VENDOR = "300000000001-mail.apps.googleusercontent.com";
export const TOOL = "300000000002-tool.apps.googleusercontent.com";
export const ACCOUNT = "110000000000000000001";

const user = (id: string, name: string, more: object = {}): object => ({
  id,
  primaryEmail: `${name}@${DOMAIN}`,
  customerId: CUSTOMER,
  isAdmin: false,
  isDelegatedAdmin: false,
  suspended: false,
  archived: false,
  isEnrolledIn2Sv: true,
  isEnforcedIn2Sv: true,
  creationTime: "2023-01-01T00:00:00.000Z",
  lastLoginTime: "2026-05-30T08:00:00.000Z",
  orgUnitPath: "/",
  name: { fullName: MARKER },
  recoveryEmail: `${MARKER}@private.example`,
  recoveryPhone: MARKER,
  password: MARKER,
  ...more,
});

const consent = (clientId: string, displayText: string, scopes: readonly string[]): object => ({
  clientId,
  displayText,
  scopes: scopes.map((scope) => (scope.startsWith("https:") ? scope : `${AUTH}${scope}`)),
  anonymous: false,
  nativeApp: false,
  token: MARKER,
});

const event = (name: string, client: string, time: string, scopes?: string | readonly string[]): object => ({
  id: { time, applicationName: "admin", customerId: CUSTOMER },
  actor: { email: `${MARKER}@${DOMAIN}` },
  ipAddress: "192.0.2.1",
  events: [
    {
      type: "DOMAIN_SETTINGS",
      name,
      parameters: [
        { name: "API_CLIENT_NAME", value: client },
        ...(typeof scopes === "string" ? [{ name: "API_SCOPES", value: scopes }] : []),
        ...(Array.isArray(scopes) ? [{ name: "API_SCOPES", multiValue: scopes }] : []),
      ],
    },
  ],
});

/** Answers by path below the API, the query left out but for what tells answers apart. */
export type Answers = { [path: string]: unknown };

export function domain(): Answers {
  return {
    "directory/v1/customers/my_customer": {
      id: CUSTOMER,
      customerDomain: DOMAIN,
      customerCreationTime: "2019-03-01T00:00:00.000Z",
      postalAddress: { addressLine1: MARKER },
      phoneNumber: MARKER,
    },
    "directory/v1/users": {
      users: [
        user("1", "ada", { isAdmin: true }),
        user("2", "ben", { isDelegatedAdmin: true, isEnrolledIn2Sv: false }),
        user("3", "cleo"),
        user("4", "dan", { suspended: true, lastLoginTime: "1970-01-01T00:00:00.000Z" }),
        user("5", "svc-scanner"),
      ],
    },
    "directory/v1/customer/my_customer/roles": {
      items: [
        { roleId: "10", roleName: "_SEED_ADMIN_ROLE", isSystemRole: true, isSuperAdminRole: true },
        {
          roleId: "11",
          roleName: "_GROUPS_ADMIN_ROLE",
          isSystemRole: true,
          rolePrivileges: [{ privilegeName: "GROUPS_ALL", serviceId: "s" }],
        },
      ],
    },
    "directory/v1/customer/my_customer/roleassignments": {
      items: [
        { roleAssignmentId: "100", roleId: "10", assignedTo: "1", assigneeType: "user", scopeType: "CUSTOMER" },
        { roleAssignmentId: "101", roleId: "11", assignedTo: "g1", assigneeType: "group", scopeType: "CUSTOMER" },
        { roleAssignmentId: "102", roleId: "11", assignedTo: ACCOUNT, assigneeType: "user", scopeType: "CUSTOMER" },
      ],
    },
    "directory/v1/groups/g1": { id: "g1", email: `helpers@${DOMAIN}`, description: MARKER },
    "directory/v1/groups/g1/members": {
      members: [
        { id: "2", type: "USER", status: "ACTIVE", email: `ben@${DOMAIN}` },
        { id: "4", type: "USER", status: "SUSPENDED" },
        { id: "g2", type: "GROUP" },
      ],
    },
    [`directory/v1/users/ada@${DOMAIN}/tokens`]: {
      items: [
        consent(VENDOR, "Mail Insights", ["https://mail.google.com/"]),
        consent(TOOL, "Tool", ["drive", "userinfo.email"]),
      ],
    },
    [`directory/v1/users/ben@${DOMAIN}/tokens`]: {
      items: [consent(VENDOR, "Mail Insights", ["gmail.readonly", "https://mail.google.com/"])],
    },
    [`directory/v1/users/cleo@${DOMAIN}/tokens`]: {
      items: [consent(TOOL, "Tool", ["userinfo.email", "drive"]), consent(TOOL, "Tool", ["drive"])],
    },
    [`directory/v1/users/svc-scanner@${DOMAIN}/tokens`]: {},
    [`directory/v1/users/dan@${DOMAIN}/tokens`]: { items: [consent(TOOL, "Tool", ["drive"])] },
    [`directory/v1/users/ada@${DOMAIN}/asps`]: {},
    [`directory/v1/users/ben@${DOMAIN}/asps`]: {
      items: [{ codeId: 7, name: "printer", creationTime: "1700000000000", lastTimeUsed: "0", password: MARKER }],
    },
    [`directory/v1/users/cleo@${DOMAIN}/asps`]: {},
    [`directory/v1/users/svc-scanner@${DOMAIN}/asps`]: {},
    [`directory/v1/users/dan@${DOMAIN}/asps`]: {},
    "reports/v1/activity/users/all/applications/admin@eventName=AUTHORIZE_API_CLIENT_ACCESS": {
      items: [
        event("AUTHORIZE_API_CLIENT_ACCESS", ACCOUNT, "2026-05-01T10:00:00.000Z", `${AUTH}drive,${AUTH}gmail.readonly`),
        event("AUTHORIZE_API_CLIENT_ACCESS", ACCOUNT, "2026-04-01T10:00:00.000Z", `${AUTH}calendar`),
        event("AUTHORIZE_API_CLIENT_ACCESS", "110000000000000000002", "2026-02-01T10:00:00.000Z", [`${AUTH}drive`]),
        event("AUTHORIZE_API_CLIENT_ACCESS", "110000000000000000003", "2026-03-03T10:00:00.000Z", [`${AUTH}drive`]),
      ],
    },
    "reports/v1/activity/users/all/applications/admin@eventName=REMOVE_API_CLIENT_ACCESS": {
      items: [
        event("REMOVE_API_CLIENT_ACCESS", "110000000000000000002", "2026-03-01T10:00:00.000Z"),
        event("REMOVE_API_CLIENT_ACCESS", "110000000000000000003", "2026-03-01T10:00:00.000Z"),
      ],
    },
    policies: {
      policies: [
        policy("unconfigured_third_party_apps", { accessLevel: "ALLOW_ALL" }, "SYSTEM", 0.5),
        policy("unconfigured_third_party_apps", { accessLevel: "ALLOW_SIGN_IN_ONLY" }, "ADMIN", 1),
        policy("internal_apps", { trustInternalApps: true }, "ADMIN", 1),
        policy("google_services", { services: [{ scopesGroup: "GMAIL_HIGH_RISK", isEnabled: false }] }, "ADMIN", 1),
      ],
    },
    [`reports/v1/activity/users/all/applications/token@filters=client_id==${VENDOR}`]: {
      items: [{ id: { time: "2026-05-29T10:00:00.000Z" }, actor: { email: MARKER } }],
    },
    [`reports/v1/activity/users/all/applications/token@filters=client_id==${TOOL}`]: {},
  };
}

export function policy(
  type: string,
  value: object,
  kind: string,
  sortOrder: number,
  orgUnit = "orgUnits/root",
): object {
  return {
    name: "policies/p",
    customer: `customers/${CUSTOMER}`,
    type: kind,
    setting: { type: `settings/api_controls.${type}`, value },
    policyQuery: { orgUnit, sortOrder },
  };
}
