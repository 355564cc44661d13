// What moto has no answers about: machines and queues of AWS Batch, clusters of EMR, people's profiles of SageMaker Studio.
import type { Scripts } from "../../tools/model-server.js";
import { REGION, type Seeds } from "../seeds/seeding.js";

const AT = "2026-03-01T08:00:00Z";

export async function scriptComputing(seeds: Seeds): Promise<Scripts> {
  return {
    ...(await scriptBatch(seeds)),
    ...(await scriptClusters(seeds)),
    ...(await scriptStudio(seeds)),
    ...SCRIPTED,
  };
}

const ASSOCIATIONS = [{ AssociationId: "0a1b2c3d-1111-2222-3333-444455556666", Name: "AWS-UpdateSSMAgent" }];
const SCRIPTED: Scripts = {
  "ssm:ListAssociations": { answer: (_, region) => ({ Associations: region === REGION ? ASSOCIATIONS : [] }) },
};

async function scriptBatch(seeds: Seeds): Promise<Scripts> {
  const { expected } = seeds;
  const serving = await seeds.role("batch-service", "batch.amazonaws.com");
  const { profile } = await seeds.profile("batch-machine");
  const arn = (name: string) => seeds.arn("batch", `compute-environment/${name}`);
  const toEnvironment = (name: string, computeResources: object) => ({
    computeEnvironmentName: name,
    computeEnvironmentArn: arn(name),
    ecsClusterArn: seeds.arn("ecs", `cluster/batch-${name}`),
    type: "MANAGED",
    state: "ENABLED",
    status: "VALID",
    serviceRole: serving,
    computeResources: { maxvCpus: 4, subnets: ["subnet-1a2b3c4d"], ...computeResources },
  });
  const environments = [
    toEnvironment("machines", { type: "EC2", instanceRole: profile }),
    toEnvironment("none", { type: "FARGATE" }),
  ];
  const toQueue = (jobQueueName: string, state: string) => ({
    jobQueueName,
    jobQueueArn: seeds.arn("batch", `job-queue/${jobQueueName}`),
    state,
    status: "VALID",
    priority: 1,
    computeEnvironmentOrder: [{ order: 1, computeEnvironment: arn("machines") }],
  });
  expected.runsAs.push(`${arn("machines")} -> ${profile}`);
  expected.idle.push(arn("none"));
  expected.references.push(
    `${arn("machines")} -> ${serving} service-role`,
    `${arn("none")} -> ${serving} service-role`,
  );
  const queues = [toQueue("main", "ENABLED"), toQueue("off", "DISABLED")];
  return {
    "batch:DescribeComputeEnvironments": {
      answer: (_, region) => ({ computeEnvironments: region === REGION ? environments : [] }),
    },
    "batch:DescribeJobQueues": { answer: (_, region) => ({ jobQueues: region === REGION ? queues : [] }) },
  };
}

async function scriptClusters(seeds: Seeds): Promise<Scripts> {
  const { expected } = seeds;
  const serving = await seeds.role("emr-service", "elasticmapreduce.amazonaws.com");
  const { profile } = await seeds.profile("emr-machine");
  const toCluster = (id: string, name: string) => ({
    Id: id,
    Name: name,
    ClusterArn: seeds.arn("elasticmapreduce", `cluster/${id}`),
    Status: { State: "WAITING", Timeline: { CreationDateTime: AT } },
  });
  const clusters = [toCluster("j-1LOGS", "logs"), toCluster("j-2BARE", "bare")];
  const [logs, bare] = clusters;
  const settings = [
    {
      Classification: "hive-site",
      Properties: { "javax.jdo.option.ConnectionPassword": seeds.secret("hive"), "hive.execution.engine": "tez" },
    },
    { Classification: "hadoop-env", Properties: {}, Configurations: [exportOf(seeds)] },
  ];
  const more: { readonly [id: string]: object } = {
    "j-1LOGS": {
      ServiceRole: "emr-service",
      ReleaseLabel: "emr-7.1.0",
      Ec2InstanceAttributes: { IamInstanceProfile: "emr-machine" },
      KerberosAttributes: { Realm: "ACME.EXAMPLE", KdcAdminPassword: seeds.secret("kdc") },
      Configurations: settings,
    },
    "j-2BARE": { ReleaseLabel: "emr-7.1.0", SecurityConfiguration: "step-roles" },
  };
  const id = logs?.ClusterArn ?? "";
  expected.runsAs.push(`${id} -> ${profile}`);
  expected.references.push(`${id} -> ${serving} service-role`);
  expected.holds.push(`${id} -> hive-site/javax.jdo.option.ConnectionPassword`, `${id} -> hadoop-env/export/API_TOKEN`);
  expected.idle.push(bare?.ClusterArn ?? "");
  return {
    "elasticmapreduce:ListClusters": { answer: (_, region) => ({ Clusters: region === REGION ? clusters : [] }) },
    "elasticmapreduce:DescribeSecurityConfiguration": {
      answer: ({ Name }) => ({ Name, SecurityConfiguration: JSON.stringify(STEP_ROLES), CreationDateTime: AT }),
    },
    "elasticmapreduce:DescribeCluster": {
      answer: ({ ClusterId }) => {
        const cluster = clusters.find((one) => one.Id === ClusterId);
        return cluster === undefined ? undefined : { Cluster: { ...cluster, ...more[cluster.Id] } };
      },
    },
  };
}

const STEP_ROLES = { AuthorizationConfiguration: { IAMConfiguration: { EnableApplicationScopedIAMRole: true } } };

function exportOf(seeds: Seeds): object {
  return { Classification: "export", Properties: { API_TOKEN: seeds.secret("emr export"), MODE: "fast-and-loose" } };
}

async function scriptStudio(seeds: Seeds): Promise<Scripts> {
  const { expected } = seeds;
  const own = await seeds.role("studio-ana", "sagemaker.amazonaws.com");
  const shared = await seeds.role("studio", "sagemaker.amazonaws.com");
  const DomainId = "d-1a2b3c4d5e6f";
  const toProfile = (UserProfileName: string) => ({ DomainId, UserProfileName, Status: "InService", CreationTime: AT });
  const profiles = ["ana", "bo"].map(toProfile);
  const arn = (name: string) => seeds.arn("sagemaker", `user-profile/${DomainId}/${name}`);
  expected.runsAs.push(`${arn("ana")} -> ${own}`, `${arn("bo")} -> ${shared}`);
  return {
    "sagemaker:ListUserProfiles": { answer: (_, region) => ({ UserProfiles: region === REGION ? profiles : [] }) },
    "sagemaker:DescribeUserProfile": {
      answer: ({ UserProfileName: name }) => {
        const profile = profiles.find((one) => one.UserProfileName === name);
        const UserSettings = name === "ana" ? { ExecutionRole: own } : {};
        return profile && { ...profile, UserProfileArn: arn(String(name)), UserSettings };
      },
    },
    "sagemaker:DescribeDomain": {
      answer: () => ({ DomainId, DomainName: "science", DefaultUserSettings: { ExecutionRole: shared } }),
    },
  };
}
