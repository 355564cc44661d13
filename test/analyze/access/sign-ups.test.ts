// Identity pools whose user pools let anyone sign up: anyone on the internet gets what their users get.
import { expect, it } from "vitest";
import { type BundleSpec, withBundle } from "./bundle.js";
import { arn, EVERYTHING } from "./scene.js";

const REGION = "us-east-1";
const POOL = "us-east-1:0000-1";
const PROVIDER = "cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCd";

interface Spec {
  /** What the trust policy says of the methods of sign-in. */
  readonly amr?: string;
  readonly aud?: string;
  readonly identityPool?: object;
  readonly userPool?: object | null;
  readonly client?: object;
  readonly mapping?: object;
  /** The role of those who signed in; the role with everything when left out. */
  readonly authenticated?: string | null;
}

const OPEN = { AdminCreateUserConfig: { AllowAdminCreateUserOnly: false }, AutoVerifiedAttributes: ["email"] };

function bundle({ amr = "authenticated", aud = POOL, ...spec }: Spec): BundleSpec {
  const { userPool = OPEN, client = {}, mapping, authenticated = arn("role/boss") } = spec;
  const at = `${REGION}/cognito-identity`;
  const named = "us-east-1%3A0000-1";
  return {
    roles: {
      boss: {
        trust: [
          {
            Effect: "Allow",
            Principal: { Federated: "cognito-identity.amazonaws.com" },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
              StringEquals: { "cognito-identity.amazonaws.com:aud": aud },
              "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": amr },
            },
          },
        ],
        allows: [EVERYTHING],
      },
    },
    files: {
      [`${at}/list-identity-pools.json`]: { IdentityPools: [{ IdentityPoolId: POOL, IdentityPoolName: "app" }] },
      [`${at}/describe-identity-pool/${named}.json`]: {
        AllowUnauthenticatedIdentities: false,
        CognitoIdentityProviders: [{ ProviderName: PROVIDER, ClientId: "c1" }],
        ...spec.identityPool,
      },
      [`${at}/get-identity-pool-roles/${named}.json`]: {
        Roles: authenticated === null ? {} : { authenticated },
        ...(mapping && { RoleMappings: { [`${PROVIDER}:c1`]: mapping } }),
      },
      ...(userPool && {
        [`${REGION}/cognito-idp/describe-user-pool/us-east-1_AbCd.json`]: { UserPool: userPool },
        [`${REGION}/cognito-idp/describe-user-pool-client/us-east-1_AbCd%2Fc1.json`]: {
          UserPoolClient: { ClientId: "c1", ...client },
        },
      }),
    },
  };
}

const states = (spec: Spec) =>
  withBundle(bundle(spec), ({ reached }) =>
    reached([["any:internet", "admin"]]).map((line) => line.slice(line.lastIndexOf("("))),
  );

it.each<[string, Spec, readonly string[]]>([
  ["anyone signs up", {}, ["(met)"]],
  ["the role names the user pool", { amr: `${PROVIDER}*` }, ["(met)"]],
  ["the user may name the role", { identityPool: { AllowClassicFlow: true }, authenticated: null }, ["(met)"]],
  [
    "a function is asked first",
    { userPool: { ...OPEN, LambdaConfig: { PreSignUp: "arn:aws:lambda:x" } } },
    ["(unknown)"],
  ],
  ["the user pool was not read", { userPool: null }, ["(unknown)"]],
  [
    "a rule over attributes chooses the role",
    {
      authenticated: null,
      mapping: { Type: "Rules", RulesConfiguration: { Rules: [{ Claim: "custom:x", RoleARN: arn("role/boss") }] } },
    },
    ["(unknown)"],
  ],
])("%s", async (_, spec, expected) => {
  expect(await states(spec)).toEqual(expected);
});

it.each<[string, Spec]>([
  [
    "an administrator makes users",
    { userPool: { ...OPEN, AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } } },
  ],
  ["an administrator has to confirm users", { userPool: { ...OPEN, AutoVerifiedAttributes: [] } }],
  ["the client has a secret", { client: { ClientSecret: "a-secret-of-the-client" } }],
  ["the role is for guests", { amr: "unauthenticated" }],
  ["the role is for users of another user pool", { amr: "cognito-idp.us-east-1.amazonaws.com/us-east-1_Other" }],
  ["the role trusts another identity pool", { aud: "us-east-1:0000-2" }],
  ["users without a group get no role", { mapping: { Type: "Token", AmbiguousRoleResolution: "Deny" } }],
  ["there is no role for those who signed in", { authenticated: null }],
  ["the identity pool takes no user pool", { identityPool: { CognitoIdentityProviders: [] } }],
])("nobody gets in where %s", async (_, spec) => {
  // an identity pool that was not read may let guests in
  const found = (await states(spec)).filter((state) => spec.aud === undefined || state !== "(unknown)");
  expect(found).toEqual([]);
});
