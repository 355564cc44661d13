// Drawn domains: people, groups, administrator roles, delegation and consents, and a project on Google Cloud in which some of them
// have something. As far as Google lets anybody set it up.
import fc from "fast-check";
import { account, DOMAIN, type Google, mail, type Person, type Role, VENDOR } from "../google.js";

export const PEOPLE = ["root", "ada", "ben", "cleo", "dan"];
export const ACCOUNTS = ["bot", "ci"];
export const GROUPS = ["ga", "gb", "gc"];
/** A group that may hold administrator roles. */
export const DESK = "helpers";
/** An account of somebody else's project. */
export const STRANGER = "114200000000000000009";

/** The two conditions that Google knows: on security groups alone, and on all others. */
export const onSecurity = (not: "" | "!"): string =>
  `${not}api.getAttribute('cloudidentity.googleapis.com/groups.labels', []).hasAny(['groups.security']) && resource.type == 'cloudidentity.googleapis.com/Group'`;

const PRIVILEGES = [
  ...[
    "USERS_ALL",
    "USERS_UPDATE",
    "USERS_RESET_PASSWORD",
    "USERS_RETRIEVE",
    "USERS_MOVE",
    "USERS_FORCE_PASSWORD_CHANGE",
  ],
  ...["USER_SECURITY_ALL", "GROUPS_ALL", "GROUPS_UPDATE", "GROUPS_CREATE", "GROUPS_RETRIEVE", "ORGANIZATION_UNITS_ALL"],
  ...["GROUPS_MANAGE_LOCKED_LABEL", "DOMAIN_MANAGEMENT", "ADMIN_REPORTING_ACCESS", "MANAGE_DEVICES"],
];
const SYSTEM = ["groups-admin", "groups-editor", "groups-reader", "user-management", "help-desk", "services"] as const;
const SCOPES = [
  ...["admin.directory.user", "admin.directory.rolemanagement", "admin.directory.user.readonly", "cloud-platform"],
  ...["admin.directory.group", "admin.directory.group.member", "admin.directory.group.readonly", "gmail.readonly"],
  ...["cloud-identity.groups", "drive", "admin.directory.user.security", "cloud-platform.read-only", "calendar"],
];
const CLOUD_ROLES = [
  ...["roles/iam.serviceAccountTokenCreator", "roles/iam.workloadIdentityUser", "roles/iam.serviceAccountAdmin"],
  ...["roles/iam.serviceAccountKeyAdmin", "roles/iam.serviceAccountUser", "roles/viewer", "roles/owner"],
];

const oneIn = (count: number): fc.Arbitrary<boolean> => fc.integer({ min: 1, max: count }).map((one) => one === 1);
const scopes = fc.uniqueArray(fc.constantFrom(...SCOPES), { minLength: 1, maxLength: 2 });
const member = fc.constantFrom(
  ...PEOPLE.map((name) => `user:${mail(name)}`),
  ...ACCOUNTS.map((name) => `serviceAccount:${account(name)}`),
  ...GROUPS.map((name) => `group:${mail(name)}`),
);
const person: fc.Arbitrary<Person> = fc
  .record({
    isSuspended: oneIn(8),
    isArchived: oneIn(10),
    hasTwoSteps: fc.constantFrom(true, false, false, undefined),
    isSuper: oneIn(8),
    consented: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, scopes),
  })
  .map(({ hasTwoSteps, consented, ...rest }) => ({
    ...rest,
    ...(hasTwoSteps !== undefined && { hasTwoSteps }),
    ...(consented !== undefined && { consents: { [VENDOR]: consented } }),
  }));
