// Who sets the password of somebody, and has on Google Cloud what he has: every role over every sort of user, so that each case has its
// twins beside it. https://support.google.com/a/answer/2405986
import { expect, test } from "vitest";
import {
  CLOUD,
  DOMAIN,
  type Google,
  groupNode,
  mail,
  type Person,
  pathIn,
  type Role,
  userNode,
  withGoogle,
} from "./google.js";

/** Users; a second step at sign-in is not known of the last one. */
const USERS = {
  plain: { hasTwoSteps: false },
  guarded: { hasTwoSteps: true },
  gone: { hasTwoSteps: false, isSuspended: true },
  kept: { hasTwoSteps: false, isArchived: true },
  delegate: { hasTwoSteps: false },
  grouped: { hasTwoSteps: false },
  boss: { hasTwoSteps: false, isSuper: true },
  unread: {},
} satisfies { readonly [name: string]: Person };

const NOBODY = {
  ...{ plain: "-", guarded: "-", gone: "-", kept: "-", delegate: "-", grouped: "-", boss: "-", unread: "-" },
} as const;
const ANYBODY = { ...NOBODY, plain: "none", guarded: "none", unread: "none" };
const PASSWORDS = { ...NOBODY, plain: "none", guarded: "unknown", unread: "unknown" };
const OF_A_UNIT = { ...NOBODY, plain: "unknown", guarded: "unknown", unread: "unknown" };

/** Role and where it is given → the best way to each of the users. */
const HOLDERS: readonly (readonly [role: Role["role"], on: Role["on"], ways: Record<keyof typeof USERS, string>])[] = [
  ["user-management", undefined, ANYBODY],
  ["help-desk", undefined, PASSWORDS],
  [["USERS_ALL"], undefined, PASSWORDS],
  [["USERS_UPDATE"], undefined, PASSWORDS],
  [["USERS_RESET_PASSWORD", "USER_SECURITY_ALL"], undefined, ANYBODY],
  ["help-desk", "ORG_UNIT", OF_A_UNIT],
  ["user-management", "ORG_UNIT", OF_A_UNIT],
  [["USER_SECURITY_ALL"], undefined, NOBODY],
  [["USERS_RETRIEVE", "USERS_CREATE", "USERS_MOVE", "USERS_FORCE_PASSWORD_CHANGE"], undefined, NOBODY],
  ["services", undefined, NOBODY],
  ["mobile", undefined, NOBODY],
];

const person = (name: string): string => `gcp:member/user:${mail(name)}`;
const viewer = (name: string) => ({ on: "project", role: "roles/viewer", member: `user:${mail(name)}` });
const bot = (at: number): string => `gcp:service-account/1000000000000000000${String(100 + at).slice(-2)}`;

test("each role resets whom it may reset, and nobody who administers anything", async () => {
  const names = HOLDERS.map((_, at) => `bot${at}`);
  const google: Google = {
    people: USERS,
    groups: { helpers: ["grouped"] },
    accounts: Object.fromEntries(names.map((name) => [name, true])),
    bindings: Object.keys(USERS).map(viewer),
    roles: [
      ...HOLDERS.map(([role, on], at) => ({ to: `bot${at}`, role, ...(on && { on }) })),
      { to: "delegate", role: "mobile" },
      { to: "helpers", role: "mobile" },
      { to: "boss", role: "super" },
    ],
  };
  await withGoogle(google, (pathOf) => {
    const found = names.map((_, at) =>
      Object.fromEntries(Object.keys(USERS).map((name) => [name, pathOf(bot(at), person(name))])),
    );
    expect(found).toEqual(HOLDERS.map(([, , ways]) => ways));
    // and control of the domain is that of everybody who can sign in
    const ofBoss = Object.keys(USERS).filter((name) => pathOf(userNode(google, "boss"), person(name)) === "none");
    expect(ofBoss).toEqual(["plain", "guarded", "delegate", "grouped", "boss", "unread"]);
  });
});

const PEOPLE = { root: { isSuper: true }, ada: { hasTwoSteps: false }, ben: { hasTwoSteps: false } } as const;
/** Ada owns the project, and the organisation is somebody else's. */
const owned = (more: Google = {}): Google => ({
  people: PEOPLE,
  accounts: { bot: true },
  bindings: [{ on: "project", role: "roles/owner", member: `user:${mail("ada")}` }],
  isApart: true,
  ...more,
});

test("what the user has on Google Cloud follows, in an organisation of others, too", async () => {
  expect(await pathIn(owned({ roles: [{ to: "bot", role: "help-desk" }] }), bot(0), CLOUD)).toBe("none");
  expect(await pathIn(owned({ roles: [{ to: "root", role: "super" }] }), userNode(owned(), "root"), CLOUD)).toBe(
    "none",
  );
  expect(await pathIn(owned({ roles: [{ to: "bot", role: "services" }] }), bot(0), CLOUD)).toBe("-");
});

test("two roles of one holder add up", async () => {
  const guarded = { ...PEOPLE, ada: { hasTwoSteps: true } };
  const roles = [
    { to: "bot", role: "help-desk" as const },
    { to: "bot", role: ["USER_SECURITY_ALL"] },
  ];
  expect(await pathIn(owned({ people: guarded, roles }), bot(0), CLOUD)).toBe("none");
  const ofBen = roles.map((one, at) => (at === 0 ? one : { ...one, to: "ben" }));
  expect(await pathIn(owned({ people: guarded, roles: ofBen }), bot(0), CLOUD)).toBe("unknown");
});

test("anybody of a domain that a binding names will do", async () => {
  const bindings = [{ on: "project", role: "roles/owner", member: `domain:${DOMAIN}` }];
  const roles = [{ to: "bot", role: "help-desk" as const }];
  expect(await pathIn(owned({ bindings, roles }), bot(0), CLOUD)).toBe("none");
  const people = { ...PEOPLE, ada: { isSuspended: true }, ben: { isArchived: true } };
  expect(await pathIn(owned({ bindings, roles, people }), bot(0), CLOUD)).toBe("-");
});

test("who changes groups joins one that holds a role, and resets as it does", async () => {
  const helped = (role: Role["role"], condition = ""): Google =>
    owned({
      groups: { helpers: ["ben"] },
      roles: [
        { to: "bot", role, ...(condition !== "" && { condition }) },
        { to: "helpers", role: "help-desk" },
      ],
    });
  await withGoogle(helped("groups-admin"), (pathOf) => {
    expect(pathOf(userNode(owned(), "ben"), CLOUD)).toBe("none");
    expect(pathOf(groupNode("helpers"), CLOUD)).toBe("none");
    // whether a query fills it was not read
    expect(pathOf(bot(0), CLOUD)).toBe("unknown");
  });
  const others = `!api.getAttribute('cloudidentity.googleapis.com/groups.labels', []).hasAny(['groups.security']) && resource.type == 'cloudidentity.googleapis.com/Group'`;
  expect(await pathIn(helped("groups-editor", others), bot(0), CLOUD)).toBe("-");
  expect(await pathIn(helped("groups-reader"), bot(0), CLOUD)).toBe("-");
  const acting = (scope: string): Google => ({ ...helped("mobile"), delegations: { bot: [scope] } });
  expect(await pathIn(acting("admin.directory.group"), bot(0), CLOUD)).toBe("unknown");
  expect(await pathIn(acting("admin.directory.group.readonly"), bot(0), CLOUD)).toBe("-");
});
