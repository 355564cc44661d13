// Facts of roles and of the account as a whole: the share of identities that need no static secret.
import { describe, expect, it } from "vitest";
import { isForUsersOnly } from "../../../src/analyze/facts/callers.js";
import { analyze } from "../../../src/analyze/index.js";
import type { TrustCaller } from "../../../src/analyze/trust/index.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { account, complete, EVERYTHING, node, role, SCOPE, toInput, trusting, user } from "../estate.js";

const REPORT = "aws/iam:credential-report";
const IN_REPORT = { supplements: { [REPORT]: { password_enabled: false } } };

const human = user("alice", IN_REPORT);
const program = user("svc-export", IN_REPORT);
const keyed = user("bob", IN_REPORT);
const keys = [program, keyed].map((holder, i) =>
  node(`AKIAKEY${i}`, "aws.access-key", { parent: holder.id, properties: { status: "active", static: true } }),
);
const linked = role("AWSServiceRoleForX", { properties: { is_service_linked: true } });
const reserved = role("AWSReservedSSO_Admin", { properties: { is_reserved: true } });
/** A role with a trust policy that accepts nobody. */
const taken = (name: string) => role(name, { document: "trusts-nobody" });
const nodes = [human, program, keyed, ...keys, taken("app"), linked, reserved];

function accountOf(dataSets: readonly string[], all: readonly StoredNode[] = nodes): JsonRecord {
  const scopes = [account(undefined, { coverage: complete(...dataSets) })];
  const { facts } = analyze(toInput({ scopes, nodes: all }));
  return facts.find((fact) => fact.node === SCOPE)?.columns ?? {};
}

describe("accounts", () => {
  it("counts workloads, not people, and not what AWS keeps", () => {
    expect(accountOf(EVERYTHING)).toEqual({
      identities: 3,
      identities_secret_free: 1,
      identities_with_static: 2,
      identities_undecided: 0,
      static_credentials: 2,
      expiring_credentials: 0,
    });
  });

  it("a program that lost its keys is free of secrets", () => {
    expect(accountOf(EVERYTHING, [program, taken("app")])).toMatchObject({ identities: 2, identities_secret_free: 2 });
  });

  it("a user with nothing but a key for one service is no person", () => {
    const credential = node("ACCA1", "aws.service-specific-credential", {
      parent: human.id,
      properties: { status: "active", static: false, expires_at: "2026-12-01T00:00:00Z" },
    });
    const ssh = node("APKA1", "aws.ssh-public-key", {
      parent: keyed.id,
      properties: { status: "active", static: true },
    });
    const facts = accountOf(EVERYTHING, [human, keyed, credential, ssh]);
    expect(facts).toMatchObject({ identities: 1, identities_with_static: 1, expiring_credentials: 1 });
  });

  it("a password alone makes no workload, and a program with one is not free", () => {
    const passwords = [human, program].map((holder) =>
      node(`${holder.id}/console-password`, "aws.console-password", {
        parent: holder.id,
        properties: { status: "active", static: true },
      }),
    );
    const facts = accountOf(EVERYTHING, [human, program, ...passwords]);
    expect(facts).toMatchObject({ identities: 1, identities_with_static: 1, static_credentials: 2 });
  });

  it("server certificates are counted apart, with the first that ends", () => {
    const certificates = ["2027-05-01T00:00:00Z", "2026-12-01T00:00:00Z"].map((expires_at, i) =>
      node(`cert${i}`, "aws.server-certificate", { properties: { status: "active", static: false, expires_at } }),
    );
    const all = [...nodes, ...certificates];
    expect(accountOf([...EVERYTHING, "aws/iam:server-certificates"], all)).toMatchObject({
      server_certificates: 2,
      next_certificate_expiry_at: "2026-12-01T00:00:00Z",
      expiring_credentials: 0,
    });
    const unread = accountOf(EVERYTHING, all);
    expect(unread).not.toHaveProperty("server_certificates");
    expect(unread).not.toHaveProperty("next_certificate_expiry_at");
  });

  it.each<[string, readonly string[], string[]]>([
    [
      "the details",
      EVERYTHING.filter((one) => !one.endsWith("authorization-details")),
      ["identities", "identities_secret_free"],
    ],
    ["the report", EVERYTHING.filter((one) => one !== REPORT), ["static_credentials"]],
    ["the other credentials", EVERYTHING.filter((one) => !one.endsWith("ssh-public-keys")), ["static_credentials"]],
    ["anything", [], ["identities", "identities_secret_free", "static_credentials"]],
  ])("without %s what needs it is absent", (_name, dataSets, absent) => {
    const facts = accountOf(dataSets);
    for (const column of absent) expect(facts).not.toHaveProperty(column);
  });

  it("a user whose keys nobody read may be a program: counted, and open", () => {
    const unread = user("carol");
    const dataSets = EVERYTHING.filter((one) => one !== "aws/iam:access-keys");
    expect(accountOf(dataSets, [...nodes, unread])).toMatchObject({
      identities: 4,
      identities_secret_free: 1,
      identities_with_static: 2,
      identities_undecided: 1,
    });
  });

  it("a program of which some kind of credential was not read is open, never free", () => {
    const dataSets = EVERYTHING.filter((one) => !one.endsWith("signing-certificates"));
    const facts = accountOf(dataSets, [program, taken("app")]);
    expect(facts).toMatchObject({ identities: 2, identities_secret_free: 1, identities_undecided: 1 });
  });

  it("a program of which no password was read is open, never free", () => {
    const facts = accountOf(EVERYTHING, [user("svc-export"), taken("app")]);
    expect(facts).toMatchObject({ identities: 2, identities_secret_free: 1, identities_undecided: 1 });
    const read = accountOf([...EVERYTHING, "aws/iam:login-profiles"], [user("svc-export"), taken("app")]);
    expect(read).toMatchObject({ identities: 2, identities_secret_free: 2, identities_undecided: 0 });
  });

  it("a role whose trust policy is not there is open, never free", () => {
    const facts = accountOf(EVERYTHING, [role("app")]);
    expect(facts).toMatchObject({ identities: 1, identities_secret_free: 0, identities_undecided: 1 });
  });
});

