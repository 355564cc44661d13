import { describe, expect, test } from "vitest";
import type { AccessRequest } from "../../../src/analyze/aws/evaluate/target.js";
import { ACCOUNT, allow, deny, document, type EstateSpec, evaluatorOf, OTHER, roleArn, userArn } from "./estate-of.js";

const BUCKET = "arn:aws:s3:::data";
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`;
const ANN = userArn("ann");
const APP = roleArn("app");

const from = (principal: object | string, action: string | string[], more: object = {}) => ({
  Effect: "Allow",
  Principal: principal,
  Action: action,
  ...more,
});
const against = (principal: object | string, action: string | string[], more: object = {}) => ({
  ...from(principal, action, more),
  Effect: "Deny",
});
const bucket = (...statements: object[]) => ({ [BUCKET]: { type: "aws.s3-bucket", policy: document(...statements) } });
const objects = { Resource: `${BUCKET}/*` };

type Ask = Partial<AccessRequest>;

/** Verdict and layer, all that is not given being absent. */
function verdict(spec: EstateSpec, ask: Ask): string {
  const request = { principal: ANN, action: "s3:GetObject", resource: `${BUCKET}/key`, contextComplete: true, ...ask };
  const { verdict: found, decidedBy } = evaluatorOf(spec).can(request);
  return `${found} ${decidedBy.layer}`;
}

