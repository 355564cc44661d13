// How surely anybody of a drawn domain comes to be somebody else, or to control something, by Google's pages: 2 for certain, 1 where
// something that is not known decides, 0 not at all. Steps are read off the plan; ways are the best of all that they make up.
// https://support.google.com/a/answer/2405986 (a user management or help desk administrator changes nobody who is an administrator)
// https://developers.google.com/workspace/admin/directory/v1/guides/manage-roles (privileges, units, conditions, groups with roles)
// https://knowledge.workspace.google.com/kb/how-to-create-an-admin-role-to-manage-2-step-verification-backup-codes-000006321
// https://support.google.com/a/answer/15634160 (locked groups) https://support.google.com/a/answer/162106 (domain-wide delegation)
// https://cloud.google.com/identity/docs/reference/rest/v1/groups.memberships/create (scopes)
// https://cloud.google.com/iam/docs/service-account-permissions
// https://cloud.google.com/resource-manager/docs/organization-policy/restricting-service-accounts (keys)
import { account, DOMAIN, type Google, mail, type Role, VENDOR } from "../google.js";
import { ACCOUNTS, DESK, GROUPS, onSecurity, PEOPLE, STRANGER } from "./domain-plan.js";

export type Sureness = 0 | 1 | 2;

interface Step {
  readonly from: string;
  readonly to: string;
  readonly sure: Sureness;
}

/** What is come to, beside people on Google Cloud (`person-ada`), accounts (`bot`) and groups (`ga`). */
export const ENDS = ["project", "organization", "domain", "mailboxes", "files"];

const MAKES_ADMINISTRATORS = ["admin.directory.user", "admin.directory.rolemanagement"];
const CHANGES_GROUPS = [
  ...["admin.directory.group", "admin.directory.group.member", "cloud-identity.groups", "cloud-platform"],
];
const RESETS = ["USERS_ALL", "USERS_UPDATE", "USERS_RESET_PASSWORD"];
const JOINS = ["GROUPS_ALL", "GROUPS_UPDATE"];

/** `from to` → how surely. */
export function toldOfDomain(plan: Google): ReadonlyMap<string, Sureness> {
  const steps = stepsOf(plan).filter(({ sure }) => sure > 0);
  const starts = [...PEOPLE, ...ACCOUNTS, VENDOR, STRANGER];
  const people = PEOPLE.filter((name) => isNamed(name, plan)).map((name) => `person-${name}`);
  const ends = [...people, ...ACCOUNTS.filter((name) => plan.accounts?.[name] === true), ...GROUPS, ...ENDS];
  return new Map(
    starts.flatMap((from) => {
      // who starts as an account has its key or runs as it with everything that it may do itself
      const found = waysFrom(ACCOUNTS.includes(from) ? signature(from) : from, steps);
      return ends.flatMap((to) => (to === from ? [] : [[`${from} ${to}`, found.get(to) ?? 0] as const]));
    }),
  );
}

function waysFrom(start: string, steps: readonly Step[]): ReadonlyMap<string, Sureness> {
  const best = new Map<string, Sureness>([[start, 2]]);
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (const { from, to, sure } of steps) {
      const now = Math.min(best.get(from) ?? 0, sure) as Sureness;
      if (now <= (best.get(to) ?? 0)) continue;
      best.set(to, now);
      isNew = true;
    }
  }
  return best;
}

const signature = (name: string): string => `signature-${name}`;
const step = (from: string, to: string, sure: Sureness = 2): Step => ({ from, to, sure });

/** Whom bindings or groups of Google Cloud name. */
export function isNamed(name: string, { bindings = [], cloudGroups = {} }: Google): boolean {
  const member = `user:${mail(name)}`;
  return (
    bindings.some((one) => one.member === member) || Object.values(cloudGroups).some((all) => all?.includes(member))
  );
}

function isOn(name: string, { people = {} }: Google): boolean {
  const { isSuspended = false, isArchived = false } = people[name] ?? {};
  return !isSuspended && !isArchived;
}

