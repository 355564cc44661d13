// What delegation, consents and roles of a domain lead to: each case is a small domain with its organisation on Google Cloud, beside
// the same one with the one thing changed that decides.
import { describe, expect, test } from "vitest";
import {
  account,
  CLOUD,
  clientNode,
  DOMAIN,
  GOOGLE,
  type Google,
  groupNode,
  mail,
  ORGANIZATION,
  OWN,
  pathIn,
  SCOPE,
  userNode,
  VENDOR,
  withGoogle,
} from "./google.js";

const BOT = "gcp:service-account/100000000000000000000";
const ROBOT = { accounts: { bot: true } } as const;
const ROOT = { root: { isSuper: true } } as const;

describe("delegation of an account", () => {
  const delegated = (scopes: readonly string[], more: Google = {}): Google => ({
    ...ROBOT,
    people: { ...ROOT, ada: {} },
    delegations: { bot: scopes },
    ...more,
  });

  test("opens what its scopes open, everybody's, and nothing beside it", async () => {
    await withGoogle(delegated(["gmail.readonly"]), (pathOf) => {
      expect(pathOf(BOT, `${SCOPE}/mailboxes`)).toBe("none");
      expect(pathOf(BOT, `${SCOPE}/files`)).toBe("-");
      expect(pathOf(BOT, SCOPE)).toBe("-");
      expect(pathOf(BOT, "admin")).toBe("-");
    });
  });

  test("is control of the domain where it makes administrators, and of its organisation; what reads is not", async () => {
    await withGoogle(delegated(["admin.directory.user"]), (pathOf) => {
      expect(pathOf(BOT, SCOPE)).toBe("none");
      expect(pathOf(BOT, ORGANIZATION)).toBe("none");
      // not anybody's mail by itself, which is what an administrator would have to take first
      expect(pathOf(userNode(delegated([]), "ada"), SCOPE)).toBe("-");
    });
    expect(await pathIn(delegated(["admin.directory.user.readonly"]), BOT, SCOPE)).toBe("-");
    // the organisation of somebody else stays theirs
    expect(await pathIn(delegated(["admin.directory.user"], { isApart: true }), BOT, ORGANIZATION)).toBe("-");
    // and where nobody of the domain is super administrator there is nobody to act for
    expect(await pathIn(delegated(["admin.directory.user"], { people: { ada: {} } }), BOT, SCOPE)).toBe("-");
  });

  test("leads nowhere from an account that is disabled", async () => {
    expect(await pathIn(delegated(["drive"]), BOT, `${SCOPE}/files`)).toBe("none");
    expect(await pathIn(delegated(["drive"], { accounts: { bot: false } }), BOT, `${SCOPE}/files`)).toBe("-");
  });

  test("that the log tells of leads as far as one in the list", async () => {
    expect(await pathIn(delegated(["drive"], { toldBy: "log" }), BOT, `${SCOPE}/files`)).toBe("none");
  });

  test("of all of Google Cloud is what people of the domain have there", async () => {
    const cloud = (people: NonNullable<Google["people"]>, member: string): Google =>
      delegated(["cloud-platform"], { people, bindings: [{ on: "project", role: "roles/owner", member }] });
    const ada = `user:${mail("ada")}`;
    expect(await pathIn(cloud({ ada: {} }, ada), BOT, CLOUD)).toBe("none");
    expect(await pathIn(cloud({ ada: { isSuspended: true } }, ada), BOT, CLOUD)).toBe("-");
    expect(await pathIn(cloud({ ada: {} }, "user:ada@elsewhere.example"), BOT, CLOUD)).toBe("-");
    // a super administrator makes himself administrator of the organisation, whatever he has so far
    expect(await pathIn(cloud({ ...ROOT }, "user:ada@elsewhere.example"), BOT, ORGANIZATION)).toBe("none");
  });

  test("is reached by who gets tokens of the account, and by nobody who only sees it", async () => {
    const beside = (role: string) =>
      delegated(["gmail.readonly"], {
        accounts: { bot: true, ci: true },
        bindings: [{ on: "bot", role, member: `serviceAccount:${account("ci")}` }],
      });
    const ci = "gcp:service-account/100000000000000000001";
    expect(await pathIn(beside("roles/iam.serviceAccountTokenCreator"), ci, `${SCOPE}/mailboxes`)).toBe("none");
    expect(await pathIn(beside("roles/viewer"), ci, `${SCOPE}/mailboxes`)).toBe("-");
  });

  test("of an application that nobody knows is that application's alone", async () => {
    const google = delegated([], { delegations: { [VENDOR]: ["drive"] } });
    expect(await pathIn(google, clientNode(VENDOR), `${SCOPE}/files`)).toBe("none");
    expect(await pathIn(google, BOT, `${SCOPE}/files`)).toBe("-");
  });
});

