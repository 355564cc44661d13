// What builds and computes for people: CodeBuild, CodePipeline, CloudFormation, Glue, SageMaker.
import { CloudFormationClient, CreateStackCommand, CreateStackSetCommand } from "@aws-sdk/client-cloudformation";
import { CodeBuildClient, CreateProjectCommand } from "@aws-sdk/client-codebuild";
import { CodePipelineClient, CreatePipelineCommand as CreateDelivery } from "@aws-sdk/client-codepipeline";
import { CreateDevEndpointCommand, CreateJobCommand, CreateTriggerCommand, GlueClient } from "@aws-sdk/client-glue";
import { CreateNotebookInstanceCommand, CreatePipelineCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { required } from "../clients.js";
import type { Seeds } from "./seeding.js";

export async function seedBuilds(seeds: Seeds): Promise<void> {
  await seedProjects(seeds);
  await seedDelivery(seeds);
  await seedStacks(seeds);
  await seedGlue(seeds);
  const role = await seeds.role("notebook", "sagemaker.amazonaws.com");
  const { NotebookInstanceArn } = await seeds
    .client(SageMakerClient)
    .send(
      new CreateNotebookInstanceCommand({ NotebookInstanceName: "churn", InstanceType: "ml.t3.medium", RoleArn: role }),
    );
  seeds.expected.runsAs.push(`${NotebookInstanceArn} -> ${role}`);
  await seedPipeline(seeds);
}

async function seedPipeline(seeds: Seeds): Promise<void> {
  const role = await seeds.role("pipeline", "sagemaker.amazonaws.com");
  const { PipelineArn } = await seeds.client(SageMakerClient).send(
    new CreatePipelineCommand({
      PipelineName: "train",
      PipelineDefinition: JSON.stringify({ Version: "2020-12-01", Steps: [] }),
      ClientRequestToken: "0123456789abcdef0123456789abcdef",
      RoleArn: role,
    }),
  );
  seeds.expected.runsAs.push(`${PipelineArn} -> ${role}`);
}

async function seedProjects(seeds: Seeds): Promise<void> {
  const role = await seeds.role("build-site", "codebuild.amazonaws.com");
  const { project } = await seeds.client(CodeBuildClient).send(
    new CreateProjectCommand({
      name: "site",
      serviceRole: role,
      source: { type: "GITHUB", location: "https://github.com/acme/site" },
      artifacts: { type: "NO_ARTIFACTS" },
      environment: {
        type: "LINUX_CONTAINER",
        image: "aws/codebuild/standard:7.0",
        computeType: "BUILD_GENERAL1_SMALL",
        environmentVariables: [
          { name: "NPM_TOKEN", value: seeds.secret("codebuild") },
          // The name of a parameter, not what it holds.
          { name: "DEPLOY_TOKEN", value: "/site/deploy-token", type: "PARAMETER_STORE" },
        ],
      },
    }),
  );
  const arn = required(project?.arn);
  seeds.expected.runsAs.push(`${arn} -> ${role}`);
  seeds.expected.holds.push(`${arn} -> NPM_TOKEN`);
}

/** A pipeline that takes an object, builds it and deploys it as another role. */
async function seedDelivery(seeds: Seeds): Promise<void> {
  const role = await seeds.role("deliver-site", "codepipeline.amazonaws.com");
  const [deploys, owns] = [
    await seeds.role("deploy-site", "sts.amazonaws.com"),
    await seeds.role("site", "ec2.amazonaws.com"),
  ];
  const toType = (category: "Source" | "Build" | "Deploy", provider: string) =>
    ({ category, owner: "AWS", provider, version: "1" }) as const;
  const variables = [
    { name: "RELEASE_TOKEN", value: seeds.secret("codepipeline"), type: "PLAINTEXT" },
    { name: "SIGNING_KEY", value: "/site/signing-key", type: "PARAMETER_STORE" },
  ];
  const source = { S3Bucket: "acme-reports", S3ObjectKey: "site.zip" };
  const build = { ProjectName: "site", EnvironmentVariables: JSON.stringify(variables) };
  const deploy = { ActionMode: "CREATE_UPDATE", StackName: "site", RoleArn: owns };
  await seeds.client(CodePipelineClient).send(
    new CreateDelivery({
      pipeline: {
        name: "site",
        roleArn: role,
        artifactStore: { type: "S3", location: "acme-reports" },
        stages: [
          { name: "Source", actions: [{ name: "code", actionTypeId: toType("Source", "S3"), configuration: source }] },
          {
            name: "Deliver",
            actions: [
              { name: "build", actionTypeId: toType("Build", "CodeBuild"), configuration: build },
              {
                name: "deploy",
                actionTypeId: toType("Deploy", "CloudFormation"),
                configuration: deploy,
                roleArn: deploys,
              },
            ],
          },
        ],
      },
    }),
  );
  const id = seeds.arn("codepipeline", "site");
  seeds.expected.runsAs.push(`${id} -> ${role}`, `${id} -> ${deploys}`);
  seeds.expected.holds.push(`${id} -> Deliver/build/RELEASE_TOKEN`);
  seeds.expected.alone.push(`${id} event`);
  seeds.expected.references.push(
    `${id} -> ${seeds.arn("codebuild", "project/site")} build`,
    `${id} -> ${owns} stack-role`,
  );
}

const TEMPLATE = JSON.stringify({
  Parameters: { Password: { Type: "String", NoEcho: true, Default: "none" } },
  Resources: { Topic: { Type: "AWS::SNS::Topic", Properties: { TopicName: "of-a-stack" } } },
});

async function seedStacks(seeds: Seeds): Promise<void> {
  const cloudformation = seeds.client(CloudFormationClient);
  const role = await seeds.role("stack-network", "cloudformation.amazonaws.com");
  const parameters = [{ ParameterKey: "Password", ParameterValue: seeds.secret("stack") }];
  const asked = { StackName: "network", TemplateBody: TEMPLATE, RoleARN: role, Parameters: parameters };
  const { StackId } = await cloudformation.send(new CreateStackCommand(asked));
  seeds.expected.runsAs.push(`${StackId} -> ${role}`);
  // A topic is born with a policy that lets its account in.
  seeds.expected.policies.push(seeds.arn("sns", "of-a-stack"));
  const admin = await seeds.role("stack-sets", "cloudformation.amazonaws.com");
  const { StackSetId } = await cloudformation.send(
    new CreateStackSetCommand({ StackSetName: "baseline", TemplateBody: TEMPLATE, AdministrationRoleARN: admin }),
  );
  seeds.expected.runsAs.push(`${seeds.arn("cloudformation", `stackset/${StackSetId}`)} -> ${admin}`);
}

async function seedGlue(seeds: Seeds): Promise<void> {
  const glue = seeds.client(GlueClient);
  const role = await seeds.role("glue-etl", "glue.amazonaws.com");
  const job = async (name: string, args: { [name: string]: string }) => {
    const command = { Name: "glueetl", ScriptLocation: `s3://acme-reports/jobs/${name}.py` };
    await glue.send(new CreateJobCommand({ Name: name, Role: role, Command: command, DefaultArguments: args }));
    const arn = seeds.arn("glue", `job/${name}`);
    seeds.expected.runsAs.push(`${arn} -> ${role}`);
    seeds.expected.references.push(`${arn} -> arn:aws:s3:::acme-reports code`);
    return arn;
  };
  const nightly = await job("nightly", { "--db_password": seeds.secret("glue"), "--job-language": "python" });
  seeds.expected.holds.push(`${nightly} -> --db_password`);
  await job("by-hand", { "--job-language": "python" });
  const schedule = { Name: "night", Type: "SCHEDULED", Schedule: "cron(0 2 * * ? *)" } as const;
  const actions = { Actions: [{ JobName: "nightly" }], StartOnCreation: true };
  await glue.send(new CreateTriggerCommand({ ...schedule, ...actions }));
  await glue.send(new CreateTriggerCommand({ Name: "hand", Type: "ON_DEMAND", Actions: [{ JobName: "by-hand" }] }));
  seeds.expected.alone.push(`${nightly} schedule`);
  await glue.send(new CreateDevEndpointCommand({ EndpointName: "explore", RoleArn: role }));
  seeds.expected.runsAs.push(`${seeds.arn("glue", "devEndpoint/explore")} -> ${role}`);
}
