// Who may put itself into a group that has something on Google Cloud: every role over every sort of group, in one domain, so that each
// case has its twins beside it; and what differs by the domain.
import { expect, test } from "vitest";
import {
  CLOUD,
  clientNode,
  type Google,
  groupNode,
  mail,
  pathIn,
  type Role,
  userNode,
  VENDOR,
  withGoogle,
} from "./google.js";

const onSecurity = (not: "" | "!"): string =>
  `${not}api.getAttribute('cloudidentity.googleapis.com/groups.labels', []).hasAny(['groups.security']) && resource.type == 'cloudidentity.googleapis.com/Group'`;

/** Labels of each group; null: they were not read. */
const GROUPS = { plain: [], locked: ["locked"], security: ["security"], dynamic: ["dynamic"], unread: null } as const;

/** Role and condition of an account → the best way to each of the groups. */
const HOLDERS: readonly (readonly [
  role: Role["role"],
  condition: string,
  ways: Record<keyof typeof GROUPS, string>,
])[] = [
  ["groups-admin", "", { plain: "none", locked: "none", security: "none", dynamic: "-", unread: "unknown" }],
  ["groups-editor", "", { plain: "none", locked: "none", security: "none", dynamic: "-", unread: "unknown" }],
  [["GROUPS_ALL"], "", { plain: "none", locked: "-", security: "none", dynamic: "-", unread: "unknown" }],
  [
    ["GROUPS_RETRIEVE", "GROUPS_UPDATE"],
    "",
    { plain: "none", locked: "-", security: "none", dynamic: "-", unread: "unknown" },
  ],
  [
    ["GROUPS_RETRIEVE", "GROUPS_CREATE", "GROUPS_DELETE", "USERS_ALL"],
    "",
    { plain: "-", locked: "-", security: "-", dynamic: "-", unread: "-" },
  ],
  ["groups-editor", onSecurity(""), { plain: "-", locked: "-", security: "none", dynamic: "-", unread: "unknown" }],
  ["groups-editor", onSecurity("!"), { plain: "none", locked: "none", security: "-", dynamic: "-", unread: "unknown" }],
  [
    "groups-editor",
    "resource.name == 'x'",
    { plain: "unknown", locked: "unknown", security: "unknown", dynamic: "-", unread: "unknown" },
  ],
];

const binding = (name: string, role = "roles/viewer") => ({ on: "project", role, member: `group:${mail(name)}` });

test("each role reaches the groups that it may change, and no other", async () => {
  const names = HOLDERS.map((_, at) => `bot${at}`);
  const google: Google = {
    people: { root: { isSuper: true } },
    accounts: Object.fromEntries(names.map((name) => [name, true])),
    cloudGroups: Object.fromEntries(Object.keys(GROUPS).map((name) => [name, []])),
    groupLabels: GROUPS,
    bindings: Object.keys(GROUPS).map((name) => binding(name)),
    roles: HOLDERS.map(([role, condition], at) => ({ to: `bot${at}`, role, ...(condition !== "" && { condition }) })),
  };
  await withGoogle(google, (pathOf) => {
    const found = names.map((_, at) =>
      Object.fromEntries(
        Object.keys(GROUPS).map((name) => [
          name,
          pathOf(`gcp:service-account/1000000000000000000${String(100 + at).slice(-2)}`, `gcp:groups/${name}`),
        ]),
      ),
    );
    expect(found).toEqual(HOLDERS.map(([, , ways]) => ways));
  });
});

/** A group that owns the project, and people with a role over groups. */
function held(more: Google = {}): Google {
  return {
    people: { root: { isSuper: true }, ada: {}, ivo: {} },
    groups: { helpers: ["ada"] },
    cloudGroups: { owners: [] },
    bindings: [binding("owners", "roles/owner"), binding("viewers")],
    roles: [{ to: "helpers", role: ["GROUPS_ALL"] }],
    ...more,
  };
}
const ADA = userNode(held(), "ada");

test("what the group has follows, for whoever holds the role; a group that could not be read is one by its address", async () => {
  await withGoogle(held(), (pathOf) => {
    expect(pathOf(ADA, CLOUD)).toBe("none");
    expect(pathOf(groupNode("helpers"), CLOUD)).toBe("none");
    expect(pathOf(userNode(held(), "ivo"), CLOUD)).toBe("-");
    expect(pathOf(ADA, `gcp:member/group:${mail("viewers")}`)).toBe("unknown");
  });
});

test("groups of somebody else stay theirs", async () => {
  expect(await pathIn(held({ isApart: true }), ADA, CLOUD)).toBe("-");
  const bindings = [{ on: "project", role: "roles/owner", member: "group:owners@elsewhere.example" }];
  expect(await pathIn(held({ bindings, cloudGroups: {} }), ADA, CLOUD)).toBe("-");
});

test("the project that names a group is not the directory that keeps it", async () => {
  const owner = { on: "project", role: "roles/owner", member: `user:${mail("ivo")}` };
  const google = held({ bindings: [owner, binding("owners")], roles: [{ to: "root", role: "super" }] });
  await withGoogle(google, (pathOf) => {
    expect(pathOf(userNode(google, "ivo"), CLOUD)).toBe("none");
    expect(pathOf(userNode(google, "ivo"), "gcp:groups/owners")).toBe("-");
    expect(pathOf(userNode(google, "root"), "gcp:groups/owners")).toBe("none");
  });
});

test("whoever takes the lock off a group changes it as any other", async () => {
  const locked = (role: Role["role"]): Google =>
    held({ roles: [{ to: "helpers", role }], groupLabels: { owners: ["locked"] } });
  expect(await pathIn(locked(["GROUPS_UPDATE", "GROUPS_MANAGE_LOCKED_LABEL"]), ADA, CLOUD)).toBe("none");
  expect(await pathIn(locked(["GROUPS_UPDATE"]), ADA, CLOUD)).toBe("-");
  expect(await pathIn(locked(["GROUPS_MANAGE_LOCKED_LABEL"]), ADA, CLOUD)).toBe("-");
});

test.each(["admin.directory.group", "admin.directory.group.member", "cloud-identity.groups", "cloud-platform"])(
  "who acts for a super administrator with %s changes any group",
  async (scope) => {
    const people = { root: { isSuper: true, consents: { [VENDOR]: [scope] } }, ada: {}, ivo: {} };
    const consented = held({ people, groups: {}, roles: [] });
    expect(await pathIn(consented, clientNode(VENDOR), "gcp:groups/owners")).toBe("none");
    const delegated = held({ groups: {}, roles: [], delegations: { [VENDOR]: [scope] } });
    expect(await pathIn(delegated, clientNode(VENDOR), "gcp:groups/owners")).toBe("none");
    expect(await pathIn({ ...delegated, groupLabels: { owners: ["dynamic"] } }, clientNode(VENDOR), CLOUD)).toBe(
      scope === "cloud-platform" ? "none" : "-",
    );
    const reading = held({ groups: {}, roles: [], delegations: { [VENDOR]: [`${scope}.readonly`] } });
    expect(await pathIn(reading, clientNode(VENDOR), CLOUD)).toBe("-");
  },
);