describe("a consent", () => {
  const consented = (client: string, scopes: readonly string[], more: Google = {}): Google => ({
    people: { root: { isSuper: true, consents: { [client]: scopes } }, ada: {} },
    ...more,
  });
  const byAda = (client: string, scopes: readonly string[], more: Google = {}): Google => ({
    people: { root: { isSuper: true }, ada: { consents: { [client]: scopes } } },
    ...more,
  });

  test("of a super administrator to administration is control of the domain, of anybody else it is not", async () => {
    const scopes = ["admin.directory.rolemanagement"];
    expect(await pathIn(consented(VENDOR, scopes), clientNode(VENDOR), SCOPE)).toBe("none");
    expect(await pathIn(byAda(VENDOR, scopes), clientNode(VENDOR), SCOPE)).toBe("-");
    expect(await pathIn(consented(VENDOR, ["gmail.readonly", "drive"]), clientNode(VENDOR), SCOPE)).toBe("-");
  });

  test("never becomes the person: the mail of one is not everybody's, and not his roles", async () => {
    await withGoogle(consented(VENDOR, ["https://mail.google.com/"]), (pathOf) => {
      expect(pathOf(clientNode(VENDOR), `${SCOPE}/mailboxes`)).toBe("-");
      expect(pathOf(clientNode(VENDOR), userNode(consented(VENDOR, []), "root"))).toBe("-");
      expect(pathOf(clientNode(VENDOR), "admin")).toBe("-");
    });
  });

  test("to all of Google Cloud is what who gave it has there", async () => {
    const bindings = [{ on: "project", role: "roles/owner", member: `user:${mail("ada")}` }];
    const scopes = ["cloud-platform"];
    expect(await pathIn(byAda(VENDOR, scopes, { bindings }), clientNode(VENDOR), CLOUD)).toBe("none");
    // reading all of Google Cloud changes nothing there
    const reading = ["cloud-platform.read-only"];
    expect(await pathIn(byAda(VENDOR, reading, { bindings }), clientNode(VENDOR), CLOUD)).toBe("-");
    // somebody else's consent is not hers
    const other = { people: { root: { isSuper: true }, ada: {}, ben: { consents: { [VENDOR]: scopes } } }, bindings };
    expect(await pathIn(other, clientNode(VENDOR), CLOUD)).toBe("-");
    // a super administrator's is the organisation's
    expect(await pathIn(consented(VENDOR, scopes), clientNode(VENDOR), ORGANIZATION)).toBe("none");
    expect(await pathIn(consented(VENDOR, scopes, { isApart: true }), clientNode(VENDOR), ORGANIZATION)).toBe("-");
    // and Google's own command line is nobody's way in
    expect(await pathIn(byAda(GOOGLE, scopes, { bindings }), clientNode(GOOGLE), CLOUD)).toBe("-");
  });

  test("of more people than are named may be anybody's", async () => {
    const many = (count: number): Google => ({
      people: Object.fromEntries([
        ...Array.from({ length: count }, (_, at) => [`p${at}`, { consents: { [VENDOR]: ["cloud-platform"] } }]),
        ["zoe", { consents: { [VENDOR]: ["cloud-platform"] } }],
      ]),
      bindings: [{ on: "project", role: "roles/owner", member: `user:${mail("zoe")}` }],
    });
    expect(await pathIn(many(3), clientNode(VENDOR), CLOUD)).toBe("none");
    expect(await pathIn(many(25), clientNode(VENDOR), CLOUD)).toBe("unknown");
  });

  test("to an application of somebody else is its publisher's, to an own one it is not", async () => {
    const publisher = "google:project/300000000001";
    const scopes = ["admin.directory.user"];
    expect(await pathIn(consented(VENDOR, scopes), publisher, SCOPE)).toBe("none");
    await withGoogle(consented(OWN, scopes), (pathOf) => {
      expect(pathOf("google:project/510000000001", SCOPE)).toBe("-");
      expect(pathOf(clientNode(OWN), SCOPE)).toBe("none");
    });
  });
});

