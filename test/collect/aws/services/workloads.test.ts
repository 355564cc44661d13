import { describe, expect, it } from "vitest";
import { gatherBundle } from "../../support.js";
import { ACCOUNT, arn, DENIED, edgesOf, gatherRegion, NOT_FOUND, policy, role } from "./bundle.js";

const PROFILE = `arn:aws:iam::${ACCOUNT}:instance-profile/web`;

interface Row {
  readonly what: string;
  readonly files: { readonly [path: string]: unknown };
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly properties: object;
  readonly edges: readonly string[];
}

const definition = (more: object) => ({
  taskDefinition: { family: "api", revision: 3, taskRoleArn: role("task"), executionRoleArn: role("agent"), ...more },
});
const DEFINITION = arn("ecs", "task-definition/api:3");
const CLUSTER = arn("ecs", "cluster/main");

const ROWS: readonly Row[] = [
  {
    what: "an instance by the profile that it carries",
    files: {
      "ec2/describe-instances.json": {
        Reservations: [
          {
            Instances: [
              {
                InstanceId: "i-1",
                State: { Name: "running" },
                IamInstanceProfile: { Arn: PROFILE },
                MetadataOptions: { HttpTokens: "optional", HttpEndpoint: "enabled" },
                PublicIpAddress: "203.0.113.7",
                Tags: [{ Key: "Name", Value: "web" }],
              },
              { InstanceId: "i-2", State: { Name: "terminated" }, IamInstanceProfile: { Arn: PROFILE } },
            ],
          },
        ],
      },
    },
    id: arn("ec2", "instance/i-1"),
    type: "aws.ec2-instance",
    name: "i-1",
    properties: {
      instance_profile: PROFILE,
      label: "web",
      state: "running",
      metadata_v1: true,
      has_public_address: true,
    },
    edges: [`runs_as ${arn("ec2", "instance/i-1")} -> ${PROFILE}`],
  },
  {
    what: "a launch template by its default version; a profile of the latest one is told apart",
    files: {
      "ec2/describe-launch-templates.json": {
        LaunchTemplates: [
          { LaunchTemplateId: "lt-1", LaunchTemplateName: "web", DefaultVersionNumber: 1, LatestVersionNumber: 2 },
        ],
      },
      "ec2/describe-launch-template-versions/web.json": {
        LaunchTemplateVersions: [
          {
            LaunchTemplateId: "lt-1",
            DefaultVersion: true,
            LaunchTemplateData: { IamInstanceProfile: { Name: "web" }, UserData: "bWFya2Vy" },
          },
          {
            LaunchTemplateId: "lt-1",
            DefaultVersion: false,
            LaunchTemplateData: { IamInstanceProfile: { Name: "next" } },
          },
        ],
      },
    },
    id: arn("ec2", "launch-template/lt-1"),
    type: "aws.launch-template",
    name: "web",
    properties: { instance_profile: PROFILE, default_version: 1, latest_version: 2, has_user_data: true },
    edges: [
      `references ${arn("ec2", "launch-template/lt-1")} -> arn:aws:iam::${ACCOUNT}:instance-profile/next (latest-version)`,
      `runs_as ${arn("ec2", "launch-template/lt-1")} -> ${PROFILE}`,
    ],
  },
  {
    what: "a scaling group by what it starts",
    files: {
      "autoscaling/describe-auto-scaling-groups.json": {
        AutoScalingGroups: [
          {
            AutoScalingGroupARN: arn("autoscaling", "autoScalingGroup:u:autoScalingGroupName/web"),
            AutoScalingGroupName: "web",
            DesiredCapacity: 2,
            MaxSize: 4,
            MixedInstancesPolicy: {
              LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: "lt-1", Version: "$Default" } },
            },
          },
        ],
      },
    },
    id: arn("autoscaling", "autoScalingGroup:u:autoScalingGroupName/web"),
    type: "aws.auto-scaling-group",
    name: "web",
    properties: { launch_template: "lt-1", launch_template_version: "$Default", acts_alone: true, trigger: "scaling" },
    edges: [
      `references ${arn("autoscaling", "autoScalingGroup:u:autoScalingGroupName/web")} -> ${arn("ec2", "launch-template/lt-1")} (launch-template)`,
    ],
  },
  {
    what: "a launch configuration by the name of its profile",
    files: {
      "autoscaling/describe-launch-configurations.json": {
        LaunchConfigurations: [
          {
            LaunchConfigurationARN: arn("autoscaling", "launchConfiguration:u:launchConfigurationName/old"),
            LaunchConfigurationName: "old",
            IamInstanceProfile: "web",
          },
        ],
      },
    },
    id: arn("autoscaling", "launchConfiguration:u:launchConfigurationName/old"),
    type: "aws.launch-configuration",
    name: "old",
    properties: { instance_profile: PROFILE },
    edges: [`runs_as ${arn("autoscaling", "launchConfiguration:u:launchConfigurationName/old")} -> ${PROFILE}`],
  },
  {
    what: "a machine elsewhere that Systems Manager signed up",
    files: {
      "ssm/describe-instance-information.json": {
        InstanceInformationList: [
          { InstanceId: "mi-1", IamRole: "service-role/hybrid", Name: "rack", PingStatus: "Online" },
        ],
      },
    },
    id: arn("ssm", "managed-instance/mi-1"),
    type: "aws.ssm-managed-instance",
    name: "mi-1",
    properties: { role: role("service-role/hybrid"), label: "rack", ssm_managed: true, ssm_ping: "Online" },
    edges: [`runs_as ${arn("ssm", "managed-instance/mi-1")} -> ${role("service-role/hybrid")}`],
  },
  {
    what: "a task definition by the role of its code, not by that of the agent",
    files: {
      "ecs/list-task-definitions.json": { taskDefinitionArns: [DEFINITION] },
      "ecs/describe-task-definition/api%3A3.json": definition({
        containerDefinitions: [{ name: "app", image: "img", privileged: true, environment: [] }],
      }),
    },
    id: DEFINITION,
    type: "aws.ecs-task-definition",
    name: "api:3",
    properties: {
      role: role("task"),
      execution_role: role("agent"),
      family: "api",
      privileged: true,
      host_control: true,
      images: ["img"],
    },
    edges: [
      `references ${DEFINITION} -> ${role("agent")} (execution-role)`,
      `runs_as ${DEFINITION} -> ${role("task")}`,
    ],
  },
  {
    what: "a service by the role of its task definition",
    files: {
      "ecs/list-clusters.json": { clusterArns: [CLUSTER] },
      "ecs/list-services/main.json": { serviceArns: [arn("ecs", "service/main/api")] },
      "ecs/describe-services/main.json": {
        services: [
          {
            serviceArn: arn("ecs", "service/main/api"),
            serviceName: "api",
            taskDefinition: DEFINITION,
            enableExecuteCommand: true,
            status: "ACTIVE",
          },
        ],
      },
      "ecs/describe-task-definition/api%3A3.json": definition({}),
    },
    id: arn("ecs", "service/main/api"),
    type: "aws.ecs-service",
    name: "api",
    properties: { role: role("task"), cluster: "main", execute_command: true, acts_alone: true },
    edges: [
      `references ${DEFINITION} -> ${role("agent")} (execution-role)`,
      `references ${arn("ecs", "service/main/api")} -> ${DEFINITION} (task-definition)`,
      `runs_as ${arn("ecs", "service/main/api")} -> ${role("task")}`,
      `runs_as ${DEFINITION} -> ${role("task")}`,
    ],
  },
  {
    what: "a running task by the role that overrides that of its definition",
    files: {
      "ecs/list-clusters.json": { clusterArns: [CLUSTER] },
      "ecs/list-tasks/main.json": { taskArns: [arn("ecs", "task/main/t1")] },
      "ecs/describe-tasks/main.json": {
        tasks: [
          {
            taskArn: arn("ecs", "task/main/t1"),
            taskDefinitionArn: DEFINITION,
            containerInstanceArn: arn("ecs", "container-instance/main/m1"),
            lastStatus: "RUNNING",
            overrides: { taskRoleArn: role("override") },
          },
          { taskArn: arn("ecs", "task/main/t0"), taskDefinitionArn: DEFINITION, lastStatus: "STOPPED" },
        ],
      },
      "ecs/describe-task-definition/api%3A3.json": definition({}),
    },
    id: arn("ecs", "task/main/t1"),
    type: "aws.ecs-task",
    name: "t1",
    properties: {
      role: role("override"),
      cluster: "main",
      execute_command: false,
      machine: arn("ecs", "container-instance/main/m1"),
    },
    edges: [
      `references ${DEFINITION} -> ${role("agent")} (execution-role)`,
      `runs_as ${arn("ecs", "task/main/t1")} -> ${role("override")}`,
      `runs_as ${DEFINITION} -> ${role("task")}`,
    ],
  },
  {
    what: "a machine of a cluster by its instance",
    files: {
      "ecs/list-clusters.json": { clusterArns: [CLUSTER] },
      "ecs/list-container-instances/main.json": { containerInstanceArns: ["m1"] },
      "ecs/describe-container-instances/main.json": {
        containerInstances: [
          { containerInstanceArn: arn("ecs", "container-instance/main/m1"), ec2InstanceId: "i-1", status: "ACTIVE" },
        ],
      },
    },
    id: arn("ecs", "container-instance/main/m1"),
    type: "aws.ecs-container-instance",
    name: "m1",
    properties: { cluster: "main", instance: "i-1" },
    edges: [`references ${arn("ecs", "container-instance/main/m1")} -> ${arn("ec2", "instance/i-1")} (instance)`],
  },
  {
    what: "a build by its role; a token in the address of its source is left out",
    files: {
      "codebuild/list-projects.json": { projects: ["build"] },
      "codebuild/batch-get-projects.json": {
        projects: [
          {
            name: "build",
            arn: arn("codebuild", "project/build"),
            serviceRole: role("build"),
            source: { type: "GITHUB", location: "https://bot:marker@github.com/acme/api.git" },
            webhook: { url: "https://api.github.com/x" },
            projectVisibility: "PUBLIC_READ",
          },
        ],
      },
    },
    id: arn("codebuild", "project/build"),
    type: "aws.codebuild-project",
    name: "build",
    properties: {
      role: role("build"),
      source_type: "GITHUB",
      source_location: "https://github.com/acme/api.git",
      public_builds: true,
      acts_alone: true,
      trigger: "event",
    },
    edges: [`runs_as ${arn("codebuild", "project/build")} -> ${role("build")}`],
  },
  {
    what: "a pipeline by its role, with where its code comes from",
    files: {
      "codepipeline/list-pipelines.json": {
        pipelines: [{ name: "deploy", version: 2, created: "2026-01-02T03:04:05Z", updated: "2026-02-03T04:05:06Z" }],
      },
      "codepipeline/get-pipeline/deploy.json": {
        pipeline: {
          name: "deploy",
          roleArn: role("pipeline"),
          stages: [
            {
              name: "Source",
              actions: [
                {
                  name: "code",
                  actionTypeId: { category: "Source", owner: "AWS", provider: "CodeCommit", version: "1" },
                  configuration: { RepositoryName: "api", BranchName: "main" },
                },
              ],
            },
          ],
        },
        metadata: { pipelineArn: arn("codepipeline", "deploy") },
      },
    },
    id: arn("codepipeline", "deploy"),
    type: "aws.codepipeline-pipeline",
    name: "deploy",
    properties: {
      role: role("pipeline"),
      created_at: "2026-01-02T03:04:05Z",
      updated_at: "2026-02-03T04:05:06Z",
      source_types: ["CodeCommit"],
      source_locations: ["api"],
      environment_names: [],
      secret_names: [],
      secret_formats: [],
      acts_alone: true,
      trigger: "event",
    },
    edges: [`runs_as ${arn("codepipeline", "deploy")} -> ${role("pipeline")}`],
  },
  {
    what: "a stack by its role; one that was deleted is none",
    files: {
      "cloudformation/describe-stacks.json": {
        Stacks: [
          {
            StackId: arn("cloudformation", "stack/net/u"),
            StackName: "net",
            StackStatus: "CREATE_COMPLETE",
            RoleARN: role("stack"),
          },
          { StackId: arn("cloudformation", "stack/old/u"), StackName: "old", StackStatus: "DELETE_COMPLETE" },
        ],
      },
    },
    id: arn("cloudformation", "stack/net/u"),
    type: "aws.cloudformation-stack",
    name: "net",
    properties: { role: role("stack"), status: "CREATE_COMPLETE" },
    edges: [`runs_as ${arn("cloudformation", "stack/net/u")} -> ${role("stack")}`],
  },
  {
    what: "a stack set by its administration role",
    files: {
      "cloudformation/list-stack-sets.json": {
        Summaries: [{ StackSetName: "base", StackSetId: "base:u", Status: "ACTIVE" }],
      },
      "cloudformation/describe-stack-set/base.json": {
        StackSet: {
          StackSetName: "base",
          StackSetARN: arn("cloudformation", "stackset/base:u"),
          AdministrationRoleARN: role("admin"),
          ExecutionRoleName: "exec",
        },
      },
    },
    id: arn("cloudformation", "stackset/base:u"),
    type: "aws.cloudformation-stack-set",
    name: "base",
    properties: { role: role("admin"), execution_role_name: "exec" },
    edges: [`runs_as ${arn("cloudformation", "stackset/base:u")} -> ${role("admin")}`],
  },
  {
    what: "a job by its role, named without ARN, and where its script lies",
    files: {
      "glue/get-jobs.json": {
        Jobs: [{ Name: "etl", Role: "glue", Command: { ScriptLocation: "s3://scripts/etl/run.py" } }],
      },
    },
    id: arn("glue", "job/etl"),
    type: "aws.glue-job",
    name: "etl",
    properties: { role: role("glue"), script: "s3://scripts/etl/run.py" },
    edges: [
      `references ${arn("glue", "job/etl")} -> arn:aws:s3:::scripts (code)`,
      `runs_as ${arn("glue", "job/etl")} -> ${role("glue")}`,
    ],
  },
  {
    what: "a development endpoint",
    files: {
      "glue/get-dev-endpoints.json": {
        DevEndpoints: [{ EndpointName: "dev", RoleArn: role("glue"), Status: "READY", PublicAddress: "203.0.113.7" }],
      },
    },
    id: arn("glue", "devEndpoint/dev"),
    type: "aws.glue-dev-endpoint",
    name: "dev",
    properties: { role: role("glue"), status: "READY", has_public_address: true },
    edges: [`runs_as ${arn("glue", "devEndpoint/dev")} -> ${role("glue")}`],
  },
  {
    what: "a job definition by the role of its container; a revision that was taken back is none",
    files: {
      "batch/describe-job-definitions.json": {
        jobDefinitions: [
          {
            jobDefinitionName: "etl",
            jobDefinitionArn: arn("batch", "job-definition/etl:2"),
            revision: 2,
            status: "ACTIVE",
            type: "container",
            containerProperties: {
              image: "acme/etl:1",
              privileged: true,
              jobRoleArn: role("job"),
              executionRoleArn: role("agent"),
              environment: [{ name: "MODE", value: "marker" }],
            },
          },
          {
            jobDefinitionName: "etl",
            jobDefinitionArn: arn("batch", "job-definition/etl:1"),
            revision: 1,
            status: "INACTIVE",
            type: "container",
            containerProperties: { image: "acme/etl:0", jobRoleArn: role("old") },
          },
        ],
      },
    },
    id: arn("batch", "job-definition/etl:2"),
    type: "aws.batch-job-definition",
    name: "etl:2",
    properties: {
      role: role("job"),
      job_type: "container",
      status: "ACTIVE",
      execution_role: role("agent"),
      privileged: true,
      images: ["acme/etl:1"],
      environment_names: ["MODE"],
      secret_names: [],
      secret_formats: [],
    },
    edges: [
      `references ${arn("batch", "job-definition/etl:2")} -> ${role("agent")} (execution-role)`,
      `runs_as ${arn("batch", "job-definition/etl:2")} -> ${role("job")}`,
    ],
  },
  {
    what: "a job of several nodes, of which some have a role of their own",
    files: {
      "batch/describe-job-definitions.json": {
        jobDefinitions: [
          {
            jobDefinitionName: "mpi",
            jobDefinitionArn: arn("batch", "job-definition/mpi:1"),
            revision: 1,
            type: "multinode",
            nodeProperties: {
              nodeRangeProperties: [
                { targetNodes: "0", container: { image: "acme/main", jobRoleArn: role("main") } },
                {
                  targetNodes: "1:",
                  ecsProperties: {
                    taskProperties: [{ taskRoleArn: role("rest"), containers: [{ name: "a", image: "acme/rest" }] }],
                  },
                },
              ],
            },
          },
        ],
      },
    },
    id: arn("batch", "job-definition/mpi:1"),
    type: "aws.batch-job-definition",
    name: "mpi:1",
    properties: {
      role: role("main"),
      job_type: "multinode",
      images: ["acme/main", "acme/rest"],
      environment_names: [],
      secret_names: [],
      secret_formats: [],
    },
    edges: [
      `runs_as ${arn("batch", "job-definition/mpi:1")} -> ${role("main")}`,
      `runs_as ${arn("batch", "job-definition/mpi:1")} -> ${role("rest")}`,
    ],
  },
  {
    what: "a job in a pod, which has the roles of a service account",
    files: {
      "batch/describe-job-definitions.json": {
        jobDefinitions: [
          {
            jobDefinitionName: "pod",
            jobDefinitionArn: arn("batch", "job-definition/pod:1"),
            revision: 1,
            type: "container",
            eksProperties: { podProperties: { serviceAccountName: "runner", containers: [{ image: "acme/pod" }] } },
          },
        ],
      },
    },
    id: arn("batch", "job-definition/pod:1"),
    type: "aws.batch-job-definition",
    name: "pod:1",
    properties: {
      job_type: "container",
      service_account: "runner",
      images: ["acme/pod"],
      environment_names: [],
      secret_names: [],
      secret_formats: [],
    },
    edges: [],
  },
  {
    what: "machines of a compute environment by their profile, named without ARN",
    files: {
      "batch/describe-compute-environments.json": {
        computeEnvironments: [
          {
            computeEnvironmentName: "ce",
            computeEnvironmentArn: arn("batch", "compute-environment/ce"),
            ecsClusterArn: CLUSTER,
            state: "ENABLED",
            serviceRole: role("batch"),
            computeResources: { type: "EC2", instanceRole: "web" },
          },
        ],
      },
    },
    id: arn("batch", "compute-environment/ce"),
    type: "aws.batch-compute-environment",
    name: "ce",
    properties: { instance_profile: PROFILE, state: "ENABLED", compute_type: "EC2", ecs_cluster: CLUSTER },
    edges: [
      `references ${arn("batch", "compute-environment/ce")} -> ${role("batch")} (service-role)`,
      `runs_as ${arn("batch", "compute-environment/ce")} -> ${PROFILE}`,
    ],
  },
  {
    what: "a cluster of EMR that runs by the profile of its machines; one that ended is none",
    files: {
      "emr/list-clusters.json": {
        Clusters: [
          { Id: "j-1", Name: "logs", Status: { State: "WAITING" } },
          { Id: "j-0", Name: "old", Status: { State: "TERMINATED" } },
        ],
      },
      "emr/describe-cluster/j-1.json": {
        Cluster: {
          Id: "j-1",
          Name: "logs",
          ClusterArn: arn("elasticmapreduce", "cluster/j-1"),
          Status: { State: "WAITING" },
          ReleaseLabel: "emr-7.1.0",
          Ec2InstanceAttributes: { IamInstanceProfile: "web", Ec2KeyName: "ops" },
          ServiceRole: "emr",
        },
      },
    },
    id: arn("elasticmapreduce", "cluster/j-1"),
    type: "aws.emr-cluster",
    name: "logs",
    properties: {
      instance_profile: PROFILE,
      cluster_id: "j-1",
      status: "WAITING",
      release: "emr-7.1.0",
      key_pair: "ops",
      step_roles: false,
    },
    edges: [
      `references ${arn("elasticmapreduce", "cluster/j-1")} -> ${role("emr")} (service-role)`,
      `runs_as ${arn("elasticmapreduce", "cluster/j-1")} -> ${PROFILE}`,
    ],
  },
  {
    what: "an interactive session that is open; one that ended is none",
    files: {
      "glue/list-sessions.json": {
        Ids: ["s1", "s0"],
        Sessions: [
          { Id: "s1", Status: "READY", Role: role("glue"), SessionType: "LIVY" },
          { Id: "s0", Status: "STOPPED", Role: role("glue") },
        ],
      },
    },
    id: arn("glue", "session/s1"),
    type: "aws.glue-session",
    name: "s1",
    properties: { role: role("glue"), status: "READY", session_type: "LIVY" },
    edges: [`runs_as ${arn("glue", "session/s1")} -> ${role("glue")}`],
  },
  {
    what: "a pipeline of SageMaker by its role",
    files: {
      "sagemaker/list-pipelines.json": {
        PipelineSummaries: [
          {
            PipelineName: "Train",
            PipelineArn: arn("sagemaker", "pipeline/train"),
            PipelineDescription: "marker",
            RoleArn: role("train"),
          },
        ],
      },
    },
    id: arn("sagemaker", "pipeline/train"),
    type: "aws.sagemaker-pipeline",
    name: "Train",
    properties: { role: role("train") },
    edges: [`runs_as ${arn("sagemaker", "pipeline/train")} -> ${role("train")}`],
  },
  {
    what: "a maintenance window by the roles of its tasks, without what they are given",
    files: {
      "ssm/describe-maintenance-windows.json": {
        WindowIdentities: [{ WindowId: "mw-1", Name: "nightly", Enabled: true, Schedule: "cron(0 3 * * ? *)" }],
      },
      "ssm/describe-maintenance-window-tasks/mw-1.json": {
        Tasks: [
          { WindowTaskId: "1", Type: "RUN_COMMAND", ServiceRoleArn: role("window") },
          { WindowTaskId: "2", Type: "AUTOMATION", TaskParameters: { commands: { Values: ["marker"] } } },
          { WindowTaskId: "3", Type: "LAMBDA", ServiceRoleArn: role("invoke") },
          { WindowTaskId: "4", Type: "LAMBDA", ServiceRoleArn: role("invoke") },
        ],
      },
    },
    id: arn("ssm", "maintenancewindow/mw-1"),
    type: "aws.ssm-maintenance-window",
    name: "nightly",
    properties: {
      role: role("invoke"),
      enabled: true,
      schedule: "cron(0 3 * * ? *)",
      acts_alone: true,
      trigger: "schedule",
    },
    edges: [
      `runs_as ${arn("ssm", "maintenancewindow/mw-1")} -> ${role("invoke")}`,
      `runs_as ${arn("ssm", "maintenancewindow/mw-1")} -> ${role("window")}`,
    ],
  },
  {
    what: "a window that is turned off does not act alone",
    files: {
      "ssm/describe-maintenance-windows.json": {
        WindowIdentities: [{ WindowId: "mw-2", Name: "off", Enabled: false }],
      },
      "ssm/describe-maintenance-window-tasks/mw-2.json": { Tasks: [{ ServiceRoleArn: role("window") }] },
    },
    id: arn("ssm", "maintenancewindow/mw-2"),
    type: "aws.ssm-maintenance-window",
    name: "off",
    properties: { role: role("window"), enabled: false },
    edges: [`runs_as ${arn("ssm", "maintenancewindow/mw-2")} -> ${role("window")}`],
  },
  {
    what: "a profile of Studio by its own role",
    files: {
      "sagemaker/list-user-profiles.json": { UserProfiles: [{ DomainId: "d-1", UserProfileName: "Ana" }] },
      "sagemaker/describe-user-profile/d-1%2FAna.json": {
        DomainId: "d-1",
        UserProfileName: "Ana",
        UserProfileArn: arn("sagemaker", "user-profile/d-1/ana"),
        Status: "InService",
        UserSettings: { ExecutionRole: role("ana") },
      },
    },
    id: arn("sagemaker", "user-profile/d-1/ana"),
    type: "aws.sagemaker-user-profile",
    name: "d-1/Ana",
    properties: { role: role("ana"), domain: "d-1", status: "InService" },
    edges: [`runs_as ${arn("sagemaker", "user-profile/d-1/ana")} -> ${role("ana")}`],
  },
  {
    what: "a profile of Studio by the role of its domain",
    files: {
      "sagemaker/list-user-profiles.json": { UserProfiles: [{ DomainId: "d-1", UserProfileName: "bo" }] },
      "sagemaker/describe-user-profile/d-1%2Fbo.json": { DomainId: "d-1", UserProfileName: "bo", UserSettings: {} },
      "sagemaker/describe-domain/d-1.json": { DefaultUserSettings: { ExecutionRole: role("studio") } },
    },
    id: arn("sagemaker", "user-profile/d-1/bo"),
    type: "aws.sagemaker-user-profile",
    name: "d-1/bo",
    properties: { role: role("studio"), domain: "d-1" },
    edges: [`runs_as ${arn("sagemaker", "user-profile/d-1/bo")} -> ${role("studio")}`],
  },
  {
    what: "a notebook",
    files: {
      "sagemaker/list-notebook-instances.json": { NotebookInstances: [{ NotebookInstanceName: "Nb" }] },
      "sagemaker/describe-notebook-instance/Nb.json": {
        NotebookInstanceName: "Nb",
        NotebookInstanceArn: arn("sagemaker", "notebook-instance/nb"),
        RoleArn: role("science"),
        DirectInternetAccess: "Enabled",
        RootAccess: "Disabled",
      },
    },
    id: arn("sagemaker", "notebook-instance/nb"),
    type: "aws.sagemaker-notebook",
    name: "Nb",
    properties: { role: role("science"), direct_internet: true, root_access: false },
    edges: [`runs_as ${arn("sagemaker", "notebook-instance/nb")} -> ${role("science")}`],
  },
  {
    what: "a service with an address by the role of its code",
    files: {
      "apprunner/list-services.json": {
        ServiceSummaryList: [{ ServiceName: "web", ServiceArn: arn("apprunner", "service/web/u"), Status: "RUNNING" }],
      },
      "apprunner/describe-service/web.json": {
        Service: {
          ServiceName: "web",
          ServiceArn: arn("apprunner", "service/web/u"),
          ServiceUrl: "web.example",
          InstanceConfiguration: { InstanceRoleArn: role("web") },
          SourceConfiguration: { AuthenticationConfiguration: { AccessRoleArn: role("pull") } },
          NetworkConfiguration: { IngressConfiguration: { IsPubliclyAccessible: true } },
        },
      },
    },
    id: arn("apprunner", "service/web/u"),
    type: "aws.apprunner-service",
    name: "web",
    properties: { role: role("web"), access_role: role("pull"), public: true, acts_alone: true, trigger: "url" },
    edges: [
      `references ${arn("apprunner", "service/web/u")} -> ${role("pull")} (access-role)`,
      `runs_as ${arn("apprunner", "service/web/u")} -> ${role("web")}`,
    ],
  },
  {
    what: "a state machine",
    files: {
      "stepfunctions/list-state-machines.json": {
        stateMachines: [{ name: "flow", stateMachineArn: arn("states", "stateMachine:flow"), type: "EXPRESS" }],
      },
      "stepfunctions/describe-state-machine/flow.json": { roleArn: role("flow"), definition: '{"marker":1}' },
    },
    id: arn("states", "stateMachine:flow"),
    type: "aws.state-machine",
    name: "flow",
    properties: { role: role("flow"), machine_type: "EXPRESS" },
    edges: [`runs_as ${arn("states", "stateMachine:flow")} -> ${role("flow")}`],
  },
  {
    what: "a schedule in a group by the role that starts its target",
    files: {
      "scheduler/list-schedules.json": {
        Schedules: [
          { Name: "nightly", GroupName: "ops", Arn: arn("scheduler", "schedule/ops/nightly"), State: "ENABLED" },
        ],
      },
      "scheduler/get-schedule/ops%2Fnightly.json": {
        ScheduleExpression: "rate(1 day)",
        Target: { Arn: arn("lambda", "function:clean"), RoleArn: role("start"), Input: "marker" },
      },
    },
    id: arn("scheduler", "schedule/ops/nightly"),
    type: "aws.schedule",
    name: "ops/nightly",
    properties: { role: role("start"), schedule: "rate(1 day)", acts_alone: true, trigger: "schedule" },
    edges: [
      `references ${arn("scheduler", "schedule/ops/nightly")} -> ${arn("lambda", "function:clean")} (target)`,
      `runs_as ${arn("scheduler", "schedule/ops/nightly")} -> ${role("start")}`,
    ],
  },
  {
    what: "a role alias by the role that devices get",
    files: {
      "iot/list-role-aliases.json": { roleAliases: ["camera"] },
      "iot/describe-role-alias/camera.json": {
        roleAliasDescription: {
          roleAlias: "camera",
          roleAliasArn: arn("iot", "rolealias/camera"),
          roleArn: role("camera"),
          owner: ACCOUNT,
          credentialDurationSeconds: 3600,
          creationDate: "2026-01-02T03:04:05Z",
          lastModifiedDate: "2026-02-03T04:05:06Z",
        },
      },
    },
    id: arn("iot", "rolealias/camera"),
    type: "aws.iot-role-alias",
    name: "camera",
    properties: {
      role: role("camera"),
      max_session_seconds: 3600,
      created_at: "2026-01-02T03:04:05Z",
      updated_at: "2026-02-03T04:05:06Z",
    },
    edges: [`runs_as ${arn("iot", "rolealias/camera")} -> ${role("camera")}`],
  },
  {
    what: "a pipe by the role that reads its source and starts its target",
    files: {
      "pipes/list-pipes.json": {
        Pipes: [{ Name: "orders", Arn: arn("pipes", "pipe/orders"), DesiredState: "RUNNING", CurrentState: "RUNNING" }],
      },
      "pipes/describe-pipe/orders.json": {
        Name: "orders",
        Arn: arn("pipes", "pipe/orders"),
        DesiredState: "RUNNING",
        RoleArn: role("pipe"),
        Source: arn("sqs", "orders"),
        Enrichment: arn("lambda", "function:look-up"),
        Target: arn("states", "stateMachine:ship"),
        CreationTime: "2026-01-02T03:04:05Z",
        LastModifiedTime: "2026-02-03T04:05:06Z",
      },
    },
    id: arn("pipes", "pipe/orders"),
    type: "aws.event-pipe",
    name: "orders",
    properties: {
      role: role("pipe"),
      enabled: true,
      created_at: "2026-01-02T03:04:05Z",
      updated_at: "2026-02-03T04:05:06Z",
      environment_names: [],
      secret_names: [],
      secret_formats: [],
      acts_alone: true,
      trigger: "queue",
    },
    edges: [
      `references ${arn("pipes", "pipe/orders")} -> ${arn("lambda", "function:look-up")} (enrichment)`,
      `references ${arn("pipes", "pipe/orders")} -> ${arn("sqs", "orders")} (event-source)`,
      `references ${arn("pipes", "pipe/orders")} -> ${arn("states", "stateMachine:ship")} (target)`,
      `runs_as ${arn("pipes", "pipe/orders")} -> ${role("pipe")}`,
    ],
  },
  {
    what: "an agent, and the functions that it can be talked into calling",
    files: {
      "bedrock-agent/list-agents.json": { agentSummaries: [{ agentId: "A1", agentName: "helper" }] },
      "bedrock-agent/get-agent/A1.json": {
        agent: {
          agentArn: arn("bedrock", "agent/A1"),
          agentName: "helper",
          agentResourceRoleArn: role("agent"),
          instruction: "marker",
          guardrailConfiguration: { guardrailIdentifier: "g" },
        },
      },
      "bedrock-agent/list-agent-action-groups/A1.json": {
        actionGroupSummaries: [
          { actionGroupId: "G1", actionGroupName: "orders", actionGroupState: "ENABLED" },
          { actionGroupId: "G2", actionGroupName: "off", actionGroupState: "DISABLED" },
        ],
      },
      "bedrock-agent/get-agent-action-group/A1%2FG1.json": {
        agentActionGroup: { actionGroupExecutor: { lambda: `${arn("lambda", "function:orders")}:live` } },
      },
    },
    id: arn("bedrock", "agent/A1"),
    type: "aws.bedrock-agent",
    name: "helper",
    properties: { role: role("agent"), has_guardrail: true },
    edges: [
      `runs_as ${arn("bedrock", "agent/A1")} -> ${role("agent")}`,
      `steers ${arn("bedrock", "agent/A1")} -> ${arn("lambda", "function:orders")}`,
    ],
  },
  {
    what: "an agent that hands over to another, which is not its own",
    files: {
      "bedrock-agent/list-agents.json": { agentSummaries: [{ agentId: "A1", agentName: "front" }] },
      "bedrock-agent/get-agent/A1.json": {
        agent: { agentArn: arn("bedrock", "agent/A1"), agentName: "front", agentCollaboration: "SUPERVISOR_ROUTER" },
      },
      "bedrock-agent/list-agent-action-groups/A1.json": { actionGroupSummaries: [] },
      "bedrock-agent/list-agent-collaborators/A1.json": {
        agentCollaboratorSummaries: [
          {
            agentDescriptor: { aliasArn: arn("bedrock", "agent-alias/B2/LIVE000001") },
            collaboratorName: "stock",
            relayConversationHistory: "DISABLED",
            collaborationInstruction: "marker",
          },
        ],
      },
    },
    id: arn("bedrock", "agent/A1"),
    type: "aws.bedrock-agent",
    name: "front",
    properties: { collaboration: "SUPERVISOR_ROUTER" },
    edges: [`steers ${arn("bedrock", "agent/A1")} -> ${arn("bedrock", "agent/B2")}`],
  },
  {
    what: "a gateway that lets everyone in",
    files: {
      "bedrock-agentcore-control/list-gateways.json": { items: [{ gatewayId: "g1", name: "tools" }] },
      "bedrock-agentcore-control/get-gateway/g1.json": {
        gatewayArn: arn("bedrock-agentcore", "gateway/g1"),
        name: "tools",
        roleArn: role("tools"),
        authorizerType: "NONE",
      },
    },
    id: arn("bedrock-agentcore", "gateway/g1"),
    type: "aws.bedrock-agentcore-gateway",
    name: "tools",
    properties: { role: role("tools"), authorizer: "NONE", public: true, acts_alone: true, trigger: "url" },
    edges: [`runs_as ${arn("bedrock-agentcore", "gateway/g1")} -> ${role("tools")}`],
  },
  {
    what: "a code interpreter of the account; that of AWS runs as nobody of the account",
    files: {
      "bedrock-agentcore-control/list-code-interpreters.json": {
        codeInterpreterSummaries: [
          { codeInterpreterId: "c1", codeInterpreterArn: arn("bedrock-agentcore", "code-interpreter-custom/c1") },
          {
            codeInterpreterId: "aws.codeinterpreter.v1",
            codeInterpreterArn: "arn:aws:bedrock-agentcore:us-east-1:aws:code-interpreter/aws.codeinterpreter.v1",
          },
        ],
      },
      "bedrock-agentcore-control/get-code-interpreter/c1.json": { name: "calc", executionRoleArn: role("calc") },
    },
    id: arn("bedrock-agentcore", "code-interpreter-custom/c1"),
    type: "aws.bedrock-agentcore-code-interpreter",
    name: "calc",
    properties: { role: role("calc") },
    edges: [`runs_as ${arn("bedrock-agentcore", "code-interpreter-custom/c1")} -> ${role("calc")}`],
  },
];

