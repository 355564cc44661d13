// Who signs in at an identity pool by the word of others: users whom an administrator of their user pool makes, identities that a program
// of one's own vouches for.
import { expect, it } from "vitest";
import { withBundle } from "./bundle.js";
import { OPEN, POOL, poolBundle, REGION, type Spec } from "./identity-pool.js";
import { ACCOUNT, arn } from "./scene.js";

const USER_POOL = `arn:aws:cognito-idp:${REGION}:${ACCOUNT}:userpool/us-east-1_AbCd`;
const IDENTITY_POOL = `arn:aws:cognito-identity:${REGION}:${ACCOUNT}:identitypool/${POOL}`;
const CLOSED = { ...OPEN, AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } };
const VOUCHED = { DeveloperProviderName: "login.shop", CognitoIdentityProviders: [] };

/** How surely somebody who may do this gets to the role with everything; none where there is no way. */
async function state(action: string, Resource: string, spec: Spec): Promise<string> {
  const bundle = { ...poolBundle(spec), users: { ana: [{ Effect: "Allow", Action: action, Resource }] } };
  const [line = ""] = await withBundle(bundle, ({ reached }) => reached([[arn("user/ana"), "admin"]]));
  return line === "" ? "none" : line.slice(line.lastIndexOf("("));
}

const MAKE = "cognito-idp:AdminCreateUser";
const RESET = "cognito-idp:AdminSetUserPassword";
const GROUP = "cognito-idp:AdminAddUserToGroup";
const VOUCH = "cognito-identity:GetOpenIdTokenForDeveloperIdentity";
const SOME = { ...CLOSED, EstimatedNumberOfUsers: 12, MfaConfiguration: "OFF" };

it.each<[string, string, string, Spec, string]>([
  ["makes a user", MAKE, USER_POOL, { userPool: CLOSED }, "(met)"],
  [
    "makes a user, where the user may name the role",
    MAKE,
    USER_POOL,
    { userPool: CLOSED, identityPool: { AllowClassicFlow: true }, authenticated: null },
    "(met)",
  ],
  [
    "makes a user, where the secret of the client is needed",
    MAKE,
    USER_POOL,
    { userPool: CLOSED, client: { ClientSecret: "x" } },
    "(unknown)",
  ],
  ["makes a user of a pool that was not read", MAKE, USER_POOL, { userPool: null }, "(unknown)"],
  ["makes a user of another pool", MAKE, `${USER_POOL}2`, { userPool: CLOSED }, "none"],
  ["makes a user, where the role is for guests", MAKE, USER_POOL, { userPool: CLOSED, amr: "unauthenticated" }, "none"],
  [
    "makes a user, where there is no role for those who signed in",
    MAKE,
    USER_POOL,
    { userPool: CLOSED, authenticated: null },
    "none",
  ],
  ["reads users", "cognito-idp:ListUsers", "*", { userPool: SOME }, "none"],
  ["gives a user another password", RESET, USER_POOL, { userPool: SOME }, "(met)"],
  [
    "gives a user another password, where it is not said how many there are",
    RESET,
    USER_POOL,
    { userPool: CLOSED },
    "(unknown)",
  ],
  [
    "gives a user another password, where there is none",
    RESET,
    USER_POOL,
    { userPool: { ...SOME, EstimatedNumberOfUsers: 0 } },
    "none",
  ],
  [
    "gives a user another password, where all have a second factor",
    RESET,
    USER_POOL,
    { userPool: { ...SOME, MfaConfiguration: "ON" } },
    "none",
  ],
  ["vouches for an identity", VOUCH, IDENTITY_POOL, { identityPool: VOUCHED }, "(met)"],
  [
    "vouches for an identity, where the trust names the provider",
    VOUCH,
    IDENTITY_POOL,
    { identityPool: VOUCHED, amr: "login.shop*" },
    "(met)",
  ],
  [
    "vouches for an identity, where the trust names another",
    VOUCH,
    IDENTITY_POOL,
    { identityPool: VOUCHED, amr: "graph.facebook.com" },
    "none",
  ],
  [
    "vouches for an identity, for the role of guests",
    VOUCH,
    IDENTITY_POOL,
    { identityPool: VOUCHED, amr: "unauthenticated" },
    "none",
  ],
  ["vouches for an identity of another pool", VOUCH, `${IDENTITY_POOL}2`, { identityPool: VOUCHED }, "none"],
  ["vouches for an identity, and the pool has no such provider", VOUCH, IDENTITY_POOL, { userPool: CLOSED }, "none"],
  [
    "vouches, and the role that trusts the pool is not the pool's",
    VOUCH,
    IDENTITY_POOL,
    { identityPool: VOUCHED, authenticated: null },
    "(unknown)",
  ],
])("who %s", async (_, action, resource, spec, expected) => {
  expect(await state(action, resource, spec)).toBe(expected);
});

/** The trust lets anybody in who signed in; the role of those who did is a plain one, and that of a group is chosen by the token. */
it.each<[string, readonly string[], string, string]>([
  ["makes a user and puts it into a group", [MAKE, GROUP], "Token", "(unknown)"],
  ["makes a user", [MAKE], "Token", "none"],
  ["puts users of others into groups", [GROUP], "Token", "none"],
  ["does both where rules choose the role", [MAKE, GROUP], "Rules", "none"],
])("%s", async (_, actions, Type, expected) => {
  const mapping = { Type, AmbiguousRoleResolution: "AuthenticatedRole" };
  const bundle = poolBundle({ userPool: CLOSED, authenticated: arn("role/plain"), mapping });
  const { boss } = bundle.roles ?? {};
  if (boss === undefined) throw new Error("the bundle has a role with everything");
  const roles = { boss, plain: { trust: boss.trust } };
  const users = { ana: [{ Effect: "Allow", Action: actions, Resource: USER_POOL }] };
  const [line = ""] = await withBundle({ ...bundle, roles, users }, ({ reached }) =>
    reached([[arn("user/ana"), "admin"]]),
  );
  expect(line === "" ? "none" : line.slice(line.lastIndexOf("("))).toBe(expected);
});
