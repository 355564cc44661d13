// Grants of keys: they allow beside the key's policy, whatever the grantee's own policies leave out, and no Deny gives way to them.
// "Grants in AWS KMS", AWS KMS Developer Guide: no principal has a permission unless a policy or grant gives it and nothing denies it.
import { expect, test } from "vitest";
import {
  ACCOUNT,
  allow,
  deny,
  document,
  type EstateSpec,
  evaluatorOf,
  type HolderSpec,
  OTHER,
  roleArn,
  userArn,
} from "./estate-of.js";

const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`;
const ANN = userArn("ann");
const APP = roleArn("app");
const FAR = userArn("far", OTHER);

const to = (AWS: string, action: string | string[] = "kms:Decrypt", more: object = {}) =>
  allow(action, "*", { Principal: { AWS }, ...more });
/** What KMS writes: the account's own policies decide. */
const DEFAULT = to(`arn:aws:iam::${ACCOUNT}:root`, "kms:*");

interface Scene {
  readonly holder?: HolderSpec;
  readonly policy?: readonly object[] | null;
  readonly grants?: readonly object[];
  readonly properties?: { readonly grants_unread?: true };
  readonly organization?: EstateSpec["organization"];
}

const specOf = ({
  holder = {},
  policy = [DEFAULT],
  grants = [],
  properties = {},
  organization,
}: Scene): EstateSpec => ({
  users: { ann: holder, bob: {}, far: { ...holder, account: OTHER } },
  roles: { app: holder },
  resources: {
    [KEY]: {
      type: "aws.kms-key",
      ...(policy && { policy: document(...policy) }),
      grants: grants.map((grant) => document(grant)),
      properties,
    },
  },
  ...(organization && { organization }),
});

const verdict = (scene: Scene, principal = ANN, action = "kms:Decrypt", more: object = {}) =>
  evaluatorOf(specOf(scene)).can({ principal, action, resource: KEY, ...more }).verdict;

const control = (kind: "scp" | "rcp", statement: object): Scene["organization"] => ({
  management: OTHER,
  parents: { [ACCOUNT]: "r-root", [OTHER]: "r-root" },
  scp: { "r-root": [document(allow("*")), ...(kind === "scp" ? [document(statement)] : [])] },
  ...(kind === "rcp" && { rcp: { "r-root": [document(statement)] } }),
});

test.each<[string, Scene, string]>([
  ["no grant", {}, "implicit-deny"],
  ["a grant, and no policy of its own", { grants: [to(ANN)] }, "allowed"],
  ["a grant, and a key policy that leaves the account out", { grants: [to(ANN)], policy: [to(APP)] }, "allowed"],
  ["a grant to another", { grants: [to(userArn("bob"))] }, "implicit-deny"],
  ["a grant of another operation", { grants: [to(ANN, ["kms:Encrypt", "kms:CreateGrant"])] }, "implicit-deny"],
  ["one of two", { grants: [to(APP), to(ANN)] }, "allowed"],
  ["denied by its own policy", { grants: [to(ANN)], holder: { policies: [deny("kms:Decrypt")] } }, "explicit-deny"],
  [
    "denied by the key policy",
    { grants: [to(ANN)], policy: [DEFAULT, { ...deny("kms:Decrypt"), Principal: "*" }] },
    "explicit-deny",
  ],
  ["denied by the organisation", { grants: [to(ANN)], organization: control("scp", deny("kms:*")) }, "explicit-deny"],
  [
    "denied to all of the key",
    { grants: [to(ANN)], organization: control("rcp", { ...deny("kms:*"), Principal: "*" }) },
    "explicit-deny",
  ],
  ["the account, for whom it allows it as well", { grants: [to(ACCOUNT)], policy: [to(APP)] }, "implicit-deny"],
  [
    "the account, and its own policy does",
    { grants: [to(ACCOUNT)], policy: [to(APP)], holder: { policies: [allow("kms:Decrypt")] } },
    "allowed",
  ],
  ["a key policy that was not read", { grants: [to(ANN)], policy: null }, "unknown"],
  ["grants that were not read", { properties: { grants_unread: true } }, "unknown"],
  [
    "grants that were not read, and a Deny",
    { properties: { grants_unread: true }, holder: { policies: [deny("kms:Decrypt")] } },
    "explicit-deny",
  ],
])("%s", (_, scene, expected) => {
  expect(verdict(scene)).toBe(expected);
});

test("what decided is the grant, or the statement that names the caller", () => {
  const decided = (scene: Scene) => {
    const { policy, statement } = evaluatorOf(specOf(scene)).can({
      principal: ANN,
      action: "kms:Decrypt",
      resource: KEY,
    }).decidedBy;
    return `${policy} ${statement}`;
  };
  expect(decided({ grants: [to(APP), to(ANN)] })).toBe(`${KEY}/grant/1 0`);
  expect(decided({ policy: [DEFAULT, to(ANN)] })).toBe(`${KEY} 1`);
  expect(decided({ policy: [to(ANN), DEFAULT], grants: [to(ANN)] })).toBe(`${KEY} 0`);
});

test("a grant that is open to question takes nothing from what the key policy and a policy of another account allow", () => {
  const Condition = { StringEquals: { "aws:SourceVpce": "vpce-1" } };
  const scene: Scene = {
    policy: [DEFAULT, to(OTHER)],
    grants: [to(FAR, "kms:Decrypt", { Condition })],
    holder: { policies: [allow("kms:Decrypt")] },
  };
  expect(verdict(scene, FAR)).toBe("allowed");
});

test("a role is named, its sessions within what narrows them", () => {
  const grants = [to(APP)];
  expect(verdict({ grants }, APP)).toBe("allowed");
  expect(verdict({ grants }, `arn:aws:sts::${ACCOUNT}:assumed-role/app/run`)).toBe("allowed");
  expect(verdict({ grants, holder: { boundary: allow("s3:*") } }, APP)).toBe("implicit-deny");
});

test("to another account: with a policy there, and whether without AWS does not say", () => {
  const grants = [to(FAR)];
  expect(verdict({ grants, holder: { policies: [allow("kms:Decrypt")] } }, FAR)).toBe("allowed");
  expect(verdict({ grants }, FAR)).toBe("unknown");
  expect(verdict({ grants: [to(ANN)] }, FAR)).toBe("implicit-deny");
});

test("a constraint is a condition on the encryption context", () => {
  const Condition = { StringEquals: { "kms:EncryptionContext:Team": "it" } };
  const scene = { grants: [to(ANN, "kms:Decrypt", { Condition })] };
  const given = (team: string | null) => ({ context: { "kms:EncryptionContext:Team": team }, contextComplete: true });
  expect(verdict(scene, ANN, "kms:Decrypt", given("it"))).toBe("allowed");
  expect(verdict(scene, ANN, "kms:Decrypt", given("hr"))).toBe("implicit-deny");
  expect(verdict(scene, ANN, "kms:Decrypt", given(null))).toBe("implicit-deny");
});

test("a request that is whole is not about what was not read", () => {
  const scene: Scene = { properties: { grants_unread: true } };
  expect(verdict(scene, ANN, "kms:Decrypt", { contextComplete: true })).toBe("implicit-deny");
});

test.each<[string, Scene]>([
  ["grants", { grants: [to(ANN), to(APP)], policy: [to(userArn("bob"))] }],
  ["a grant to a session", { grants: [to(`arn:aws:sts::${ACCOUNT}:assumed-role/app/run`)] }],
  ["a grant by unique id", { grants: [to("AIDAANN")] }],
  ["grants that were not read", { properties: { grants_unread: true } }],
  ["a constraint", { grants: [to(ANN, "kms:Decrypt", { Condition: { Bool: { "aws:SecureTransport": "true" } } })] }],
])("the question about everyone agrees: %s", (_, scene) => {
  const evaluator = evaluatorOf(specOf(scene));
  const { estate } = evaluator;
  const { allowed, unknown } = evaluator.whoCan({ action: "kms:Decrypt", resource: KEY });
  const isSet = (bits: Uint32Array, i: number) => (((bits[i >>> 5] ?? 0) >>> (i & 31)) & 1) === 1;
  for (const { id, index } of estate.principals) {
    const one = verdict(scene, id);
    const expected = one === "allowed" || one === "unknown" ? one : "denied";
    const said = isSet(allowed, index) ? "allowed" : isSet(unknown, index) ? "unknown" : "denied";
    expect(`${id} ${said}`).toBe(`${id} ${expected}`);
  }
});