describe("a workload", () => {
  it.each(ROWS.map((row) => [row.what, row] as const))("is read: %s", async (_, row) => {
    const graph = await gatherRegion(row.files);
    const { id, type, name, properties } = row;
    expect(graph.ofType(type)).toEqual([
      expect.objectContaining({ id, kind: "workload", type, name, properties: expect.objectContaining(properties) }),
    ]);
    expect(edgesOf(graph)).toEqual([...row.edges].sort());
    expect(JSON.stringify([graph.nodes, graph.edges])).not.toContain("marker");
  });

  it("that has no role runs as nobody", async () => {
    const graph = await gatherRegion({
      "ec2/describe-instances.json": { Reservations: [{ Instances: [{ InstanceId: "i-9" }] }] },
    });
    expect(graph.ofType("aws.ec2-instance")).toMatchObject([{ id: arn("ec2", "instance/i-9"), properties: {} }]);
    expect(graph.edges).toEqual([]);
  });

  it("that is a machine of a cluster keeps the name by which the cluster knows it; others do not", async () => {
    const PrivateDnsName = "ip-10-0-0-1.eu-west-1.compute.internal";
    const named = async (...Tags: object[]) => {
      const Instances = [{ InstanceId: "i-9", PrivateDnsName, Tags }];
      const graph = await gatherRegion({ "ec2/describe-instances.json": { Reservations: [{ Instances }] } });
      return graph.ofType("aws.ec2-instance")[0]?.properties["private_name"];
    };
    expect(await named({ Key: "eks:cluster-name", Value: "shop" })).toBe(PrivateDnsName);
    expect(await named({ Key: "kubernetes.io/cluster/shop", Value: "owned" })).toBe(PrivateDnsName);
    expect(await named({ Key: "Name", Value: "web" })).toBeUndefined();
  });
});

