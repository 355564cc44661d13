// Connections to hosts of code; CodeDeploy: a group of machines with a deployment behind it, and one of containers. moto has no targets of a deployment.
import type { Scripts } from "../../tools/model-server.js";
import { REGION, type Seeds } from "../seeds/seeding.js";

const AT = "2026-03-01T08:00:00Z";
const APPLICATION = "shop";
const DEPLOYMENT = "d-1A2B3C4D5";

export async function scriptDeployments(seeds: Seeds): Promise<Scripts> {
  const { expected } = seeds;
  const serving = await seeds.role("codedeploy-service", "codedeploy.amazonaws.com");
  const arn = (group: string) => seeds.arn("codedeploy", `deploymentgroup:${APPLICATION}/${group}`);
  const toGroup = (deploymentGroupName: string, more: object) => ({
    applicationName: APPLICATION,
    deploymentGroupId: `6b4e1c2a-0d3f-4a5b-8c7d-${deploymentGroupName.padEnd(12, "0")}`,
    deploymentGroupName,
    deploymentConfigName: "CodeDeployDefault.OneAtATime",
    serviceRoleArn: serving,
    ...more,
  });
  const groups = [
    toGroup("machines", {
      computePlatform: "Server",
      ec2TagSet: { ec2TagSetList: [[{ Key: "app", Value: "shop", Type: "KEY_AND_VALUE" }]] },
      targetRevision: {
        revisionType: "S3",
        s3Location: { bucket: "acme-reports", key: "shop.zip", bundleType: "zip" },
      },
      lastSuccessfulDeployment: { deploymentId: DEPLOYMENT, status: "Succeeded", createTime: AT },
    }),
    toGroup("services", {
      computePlatform: "ECS",
      ecsServices: [{ serviceName: "shop", clusterName: "main" }],
    }),
  ];
  for (const { deploymentGroupName } of groups) {
    expected.idle.push(arn(deploymentGroupName));
    expected.references.push(`${arn(deploymentGroupName)} -> ${serving} service-role`);
  }
  expected.references.push(`${arn("machines")} -> arn:aws:s3:::acme-reports code`);
  return {
    "codestar-connections:ListConnections": {
      answer: (_, region) => ({ Connections: region === REGION ? connectionsOf(seeds) : [] }),
    },
    "codedeploy:ListApplications": {
      answer: (_, region) => ({ applications: region === REGION ? [APPLICATION] : [] }),
    },
    "codedeploy:ListDeploymentGroups": {
      answer: ({ applicationName }) => ({
        applicationName,
        deploymentGroups: groups.map(({ deploymentGroupName }) => deploymentGroupName),
      }),
    },
    "codedeploy:GetDeploymentGroup": {
      answer: ({ deploymentGroupName: name }) => {
        const deploymentGroupInfo = groups.find(({ deploymentGroupName }) => deploymentGroupName === name);
        return deploymentGroupInfo === undefined ? undefined : { deploymentGroupInfo };
      },
    },
    "codedeploy:ListDeploymentTargets": { answer: () => ({ targetIds: ["i-0a1b2c3d4e5f60718"] }) },
  };
}

/** One to GitHub, and one that nobody has finished. */
export function connectionsOf(seeds: Seeds) {
  const [account = ""] = seeds.arn("x", "").split(":").slice(4);
  return ["GitHub AVAILABLE", "Bitbucket PENDING"].map((told, at) => {
    const [ProviderType = "", ConnectionStatus = ""] = told.split(" ");
    const ConnectionArn = seeds.arn("codestar-connections", `connection/aa11bb22-0000-4000-8000-00000000000${at}`);
    return {
      ConnectionName: ProviderType.toLowerCase(),
      ConnectionArn,
      ProviderType,
      OwnerAccountId: account,
      ConnectionStatus,
    };
  });
}