function stepsOf(plan: Google): readonly Step[] {
  const { accounts = {} } = plan;
  return [
    ...PEOPLE.filter((name) => isOn(name, plan)).map((name) => step(name, `person-${name}`)),
    ...ACCOUNTS.filter((name) => accounts[name] === true).map((name) => step(signature(name), name)),
    ...cloudSteps(plan),
    ...controlSteps(plan),
    ...(plan.roles ?? []).flatMap((role) => roleSteps(role, plan)),
    ...Object.entries(plan.delegations ?? {}).flatMap(([client, scopes]) => delegationSteps(client, scopes, plan)),
    ...PEOPLE.filter((name) => isOn(name, plan)).flatMap((name) => consentSteps(name, plan)),
  ];
}

/** As bindings write it → as it is called here. */
function memberOf(member: string): readonly string[] {
  if (member === `domain:${DOMAIN}`) return PEOPLE.map((name) => `person-${name}`);
  const person = PEOPLE.find((name) => member === `user:${mail(name)}`);
  if (person !== undefined) return [`person-${person}`];
  return [...ACCOUNTS, ...GROUPS].filter((name) =>
    [`group:${mail(name)}`, `serviceAccount:${account(name)}`].includes(member),
  );
}

/** What roles give in the project, and who is in groups. */
function cloudSteps(plan: Google): readonly Step[] {
  const { bindings = [], cloudGroups = {}, accounts = {} } = plan;
  const isWorking = (name: string) => accounts[name] === true;
  return [
    ...Object.entries(cloudGroups).flatMap(([group, members]) =>
      (members ?? []).flatMap((member) => memberOf(member).map((from) => step(from, group))),
    ),
    ...bindings.flatMap(({ on, role, member }) => {
      const targets = ACCOUNTS.filter((name) => isWorking(name) && (on === name || !ACCOUNTS.includes(on)));
      return memberOf(member).flatMap((from) => {
        if (role === "roles/owner") return [step(from, "project")];
        // tokens of another make no signature of his
        if (role === "roles/iam.workloadIdentityUser") return targets.map((name) => step(from, name));
        // whether the project forbids keys, as Google does in new organisations, is not in the recording
        if (role === "roles/iam.serviceAccountKeyAdmin") return targets.map((name) => step(from, signature(name), 1));
        const signs = ["TokenCreator", "Admin"].some((one) => role === `roles/iam.serviceAccount${one}`);
        return signs ? targets.map((name) => step(from, signature(name))) : [];
      });
    }),
    // who controls the project gives himself any role on its accounts
    ...ACCOUNTS.filter(isWorking).map((name) => step("project", signature(name))),
    step("organization", "project"),
  ];
}

/** What a super administrator does: anybody's password and second step, any group that no query fills, and the organisation. */
function controlSteps(plan: Google): readonly Step[] {
  const supers = PEOPLE.filter((name) => plan.people?.[name]?.isSuper === true && isOn(name, plan));
  return [
    ...supers.map((name) => step(name, "domain")),
    ...organizationSteps("domain", plan),
    ...groupSteps("domain", plan, () => true),
    ...PEOPLE.filter((name) => isOn(name, plan)).map((name) => step("domain", name)),
    step("domain", "mailboxes"),
    step("domain", "files"),
  ];
}

/** The organisation that belongs to the domain is its super administrators'. */
function organizationSteps(from: string, { isApart = false }: Google): readonly Step[] {
  return isApart ? [] : [step(from, "organization")];
}

/** Into groups that are the domain's and whose members no query decides. */
function groupSteps(
  from: string,
  plan: Google,
  reaches: (labels: readonly string[] | null) => boolean | undefined,
): readonly Step[] {
  const { groupLabels = {}, isApart = false, groups = {} } = plan;
  const toLabelled = GROUPS.flatMap((name) => {
    const labels = groupLabels[name] ?? null;
    // whose a group is that could not be read its address says
    if ((isApart && labels !== null) || labels?.includes("dynamic") === true) return [];
    const isReached = reaches(labels);
    return isReached === false ? [] : [step(from, name, labels === null || isReached === undefined ? 1 : 2)];
  });
  // one that holds a role is for security; whether it is locked or filled by a query was not read
  const toHelpers = groups[DESK] === undefined || reaches(["security"]) === false ? [] : [step(from, DESK, 1)];
  return [...toLabelled, ...toHelpers];
}