describe("functions", () => {
  const LIST = "lambda/list-functions.json";
  const FUNCTION = { FunctionName: "f", FunctionArn: arn("lambda", "function:f"), Role: role("f") };
  const id = FUNCTION.FunctionArn;

  it("have a policy, a URL that lets everyone in, and a role", async () => {
    const graph = await gatherRegion({
      [LIST]: { Functions: [FUNCTION] },
      "lambda/get-policy/f.json": { Policy: JSON.stringify(policy("999988887777")) },
      "lambda/get-function-url-config/f.json": { AuthType: "NONE" },
    });
    const node = graph.node(id);
    expect(node).toMatchObject({
      type: "aws.lambda-function",
      properties: { has_url: true, url_auth: "NONE", acts_alone: true, trigger: "url" },
    });
    expect(JSON.parse(graph.documents.get(node?.document ?? "") ?? "")).toEqual(policy("999988887777"));
    expect(graph.state("aws/lambda:functions")).toBe("complete");
  });

  it("may have neither policy nor URL", async () => {
    const graph = await gatherRegion({
      [LIST]: { Functions: [FUNCTION] },
      "lambda/get-policy/f.error.json": NOT_FOUND,
      "lambda/get-function-url-config/f.error.json": NOT_FOUND,
    });
    expect(graph.node(id)?.properties).toEqual({
      role: role("f"),
      has_url: false,
      public: false,
      environment_names: [],
      secret_names: [],
      secret_formats: [],
    });
    expect(graph.node(id)).not.toHaveProperty("document");
    expect(graph.state("aws/lambda:functions")).toBe("complete");
  });

  it("whose policy speaks of no URL were not asked for one in a recording of nhi's own", async () => {
    const graph = await gatherBundle({
      "bundle.json": { version: 1, recordedAt: "2026-01-01T00:00:00Z", asked: ["aws/lambda:functions"] },
      [`aws/111122223333/us-east-1/${LIST}`]: { Functions: [FUNCTION] },
      "aws/111122223333/us-east-1/lambda/get-policy/f.error.json": NOT_FOUND,
    });
    expect(graph.state("aws/lambda:functions")).toBe("complete");
    expect(graph.node(id)?.properties).toMatchObject({ public: false });
    expect(graph.node(id)?.properties).not.toHaveProperty("has_url");
  });

  it("are nodes even when their policy may not be read, which is said of them", async () => {
    const graph = await gatherRegion({
      [LIST]: { Functions: [FUNCTION] },
      "lambda/get-policy/f.error.json": DENIED,
      "lambda/get-function-url-config/f.error.json": NOT_FOUND,
    });
    expect(graph.node(id)?.properties).toMatchObject({ policy_unread: true });
    expect(graph.coverageOf("aws/lambda:functions")).toMatchObject({
      state: "partial",
      code: "AccessDeniedException",
      permission: "lambda:GetPolicy",
    });
  });

  it("are known by their policy where nobody recorded the list", async () => {
    const graph = await gatherRegion({
      "lambda/get-policy/f.json": { Policy: JSON.stringify(policy("999988887777")) },
      "lambda/get-policy/g.error.json": NOT_FOUND,
    });
    expect(graph.ofType("aws.lambda-function").map((node) => [node.id, node.document !== undefined])).toEqual([
      [id, true],
      [arn("lambda", "function:g"), false],
    ]);
    expect(graph.state("aws/lambda:functions")).toBe("partial");
  });

  it("run by themselves where a queue, a stream, a rule or a schedule starts them", async () => {
    const graph = await gatherRegion({
      "lambda/list-event-source-mappings.json": {
        EventSourceMappings: [
          { FunctionArn: `${id}:live`, EventSourceArn: arn("sqs", "jobs"), State: "Enabled" },
          { FunctionArn: arn("lambda", "function:off"), EventSourceArn: arn("sqs", "jobs"), State: "Disabled" },
        ],
      },
      "events/list-rules.json": {
        Rules: [
          { Name: "daily", Arn: arn("events", "rule/daily"), ScheduleExpression: "rate(1 day)", State: "ENABLED" },
          { Name: "off", Arn: arn("events", "rule/off"), ScheduleExpression: "rate(1 day)", State: "DISABLED" },
        ],
      },
      "events/list-targets-by-rule/daily.json": { Targets: [{ Arn: id, Input: "marker" }] },
    });
    expect(graph.supplements.filter(({ node }) => node.includes(":lambda:"))).toEqual([
      { node: id, properties: { acts_alone: true, trigger: "queue", event_sources: [arn("sqs", "jobs")] } },
      { node: id, properties: { acts_alone: true, trigger: "schedule" } },
    ]);
    expect(graph.node(arn("events", "rule/off"))?.properties).not.toHaveProperty("acts_alone");
    expect(JSON.stringify(graph)).not.toContain("marker");
  });
});