describe("identity policies", () => {
  test.each<[string, object[], Ask, string]>([
    ["nothing", [], {}, "implicit-deny identity"],
    ["allowed", [allow("s3:GetObject", `${BUCKET}/*`)], {}, "allowed identity"],
    ["another action", [allow("s3:PutObject", `${BUCKET}/*`)], {}, "implicit-deny identity"],
    ["another resource", [allow("s3:GetObject", `${BUCKET}`)], {}, "implicit-deny identity"],
    ["a deny wins", [allow("*"), deny("s3:Get*")], {}, "explicit-deny identity"],
    ["a deny wins in any order", [deny("s3:Get*"), allow("*")], {}, "explicit-deny identity"],
    ["a deny of something else", [allow("*"), deny("s3:Get*", "arn:aws:s3:::other/*")], {}, "allowed identity"],
    ["NotAction", [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }], {}, "allowed identity"],
    ["NotAction of it", [{ Effect: "Allow", NotAction: "s3:*", Resource: "*" }], {}, "implicit-deny identity"],
    ["NotResource", [{ Effect: "Allow", Action: "s3:*", NotResource: "arn:aws:s3:::other/*" }], {}, "allowed identity"],
    [
      "NotResource of it",
      [{ Effect: "Allow", Action: "s3:*", NotResource: `${BUCKET}/*` }],
      {},
      "implicit-deny identity",
    ],
    [
      "a named resource for an action without",
      [allow("s3:ListAllMyBuckets", BUCKET)],
      { action: "s3:ListAllMyBuckets", resource: "*" },
      "implicit-deny identity",
    ],
    [
      "variables",
      [allow("s3:*", "arn:aws:s3:::data/${aws:username}")],
      { context: { "aws:username": "key" } },
      "allowed identity",
    ],
    ["variables without value", [allow("s3:*", "arn:aws:s3:::data/${aws:username}")], {}, "implicit-deny identity"],
    ["what needs no permission", [deny("*")], { action: "sts:GetCallerIdentity", resource: "*" }, "allowed identity"],
  ])("%s", (_, statements, ask, expected) => {
    expect(verdict({ users: { ann: { policies: [document(...statements)] } } }, ask)).toBe(expected);
  });

  test("of groups, and only of one's own", () => {
    const groups = { readers: { policies: [allow("s3:*")] }, others: { policies: [allow("iam:*")] } };
    expect(verdict({ groups, users: { ann: { groups: ["readers"] } } }, {})).toBe("allowed identity");
    expect(verdict({ groups, users: { ann: { groups: ["others"] } } }, {})).toBe("implicit-deny identity");
  });

  test("name the statement that decided", () => {
    const policies = [document(allow("ec2:*"), allow("s3:*", "*", { Sid: "Read" }))];
    const evaluator = evaluatorOf({ users: { ann: { policies } } });
    expect(evaluator.can({ principal: ANN, action: "s3:GetObject", resource: BUCKET }).decidedBy).toEqual({
      layer: "identity",
      policy: `${ANN}/inline/p0`,
      statement: 1,
      sid: "Read",
    });
  });

  test("a principal that is not there may nothing; one of an account that was not read is unknown", () => {
    const spec = { users: { ann: {} } };
    expect(verdict(spec, { principal: userArn("nobody") })).toBe("implicit-deny identity");
    expect(
      verdict({ ...spec, resources: bucket(from("*", "s3:*", objects)) }, { principal: userArn("x", OTHER) }),
    ).toBe("unknown identity");
  });

  test("a document that was not read may allow and deny", () => {
    const spec: EstateSpec = {
      users: { ann: {}, bob: { policies: [deny("s3:*")] } },
      unread: { [ANN]: "arn:aws:iam::aws:policy/Gone", [userArn("bob")]: "arn:aws:iam::aws:policy/Gone" },
    };
    expect(verdict(spec, {})).toBe("unknown identity");
    expect(verdict(spec, { principal: userArn("bob") })).toBe("explicit-deny identity");
    expect(evaluatorOf(spec).estate.gaps).toEqual([
      { scope: `aws:${ACCOUNT}`, subject: "arn:aws:iam::aws:policy/Gone", message: "the policy document was not read" },
    ]);
  });

  test.each(["aws", "aws-cn", "aws-us-gov"])(
    "AWS's policy for administrators is known without its document: %s",
    (partition) => {
      const held = (arn: string): EstateSpec => ({ users: { ann: {} }, unread: { [ANN]: arn } });
      const administrators = held(`arn:${partition}:iam::aws:policy/AdministratorAccess`);
      expect(verdict(administrators, {})).toBe("allowed identity");
      expect(evaluatorOf(administrators).estate.gaps).toEqual([]);
      // A policy of the account that is called so may say anything, and so may others of AWS's.
      for (const other of [`${ACCOUNT}:policy/AdministratorAccess`, "aws:policy/AdministratorAccess-Amplify"]) {
        expect(verdict(held(`arn:${partition}:iam::${other}`), {})).toBe("unknown identity");
      }
    },
  );

  test("the root user may everything but assume roles", () => {
    const root = { principal: `arn:aws:iam::${ACCOUNT}:root` };
    const spec: EstateSpec = {
      users: { ann: {} },
      roles: { app: { trust: document(from({ AWS: ACCOUNT }, "sts:AssumeRole")) } },
    };
    expect(verdict(spec, root)).toBe("allowed identity");
    expect(verdict(spec, { ...root, action: "sts:AssumeRole", resource: APP })).toBe("implicit-deny identity");
    expect(verdict({ ...spec, resources: bucket(against("*", "s3:*", objects)) }, root)).toBe("explicit-deny resource");
  });
});

