// Identity pools that take users of a user pool: who may sign up there, and which role that gives.
import { expect, it } from "vitest";
import { arn, DENIED, gatherRegion, role } from "./bundle.js";

const DATA_SET = "aws/cognito-identity:identity-pools";
const POOL = arn("cognito-identity", "identitypool/us-east-1:0000-1");
const NAMED = "us-east-1%3A0000-1";
const PROVIDER = "cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCd";
const MARKER = "marker-of-a-client-secret";

const pool = (ProviderName = PROVIDER, RoleMappings?: object) => ({
  "cognito-identity/list-identity-pools.json": { IdentityPools: [{ IdentityPoolId: "us-east-1:0000-1" }] },
  [`cognito-identity/describe-identity-pool/${NAMED}.json`]: {
    AllowUnauthenticatedIdentities: false,
    CognitoIdentityProviders: [{ ProviderName, ClientId: "c1" }],
  },
  [`cognito-identity/get-identity-pool-roles/${NAMED}.json`]: {
    Roles: { authenticated: role("member") },
    ...(RoleMappings && { RoleMappings }),
  },
});
const users = (UserPool: object, UserPoolClient: object = { ClientId: "c1" }) => ({
  "cognito-idp/describe-user-pool/us-east-1_AbCd.json": { UserPool },
  "cognito-idp/describe-user-pool-client/us-east-1_AbCd%2Fc1.json": { UserPoolClient },
});
const read = async (files: { readonly [path: string]: unknown }) => {
  const graph = await gatherRegion(files);
  expect(JSON.stringify(graph)).not.toContain(MARKER);
  return [graph.node(POOL)?.properties["user_pools"], graph.state(DATA_SET)];
};

const OPEN = { AdminCreateUserConfig: { AllowAdminCreateUserOnly: false }, AutoVerifiedAttributes: ["email"] };
const SAID = { provider: PROVIDER, client: "c1" };

it.each<[string, object, readonly boolean[]]>([
  ["anyone signs up", users(OPEN), [true, true, false, false]],
  [
    "an administrator makes users",
    users({ ...OPEN, AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } }),
    [false, true, false, false],
  ],
  ["nothing is sent to confirm", users({ ...OPEN, AutoVerifiedAttributes: [] }), [true, false, false, false]],
  [
    "a function is asked",
    users({ ...OPEN, LambdaConfig: { PreSignUp: arn("lambda", "function:gate") } }),
    [true, true, true, false],
  ],
  ["the client has a secret", users(OPEN, { ClientId: "c1", ClientSecret: MARKER }), [true, true, false, true]],
])("%s", async (_, files, [allows_sign_up, confirms_itself, has_sign_up_trigger, has_client_secret]) => {
  const facts = { allows_sign_up, confirms_itself, has_sign_up_trigger, has_client_secret };
  expect(await read({ ...pool(), ...files })).toEqual([[{ ...SAID, ...facts }], "complete"]);
});

it.each([
  ["Token", ["us-east-1_AbCd"]],
  ["Rules", []],
])("groups of the user pool where a %s chooses the role", async (Type, expected) => {
  const mapping = { [`${PROVIDER}:c1`]: { Type, AmbiguousRoleResolution: "AuthenticatedRole" } };
  const graph = await gatherRegion({ ...pool(PROVIDER, mapping), ...users(OPEN) });
  expect(graph.ofType("aws.cognito-user-groups").map(({ name }) => name)).toEqual(expected);
});

it("how the role is chosen", async () => {
  const rule = { Claim: "custom:kind", MatchType: "Equals", Value: "x", RoleARN: role("by-rule") };
  const mapping = { Type: "Rules", AmbiguousRoleResolution: "Deny", RulesConfiguration: { Rules: [rule] } };
  const [pools] = await read({ ...pool(PROVIDER, { [`${PROVIDER}:c1`]: mapping }), ...users(OPEN) });
  expect(pools).toMatchObject([{ chosen_by: "Rules", otherwise: "Deny", roles_by_rule: [role("by-rule")] }]);
});

it("a user pool that is refused, and one of another region, leave it open who may sign up", async () => {
  const refused = {
    ...pool(),
    "cognito-idp/describe-user-pool/us-east-1_AbCd.error.json": DENIED,
    "cognito-idp/describe-user-pool-client/us-east-1_AbCd%2Fc1.error.json": DENIED,
  };
  expect(await read(refused)).toEqual([[SAID], "partial"]);
  const far = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCd";
  expect(await read(pool(far))).toEqual([[{ provider: far, client: "c1" }], "complete"]);
});

it("a user pool is one node, whichever identity pools take it; a provider of one's own is one of its pool", async () => {
  const second = "us-east-1%3A0000-2";
  const given = { ...users({ ...OPEN, EstimatedNumberOfUsers: 3, MfaConfiguration: "OPTIONAL" }), ...pool() };
  const graph = await gatherRegion({
    ...given,
    "cognito-identity/list-identity-pools.json": {
      IdentityPools: [{ IdentityPoolId: "us-east-1:0000-1" }, { IdentityPoolId: "us-east-1:0000-2" }],
    },
    [`cognito-identity/describe-identity-pool/${second}.json`]: {
      DeveloperProviderName: "login.shop",
      CognitoIdentityProviders: [{ ProviderName: PROVIDER, ClientId: "c1" }],
    },
    [`cognito-identity/get-identity-pool-roles/${second}.json`]: {},
  });
  const [userPool, ...more] = graph.ofType("aws.cognito-user-pool");
  expect(more).toEqual([]);
  expect(userPool).toMatchObject({
    id: arn("cognito-idp", "userpool/us-east-1_AbCd"),
    properties: { provider: PROVIDER, has_users: true, mfa: "OPTIONAL" },
  });
  expect(graph.ofType("aws.cognito-developer-provider")).toMatchObject([
    { name: "login.shop", properties: { pool_id: "us-east-1:0000-2" } },
  ]);
});
