// What joins the account to things outside of IAM: App Runner, Roles Anywhere, machines of Systems Manager, roles of identity
// pools, boundaries of permission sets, tokens for others.
import type { Scripts } from "../../tools/model-server.js";
import { policy, REGION, type Seeds } from "../seeds/seeding.js";

const AT = "2026-03-01T08:00:00Z";

export async function scriptAppRunner(seeds: Seeds): Promise<Scripts> {
  const role = await seeds.role("runner", "tasks.apprunner.amazonaws.com");
  const access = await seeds.role("runner-access", "build.apprunner.amazonaws.com");
  const toService = (name: string, isPublic: boolean, status = "RUNNING") => ({
    ServiceName: name,
    ServiceId: "8fe1e10304f84fd2b0df550fe98a71fa",
    ServiceArn: seeds.arn("apprunner", `service/${name}/8fe1e10304f84fd2b0df550fe98a71fa`),
    ServiceUrl: `${name}.us-east-1.awsapprunner.com`,
    CreatedAt: AT,
    UpdatedAt: AT,
    Status: status,
    SourceConfiguration: {
      AuthenticationConfiguration: { AccessRoleArn: access },
      ImageRepository: {
        ImageIdentifier: "123456789012.dkr.ecr.us-east-1.amazonaws.com/acme/app:1",
        ImageRepositoryType: "ECR",
        ImageConfiguration: {
          RuntimeEnvironmentVariables: { SESSION_SECRET: seeds.secret(`apprunner-${name}`), PORT: "8080" },
        },
      },
    },
    InstanceConfiguration: { Cpu: "1024", Memory: "2048", InstanceRoleArn: role },
    AutoScalingConfigurationSummary: { AutoScalingConfigurationName: "default" },
    NetworkConfiguration: { IngressConfiguration: { IsPubliclyAccessible: isPublic } },
  });
  const services = [toService("shop", true), toService("inside", false), toService("gone", true, "DELETED")];
  for (const { ServiceArn: arn, ServiceName: name } of services.slice(0, 2)) {
    seeds.expected.runsAs.push(`${arn} -> ${role}`);
    seeds.expected.references.push(`${arn} -> ${access} access-role`);
    seeds.expected.holds.push(`${arn} -> SESSION_SECRET`);
    if (name === "shop") seeds.expected.alone.push(`${arn} url`);
  }
  const names = ["ServiceName", "ServiceId", "ServiceArn", "ServiceUrl", "CreatedAt", "UpdatedAt", "Status"] as const;
  const summaries = services.map((service) => Object.fromEntries(names.map((name) => [name, service[name]])));
  return {
    "apprunner:ListServices": { answer: (_, region) => ({ ServiceSummaryList: region === REGION ? summaries : [] }) },
    "apprunner:DescribeService": {
      answer: ({ ServiceArn: arn }) => {
        const service = services.find((one) => one.ServiceArn === arn);
        return service === undefined ? undefined : { Service: service };
      },
    },
  };
}

const ANCHOR = "4f6a2b1c-1d2e-4f30-8a9b-0c1d2e3f4a5b";
const [NARROW, WIDE] = ["11111111-1d2e-4f30-8a9b-0c1d2e3f4a5b", "22222222-1d2e-4f30-8a9b-0c1d2e3f4a5b"];

