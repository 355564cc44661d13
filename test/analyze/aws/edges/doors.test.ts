// Policies of buckets in two accounts: who may read is as the evaluator says of each pair, whatever a policy says of whom, and those that
// tell nobody apart lead to one set of buckets.
import { describe, expect, it } from "vitest";
import { NO, STATES } from "../../../../src/analyze/aws/condition/truth.js";
import { createJudge } from "../../../../src/analyze/aws/edges/evaluation/access-evaluator.js";
import { createInterest } from "../../../../src/analyze/aws/edges/evaluation/action-mask.js";
import { buildEstate } from "../../../../src/analyze/aws/estate.js";
import { createPolicyCompiler } from "../../../../src/analyze/aws/policy/compile.js";
import { ORGANIZATION, organization } from "./center-account.js";
import { analyzeScene, stepsFrom, strength } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, OTHER, root, Scene, service, trusts } from "./scene.js";

type Statement = ReturnType<typeof allow>;

const bucket = (number: number, account = ACCOUNT): string => `arn:aws:s3:::logs-${account}-${number}`;
const BUCKETS = [bucket(1), bucket(2), bucket(1, OTHER)];
const CALLERS = [ACCOUNT, OTHER].flatMap((account) =>
  ["role/app", "role/runner", "user/person"].map((name) => arn(name, account)),
);
const ANY = { Resource: undefined };