describe("permissions boundaries", () => {
  const holder = (boundary: object) => ({ policies: [allow("s3:*")], boundary });
  test.each<[string, object, string]>([
    ["lets it through", allow("s3:*"), "allowed identity"],
    ["does not name it", allow("ec2:*"), "implicit-deny boundary"],
    ["denies it", document(allow("*"), deny("s3:Get*")), "explicit-deny boundary"],
    ["is empty", document(), "implicit-deny boundary"],
  ])("%s", (_, boundary, expected) => {
    expect(verdict({ users: { ann: holder(boundary) } }, {})).toBe(expected);
    expect(verdict({ roles: { app: holder(boundary) } }, { principal: APP })).toBe(expected);
  });

  test("grant nothing by themselves", () => {
    expect(verdict({ users: { ann: { boundary: allow("*") } } }, {})).toBe("implicit-deny identity");
  });

  test.each<[string, object | string, string, string]>([
    ["a named user needs no boundary", { AWS: ANN }, ANN, "allowed resource"],
    ["a named role stays within it", { AWS: APP }, APP, "implicit-deny identity"],
    ["everyone needs none, as user", "*", ANN, "allowed resource"],
    ["nor as role", "*", APP, "allowed resource"],
    ["the account grants nothing by itself", { AWS: ACCOUNT }, ANN, "implicit-deny identity"],
  ])("and a bucket policy in the account: %s", (_, principal, caller, expected) => {
    const holders = { boundary: allow("ec2:*") };
    const spec: EstateSpec = {
      users: { ann: holders },
      roles: { app: holders },
      resources: bucket(from(principal, "s3:*", objects)),
    };
    expect(verdict(spec, { principal: caller })).toBe(expected);
  });

  test("what a boundary denies, no bucket policy gives back", () => {
    const spec: EstateSpec = {
      users: { ann: { boundary: deny("s3:*") } },
      resources: bucket(from({ AWS: ANN }, "s3:*", objects)),
    };
    expect(verdict(spec, {})).toBe("explicit-deny boundary");
  });
});

describe("session policies", () => {
  const spec: EstateSpec = { roles: { app: { policies: [allow("s3:*")] } } };
  const session = (written: object) => {
    const evaluator = evaluatorOf(spec);
    const policy = evaluator.estate.compiler.compile(JSON.stringify(written), JSON.stringify(written));
    return evaluator.can({
      principal: APP,
      action: "s3:GetObject",
      resource: BUCKET,
      session: [{ id: "session", policy }],
    });
  };
  test("narrow, never widen", () => {
    expect(session(document(allow("s3:Get*")))).toMatchObject({ verdict: "allowed" });
    expect(session(document(allow("ec2:*")))).toMatchObject({
      verdict: "implicit-deny",
      decidedBy: { layer: "session" },
    });
    expect(session(document(allow("*"), deny("s3:*")))).toMatchObject({
      verdict: "explicit-deny",
      decidedBy: { layer: "session" },
    });
  });
});

