// Identity pools whose user pools let anyone sign up: anyone on the internet gets what their users get.
import { expect, it } from "vitest";
import { withBundle } from "./bundle.js";
import { OPEN, PROVIDER, poolBundle, type Spec } from "./identity-pool.js";
import { arn } from "./scene.js";

const states = (spec: Spec) =>
  withBundle(poolBundle(spec), ({ reached }) =>
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
