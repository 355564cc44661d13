// Identity Center and identity pools: who gets which roles without being in IAM.
import { CognitoIdentityClient, CreateIdentityPoolCommand } from "@aws-sdk/client-cognito-identity";
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { CreateGroupCommand, IdentitystoreClient } from "@aws-sdk/client-identitystore";
import {
  AttachCustomerManagedPolicyReferenceToPermissionSetCommand,
  AttachManagedPolicyToPermissionSetCommand,
  CreateAccountAssignmentCommand,
  CreatePermissionSetCommand,
  ListInstancesCommand,
  ProvisionPermissionSetCommand,
  PutInlinePolicyToPermissionSetCommand,
  SSOAdminClient,
} from "@aws-sdk/client-sso-admin";
import { required } from "../clients.js";
import { policy, REGION, type Seeds } from "./seeding.js";

/** What must be found of Identity Center. */
export interface Center {
  readonly instance: string;
  readonly deploy: string;
  readonly unassigned: string;
  /** Group and person that the set is assigned to. */
  readonly group: string;
  readonly person: string;
}

export async function seedCenter(seeds: Seeds): Promise<Center> {
  const center = seeds.client(SSOAdminClient);
  const { Instances } = await center.send(new ListInstancesCommand({}));
  const instance = required(Instances?.[0]?.InstanceArn);
  const store = required(Instances?.[0]?.IdentityStoreId);
  const { GroupId } = await seeds
    .client(IdentitystoreClient)
    .send(new CreateGroupCommand({ IdentityStoreId: store, DisplayName: "release-managers" }));
  const create = async (name: string) => {
    const { PermissionSet } = await center.send(new CreatePermissionSetCommand({ InstanceArn: instance, Name: name }));
    return required(PermissionSet?.PermissionSetArn);
  };
  const deploy = await create("Deploy");
  const of = { InstanceArn: instance, PermissionSetArn: deploy };
  const inline = policy([{ Effect: "Allow", Action: "ecs:UpdateService", Resource: "*" }]);
  await center.send(new PutInlinePolicyToPermissionSetCommand({ ...of, InlinePolicy: inline }));
  const managed = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  await center.send(new AttachManagedPolicyToPermissionSetCommand({ ...of, ManagedPolicyArn: managed }));
  const own = { CustomerManagedPolicyReference: { Name: "acme-guard" } };
  await center.send(new AttachCustomerManagedPolicyReferenceToPermissionSetCommand({ ...of, ...own }));
  const group = required(GroupId);
  const person = "9067e0d1-1111-4e7c-8a51-5a1b2c3d4e5f";
  for (const [kind, id] of [
    ["GROUP", group],
    ["USER", person],
  ] as const) {
    const target = { TargetId: seeds.account, TargetType: "AWS_ACCOUNT" } as const;
    const to = { PrincipalType: kind, PrincipalId: id };
    await center.send(new CreateAccountAssignmentCommand({ ...of, ...target, ...to }));
  }
  await center.send(new ProvisionPermissionSetCommand({ ...of, TargetType: "AWS_ACCOUNT", TargetId: seeds.account }));
  return { instance, deploy, unassigned: await create("Nobody"), group, person };
}

/** A pool that lets guests in, and one that does not but takes a user pool in which anyone may sign up and those whom a program vouches for; their ids. */
export async function seedPools(seeds: Seeds): Promise<{ readonly open: string; readonly closed: string }> {
  const cognito = seeds.client(CognitoIdentityClient);
  const users = seeds.client(CognitoIdentityProviderClient);
  const { UserPool } = await users.send(
    new CreateUserPoolCommand({
      PoolName: "members",
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      AutoVerifiedAttributes: ["email"],
    }),
  );
  const UserPoolId = required(UserPool?.Id);
  const { UserPoolClient } = await users.send(new CreateUserPoolClientCommand({ UserPoolId, ClientName: "web" }));
  const provider = {
    ProviderName: `cognito-idp.${REGION}.amazonaws.com/${UserPoolId}`,
    ClientId: required(UserPoolClient?.ClientId),
  };
  const create = async (name: string, guests: boolean) => {
    const asked = {
      IdentityPoolName: name,
      AllowUnauthenticatedIdentities: guests,
      ...(guests ? {} : { CognitoIdentityProviders: [provider], DeveloperProviderName: "login.members" }),
    };
    const { IdentityPoolId } = await cognito.send(new CreateIdentityPoolCommand(asked));
    return required(IdentityPoolId);
  };
  return { open: await create("guests", true), closed: await create("members", false) };
}
