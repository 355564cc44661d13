// Every kind of workload that carries a role, from recorded answers to the columns of its view: the role, what it reaches, and
// what makes it act without a person. The same with a role that may nothing: it reaches nothing.
import { beforeAll, describe, expect, it } from "vitest";
import { workload as VIEW } from "../../../../src/model/views/workload.js";
import { type BundleSpec, withBundle } from "./bundle.js";
import { ACCOUNT, arn, EVERYTHING, service } from "./scene.js";

const REGION = "us-east-1";
const at = (name: string, rest: string) => `arn:aws:${name}:${REGION}:${ACCOUNT}:${rest}`;
const absent = { status: 404, code: "ResourceNotFoundException", message: "none" };

type Files = { readonly [path: string]: unknown };

interface Kind {
  readonly id: string;
  readonly files: (role: string) => Files;
  /** What makes it act alone; nothing when only a person does. */
  readonly trigger?: string;
}

/** Every kind, with things called `n`. */
function kindsOf(n: string): { readonly [what: string]: Kind } {
  const FUNCTION = at("lambda", `function:${n}`);
  const MACHINE = at("states", `stateMachine:${n}`);
  const CLUSTER = at("ecs", `cluster/${n}`);
  const DEFINITION = at("ecs", `task-definition/${n}:3`);
  const invoking = (Service: string) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service }, Action: "lambda:InvokeFunction", Resource: FUNCTION }],
    });

  const profile = () => ({ IamInstanceProfile: { Arn: arn("instance-profile/one") } });
  const lambda = (role: string, more: Files = {}): Files => ({
    "lambda/list-functions.json": { Functions: [{ FunctionName: `${n}`, FunctionArn: FUNCTION, Role: role }] },
    [`lambda/get-policy/${n}.error.json`]: absent,
    [`lambda/get-function-url-config/${n}.error.json`]: absent,
    ...more,
  });
  const rule = (target: object, more: object = {}): Files => ({
    "events/list-rules.json": {
      Rules: [
        { Name: `${n}`, Arn: at("events", `rule/${n}`), ScheduleExpression: "rate(1 day)", State: "ENABLED", ...more },
      ],
    },
    [`events/list-targets-by-rule/${n}.json`]: { Targets: [{ Id: "1", ...target }] },
  });
  const template = () => ({
    "ec2/describe-launch-templates.json": {
      LaunchTemplates: [
        { LaunchTemplateId: `lt-${n}`, LaunchTemplateName: `${n}`, DefaultVersionNumber: 1, LatestVersionNumber: 1 },
      ],
    },
    [`ec2/describe-launch-template-versions/${n}.json`]: {
      LaunchTemplateVersions: [{ LaunchTemplateId: `lt-${n}`, DefaultVersion: true, LaunchTemplateData: profile() }],
    },
  });
  const configuration = () => ({
    "autoscaling/describe-launch-configurations.json": {
      LaunchConfigurations: [
        {
          LaunchConfigurationARN: at("autoscaling", `launchConfiguration:u:launchConfigurationName/${n}`),
          LaunchConfigurationName: `${n}`,
          IamInstanceProfile: "one",
        },
      ],
    },
  });
  const group = (more: object): Files => ({
    "autoscaling/describe-auto-scaling-groups.json": {
      AutoScalingGroups: [
        {
          AutoScalingGroupARN: at("autoscaling", `autoScalingGroup:u:autoScalingGroupName/${n}`),
          AutoScalingGroupName: `${n}`,
          DesiredCapacity: 0,
          MaxSize: 4,
          ...more,
        },
      ],
    },
  });
  const GROUP = at("autoscaling", `autoScalingGroup:u:autoScalingGroupName/${n}`);
  const tasks = (role: string): Files => ({
    "ecs/list-task-definitions.json": { taskDefinitionArns: [DEFINITION] },
    [`ecs/describe-task-definition/${n}%3A3.json`]: {
      taskDefinition: { family: `${n}`, revision: 3, taskRoleArn: role },
    },
  });
  const cluster = { "ecs/list-clusters.json": { clusterArns: [CLUSTER] } };
  const machine = (role: string): Files => ({
    "stepfunctions/list-state-machines.json": { stateMachines: [{ name: `${n}`, stateMachineArn: MACHINE }] },
    [`stepfunctions/describe-state-machine/${n}.json`]: { roleArn: role },
  });
  const project = (role: string, more: object = {}): Files => ({
    "codebuild/list-projects.json": { projects: [`${n}`] },
    "codebuild/batch-get-projects.json": {
      projects: [{ name: `${n}`, arn: at("codebuild", `project/${n}`), serviceRole: role, ...more }],
    },
  });
  const schedule = (role: string, target: string): Files => ({
    "scheduler/list-schedules.json": {
      Schedules: [{ Name: `${n}`, GroupName: "ops", Arn: at("scheduler", `schedule/ops/${n}`), State: "ENABLED" }],
    },
    [`scheduler/get-schedule/ops%2F${n}.json`]: {
      ScheduleExpression: "rate(1 day)",
      Target: { Arn: target, RoleArn: role },
    },
  });
  const pods = (more: object): Files => ({
    "eks/list-clusters.json": { clusters: [`${n}`] },
    [`eks/describe-cluster/${n}.json`]: { cluster: { arn: at("eks", `cluster/${n}`) } },
    [`eks/list-nodegroups/${n}.json`]: { nodegroups: [] },
    [`eks/list-pod-identity-associations/${n}.json`]: { associations: [{ associationId: `a-${n}` }] },
    [`eks/describe-pod-identity-association/${n}%2Fa-${n}.json`]: {
      association: {
        associationArn: at("eks", `podidentityassociation/${n}/a-${n}`),
        namespace: "pay",
        serviceAccount: `${n}`,
        ...more,
      },
    },
  });
  const agentcore = (kind: string, list: object, get: object): Files => ({
    [`bedrock-agentcore-control/list-${kind}s.json`]: list,
    [`bedrock-agentcore-control/get-${kind}/${n}.json`]: get,
  });

  return {
    "a function": { id: FUNCTION, files: (role) => lambda(role) },
    "a function with a public URL": {
      id: FUNCTION,
      files: (role) => ({
        ...lambda(role),
        [`lambda/get-function-url-config/${n}.error.json`]: undefined,
        [`lambda/get-function-url-config/${n}.json`]: { AuthType: "NONE" },
      }),
      trigger: "url",
    },
    "a function that a bucket calls": {
      id: FUNCTION,
      files: (role) => ({
        ...lambda(role),
        [`lambda/get-policy/${n}.error.json`]: undefined,
        [`lambda/get-policy/${n}.json`]: { Policy: invoking("s3.amazonaws.com") },
      }),
      trigger: "event",
    },
    "a function that a rule may call, but none does": {
      id: FUNCTION,
      files: (role) => ({
        ...lambda(role),
        [`lambda/get-policy/${n}.error.json`]: undefined,
        [`lambda/get-policy/${n}.json`]: { Policy: invoking("events.amazonaws.com") },
      }),
    },
    "a function behind a queue": {
      id: FUNCTION,
      files: (role) =>
        lambda(role, {
          "lambda/list-event-source-mappings.json": {
            EventSourceMappings: [{ FunctionArn: FUNCTION, EventSourceArn: at("sqs", "jobs"), State: "Enabled" }],
          },
        }),
      trigger: "queue",
    },
    "a function that a rule starts": {
      id: FUNCTION,
      files: (role) => ({ ...lambda(role), ...rule({ Arn: `${FUNCTION}:live` }) }),
      trigger: "schedule",
    },
    "a function that a rule started before it was turned off": {
      id: FUNCTION,
      files: (role) => ({ ...lambda(role), ...rule({ Arn: FUNCTION }, { State: "DISABLED" }) }),
    },
    "an instance": {
      id: at("ec2", `instance/i-${n}`),
      files: () => ({
        "ec2/describe-instances.json": {
          Reservations: [{ Instances: [{ InstanceId: `i-${n}`, State: { Name: "running" }, ...profile() }] }],
        },
      }),
    },
    "a launch template": { id: at("ec2", `launch-template/lt-${n}`), files: template },
    "a launch configuration": {
      id: at("autoscaling", `launchConfiguration:u:launchConfigurationName/${n}`),
      files: configuration,
    },
    "a scaling group with a template": {
      id: GROUP,
      files: () => ({
        ...template(),
        ...group({ LaunchTemplate: { LaunchTemplateId: `lt-${n}`, Version: "$Default" } }),
      }),
      trigger: "scaling",
    },
    "a scaling group with a launch configuration": {
      id: GROUP,
      files: () => ({ ...configuration(), ...group({ LaunchConfigurationName: `${n}` }) }),
      trigger: "scaling",
    },
    "a machine elsewhere": {
      id: at("ssm", `managed-instance/mi-${n}`),
      files: (role) => ({
        "ssm/describe-instance-information.json": {
          InstanceInformationList: [{ InstanceId: `mi-${n}`, IamRole: role.slice(role.indexOf("/") + 1) }],
        },
      }),
    },
    "a task definition": { id: DEFINITION, files: tasks },
    "a task definition that a rule starts": {
      id: DEFINITION,
      files: (role) => ({
        ...tasks(role),
        ...rule({ Arn: CLUSTER, EcsParameters: { TaskDefinitionArn: DEFINITION } }),
      }),
      trigger: "schedule",
    },
    "a service": {
      id: at("ecs", `service/${n}/${n}`),
      files: (role) => ({
        ...tasks(role),
        ...cluster,
        [`ecs/list-services/${n}.json`]: { serviceArns: [at("ecs", `service/${n}/${n}`)] },
        [`ecs/describe-services/${n}.json`]: {
          services: [
            {
              serviceArn: at("ecs", `service/${n}/${n}`),
              serviceName: `${n}`,
              taskDefinition: DEFINITION,
              status: "ACTIVE",
            },
          ],
        },
      }),
      trigger: "scaling",
    },
    "a task": {
      id: at("ecs", `task/${n}/${n}`),
      files: (role) => ({
        ...tasks(role),
        ...cluster,
        [`ecs/list-tasks/${n}.json`]: { taskArns: [at("ecs", `task/${n}/${n}`)] },
        [`ecs/describe-tasks/${n}.json`]: {
          tasks: [{ taskArn: at("ecs", `task/${n}/${n}`), taskDefinitionArn: DEFINITION, lastStatus: "RUNNING" }],
        },
      }),
    },
    "a pod with its role": {
      id: at("eks", `podidentityassociation/${n}/a-${n}`),
      files: (role) => pods({ roleArn: role }),
    },
    "a pod with a target role": {
      id: at("eks", `podidentityassociation/${n}/a-${n}`),
      files: (role) => pods({ roleArn: arn("role/first"), targetRoleArn: role }),
    },
    "the nodes of a cluster": {
      id: at("eks", `nodegroup/${n}/ng/u`),
      files: (role) => ({
        "eks/list-clusters.json": { clusters: [`${n}`] },
        [`eks/describe-cluster/${n}.json`]: { cluster: { arn: at("eks", `cluster/${n}`) } },
        [`eks/list-nodegroups/${n}.json`]: { nodegroups: ["ng"] },
        [`eks/describe-nodegroup/${n}%2Fng.json`]: {
          nodegroup: { nodegroupArn: at("eks", `nodegroup/${n}/ng/u`), nodeRole: role },
        },
        [`eks/list-pod-identity-associations/${n}.json`]: { associations: [] },
      }),
      trigger: "scaling",
    },
    "a build": { id: at("codebuild", `project/${n}`), files: (role) => project(role) },
    "a build that a push starts": {
      id: at("codebuild", `project/${n}`),
      files: (role) => project(role, { webhook: { url: "https://api.github.com/x" } }),
      trigger: "event",
    },
    "a build that a rule starts": {
      id: at("codebuild", `project/${n}`),
      files: (role) => ({ ...project(role), ...rule({ Arn: at("codebuild", `project/${n}`) }) }),
      trigger: "schedule",
    },
    "a stack": {
      id: at("cloudformation", `stack/${n}/u`),
      files: (RoleARN) => ({
        "cloudformation/describe-stacks.json": {
          Stacks: [
            {
              StackId: at("cloudformation", `stack/${n}/u`),
              StackName: `${n}`,
              StackStatus: "CREATE_COMPLETE",
              RoleARN,
            },
          ],
        },
      }),
    },
    "a stack set": {
      id: at("cloudformation", `stackset/${n}:u`),
      files: (AdministrationRoleARN) => ({
        "cloudformation/list-stack-sets.json": {
          Summaries: [{ StackSetName: `${n}`, StackSetId: `${n}:u`, Status: "ACTIVE" }],
        },
        [`cloudformation/describe-stack-set/${n}.json`]: {
          StackSet: {
            StackSetName: `${n}`,
            StackSetARN: at("cloudformation", `stackset/${n}:u`),
            AdministrationRoleARN,
          },
        },
      }),
    },
    "a job": {
      id: at("glue", `job/${n}`),
      files: (Role) => ({ "glue/get-jobs.json": { Jobs: [{ Name: `${n}`, Role }] } }),
    },
    "a job on a schedule": {
      id: at("glue", `job/${n}`),
      files: (Role) => ({
        "glue/get-jobs.json": { Jobs: [{ Name: `${n}`, Role }] },
        "glue/get-triggers.json": {
          Triggers: [{ Name: `${n}`, Type: "SCHEDULED", State: "ACTIVATED", Actions: [{ JobName: `${n}` }] }],
        },
      }),
      trigger: "schedule",
    },
    "a development endpoint": {
      id: at("glue", `devEndpoint/${n}`),
      files: (RoleArn) => ({ "glue/get-dev-endpoints.json": { DevEndpoints: [{ EndpointName: `${n}`, RoleArn }] } }),
    },
    "an interactive session": {
      id: at("glue", `session/${n}`),
      files: (Role) => ({ "glue/list-sessions.json": { Sessions: [{ Id: `${n}`, Status: "READY", Role }] } }),
    },
    "a job definition": {
      id: at("batch", `job-definition/${n}:1`),
      files: (jobRoleArn) => ({
        "batch/describe-job-definitions.json": {
          jobDefinitions: [
            {
              jobDefinitionName: `${n}`,
              jobDefinitionArn: at("batch", `job-definition/${n}:1`),
              revision: 1,
              containerProperties: { jobRoleArn },
            },
          ],
        },
      }),
    },
    "a profile of Studio": {
      id: at("sagemaker", `user-profile/d-1/${n}`),
      files: (ExecutionRole) => ({
        "sagemaker/list-user-profiles.json": { UserProfiles: [{ DomainId: "d-1", UserProfileName: `${n}` }] },
        [`sagemaker/describe-user-profile/d-1%2F${n}.json`]: { UserSettings: { ExecutionRole } },
      }),
    },
    "a pipeline of SageMaker": {
      id: at("sagemaker", `pipeline/${n}`),
      files: (RoleArn) => ({
        "sagemaker/list-pipelines.json": {
          PipelineSummaries: [{ PipelineName: `${n}`, PipelineArn: at("sagemaker", `pipeline/${n}`), RoleArn }],
        },
      }),
    },
    "a pipeline of CodePipeline": {
      id: at("codepipeline", `${n}`),
      files: (roleArn) => ({
        "codepipeline/list-pipelines.json": { pipelines: [{ name: `${n}` }] },
        [`codepipeline/get-pipeline/${n}.json`]: { pipeline: { name: `${n}`, roleArn, stages: [] } },
      }),
    },
    "a maintenance window": {
      id: at("ssm", `maintenancewindow/mw-${n}`),
      files: (ServiceRoleArn) => ({
        "ssm/describe-maintenance-windows.json": { WindowIdentities: [{ WindowId: `mw-${n}`, Enabled: true }] },
        [`ssm/describe-maintenance-window-tasks/mw-${n}.json`]: { Tasks: [{ ServiceRoleArn }] },
      }),
      trigger: "schedule",
    },
    "a function that a rule of IoT runs": {
      id: FUNCTION,
      files: (role) =>
        lambda(role, {
          "iot/list-topic-rules.json": { rules: [{ ruleName: `${n}`, ruleArn: at("iot", `rule/${n}`) }] },
          [`iot/get-topic-rule/${n}.json`]: {
            rule: { ruleName: `${n}`, sql: "SELECT 1", actions: [{ lambda: { functionArn: FUNCTION } }] },
          },
        }),
      trigger: "event",
    },
    "a function behind an API that asks nothing": {
      id: FUNCTION,
      files: (role) =>
        lambda(role, {
          "apigatewayv2/get-apis.json": { Items: [{ ApiId: `${n}`, Name: `${n}`, ProtocolType: "HTTP" }] },
          [`apigatewayv2/get-routes/${n}.json`]: { Items: [{ RouteKey: "$default", Target: "integrations/i" }] },
          [`apigatewayv2/get-integrations/${n}.json`]: {
            Items: [{ IntegrationId: "i", IntegrationType: "AWS_PROXY", IntegrationUri: FUNCTION }],
          },
          [`apigatewayv2/get-stages/${n}.json`]: { Items: [{ StageName: "$default" }] },
          [`apigatewayv2/get-authorizers/${n}.json`]: { Items: [] },
        }),
      trigger: "url",
    },
    "a GraphQL API": {
      id: at("appsync", `apis/${n}`),
      files: (serviceRoleArn) => ({
        "appsync/list-graphql-apis.json": {
          graphqlApis: [
            { apiId: `${n}`, name: `${n}`, arn: at("appsync", `apis/${n}`), authenticationType: "AWS_IAM" },
          ],
        },
        [`appsync/list-data-sources/${n}.json`]: { dataSources: [{ type: "HTTP", serviceRoleArn }] },
        [`appsync/get-graphql-api-environment-variables/${n}.json`]: { environmentVariables: {} },
      }),
    },
    "a REST API": {
      id: at("execute-api", `${n}`),
      files: (credentials) => ({
        "apigateway/get-rest-apis.json": {
          items: [{ id: `${n}`, name: `${n}`, endpointConfiguration: { types: ["EDGE"] } }],
        },
        [`apigateway/get-resources/${n}.json`]: {
          items: [
            {
              path: "/",
              resourceMethods: { GET: { authorizationType: "NONE", methodIntegration: { type: "AWS", credentials } } },
            },
          ],
        },
        [`apigateway/get-stages/${n}.json`]: { item: [{ stageName: "prod" }] },
        [`apigateway/get-authorizers/${n}.json`]: { items: [] },
      }),
      trigger: "url",
    },
    "an HTTP API": {
      id: at("execute-api", `${n}`),
      files: (CredentialsArn) => ({
        "apigatewayv2/get-apis.json": { Items: [{ ApiId: `${n}`, Name: `${n}`, ProtocolType: "HTTP" }] },
        [`apigatewayv2/get-routes/${n}.json`]: { Items: [{ RouteKey: "$default", Target: "integrations/i" }] },
        [`apigatewayv2/get-integrations/${n}.json`]: {
          Items: [{ IntegrationId: "i", IntegrationType: "AWS_PROXY", CredentialsArn }],
        },
        [`apigatewayv2/get-stages/${n}.json`]: { Items: [{ StageName: "$default" }] },
        [`apigatewayv2/get-authorizers/${n}.json`]: { Items: [] },
      }),
      trigger: "url",
    },
    "a delivery stream": {
      id: at("firehose", `deliverystream/${n}`),
      files: (RoleARN) => ({
        "firehose/list-delivery-streams.json": { DeliveryStreamNames: [`${n}`] },
        [`firehose/describe-delivery-stream/${n}.json`]: {
          DeliveryStreamDescription: {
            DeliveryStreamType: "KinesisStreamAsSource",
            Destinations: [{ ExtendedS3DestinationDescription: { RoleARN } }],
          },
        },
      }),
      trigger: "queue",
    },
    "a rule of IoT": {
      id: at("iot", `rule/${n}`),
      files: (roleArn) => ({
        "iot/list-topic-rules.json": { rules: [{ ruleName: `${n}`, ruleArn: at("iot", `rule/${n}`) }] },
        [`iot/get-topic-rule/${n}.json`]: {
          rule: {
            ruleName: `${n}`,
            sql: "SELECT * FROM 't'",
            actions: [{ s3: { roleArn, bucketName: "b", key: "k" } }],
          },
        },
      }),
      trigger: "event",
    },
    "a role alias": {
      id: at("iot", `rolealias/${n}`),
      files: (roleArn) => ({
        "iot/list-role-aliases.json": { roleAliases: [`${n}`] },
        [`iot/describe-role-alias/${n}.json`]: { roleAliasDescription: { roleAlias: `${n}`, roleArn } },
      }),
    },
    "a pipe": {
      id: at("pipes", `pipe/${n}`),
      files: (RoleArn) => ({
        "pipes/list-pipes.json": { Pipes: [{ Name: `${n}`, Arn: at("pipes", `pipe/${n}`), DesiredState: "RUNNING" }] },
        [`pipes/describe-pipe/${n}.json`]: { Name: `${n}`, DesiredState: "RUNNING", RoleArn },
      }),
      trigger: "queue",
    },
    "a notebook": {
      id: at("sagemaker", `notebook-instance/${n}`),
      files: (RoleArn) => ({
        "sagemaker/list-notebook-instances.json": { NotebookInstances: [{ NotebookInstanceName: `${n}` }] },
        [`sagemaker/describe-notebook-instance/${n}.json`]: {
          NotebookInstanceName: `${n}`,
          NotebookInstanceArn: at("sagemaker", `notebook-instance/${n}`),
          RoleArn,
        },
      }),
    },
    "a service that everyone calls": {
      id: at("apprunner", `service/${n}/u`),
      files: (InstanceRoleArn) => ({
        "apprunner/list-services.json": {
          ServiceSummaryList: [
            { ServiceName: `${n}`, ServiceArn: at("apprunner", `service/${n}/u`), Status: "RUNNING" },
          ],
        },
        [`apprunner/describe-service/${n}.json`]: {
          Service: {
            ServiceName: `${n}`,
            ServiceArn: at("apprunner", `service/${n}/u`),
            InstanceConfiguration: { InstanceRoleArn },
            NetworkConfiguration: { IngressConfiguration: { IsPubliclyAccessible: true } },
          },
        },
      }),
      trigger: "url",
    },
    "a state machine": { id: MACHINE, files: machine },
    "a state machine that a schedule starts": {
      id: MACHINE,
      files: (role) => ({ ...machine(role), ...schedule(arn("role/first"), `${MACHINE}:live`) }),
      trigger: "schedule",
    },
    "a rule": {
      id: at("events", `rule/${n}`),
      files: (RoleArn) => rule({ Arn: MACHINE, RoleArn }, { ScheduleExpression: undefined, EventPattern: "{}" }),
      trigger: "event",
    },
    "a schedule": {
      id: at("scheduler", `schedule/ops/${n}`),
      files: (role) => schedule(role, FUNCTION),
      trigger: "schedule",
    },
    "an agent": {
      id: at("bedrock", `agent/${n}`),
      files: (agentResourceRoleArn) => ({
        "bedrock-agent/list-agents.json": { agentSummaries: [{ agentId: `${n}`, agentName: "helper" }] },
        [`bedrock-agent/get-agent/${n}.json`]: {
          agent: { agentArn: at("bedrock", `agent/${n}`), agentName: "helper", agentResourceRoleArn },
        },
        [`bedrock-agent/list-agent-action-groups/${n}.json`]: { actionGroupSummaries: [] },
      }),
    },
    "a runtime of agents": {
      id: at("bedrock-agentcore", `runtime/${n}`),
      files: (roleArn) =>
        agentcore(
          "agent-runtime",
          { agentRuntimes: [{ agentRuntimeId: `${n}`, agentRuntimeArn: at("bedrock-agentcore", `runtime/${n}`) }] },
          { agentRuntimeName: "one", roleArn },
        ),
    },
    "a gateway that lets everyone in": {
      id: at("bedrock-agentcore", `gateway/${n}`),
      files: (roleArn) =>
        agentcore(
          "gateway",
          { items: [{ gatewayId: `${n}`, name: "tools" }] },
          { gatewayArn: at("bedrock-agentcore", `gateway/${n}`), roleArn, authorizerType: "NONE" },
        ),
      trigger: "url",
    },
    "a code interpreter": {
      id: at("bedrock-agentcore", `code-interpreter-custom/${n}`),
      files: (executionRoleArn) =>
        agentcore(
          "code-interpreter",
          {
            codeInterpreterSummaries: [
              {
                codeInterpreterId: `${n}`,
                codeInterpreterArn: at("bedrock-agentcore", `code-interpreter-custom/${n}`),
              },
            ],
          },
          { name: "calc", executionRoleArn },
        ),
    },
    "a browser": {
      id: at("bedrock-agentcore", `browser-custom/${n}`),
      files: (executionRoleArn) =>
        agentcore(
          "browser",
          { browserSummaries: [{ browserId: `${n}`, browserArn: at("bedrock-agentcore", `browser-custom/${n}`) }] },
          { executionRoleArn },
        ),
    },
  };
}

