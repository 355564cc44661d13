// Facts of roles and of the account as a whole: the share of identities that need no static secret.
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/analyze/index.js";
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
const nodes = [human, program, keyed, ...keys, role("app"), linked, reserved];

function accountOf(dataSets: readonly string[], all: readonly StoredNode[] = nodes): JsonRecord {
  const scopes = [account(undefined, { coverage: complete(...dataSets) })];
  const { facts } = analyze(toInput({ scopes, nodes: all }));
  return facts.find((fact) => fact.node === SCOPE)?.columns ?? {};
}

describe("accounts", () => {
  it("counts workloads, not people, and not what AWS keeps", () => {
    expect(accountOf(EVERYTHING)).toEqual({ identities: 3, identities_secret_free: 1, static_credentials: 2 });
  });

  it("a program that lost its keys is free of secrets", () => {
    expect(accountOf(EVERYTHING, [program, role("app")])).toMatchObject({ identities: 2, identities_secret_free: 2 });
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

  it("a user whose keys nobody read makes the count unknown", () => {
    const unread = user("carol");
    const dataSets = EVERYTHING.filter((one) => one !== "aws/iam:access-keys");
    expect(accountOf(dataSets, [...nodes, unread])).not.toHaveProperty("identities");
  });

  it("a program whose credentials nobody read makes the share unknown, not the count", () => {
    const dataSets = EVERYTHING.filter((one) => !one.endsWith("signing-certificates"));
    const facts = accountOf(dataSets, [program, role("app")]);
    expect(facts["identities"]).toBe(2);
    expect(facts).not.toHaveProperty("identities_secret_free");
  });
});

describe("roles", () => {
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
    });
  });

  it("whose trust policy is not there say nothing about whom they trust", () => {
    const { facts } = analyze(toInput({ nodes: [role("app")] }));
    expect(facts.find((fact) => fact.node.endsWith(":role/app"))?.columns).not.toHaveProperty("trust_kinds");
  });
});