export async function scriptRolesAnywhere(seeds: Seeds): Promise<Scripts> {
  const role = await seeds.role("anywhere", "rolesanywhere.amazonaws.com");
  const anchors = [ANCHOR, "5f6a2b1c-1d2e-4f30-8a9b-0c1d2e3f4a5b"].map((id, at) => ({
    trustAnchorId: id,
    trustAnchorArn: seeds.arn("rolesanywhere", `trust-anchor/${id}`),
    name: `datacenter-${at}`,
    enabled: at === 0,
    createdAt: AT,
    updatedAt: AT,
    source: { sourceType: "CERTIFICATE_BUNDLE", sourceData: { x509CertificateData: "-----BEGIN CERTIFICATE-----" } },
  }));
  const toProfile = (id: string, name: string, more: object) => ({
    profileId: id,
    profileArn: seeds.arn("rolesanywhere", `profile/${id}`),
    name,
    enabled: true,
    roleArns: [role],
    durationSeconds: 3600,
    createdAt: AT,
    updatedAt: AT,
    ...more,
  });
  const session = policy([{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }]);
  const profiles = [toProfile(NARROW, "backup", { sessionPolicy: session }), toProfile(WIDE, "legacy", {})];
  for (const { profileArn: arn } of profiles) seeds.expected.references.push(`${arn} -> ${role} session-of`);
  return {
    "rolesanywhere:ListTrustAnchors": { answer: (_, region) => ({ trustAnchors: region === REGION ? anchors : [] }) },
    "rolesanywhere:ListProfiles": { answer: (_, region) => ({ profiles: region === REGION ? profiles : [] }) },
  };
}

/** An instance of the account that commands can be run on, and a machine elsewhere. */
export async function scriptFleet(seeds: Seeds, instance: string): Promise<Scripts> {
  const role = await seeds.role("machine-elsewhere", "ssm.amazonaws.com");
  const machine = "mi-0123456789abcdef0";
  seeds.expected.runsAs.push(`${seeds.arn("ssm", `managed-instance/${machine}`)} -> ${role}`);
  const listed = [
    { InstanceId: instance, PingStatus: "Online", ResourceType: "EC2Instance", PlatformType: "Linux" },
    { InstanceId: machine, PingStatus: "Online", ResourceType: "ManagedInstance", IamRole: "machine-elsewhere" },
  ];
  return {
    "ssm:DescribeInstanceInformation": {
      answer: (_, region) => ({ InstanceInformationList: region === REGION ? listed : [] }),
    },
  };
}

/** Roles of a pool that lets guests in, and of one that does not. */
export async function scriptPools(
  seeds: Seeds,
  { open, closed }: { readonly open: string; readonly closed: string },
): Promise<Scripts> {
  const guest = await seeds.role("pool-guest", "cognito-identity.amazonaws.com");
  const member = await seeds.role("pool-member", "cognito-identity.amazonaws.com");
  const roles: { readonly [pool: string]: { readonly [kind: string]: string } } = {
    [open]: { unauthenticated: guest, authenticated: member },
    [closed]: { authenticated: member },
  };
  const arn = (pool: string) => seeds.arn("cognito-identity", `identitypool/${pool}`);
  seeds.expected.references.push(
    `${arn(open)} -> ${guest} unauthenticated-role`,
    `${arn(open)} -> ${member} authenticated-role`,
    `${arn(closed)} -> ${member} authenticated-role`,
  );
  return {
    "cognito-identity:GetIdentityPoolRoles": {
      answer: ({ IdentityPoolId: id }) => ({ IdentityPoolId: id, Roles: roles[String(id)] ?? {} }),
    },
  };
}

/** A boundary of one permission set; of others AWS says that there is none. */
export function scriptBoundaries(set: string): Scripts {
  const boundary = { ManagedPolicyArn: "arn:aws:iam::aws:policy/PowerUserAccess" };
  return {
    "sso:GetPermissionsBoundaryForPermissionSet": {
      isForeign: true,
      answer: ({ PermissionSetArn: arn }) => (arn === set ? { PermissionsBoundary: boundary } : undefined),
    },
  };
}

/** Who administers Identity Center besides its owner: two accounts. moto has no such service among those to delegate. */
export function scriptDelegation(): Scripts {
  const administrators = ["222233334444", "333344445555"].map((id) => ({
    Id: id,
    Arn: `arn:aws:organizations::123456789012:account/o-exampleorgid/${id}`,
    Email: `owner-${id}@example.com`,
    Name: `delegated-${id}`,
    Status: "ACTIVE",
    JoinedMethod: "CREATED",
    JoinedTimestamp: AT,
    DelegationEnabledDate: AT,
  }));
  return {
    "organizations:ListDelegatedAdministrators": { answer: () => ({ DelegatedAdministrators: administrators }) },
  };
}