const role: fc.Arbitrary<Role> = fc
  .record({
    to: fc.constantFrom(...PEOPLE.slice(1), ...ACCOUNTS, DESK),
    role: fc.oneof(
      fc.constantFrom(...SYSTEM),
      fc.constantFrom("user-management", "help-desk"),
      fc.uniqueArray(fc.constantFrom(...PRIVILEGES), { minLength: 1, maxLength: 3 }),
    ),
    isOfUnit: oneIn(2),
    condition: fc.constantFrom("", "", onSecurity(""), onSecurity("!")),
  })
  .map(({ to, role: what, isOfUnit, condition }) => {
    // only what is about users and units may be given for a unit, only roles over groups have conditions
    const isOfGroups = typeof what === "string" && what.startsWith("groups-");
    const names = typeof what === "string" ? [what] : what;
    const isScopable = names.every((name) => /^(USERS?_|ORGANIZATION_|user-|help-)/.test(name));
    return {
      ...{ to, role: what },
      ...(isOfUnit && isScopable && { on: "ORG_UNIT" as const }),
      ...(isOfGroups && condition !== "" && { condition }),
    };
  });
const labels = fc.oneof(
  { weight: 5, arbitrary: fc.subarray(["locked", "security"]) },
  fc.constant(["dynamic"]),
  fc.constant(null),
);
const inEach = <T>(names: readonly string[], one: fc.Arbitrary<T>): fc.Arbitrary<{ readonly [name: string]: T }> =>
  fc.record(Object.fromEntries(names.map((name) => [name, one]))) as fc.Arbitrary<{ readonly [name: string]: T }>;

const drawn = fc.record({
  people: inEach(PEOPLE, person),
  helpers: fc.subarray(PEOPLE.slice(1)),
  accounts: inEach(
    ACCOUNTS,
    oneIn(6).map((isOff) => !isOff),
  ),
  members: inEach(GROUPS, fc.uniqueArray(member, { maxLength: 2 })),
  groupLabels: inEach(GROUPS, labels),
  roles: fc.array(role, { maxLength: 3 }),
  delegations: fc.dictionary(fc.constantFrom(...ACCOUNTS, STRANGER), scopes, { maxKeys: 2, noNullPrototype: true }),
  bindings: fc.array(
    fc.record({
      on: fc.constantFrom("project", "folder", ...ACCOUNTS),
      role: fc.constantFrom(...CLOUD_ROLES),
      member: fc.oneof({ weight: 8, arbitrary: member }, fc.constant(`domain:${DOMAIN}`)),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  isApart: oneIn(5),
});

/** There is always a super administrator, every group has something in the project, and so has everybody but one. */
export const domainPlans: fc.Arbitrary<Google> = drawn.map(({ helpers, members, people, bindings, roles, ...rest }) => {
  const isAbove = (upper: string, lower: string) => GROUPS.indexOf(upper) < GROUPS.indexOf(lower);
  const viewers = [
    ...GROUPS.map((name) => `group:${mail(name)}`),
    ...PEOPLE.slice(0, -1).map((one) => `user:${mail(one)}`),
  ];
  const held = roles.filter(({ to }) => to !== DESK || helpers.length > 0);
  const all: { readonly [name: string]: Person } = {
    ...people,
    root: { ...people["root"], isSuper: true, isSuspended: false, isArchived: false },
  };
  const supers = PEOPLE.filter((name) => all[name]?.isSuper === true);
  return {
    ...rest,
    people: all,
    ...(held.some(({ to }) => to === DESK) && { groups: { [DESK]: helpers } }),
    roles: [...held, ...supers.map((to): Role => ({ to, role: "super" }))],
    cloudGroups: Object.fromEntries(
      GROUPS.map((name) => [
        name,
        (members[name] ?? []).filter((one) => {
          const inner = GROUPS.find((group) => one === `group:${mail(group)}`);
          return inner === undefined || isAbove(name, inner);
        }),
      ]),
    ),
    bindings: [
      ...bindings.filter(({ role: what, on }) => what !== "roles/owner" || !ACCOUNTS.includes(on)),
      ...viewers.map((one) => ({ on: "project", role: "roles/viewer", member: one })),
    ],
  };
});