describe("resource policies", () => {
  test.each<[string, object, string, string]>([
    ["a user by ARN", from({ AWS: ANN }, "s3:*", objects), ANN, "allowed resource"],
    ["a user by unique id", from({ AWS: "AIDAANN" }, "s3:*", objects), ANN, "allowed resource"],
    ["a role by ARN", from({ AWS: APP }, "s3:*", objects), APP, "allowed resource"],
    ["a role by unique id", from({ AWS: "AROAAPP" }, "s3:*", objects), APP, "allowed resource"],
    [
      "a session of the role",
      from({ AWS: APP }, "s3:*", objects),
      `arn:aws:sts::${ACCOUNT}:assumed-role/app/x`,
      "allowed resource",
    ],
    ["another user", from({ AWS: userArn("bob") }, "s3:*", objects), ANN, "implicit-deny identity"],
    ["a pattern names nobody", from({ AWS: userArn("*") }, "s3:*", objects), ANN, "implicit-deny identity"],
    ["a deny for the account", against({ AWS: ACCOUNT }, "s3:*", objects), ANN, "explicit-deny resource"],
    ["a deny for another account", against({ AWS: OTHER }, "s3:*", objects), ANN, "implicit-deny identity"],
    [
      "only the bucket, not its objects",
      from({ AWS: ANN }, "s3:*", { Resource: BUCKET }),
      ANN,
      "implicit-deny identity",
    ],
    ["a service", from({ Service: "ec2.amazonaws.com" }, "s3:*", objects), "ec2.amazonaws.com", "allowed resource"],
    [
      "another service",
      from({ Service: "ec2.amazonaws.com" }, "s3:*", objects),
      "lambda.amazonaws.com",
      "implicit-deny resource",
    ],
    ["anyone", from("*", "s3:*", objects), "*", "allowed resource"],
  ])("%s", (_, statement, principal, expected) => {
    expect(verdict({ users: { ann: {} }, roles: { app: {} }, resources: bucket(statement) }, { principal })).toBe(
      expected,
    );
  });

  test.each<[string, object[], object | undefined, string]>([
    ["both sides", [allow("s3:*")], from({ AWS: ACCOUNT }, "s3:*", objects), "allowed identity"],
    ["only the caller's", [allow("s3:*")], undefined, "implicit-deny resource"],
    ["only the bucket's", [], from({ AWS: ANN }, "s3:*", objects), "implicit-deny identity"],
    ["everyone, but no own side", [], from("*", "s3:*", objects), "implicit-deny identity"],
    [
      "both, but another account named",
      [allow("s3:*")],
      from({ AWS: "777788889999" }, "s3:*", objects),
      "implicit-deny resource",
    ],
    ["both, and a deny there", [allow("s3:*")], against("*", "s3:*", objects), "explicit-deny resource"],
  ])("across accounts: %s", (_, statements, policy, expected) => {
    const target = { type: "aws.s3-bucket", account: OTHER, ...(policy && { policy: document(policy) }) };
    expect(verdict({ users: { ann: { policies: statements } }, resources: { [BUCKET]: target } }, {})).toBe(expected);
  });

  test("a user named across accounts stays within the boundary", () => {
    const target = { type: "aws.s3-bucket", account: OTHER, policy: document(from({ AWS: ANN }, "s3:*", objects)) };
    const ann = { policies: [allow("s3:*")], boundary: allow("ec2:*") };
    expect(verdict({ users: { ann }, resources: { [BUCKET]: target } }, {})).toBe("implicit-deny boundary");
  });

  test("the policy of a function counts for its versions", () => {
    const arn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:run`;
    const policy = document(from({ AWS: ANN }, "lambda:*", { Resource: `${arn}*` }));
    const spec: EstateSpec = { users: { ann: {} }, resources: { [arn]: { type: "aws.lambda-function", policy } } };
    expect(verdict(spec, { action: "lambda:InvokeFunction", resource: `${arn}:3` })).toBe("allowed resource");
    expect(verdict(spec, { action: "lambda:InvokeFunction", resource: `${arn}ner` })).toBe("implicit-deny identity");
  });

  test("one that could not be read leaves it open", () => {
    const target = { type: "aws.s3-bucket", properties: { policy_unread: true } };
    const spec = (policies: object[]): EstateSpec => ({
      users: { ann: { policies } },
      resources: { [BUCKET]: target },
    });
    expect(verdict(spec([]), {})).toBe("unknown resource");
    expect(verdict(spec([allow("s3:*")]), {})).toBe("unknown resource");
    expect(verdict(spec([deny("s3:*")]), {})).toBe("explicit-deny identity");
  });
});

describe("NotPrincipal", () => {
  test.each<[string, object, string, string]>([
    ["spares the user listed with its account", { AWS: [ANN, ACCOUNT] }, ANN, "allowed identity"],
    ["hits the others of the account", { AWS: [userArn("bob"), ACCOUNT] }, ANN, "explicit-deny resource"],
    ["the user without its account: not documented", { AWS: ANN }, ANN, "unknown resource"],
    ["a role without its session: not documented", { AWS: [APP, ACCOUNT] }, APP, "unknown resource"],
    ["hits the other roles", { AWS: [roleArn("other"), ACCOUNT] }, APP, "explicit-deny resource"],
  ])("%s", (_, NotPrincipal, principal, expected) => {
    const policy = document({ Effect: "Deny", NotPrincipal, Action: "s3:*", ...objects });
    const holders = { policies: [allow("s3:*")] };
    const spec: EstateSpec = {
      users: { ann: holders },
      roles: { app: holders },
      resources: { [BUCKET]: { type: "aws.s3-bucket", policy } },
    };
    expect(verdict(spec, { principal })).toBe(expected);
  });
});

describe("KMS keys", () => {
  const ask = { action: "kms:Decrypt", resource: KEY };
  const key = (...statements: object[]) => ({ [KEY]: { type: "aws.kms-key", policy: document(...statements) } });
  const delegated = from({ AWS: `arn:aws:iam::${ACCOUNT}:root` }, "kms:*", { Resource: "*" });
  test.each<[string, object[], object[], string]>([
    ["delegated and allowed", [allow("kms:*")], [delegated], "allowed identity"],
    ["delegated, not allowed", [], [delegated], "implicit-deny identity"],
    ["not delegated", [allow("kms:*")], [], "implicit-deny resource"],
    ["named by the key", [], [from({ AWS: ANN }, "kms:*", { Resource: "*" })], "allowed resource"],
  ])("%s", (_, policies, statements, expected) => {
    const spec: EstateSpec = { users: { ann: { policies: [document(...policies)] } }, resources: key(...statements) };
    expect(verdict(spec, ask)).toBe(expected);
  });

  test("a key policy that was not read leaves it open: every key has one", () => {
    expect(verdict({ users: { ann: { policies: [allow("kms:*")] } } }, ask)).toBe("unknown resource");
  });
});

describe("roles to assume", () => {
  const ask = { action: "sts:AssumeRole", resource: APP };
  const trusting = (principal: object, more: object = {}) => ({
    app: { trust: document(from(principal, "sts:AssumeRole", more)) },
  });
  const assume = [allow("sts:AssumeRole", APP)];
  test.each<[string, object[], object, string]>([
    ["the user named needs nothing else", [], { AWS: ANN }, "allowed resource"],
    ["the account named needs an Allow", [], { AWS: ACCOUNT }, "implicit-deny identity"],
    ["and has it", assume, { AWS: `arn:aws:iam::${ACCOUNT}:root` }, "allowed identity"],
    ["an Allow without trust", assume, { Service: "ec2.amazonaws.com" }, "implicit-deny resource"],
    ["a deny", [deny("sts:*")], { AWS: ANN }, "explicit-deny identity"],
  ])("%s", (_, policies, principal, expected) => {
    expect(verdict({ users: { ann: { policies } }, roles: trusting(principal) }, ask)).toBe(expected);
  });

  test("a user named is not held by its boundary, a role is", () => {
    const boundary = allow("s3:*");
    const other = roleArn("other");
    expect(verdict({ users: { ann: { boundary } }, roles: trusting({ AWS: ANN }) }, ask)).toBe("allowed resource");
    const roles = { other: { boundary }, ...trusting({ AWS: other }) };
    expect(verdict({ roles }, { ...ask, principal: other })).toBe("implicit-deny identity");
  });

  test("a service may, another may not", () => {
    const roles = trusting({ Service: "lambda.amazonaws.com" });
    expect(verdict({ roles }, { ...ask, principal: "lambda.amazonaws.com" })).toBe("allowed resource");
    expect(verdict({ roles }, { ...ask, principal: "ec2.amazonaws.com" })).toBe("implicit-deny resource");
  });

  test("an identity provider may by its own action", () => {
    const provider = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
    const trust = document(
      from({ Federated: provider }, "sts:AssumeRoleWithWebIdentity", {
        Condition: { StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } },
      }),
    );
    const spec: EstateSpec = { roles: { app: { trust } } };
    const web = { principal: provider, action: "sts:AssumeRoleWithWebIdentity", resource: APP };
    expect(verdict(spec, { ...web, context: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } })).toBe(
      "allowed resource",
    );
    expect(verdict(spec, { ...web, context: { "token.actions.githubusercontent.com:aud": "other" } })).toBe(
      "implicit-deny resource",
    );
    expect(verdict(spec, { ...web, contextComplete: false })).toBe("unknown resource");
    expect(verdict(spec, { ...web, action: "sts:AssumeRole" })).toBe("implicit-deny resource");
  });

  test("a session named is one that whoever assumes the role may choose", () => {
    const roles = {
      other: { policies: assume },
      ...trusting({ AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/other/night` }),
    };
    const evaluator = evaluatorOf({ roles });
    expect(evaluator.can({ ...ask, principal: roleArn("other") })).toMatchObject({
      verdict: "allowed",
      state: "attacker-settable",
    });
    expect(evaluator.can({ ...ask, principal: `arn:aws:sts::${ACCOUNT}:assumed-role/other/day` }).verdict).toBe(
      "implicit-deny",
    );
  });

  test("across accounts both sides have to agree", () => {
    const resource = roleArn("far", OTHER);
    const far = (principal: object) => ({
      far: { account: OTHER, trust: document(from(principal, "sts:AssumeRole")) },
    });
    const question = { action: "sts:AssumeRole", resource };
    expect(verdict({ users: { ann: {} }, roles: far({ AWS: ANN }) }, question)).toBe("implicit-deny identity");
    expect(verdict({ users: { ann: { policies: [allow("sts:*")] } }, roles: far({ AWS: ANN }) }, question)).toBe(
      "allowed identity",
    );
    expect(verdict({ users: { ann: { policies: [allow("sts:*")] } }, roles: far({ AWS: OTHER }) }, question)).toBe(
      "implicit-deny resource",
    );
  });

  test("a role that is not there cannot be assumed; one of an account not read is unknown", () => {
    const users = { ann: { policies: [allow("sts:*")] } };
    expect(verdict({ users }, { ...ask, resource: roleArn("gone") })).toBe("implicit-deny resource");
    expect(verdict({ users }, { ...ask, resource: roleArn("far", OTHER) })).toBe("unknown resource");
  });

  test("a trust policy says nothing about other actions on the role", () => {
    expect(
      verdict({ users: { ann: {} }, roles: trusting({ AWS: ANN }) }, { action: "iam:PassRole", resource: APP }),
    ).toBe("implicit-deny identity");
  });
});