describe("rules", () => {
  it("run as each role of their targets, on every bus", async () => {
    const graph = await gatherRegion({
      "events/list-rules.json": { Rules: [] },
      "events/list-rules/orders.json": {
        Rules: [{ Name: "r", Arn: arn("events", "rule/orders/r"), EventPattern: "{}", State: "ENABLED" }],
      },
      "events/list-targets-by-rule/orders%2Fr.json": {
        Targets: [
          { Arn: arn("states", "stateMachine:a"), RoleArn: role("a") },
          { Arn: arn("states", "stateMachine:b"), RoleArn: role("b") },
        ],
      },
    });
    const id = arn("events", "rule/orders/r");
    expect(graph.node(id)?.properties).toMatchObject({ bus: "orders", trigger: "event", targets: 2 });
    expect(edgesOf(graph).filter((edge) => edge.startsWith("runs_as"))).toEqual([
      `runs_as ${id} -> ${role("a")}`,
      `runs_as ${id} -> ${role("b")}`,
    ]);
  });
});

describe("steps of a cluster of EMR", () => {
  const scoped = (isOn: unknown) => ({
    AuthorizationConfiguration: { IAMConfiguration: { EnableApplicationScopedIAMRole: isOn } },
  });
  const path = "emr/describe-security-configuration/locked";
  it.each<[string, object, boolean | undefined]>([
    ["have roles of their own", { [`${path}.json`]: { SecurityConfiguration: JSON.stringify(scoped(true)) } }, true],
    [
      "have that of the machines",
      { [`${path}.json`]: { SecurityConfiguration: JSON.stringify(scoped(false)) } },
      false,
    ],
    ["encrypt, and nothing else", { [`${path}.json`]: { SecurityConfiguration: "{}" } }, false],
    ["may have either: it is no JSON", { [`${path}.json`]: { SecurityConfiguration: "{" } }, undefined],
    ["may have either: refused", { [`${path}.error.json`]: DENIED }, undefined],
  ])("%s", async (_, more, expected) => {
    const graph = await gatherRegion({
      "emr/list-clusters.json": { Clusters: [{ Id: "j-1", Status: { State: "RUNNING" } }] },
      "emr/describe-cluster/j-1.json": { Cluster: { Id: "j-1", SecurityConfiguration: "locked" } },
      ...more,
    });
    const [cluster] = graph.ofType("aws.emr-cluster");
    expect(cluster?.properties).toMatchObject({ security_configuration: "locked" });
    expect(cluster?.properties["step_roles"]).toBe(expected);
  });
});