/** What the policy of each bucket says, its resources filled in. */
const POLICIES: { readonly [name: string]: readonly Statement[] } = {
  none: [],
  "only by TLS": [{ ...deny("s3:*"), Principal: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } }],
  "another account": [{ ...allow("s3:GetObject"), Principal: root(OTHER) }],
  "another account by number": [{ ...allow("s3:Get*"), Principal: { AWS: OTHER } }],
  "a role of another account": [{ ...allow("s3:GetObject"), Principal: { AWS: arn("role/app", OTHER) } }],
  "an account that is not here": [{ ...allow("s3:GetObject"), Principal: root("999988887777") }],
  "everyone of the organization": [
    { ...allow("s3:GetObject"), Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": ORGANIZATION } } },
  ],
  "everyone of the organization but a role": [
    { ...allow("s3:GetObject"), Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": ORGANIZATION } } },
    { ...deny("s3:GetObject"), Principal: { AWS: arn("role/app") } },
  ],
  "everyone of an account": [
    {
      ...allow("s3:GetObject"),
      Principal: { AWS: "*" },
      Condition: { StringEquals: { "aws:PrincipalAccount": OTHER } },
    },
  ],
  "runners of any account": [
    {
      ...allow("s3:GetObject"),
      Principal: "*",
      Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/runner" } },
    },
  ],
  "nobody but runners": [
    {
      ...deny("s3:GetObject"),
      Principal: "*",
      Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/runner" } },
    },
  ],
  "all but one account": [{ ...deny("s3:GetObject"), NotPrincipal: root() }],
  "everyone but an account": [{ ...allow("s3:GetObject"), NotPrincipal: root() }],
  "not a role by name": [{ ...deny("s3:GetObject"), Principal: { AWS: arn("role/app") } }],
  "a user by its id": [{ ...allow("s3:GetObject"), Principal: { AWS: "AIDAEXAMPLEEXAMPLE01" } }],
  "an owner by canonical id": [{ ...allow("s3:GetObject"), Principal: { CanonicalUser: "0".repeat(64) } }],
  "who has a tag": [
    {
      ...allow("s3:GetObject"),
      Principal: root(OTHER),
      Condition: { StringEquals: { "aws:PrincipalTag/team": "x" } },
    },
  ],
};
const HELD: { readonly [name: string]: readonly Statement[] } = {
  everything: [allow("s3:Get*")],
  "one by name": [allow("s3:GetObject", `${bucket(1)}/*`)],
  "by a pattern": [allow("s3:GetObject", "arn:aws:s3:::logs-*")],
  "all but one": [allow("s3:GetObject"), deny("s3:GetObject", `${bucket(2)}/*`)],
  nothing: [],
  "a denial alone": [deny("s3:GetObject", `${bucket(2)}/*`)],
};

function estate(policy: readonly Statement[], held: readonly Statement[]): Scene {
  const scene = organization([ACCOUNT, OTHER]);
  for (const account of [ACCOUNT, OTHER]) {
    for (const name of ["app", "runner"]) scene.role(name, [trusts(service("ec2"))], { inline: held }, account);
    scene.user("person", { inline: held }, account);
  }
  for (const id of BUCKETS) {
    const account = id.includes(OTHER) ? OTHER : ACCOUNT;
    const document = policy.map((one) => ({ ...one, ...ANY, Resource: [id, `${id}/*`] }));
    scene.node("resource", "aws.s3-bucket", id, { account, ...(document.length > 0 && { document }) });
  }
  return scene;
}

function pairs(stateOf: (from: string, to: string) => string): readonly string[] {
  return CALLERS.flatMap((from) =>
    BUCKETS.flatMap((to) => {
      const state = stateOf(from, to);
      return state === "no" ? [] : [`${from} > ${to}${state === "met" ? "" : ` ${state}`}`];
    }),
  );
}

function drawn(scene: Scene): readonly string[] {
  const edges = analyzeScene(scene).edges.filter(({ kind, capability }) => kind !== "permits" || capability === "read");
  return pairs((from, to) => strength(stepsFrom(edges, from, ["permits"]).get(to)));
}

function evaluated(scene: Scene): readonly string[] {
  const known = buildEstate(scene.input(), createPolicyCompiler());
  const judge = createJudge(known, createInterest(["s3:GetObject"]));
  return pairs((from, to) => {
    const principal = known.principal(from);
    if (principal === undefined) throw new Error(`no ${from}`);
    const { truth } = judge.ask(principal, { action: "s3:GetObject", resource: `${to}/key` });
    return truth === NO ? "no" : strength(STATES[truth]);
  });
}

describe("policies of buckets", () => {
  // whom a public bucket lets in without a permission of their own is anyone, which is drawn as such
  const PUBLIC = "everyone but an account";
  const cases = Object.keys(POLICIES).flatMap((policy) =>
    Object.keys(HELD)
      .filter((held) => policy !== PUBLIC || ["everything", "by a pattern", "all but one"].includes(held))
      .map((held) => [policy, held] as const),
  );
  it.each(cases)("%s; held: %s: every pair as evaluated", (policy, held) => {
    const scene = estate(POLICIES[policy] ?? [], HELD[held] ?? []);
    expect(drawn(scene)).toEqual(evaluated(scene));
  });

  it("that refuse what comes without TLS let in who may read in their own account, and nobody from elsewhere", () => {
    const own = CALLERS.flatMap((from) =>
      BUCKETS.filter((to) => to.includes(OTHER) === from.includes(OTHER)).map(
        // whether it comes by TLS is up to the caller
        (to) => `${from} > ${to} attacker-settable`,
      ),
    );
    expect(drawn(estate(POLICIES["only by TLS"] ?? [], HELD["everything"] ?? []))).toEqual(own);
  });

  it("that tell nobody apart are one set for those who hold the same", () => {
    const direct = (policy: string) => {
      const { edges } = analyzeScene(estate(POLICIES[policy] ?? [], HELD["everything"] ?? []));
      const from = arn("role/runner");
      return edges.filter((one) => one.kind === "permits" && one.from === from && one.to === bucket(1)).length;
    };
    expect(direct("only by TLS")).toBe(0);
    expect(direct("nobody but runners")).toBe(1);
  });

  it("of a key that AWS manages let in nobody who only is in the account; those that name everyone there do", () => {
    const key = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1`;
    const readers = (condition: Statement) => {
      const document = [{ ...allow("kms:Decrypt"), Principal: { AWS: "*" }, Condition: { StringEquals: condition } }];
      const { edges } = analyzeScene(estate([], []).node("resource", "aws.kms-key", key, { document }));
      return CALLERS.filter((from) => stepsFrom(edges, from, ["permits"]).has(key));
    };
    const own = CALLERS.filter((one) => one.includes(ACCOUNT));
    expect(readers({ "kms:CallerAccount": ACCOUNT })).toEqual(own);
    const managed = { "kms:CallerAccount": ACCOUNT, "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" };
    expect(readers(managed)).toEqual([]);
  });

  it("of a secret let in who of everyone may decrypt it", () => {
    const key = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1`;
    const secret = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:1`;
    const decrypts = [{ ...allow("kms:*"), Principal: root() }];
    const scene = new Scene()
      .node("resource", "aws.kms-key", key, { document: decrypts })
      .node("resource", "aws.secret", secret, {
        region: "eu-west-1",
        properties: { kms_key: key },
        document: [{ ...allow("secretsmanager:GetSecretValue"), Principal: "*" }],
      })
      .role("may", [trusts(root())], { inline: [allow("kms:Decrypt")] })
      .role("may-not", [trusts(root())], { inline: [allow("kms:Encrypt")] });
    const { edges } = analyzeScene(scene);
    const readers = ["may", "may-not"].filter((name) => stepsFrom(edges, arn(`role/${name}`), ["permits"]).has(secret));
    expect(readers).toEqual(["may"]);
  });
});