function privilegesOf({ role }: Role): readonly string[] {
  if (typeof role !== "string") return role;
  const own: { readonly [role: string]: readonly string[] } = {
    "user-management": ["USERS_ALL", "USER_SECURITY_ALL"],
    "help-desk": ["USERS_RESET_PASSWORD"],
    "groups-admin": ["GROUPS_ALL"],
    "groups-editor": ["GROUPS_ALL"],
  };
  return own[role] ?? [];
}

/** Whoever holds an administrator's role, through a group, too. */
function isAdministrator(name: string, { people = {}, roles = [], groups = {} }: Google): boolean {
  if (people[name]?.isSuper === true) return true;
  return roles.some(({ to }) => to === name || (to === DESK && groups[DESK]?.includes(name) === true));
}

function roleSteps(role: Role, plan: Google): readonly Step[] {
  const { to, on, condition = "" } = role;
  const privileges = privilegesOf(role);
  // the privileges of all roles of one holder add up
  const all = (plan.roles ?? []).filter((one) => one.to === to && one.on === undefined).flatMap(privilegesOf);
  const holders = to === DESK ? [DESK] : PEOPLE.includes(to) ? (isOn(to, plan) ? [to] : []) : [to];
  const isEditor = role.role === "groups-admin" || role.role === "groups-editor";
  const unlocks = isEditor || all.includes("GROUPS_MANAGE_LOCKED_LABEL");
  const isJoining = privileges.some((one) => JOINS.includes(one));
  const isResetting = privileges.some((one) => RESETS.includes(one));
  return [
    ...(to === DESK ? (plan.groups?.[DESK] ?? []).filter((one) => isOn(one, plan)).map((one) => step(one, DESK)) : []),
    ...holders.flatMap((from) => [
      ...(isJoining
        ? groupSteps(from, plan, (labels) => {
            if (labels === null) return true;
            if (labels.includes("locked") && !unlocks) return false;
            return condition === "" || labels.includes("security") === (condition === onSecurity(""));
          })
        : []),
      ...(isResetting
        ? PEOPLE.filter((name) => isOn(name, plan) && !isAdministrator(name, plan)).map((name) => {
            const isPassword = plan.people?.[name]?.hasTwoSteps === false;
            // which users a unit holds was not read; nor does a password do where there is a second step
            const isSure = on === undefined && (isPassword || all.includes("USER_SECURITY_ALL"));
            return step(from, name, isSure ? 2 : 1);
          })
        : []),
    ]),
  ];
}

/** In the name of everybody of the domain, with the scopes. */
function delegationSteps(client: string, scopes: readonly string[], plan: Google): readonly Step[] {
  const { accounts = {} } = plan;
  if (client in accounts && accounts[client] !== true) return [];
  const from = client in accounts ? signature(client) : client;
  const people = PEOPLE.filter((name) => isOn(name, plan));
  return [
    ...(scopes.includes("gmail.readonly") ? [step(from, "mailboxes")] : []),
    ...(scopes.includes("drive") ? [step(from, "files")] : []),
    ...(scopes.includes("cloud-platform") ? people.map((name) => step(from, `person-${name}`)) : []),
    ...asSuper(from, scopes, plan),
  ];
}

/** In the name of a super administrator. */
function asSuper(from: string, scopes: readonly string[], plan: Google): readonly Step[] {
  return [
    ...(scopes.some((one) => MAKES_ADMINISTRATORS.includes(one)) ? [step(from, "domain")] : []),
    ...(scopes.some((one) => CHANGES_GROUPS.includes(one)) ? groupSteps(from, plan, () => true) : []),
    ...(scopes.includes("cloud-platform") ? organizationSteps(from, plan) : []),
  ];
}

/** An application has of somebody what he let it into. */
function consentSteps(name: string, plan: Google): readonly Step[] {
  const scopes = plan.people?.[name]?.consents?.[VENDOR] ?? [];
  return [
    ...(scopes.includes("cloud-platform") ? [step(VENDOR, `person-${name}`)] : []),
    ...(plan.people?.[name]?.isSuper === true ? asSuper(VENDOR, scopes, plan) : []),
  ];
}