describe("pods", () => {
  const CLUSTER_ID = arn("eks", "cluster/prod");
  const files = (association: object) => ({
    "eks/list-clusters.json": { clusters: ["prod"] },
    "eks/describe-cluster/prod.json": {
      cluster: {
        arn: CLUSTER_ID,
        roleArn: role("cluster"),
        identity: { oidc: { issuer: "https://oidc.eks.us-east-1.amazonaws.com/id/X" } },
        resourcesVpcConfig: { endpointPublicAccess: true },
        accessConfig: { authenticationMode: "CONFIG_MAP" },
      },
    },
    "eks/list-nodegroups/prod.json": { nodegroups: ["ng"] },
    "eks/describe-nodegroup/prod%2Fng.json": {
      nodegroup: { nodegroupArn: arn("eks", "nodegroup/prod/ng/u"), nodeRole: role("node") },
    },
    "eks/list-pod-identity-associations/prod.json": { associations: [{ associationId: "a-1" }] },
    "eks/describe-pod-identity-association/prod%2Fa-1.json": {
      association: { associationArn: ID, namespace: "pay", serviceAccount: "api", ...association },
    },
  });
  const ID = arn("eks", "podidentityassociation/prod/a-1");

  it("run as the role of their service account; nodes and cluster have their own", async () => {
    const graph = await gatherRegion(files({ roleArn: role("pod") }));
    expect(graph.node(CLUSTER_ID)?.properties).toMatchObject({
      issuer: "oidc.eks.us-east-1.amazonaws.com/id/X",
      public_endpoint: true,
    });
    expect(graph.node(ID)).toMatchObject({ name: "prod/pay/api", parent: CLUSTER_ID });
    for (const { properties } of [...graph.ofType("aws.eks-nodegroup"), ...graph.ofType("aws.eks-pod-identity")])
      expect(properties).toMatchObject({ cluster: "prod", authentication_mode: "CONFIG_MAP" });
    expect(edgesOf(graph)).toEqual([
      `runs_as ${CLUSTER_ID} -> ${role("cluster")}`,
      `runs_as ${arn("eks", "nodegroup/prod/ng/u")} -> ${role("node")}`,
      `runs_as ${ID} -> ${role("pod")}`,
    ]);
  });

  it("run as the target role where there is one", async () => {
    const target = "arn:aws:iam::444455556666:role/far";
    const graph = await gatherRegion(files({ roleArn: role("pod"), targetRoleArn: target, externalId: "e" }));
    expect(graph.node(ID)?.properties).toMatchObject({ role: target, source_role: role("pod"), has_external_id: true });
    expect(edgesOf(graph).filter((edge) => edge.includes(ID))).toEqual([
      `references ${ID} -> ${role("pod")} (source-role)`,
      `runs_as ${ID} -> ${target}`,
    ]);
  });

  it("run as a session where a policy narrows it", async () => {
    const graph = await gatherRegion(files({ roleArn: role("pod"), policy: JSON.stringify({ Statement: [] }) }));
    expect(graph.node(`${ID}/session`)).toMatchObject({
      kind: "session",
      parent: role("pod"),
      document: expect.any(String),
    });
    expect(edgesOf(graph)).toContain(`runs_as ${ID} -> ${ID}/session`);
  });
});

