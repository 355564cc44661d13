// IAM: passwords for one service, services that identities used, tokens of the account for others.
import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import type { Scripts } from "../../tools/model-server.js";
import { policy, type Seeds } from "../seeds/seeding.js";
import { ISSUER } from "./kubernetes.js";

/** Users that hold service-specific credentials: one without end, one that ends soon, one switched off. */
export const HOLDERS = ["bedrock-forever", "bedrock-month", "bedrock-off"] as const;

/** Key ids of theirs, as AWS forms them. */
export const CREDENTIALS = ["ACCAEXAMPLE2345678901", "ACCAEXAMPLE2345678902", "ACCAEXAMPLE2345678903"] as const;

export const OUTBOUND_ISSUER = "4f6a2b1c-1d2e-4f30-8a9b-0c1d2e3f4a5b.tokens.sts.global.api.aws";

const DAY = 86_400_000;

export async function scriptIdentities(seeds: Seeds, now: Date): Promise<Scripts> {
  const iam = seeds.client(IAMClient);
  for (const UserName of HOLDERS) await iam.send(new CreateUserCommand({ UserName }));
  await seedPodRoles(seeds);
  const at = (days: number) => new Date(now.getTime() + days * DAY).toISOString();
  const credentials = HOLDERS.map((UserName, index) => ({
    UserName,
    Status: index === 2 ? "Inactive" : "Active",
    CreateDate: at(-20),
    ServiceName: "bedrock.amazonaws.com",
    ServiceSpecificCredentialId: CREDENTIALS[index],
    ServiceCredentialAlias: `${UserName}-at-123456789012`,
    ...(index === 0 ? {} : { ExpirationDate: at(10) }),
  }));
  return {
    "iam:ListServiceSpecificCredentials": { answer: () => ({ ServiceSpecificCredentials: credentials }) },
    ...scriptLastAccessed(at),
    "iam:GetOutboundWebIdentityFederationInfo": {
      answer: () => ({ IssuerIdentifier: `https://${OUTBOUND_ISSUER}`, JwtVendingEnabled: true }),
    },
  };
}

/** AWS works it out: the first question of each job is too early. */
function scriptLastAccessed(at: (days: number) => string): Scripts {
  const jobs: string[] = [];
  const asked = new Set<string>();
  const service = (ServiceNamespace: string, used?: string) => ({
    ServiceName: `Amazon ${ServiceNamespace}`,
    ServiceNamespace,
    TotalAuthenticatedEntities: used === undefined ? 0 : 1,
    ...(used === undefined ? {} : { LastAuthenticated: used }),
  });
  return {
    "iam:GenerateServiceLastAccessedDetails": {
      answer: ({ Arn: arn }) => {
        jobs.push(String(arn));
        return { JobId: `00000000-0000-4000-8000-${String(jobs.length).padStart(12, "0")}` };
      },
    },
    "iam:GetServiceLastAccessedDetails": {
      answer: ({ JobId: id }) => {
        const times = { JobCreationDate: at(0), JobCompletionDate: at(0) };
        // Only the first job takes a while: each wait is a second.
        if (asked.size === 0 && asked.add(String(id)))
          return { JobStatus: "IN_PROGRESS", ...times, ServicesLastAccessed: [] };
        return { JobStatus: "COMPLETED", ...times, ServicesLastAccessed: [service("s3", at(-3)), service("sqs")] };
      },
    },
  };
}

/** Roles of pods: any of the cluster, one by name, one by the tags of Pod Identity. */
export const POD_ROLES = { any: "irsa-any", one: "irsa-one", tagged: "pod-tagged" } as const;

async function seedPodRoles(seeds: Seeds): Promise<void> {
  const iam = seeds.client(IAMClient);
  const asked = { Url: `https://${ISSUER}`, ClientIDList: ["sts.amazonaws.com"] };
  const { OpenIDConnectProviderArn: provider } = await iam.send(new CreateOpenIDConnectProviderCommand(asked));
  const web = { Principal: { Federated: provider }, Action: "sts:AssumeRoleWithWebIdentity" };
  const subject = (sub: string) => ({
    StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com" },
    StringLike: { [`${ISSUER}:sub`]: sub },
  });
  const tags = { "aws:RequestTag/kubernetes-namespace": "shop", "aws:RequestTag/kubernetes-service-account": "web" };
  const cluster = { "aws:SourceArn": seeds.arn("eks", "cluster/prod") };
  const pods = { Principal: { Service: "pods.eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] };
  for (const [name, statement] of [
    [POD_ROLES.any, { ...web, Condition: subject("system:serviceaccount:*:*") }],
    [POD_ROLES.one, { ...web, Condition: subject("system:serviceaccount:shop:web") }],
    [POD_ROLES.tagged, { ...pods, Condition: { StringEquals: tags, ArnEquals: cluster } }],
  ] as const) {
    const AssumeRolePolicyDocument = policy([{ Effect: "Allow", ...statement }]);
    await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }));
  }
}