describe("control policies", () => {
  const full = allow("*");
  const openTo = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
  const parents = { "ou-1": "r-root", [ACCOUNT]: "ou-1", [OTHER]: "r-root" };
  const ann = { ann: { policies: [allow("*")] } };
  const withScp = (scp: { readonly [id: string]: readonly object[] }, management = OTHER): EstateSpec => ({
    users: ann,
    organization: { management, parents, scp },
  });
  test.each<[string, { readonly [id: string]: readonly object[] }, string]>([
    ["full access everywhere", { "r-root": [full], "ou-1": [full], [ACCOUNT]: [full] }, "allowed identity"],
    ["a deny on the unit", { "r-root": [full], "ou-1": [full, deny("s3:*")], [ACCOUNT]: [full] }, "explicit-deny scp"],
    [
      "a deny on another account",
      { "r-root": [full], "ou-1": [full], [ACCOUNT]: [full], [OTHER]: [deny("s3:*")] },
      "allowed identity",
    ],
    [
      "a level that does not allow it",
      { "r-root": [full], "ou-1": [allow("ec2:*")], [ACCOUNT]: [full] },
      "implicit-deny scp",
    ],
    [
      "two lists of one level together",
      { "r-root": [full], "ou-1": [allow("ec2:*"), allow("s3:*")], [ACCOUNT]: [full] },
      "allowed identity",
    ],
    ["a level of which nothing was read", { "r-root": [full], [ACCOUNT]: [full] }, "unknown scp"],
    ["none in use", {}, "allowed identity"],
  ])("%s", (_, scp, expected) => {
    expect(verdict(withScp(scp), {})).toBe(expected);
  });

  const denied = { "r-root": [full], "ou-1": [full, deny("s3:*")], [ACCOUNT]: [full, deny("s3:*")] };
  test("do not bind the management account, nor service-linked roles", () => {
    expect(verdict(withScp(denied, ACCOUNT), {})).toBe("allowed identity");
    const linked = { linked: { path: "/aws-service-role/x.amazonaws.com/", policies: [allow("s3:*")] } };
    const spec: EstateSpec = { roles: linked, organization: { management: OTHER, parents, scp: denied } };
    expect(verdict(spec, { principal: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/x.amazonaws.com/linked` })).toBe(
      "allowed identity",
    );
  });

  test("service control policies follow the caller, also across accounts, and hold its root user", () => {
    const target = { type: "aws.s3-bucket", account: OTHER, policy: document(from("*", "s3:*", objects)) };
    const spec = { ...withScp(denied), resources: { [BUCKET]: target } };
    expect(verdict(spec, {})).toBe("explicit-deny scp");
    expect(verdict(withScp(denied), { principal: `arn:aws:iam::${ACCOUNT}:root` })).toBe("explicit-deny scp");
  });

  test("resource control policies follow the resource, whoever calls", () => {
    const rcp = {
      "r-root": [
        document(openTo),
        document(
          against("*", "s3:*", { Resource: "*", Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-acme" } } }),
        ),
      ],
    };
    const spec: EstateSpec = {
      users: ann,
      organization: { management: OTHER, parents, rcp },
      resources: bucket(from("*", "s3:*", objects)),
    };
    expect(verdict(spec, { context: { "aws:PrincipalOrgID": "o-acme" } })).toBe("allowed identity");
    expect(verdict(spec, { context: { "aws:PrincipalOrgID": "o-else" } })).toBe("explicit-deny rcp");
    expect(verdict(spec, { principal: "*" })).toBe("explicit-deny rcp");
    // not on a resource of the management account, and not for services that know none
    expect(verdict({ ...spec, organization: { management: ACCOUNT, parents, rcp } }, { principal: "*" })).toBe(
      "allowed resource",
    );
  });

  test("policies that were not read are said to be taken as given", () => {
    const spec: EstateSpec = { users: ann, organization: { management: OTHER, parents } };
    const ask = { principal: ANN, action: "iam:CreateUser", resource: userArn("x") };
    const unread = ["the service control policies of o-acme were not read"];
    expect(evaluatorOf(spec).can(ask)).toMatchObject({ verdict: "allowed", assumptions: unread });
    // what takes away only says nothing of what is denied already
    const reader: EstateSpec = { ...spec, users: { ann: { policies: [allow("s3:*")] } } };
    expect(evaluatorOf(reader).can(ask)).toMatchObject({ verdict: "implicit-deny", assumptions: [] });
    expect(evaluatorOf({ users: ann }).can(ask)).toMatchObject({ verdict: "allowed", assumptions: [] });
    const scp = { "r-root": [full], "ou-1": [full], [ACCOUNT]: [full] };
    expect(evaluatorOf(withScp(scp)).can(ask)).toMatchObject({ verdict: "allowed", assumptions: [] });
  });

  test("resource control policies bind only services that know them", () => {
    const rcp = { "r-root": [document(openTo), document(against("*", "*", { Resource: "*" }))] };
    const spec: EstateSpec = { users: ann, organization: { management: OTHER, parents, rcp } };
    expect(verdict(spec, {})).toBe("explicit-deny rcp");
    const resource = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:run`;
    expect(verdict(spec, { action: "lambda:InvokeFunction", resource })).toBe("allowed identity");
  });
});

describe("callers of another kind than users and roles", () => {
  const evaluator = (more: object = {}) => evaluatorOf({ users: { ann: { policies: [allow("s3:*")] } }, ...more });
  const ask = { action: "s3:GetObject", resource: "arn:aws:s3:::data/key" };

  test("the session of a federated user goes by what was passed, which is not read", () => {
    const principal = `arn:aws:sts::${ACCOUNT}:federated-user/guest`;
    expect(evaluator().can({ principal, ...ask }).verdict).toBe("unknown");
  });

  test("anyone, or a service, is let in by a policy that is not read, or not at all", () => {
    for (const principal of ["*", "cloudtrail.amazonaws.com"]) {
      expect(evaluator().can({ principal, ...ask }).verdict).toBe("unknown");
      // what is asked with everything given has no such policy
      expect(evaluator().can({ principal, ...ask, contextComplete: true }).verdict).toBe("implicit-deny");
      // services without policies of resources have none that could let it in
      expect(evaluator().can({ principal, action: "ec2:StopInstances", resource: "*" }).verdict).toBe("implicit-deny");
    }
  });
});
