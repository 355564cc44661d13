// An account with one identity pool and one user pool, whose users may be given a role that may do everything.
import type { BundleSpec } from "./bundle.js";
import { arn, EVERYTHING } from "./scene.js";

export const REGION = "us-east-1";
export const POOL = "us-east-1:0000-1";
export const PROVIDER = "cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCd";

export interface Spec {
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

export const OPEN = { AdminCreateUserConfig: { AllowAdminCreateUserOnly: false }, AutoVerifiedAttributes: ["email"] };

export function poolBundle({ amr = "authenticated", aud = POOL, ...spec }: Spec): BundleSpec {
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