describe("a role", () => {
  const people = { root: { isSuper: true }, ada: {} } as const;
  const holding = (more: Google): Google => ({ people, ...ROBOT, ...more });

  test("of a super administrator is control, whoever holds it: a person, an account, a group", async () => {
    expect(await pathIn(holding({ roles: [{ to: "bot", role: "super" }] }), BOT, SCOPE)).toBe("none");
    const group = holding({ groups: { admins: ["ada"] }, roles: [{ to: "admins", role: "super" }] });
    await withGoogle(group, (pathOf) => {
      expect(pathOf(userNode(group, "ada"), SCOPE)).toBe("none");
      expect(pathOf(groupNode("admins"), SCOPE)).toBe("none");
      expect(pathOf(BOT, SCOPE)).toBe("-");
    });
  });

  test("within a unit controls no domain, under a condition that is not known", async () => {
    const unit = holding({ roles: [{ to: "bot", role: "super", on: "ORG_UNIT" }] });
    expect(await pathIn(unit, BOT, SCOPE)).toBe("-");
    const condition = "api.getAttribute('cloudidentity.googleapis.com/groups.labels', []).size() == 0";
    expect(await pathIn(holding({ roles: [{ to: "bot", role: "super", condition }] }), BOT, SCOPE)).toBe("unknown");
  });

  test("of a group is not that of who is archived in it", async () => {
    const of = (isArchived: boolean): Google => ({
      people: { root: { isSuper: true }, ada: { isArchived }, ben: { hasTwoSteps: false } },
      groups: { helpers: ["ada"] },
      roles: [{ to: "helpers", role: "help-desk" }],
      bindings: [{ on: "project", role: "roles/owner", member: `user:${mail("ben")}` }],
    });
    expect(await pathIn(of(false), userNode(of(false), "ada"), CLOUD)).toBe("none");
    expect(await pathIn(of(true), userNode(of(true), "ada"), CLOUD)).toBe("-");
  });

  test("of somebody suspended leads nowhere", async () => {
    const of = (isSuspended: boolean) => ({
      people: { root: { isSuper: true }, ada: { isSuspended } },
      roles: [{ to: "ada", role: "super" as const }],
    });
    expect(await pathIn(of(false), userNode(of(false), "ada"), SCOPE)).toBe("none");
    expect(await pathIn(of(true), userNode(of(true), "ada"), SCOPE)).toBe("-");
  });
});

describe("a binding of everybody of a domain", () => {
  const EVERYBODY = `gcp:member/domain:${DOMAIN}`;
  const bound = (member: string, more: Google = {}): Google => ({
    people: { root: { isSuper: true }, ada: {}, ivo: { isSuspended: true } },
    bindings: [{ on: "project", role: "roles/owner", member }],
    ...more,
  });
  const ada = userNode(bound(""), "ada");

  test("is everybody's of the domain, and nobody's who is suspended", async () => {
    await withGoogle(bound(`domain:${DOMAIN}`), (pathOf) => {
      expect(pathOf(EVERYBODY, CLOUD)).toBe("none");
      expect(pathOf(ada, CLOUD)).toBe("none");
      expect(pathOf(userNode(bound(""), "ivo"), CLOUD)).toBe("-");
    });
  });

  test("of another domain is nobody's of this one", async () => {
    await withGoogle(bound("domain:other.example"), (pathOf) => {
      expect(pathOf("gcp:member/domain:other.example", CLOUD)).toBe("none");
      expect(pathOf(ada, CLOUD)).toBe("-");
    });
  });

  test("is that of people whom other bindings name, too, and not of guests and accounts", async () => {
    const viewer = (member: string) => ({ on: "organization", role: "roles/viewer", member });
    const more = (member: string): Google => ({
      ...ROBOT,
      bindings: [
        { on: "project", role: "roles/owner", member },
        ...[`user:${mail("ada")}`, `user:${mail("ivo")}`, "user:guest@elsewhere.example"].map(viewer),
        viewer(`serviceAccount:${account("bot")}`),
      ],
    });
    await withGoogle(bound("", more(`domain:${DOMAIN}`)), (pathOf) => {
      expect(pathOf(`gcp:member/user:${mail("ada")}`, CLOUD)).toBe("none");
      expect(pathOf(ada, CLOUD)).toBe("none");
      expect(pathOf(`gcp:member/user:${mail("ivo")}`, CLOUD)).toBe("-");
      expect(pathOf("gcp:member/user:guest@elsewhere.example", CLOUD)).toBe("-");
      expect(pathOf(BOT, CLOUD)).toBe("-");
    });
    expect(await pathIn(bound("", more("domain:other.example")), ada, CLOUD)).toBe("-");
  });

  test("is what an application has that one of them let into all of Google Cloud", async () => {
    const people = { root: { isSuper: true }, ada: { consents: { [VENDOR]: ["cloud-platform"] } } };
    expect(await pathIn(bound(`domain:${DOMAIN}`, { people }), clientNode(VENDOR), CLOUD)).toBe("none");
    expect(await pathIn(bound("domain:other.example", { people }), clientNode(VENDOR), CLOUD)).toBe("-");
  });
});