const COLUMNS = ["id", "role", "reaches_admin", "admin_hops", "tier", "acts_alone", "trigger"];
const WHATS = Object.keys(kindsOf(""));
const KINDS = WHATS.flatMap((what, at) => kindsOf(`x${at}`)[what] ?? []);

/** Answers about several things as one: lists are joined. */
function joined(a: unknown, b: unknown): unknown {
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
  if (!isRecord(a) || !isRecord(b)) return b;
  const both = Object.entries(b).map(([key, value]) => [key, key in a ? joined(a[key], value) : value]);
  return { ...a, ...Object.fromEntries(both) };
}

function isRecord(value: unknown): value is Files {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Rows of an account with every kind once, all with the role called `name`. */
async function rowsWith(name: "boss" | "plain") {
  const role = arn(`role/${name}`);
  const files = KINDS.map((kind) => kind.files(role)).reduce((a, b) => joined(a, b) as Files, {});
  const present = Object.entries(files).filter(([, content]) => content !== undefined);
  const trust = [
    {
      Effect: "Allow",
      Principal: service("lambda", "ec2", "glue", "ecs-tasks", "pods.eks", "ssm"),
      Action: ["sts:AssumeRole", "sts:TagSession"],
    },
  ];
  const spec: BundleSpec = {
    roles: { boss: { trust, allows: [EVERYTHING] }, plain: { trust }, first: { trust } },
    profiles: { one: name },
    files: Object.fromEntries(present.map(([path, content]) => [`${REGION}/${path}`, content])),
  };
  return withBundle(spec, ({ store }) => {
    return new Map([...store.rows(VIEW, { types: [], columns: COLUMNS })].map((row) => [row["id"], row]));
  });
}

describe("the view of workloads", () => {
  let admins: Awaited<ReturnType<typeof rowsWith>>;
  let plain: typeof admins;
  beforeAll(async () => {
    admins = await rowsWith("boss");
    plain = await rowsWith("plain");
  });

  it.each(WHATS.map((what, at) => [what, KINDS[at]] as const))("has %s, what it runs as and reaches", (_, kind) => {
    const alone = { acts_alone: kind?.trigger === undefined ? null : 1, trigger: kind?.trigger ?? null };
    const id = kind?.id;
    expect(admins.get(id)).toEqual({
      id,
      role: arn("role/boss"),
      reaches_admin: 1,
      admin_hops: 0,
      tier: 0,
      ...alone,
    });
    expect(plain.get(id)).toEqual({
      id,
      role: arn("role/plain"),
      reaches_admin: 0,
      admin_hops: null,
      tier: null,
      ...alone,
    });
  });
});