describe("containers that rule their machine", () => {
  const mounted = async (sourcePath: string | undefined, mount: object = {}): Promise<unknown> => {
    const graph = await gatherRegion({
      "ecs/list-task-definitions.json": { taskDefinitionArns: [DEFINITION] },
      "ecs/describe-task-definition/api%3A3.json": definition({
        containerDefinitions: [{ name: "app", image: "img", mountPoints: [{ sourceVolume: "v", ...mount }] }],
        volumes: [sourcePath === undefined ? { name: "v" } : { name: "v", host: { sourcePath } }],
      }),
    });
    return graph.node(DEFINITION)?.properties["host_control"];
  };

  it.each<[string, string | undefined, object, true | undefined]>([
    ["the socket of Docker", "/var/run/docker.sock", {}, true],
    ["that socket, read-only: it answers all the same", "/run/docker.sock", { readOnly: true }, true],
    ["the folder that it is in", "/var/run", {}, true],
    ["the machine's file system", "/", {}, true],
    ["the machine's file system to read", "/", { readOnly: true }, undefined],
    ["another folder of the machine", "/var/lib/app", {}, undefined],
    ["a folder with a name like that", "/var/running", {}, undefined],
    ["a folder of its own", undefined, {}, undefined],
    ["nothing of it: another volume", "/var/run/docker.sock", { sourceVolume: "w" }, undefined],
  ])("mount %s", async (_, path, mount, expected) => {
    expect(await mounted(path, mount)).toBe(expected);
  });
});

describe("the source of a build", () => {
  const repositoryOf = async (source: object): Promise<unknown> => {
    const project = { name: "build", arn: arn("codebuild", "project/build"), serviceRole: role("build"), source };
    const graph = await gatherRegion({
      "codebuild/list-projects.json": { projects: ["build"] },
      "codebuild/batch-get-projects.json": { projects: [project] },
    });
    return graph.node(arn("codebuild", "project/build"))?.properties["codecommit_repository"];
  };

  it("is a repository of CodeCommit by its address, and no other", async () => {
    const location = "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/api.core";
    expect(await repositoryOf({ type: "CODECOMMIT", location })).toBe("api.core");
    expect(await repositoryOf({ type: "GITHUB", location: "https://github.com/acme/api.git" })).toBeUndefined();
    expect(await repositoryOf({ type: "CODEPIPELINE" })).toBeUndefined();
  });
});
