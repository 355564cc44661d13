// Secrets and parameters that a key of one's own encrypts: who may read them has to be allowed to decrypt, too.
import { describe, expect, it } from "vitest";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, OTHER, root, Scene } from "./scene.js";

const REGION = "eu-west-1";
const SECRET = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:db-AbCdEf`;
const PARAMETER = `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/db`;
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
/** An account that was not read. */
const FAR = "999988887777";
const rootOf = (account: string) => `arn:aws:iam::${account}:root`;
const READS = allow(["secretsmanager:GetSecretValue", "ssm:GetParameter"]);
const DECRYPTS = allow("kms:Decrypt", KEY);

type Statement = ReturnType<typeof allow>;

const forWhom = (principal: unknown, statement: Statement): Statement => ({ ...statement, Principal: principal });
const named = (caller: string, action: string) => forWhom({ AWS: caller }, allow(action));
/** The key policy that KMS writes: the account's own policies decide. */
const DEFAULT = [forWhom(root(), allow("kms:*"))];

interface Estate {
  readonly statements: readonly Statement[];
  /** As the API names it; left out where AWS keeps the key. */
  readonly key?: string;
  /** Policy of the key; null when the key was not read. */
  readonly keyPolicy?: readonly Statement[] | null;
  readonly keyFacts?: object;
  /** Statements of grants of the key. */
  readonly grants?: readonly Statement[];
  readonly secretPolicy?: readonly Statement[];
}

function estate({ statements, key, keyPolicy = DEFAULT, keyFacts = {}, grants = [], secretPolicy }: Estate): Scene {
  const properties = key === undefined ? {} : { kms_key: key };
  const scene = new Scene()
    .user("caller", { inline: statements })
    .node("resource", "aws.secret", SECRET, {
      properties,
      region: REGION,
      ...(secretPolicy && { document: secretPolicy }),
    })
    .node("resource", "aws.ssm-parameter", PARAMETER, { properties, region: REGION });
  if (keyPolicy)
    scene.node("resource", "aws.kms-key", KEY, { document: keyPolicy, properties: { ...keyFacts }, region: REGION });
  for (const [i, grant] of grants.entries())
    scene.node("grant", "aws.kms-grant", `${KEY}/grant/${i}`, { parent: KEY, document: [grant] });
  return scene;
}

/** How surely the source reads the secret and the parameter. */
function reads(scene: Scene, source = arn("user/caller")): readonly string[] {
  const { edges } = analyzeScene(scene);
  const read = edges.filter(({ kind, capability }) => kind !== "permits" || capability === "read");
  const found = stepsFrom(read, source, ["permits"]);
  return [strength(found.get(SECRET)), strength(found.get(PARAMETER))];
}

const BOTH = ["met", "met"];
const NEITHER = ["no", "no"];
const OPEN = ["unknown", "unknown"];

describe("what a key of one's own encrypts", () => {
  it.each<[string, Estate, readonly string[]]>([
    ["with the right to decrypt", { statements: [READS, DECRYPTS], key: KEY }, BOTH],
    ["without", { statements: [READS], key: KEY }, NEITHER],
    ["with that of another key", { statements: [READS, allow("kms:Decrypt", `${KEY}0`)], key: KEY }, NEITHER],
    ["decrypting denied", { statements: [READS, allow("kms:*"), deny("kms:Decrypt", KEY)], key: KEY }, NEITHER],
    ["a key of AWS takes no right", { statements: [READS] }, BOTH],
    ["nor does it by its alias", { statements: [READS], key: "alias/aws/secretsmanager" }, BOTH],
    ["nor by its ARN", { statements: [READS], key: KEY, keyFacts: { vendor_managed: true } }, BOTH],
    ["the key by its id", { statements: [READS, DECRYPTS], key: KEY.slice(KEY.indexOf("/") + 1) }, BOTH],
    ["and without the right", { statements: [READS], key: KEY.slice(KEY.indexOf("/") + 1) }, NEITHER],
    [
      "the key by an alias",
      { statements: [READS], key: "alias/own", keyFacts: { key_aliases: ["alias/own"] } },
      NEITHER,
    ],
    ["an alias of no key that was read", { statements: [READS, DECRYPTS], key: "alias/gone" }, OPEN],
    ["a key that was not read", { statements: [READS, DECRYPTS], key: KEY, keyPolicy: null }, OPEN],
    [
      "the key's policy names the caller",
      { statements: [READS], key: KEY, keyPolicy: [forWhom({ AWS: arn("user/caller") }, allow("kms:Decrypt"))] },
      BOTH,
    ],
    [
      "the key's policy names another alone",
      {
        statements: [READS, DECRYPTS],
        key: KEY,
        keyPolicy: [forWhom({ AWS: arn("user/other") }, allow("kms:Decrypt"))],
      },
      NEITHER,
    ],
  ])("%s", (_, given, expected) => {
    expect(reads(estate(given))).toEqual(expected);
  });

  it("is as sure as what the caller has to choose for decrypting", () => {
    const decrypts = (more: Statement = {}) => [READS, allow("kms:Decrypt", "*", more)];
    const chosen = { Condition: { StringLike: { "aws:UserAgent": "backup/*" } } };
    expect(reads(estate({ statements: decrypts(), key: KEY }))).toEqual(BOTH);
    expect(reads(estate({ statements: decrypts(chosen), key: KEY }))).toEqual([
      "attacker-settable",
      "attacker-settable",
    ]);
  });

  it.each<[string, Estate, readonly string[]]>([
    ["to the caller", { statements: [READS], key: KEY, grants: [named(arn("user/caller"), "kms:Decrypt")] }, BOTH],
    ["to another", { statements: [READS], key: KEY, grants: [named(arn("user/other"), "kms:Decrypt")] }, NEITHER],
    [
      "of encrypting alone",
      { statements: [READS], key: KEY, grants: [named(arn("user/caller"), "kms:Encrypt")] },
      NEITHER,
    ],
    [
      "in a context",
      {
        statements: [READS],
        key: KEY,
        grants: [
          {
            ...named(arn("user/caller"), "kms:Decrypt"),
            Condition: { StringEquals: { "kms:EncryptionContext:Team": "it" } },
          },
        ],
      },
      NEITHER,
    ],
    [
      "in the context of the secret",
      {
        statements: [READS],
        key: KEY,
        grants: [
          {
            ...named(arn("user/caller"), "kms:Decrypt"),
            Condition: { StringEquals: { "kms:EncryptionContext:SecretARN": SECRET } },
          },
        ],
      },
      ["met", "no"],
    ],
    ["that were not read", { statements: [READS], key: KEY, keyFacts: { grants_unread: true } }, OPEN],
    [
      "without the right to read",
      { statements: [], key: KEY, grants: [named(arn("user/caller"), "kms:Decrypt")] },
      NEITHER,
    ],
  ])("grants of the key: %s", (_, given, expected) => {
    expect(reads(estate(given))).toEqual(expected);
  });

  const inContext = (key: string, value: string, more: Statement = DECRYPTS): Statement => ({
    ...more,
    Condition: { StringEquals: { [`kms:EncryptionContext:${key}`]: value } },
  });
  const keysAre = (...names: readonly string[]): Statement => ({
    ...DECRYPTS,
    Condition: { "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": names } },
  });

  it.each<[string, readonly Statement[], readonly string[]]>([
    ["of the secret", [inContext("SecretARN", SECRET)], ["met", "no"]],
    ["of the parameter", [inContext("PARAMETER_ARN", PARAMETER)], ["no", "met"]],
    ["of another secret", [inContext("SecretARN", `${SECRET}2`)], NEITHER],
    ["that no service fills in", [inContext("Team", "it")], NEITHER],
    [
      "of all secrets of the account",
      [
        {
          ...DECRYPTS,
          Condition: {
            StringLike: { "kms:EncryptionContext:SecretARN": `arn:aws:secretsmanager:*:${ACCOUNT}:secret:*` },
          },
        },
      ],
      ["met", "no"],
    ],
    ["with the keys of a secret", [keysAre("SecretARN", "SecretVersionId")], ["met", "no"]],
    ["with the key of a parameter", [keysAre("PARAMETER_ARN")], ["no", "met"]],
    ["denied for the secret", [DECRYPTS, inContext("SecretARN", SECRET, deny("kms:Decrypt"))], ["no", "met"]],
    ["denied for another", [DECRYPTS, inContext("SecretARN", `${SECRET}2`, deny("kms:Decrypt"))], BOTH],
    // who asks says which version
    ["of a version of a secret", [inContext("SecretVersionId", "1")], ["attacker-settable", "no"]],
  ])("the caller's own policies ask for the context %s", (_, statements, expected) => {
    expect(reads(estate({ statements: [READS, ...statements], key: KEY }))).toEqual(expected);
  });

  it("tells secrets apart that one key encrypts, where a policy does", () => {
    const own = "${aws:PrincipalTag/secret}";
    for (const [value, expected] of [
      [SECRET, ["met", "no"]],
      [`${SECRET}2`, ["no", "met"]],
      [`${SECRET}*`, NEITHER],
      [own, ["met", "no"]],
    ] as const) {
      const scene = new Scene().user("caller", {
        inline: [READS, inContext("SecretARN", value)],
        tags: { secret: SECRET },
      });
      for (const id of [SECRET, `${SECRET}2`])
        scene.node("resource", "aws.secret", id, { properties: { kms_key: KEY }, region: REGION });
      scene.node("resource", "aws.kms-key", KEY, { document: DEFAULT, region: REGION });
      const found = stepsFrom(analyzeScene(scene).edges, arn("user/caller"), ["permits"]);
      expect([SECRET, `${SECRET}2`].map((id) => strength(found.get(id)))).toEqual(expected);
    }
  });

  it("is decrypted by way of the service that keeps it", () => {
    const via = (service: string) => ({
      ...DECRYPTS,
      Condition: { StringEquals: { "kms:ViaService": `${service}.${REGION}.amazonaws.com` } },
    });
    expect(reads(estate({ statements: [READS, via("secretsmanager")], key: KEY }))).toEqual(["met", "no"]);
    expect(reads(estate({ statements: [READS, via("ssm")], key: KEY }))).toEqual(["no", "met"]);
    expect(reads(estate({ statements: [READS, via("s3")], key: KEY }))).toEqual(NEITHER);
  });

  it("opens to another account where the key's policy does, too", () => {
    const secretPolicy = [forWhom(root(FAR), allow("secretsmanager:GetSecretValue"))];
    const keyPolicy = [...DEFAULT, forWhom(root(FAR), allow("kms:Decrypt"))];
    const far = rootOf(FAR);
    expect(reads(estate({ statements: [], key: KEY, secretPolicy, keyPolicy }), far)[0]).toBe("met");
    expect(reads(estate({ statements: [], key: KEY, secretPolicy }), far)[0]).toBe("no");
    expect(reads(estate({ statements: [], key: KEY, secretPolicy }), rootOf(OTHER))[0]).toBe("no");
  });

  it("does not open to another account where a key of AWS encrypts it", () => {
    const opened = (principal: unknown) => [forWhom(principal, allow("secretsmanager:GetSecretValue"))];
    const far = rootOf(FAR);
    const toFar = opened(root(FAR));
    for (const key of [undefined, "alias/aws/secretsmanager"]) {
      const given = { statements: [], secretPolicy: toFar, ...(key !== undefined && { key }) };
      expect(reads(estate(given), far)[0]).toBe("no");
    }
    const twoAccounts = (secretPolicy: readonly Statement[], key?: string) =>
      estate({
        statements: [],
        secretPolicy,
        ...(key !== undefined && { key, keyPolicy: [forWhom("*", allow("kms:*"))] }),
      })
        .account(OTHER)
        .user("near", { inline: [READS, allow("kms:Decrypt")] }, OTHER);
    const near = arn("user/near", OTHER);
    expect(reads(twoAccounts(opened(root(OTHER))), near)[0]).toBe("no");
    expect(reads(twoAccounts(opened(root(OTHER)), KEY), near)[0]).toBe("met");
    expect(reads(estate({ statements: [], secretPolicy: opened({ AWS: arn("user/caller") }) }))[0]).toBe("met");
    expect(reads(estate({ statements: [READS], secretPolicy: toFar }))[0]).toBe("met");
  });

  it("is told of many callers and secrets at once", () => {
    const scene = estate({ statements: [READS, DECRYPTS], key: KEY });
    for (const name of ["ann", "bob"])
      scene.user(name, { inline: [READS] }).user(`${name}-ops`, { inline: [READS, DECRYPTS] });
    scene.node("resource", "aws.secret", `${SECRET}2`, { region: REGION });
    const { edges } = analyzeScene(scene);
    const found = (name: string) => {
      const steps = stepsFrom(edges, arn(`user/${name}`), ["permits"]);
      return [SECRET, `${SECRET}2`, PARAMETER].map((id) => strength(steps.get(id)));
    };
    for (const name of ["caller", "ann-ops", "bob-ops"]) expect(found(name)).toEqual(["met", "met", "met"]);
    for (const name of ["ann", "bob"]) expect(found(name)).toEqual(["no", "met", "no"]);
  });
});