describe("roles", () => {
  const USER = "arn:aws:iam::111122223333:user/svc";
  const caller = (kind: string, provider: string, more: Partial<TrustCaller> = {}): TrustCaller => {
    return {
      kind,
      provider,
      relation: "same",
      account: undefined,
      isDead: false,
      needsMfa: false,
      limits: [],
      ...more,
    };
  };
  it.each<[string, TrustCaller[], boolean]>([
    ["a user", [caller("aws-principal", USER)], true],
    ["the account, held to a user", [caller("aws-account", "111122223333", { limits: [USER] })], true],
    ["a user and a service", [caller("aws-principal", USER), caller("aws-service", "ec2.amazonaws.com")], false],
    ["the account", [caller("aws-account", "111122223333")], false],
    ["a role", [caller("aws-principal", "arn:aws:iam::111122223333:role/r")], false],
    ["a user that cannot get in", [caller("aws-principal", USER, { isDead: true })], false],
    ["nobody", [], false],
  ])("that %s can take: only users, %s", (_name, callers, expected) => {
    expect(isForUsersOnly(callers)).toBe(expected);
  });

  it("hold nothing static, and say whom they trust", () => {
    const policy = {
      Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
    };
    const [holder, trust] = trusting("app", policy, [{ kind: "aws-service", provider: "ec2.amazonaws.com" }]);
    const { facts } = analyze(toInput({ nodes: [holder, trust].flatMap((one) => one ?? []), documents: [policy] }));
    expect(facts.find((fact) => fact.node === holder?.id)?.columns).toEqual({
      static_credential_count: 0,
      secret_free: true,
      jit: "session",
      trust_kinds: ["aws-service"],
      trust_oidc_issuers: [],
      trust_families: 1,
      trust_issuer_vendors: [],
      trusted_from_outside: false,
      trusts_people: false,
      trusts_third_party: false,
    });
  });

  it("whose trust policy is not there say nothing about whom they trust", () => {
    const { facts } = analyze(toInput({ nodes: [role("app")] }));
    expect(facts.find((fact) => fact.node.endsWith(":role/app"))?.columns).not.toHaveProperty("trust_kinds");
  });
});
