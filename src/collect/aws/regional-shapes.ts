// Fields of what AWS answers about a region that decide what is found, by call: what runs, as which role, who gets in. Values of
// variables are left out, since a recording holds marks of them. https://docs.aws.amazon.com, API reference of each service
import type { Shape, Shapes } from "../shape.js";

const METADATA: Shape = {
  MetadataOptions: "fields",
  "MetadataOptions.HttpTokens": "text",
  "MetadataOptions.HttpEndpoint": "text",
};

/** A shape below a place of another one. */
function below(place: string, shape: Shape): Shape {
  return Object.fromEntries(Object.entries(shape).map(([path, type]) => [`${place}.${path}`, type]));
}

const RUNNING: Shapes = {
  "lambda:ListFunctions": below("Functions.*", {
    FunctionName: "text",
    FunctionArn: "text",
    Role: "text",
    Environment: "fields",
    "Environment.Variables": "fields",
  }),
  "lambda:ListEventSourceMappings": below("EventSourceMappings.*", {
    FunctionArn: "text",
    EventSourceArn: "text",
    State: "text",
  }),
  "ecs:ListTaskDefinitions": { "taskDefinitionArns.*": "text" },
  "ecs:DescribeTaskDefinition": below("taskDefinition", {
    taskRoleArn: "text",
    executionRoleArn: "text",
    containerDefinitions: "list",
    "containerDefinitions.*": "fields",
    "containerDefinitions.*.privileged": "flag",
    "containerDefinitions.*.environment": "list",
    "containerDefinitions.*.environment.*.name": "text",
  }),
  "ecs:ListClusters": { "clusterArns.*": "text" },
  "ecs:ListServices": { "serviceArns.*": "text" },
  "ecs:ListTasks": { "taskArns.*": "text" },
  "ecs:DescribeServices": below("services.*", {
    serviceArn: "id",
    taskDefinition: "text",
    status: "text",
    enableExecuteCommand: "flag",
  }),
  "ecs:DescribeTasks": below("tasks.*", {
    taskArn: "id",
    taskDefinitionArn: "text",
    lastStatus: "text",
    enableExecuteCommand: "flag",
    overrides: "fields",
    "overrides.taskRoleArn": "text",
  }),
  "eks:ListClusters": { "clusters.*": "text" },
  "eks:DescribeCluster": below("cluster", {
    roleArn: "text",
    resourcesVpcConfig: "fields",
    "resourcesVpcConfig.endpointPublicAccess": "flag",
    accessConfig: "fields",
    "accessConfig.authenticationMode": "text",
    identity: "fields",
    "identity.oidc": "fields",
    "identity.oidc.issuer": "text",
  }),
  "eks:ListNodegroups": { "nodegroups.*": "text" },
  "eks:DescribeNodegroup": below("nodegroup", { nodegroupArn: "text", nodeRole: "text" }),
  "eks:ListPodIdentityAssociations": { "associations.*.associationId": "id" },
  "eks:DescribePodIdentityAssociation": below("association", {
    roleArn: "text",
    targetRoleArn: "text",
    namespace: "text",
    serviceAccount: "text",
    disableSessionTags: "flag",
  }),
  "codebuild:ListProjects": { "projects.*": "text" },
  "codebuild:BatchGetProjects": below("projects.*", {
    name: "id",
    serviceRole: "text",
    projectVisibility: ["PUBLIC_READ", "PRIVATE"],
    source: "fields",
    "source.type": "text",
    "source.location": "text",
    environment: "fields",
    "environment.privilegedMode": "flag",
    "environment.environmentVariables": "list",
    "environment.environmentVariables.*.name": "text",
    "environment.environmentVariables.*.type": "text",
  }),
  "glue:GetJobs": below("Jobs.*", {
    Name: "id",
    Role: "text",
    Command: "fields",
    "Command.ScriptLocation": "text",
    DefaultArguments: "fields",
    NonOverridableArguments: "fields",
  }),
  "glue:GetDevEndpoints": below("DevEndpoints.*", { EndpointName: "id", RoleArn: "text", PublicAddress: "text" }),
  "glue:GetTriggers": below("Triggers.*", {
    Type: "text",
    State: "text",
    Actions: "list",
    "Actions.*.JobName": "text",
  }),
  "glue:ListSessions": below("Sessions.*", { Id: "id", Status: "text", Role: "text", DefaultArguments: "fields" }),
  "batch:DescribeJobDefinitions": below("jobDefinitions.*", {
    jobDefinitionName: "id",
    status: "text",
    containerProperties: "fields",
    "containerProperties.jobRoleArn": "text",
    "containerProperties.executionRoleArn": "text",
    "containerProperties.environment": "list",
    "containerProperties.environment.*.name": "text",
    ecsProperties: "fields",
    "ecsProperties.taskProperties": "list",
    "ecsProperties.taskProperties.*.taskRoleArn": "text",
    "ecsProperties.taskProperties.*.executionRoleArn": "text",
    nodeProperties: "fields",
    "nodeProperties.nodeRangeProperties": "list",
  }),
  "batch:DescribeJobQueues": below("jobQueues.*", { jobQueueArn: "id", state: "text" }),
  "batch:DescribeComputeEnvironments": below("computeEnvironments.*", {
    computeEnvironmentArn: "id",
    computeResources: "fields",
    "computeResources.instanceRole": "text",
  }),
  "elasticmapreduce:ListClusters": below("Clusters.*", { Id: "id", Status: "fields", "Status.State": "text" }),
  "elasticmapreduce:DescribeCluster": below("Cluster", {
    Ec2InstanceAttributes: "fields",
    "Ec2InstanceAttributes.IamInstanceProfile": "text",
    Configurations: "list",
    "Configurations.*.Properties": "fields",
  }),
  "sagemaker:ListUserProfiles": below("UserProfiles.*", { UserProfileName: "id", DomainId: "text" }),
  "sagemaker:DescribeUserProfile": { UserSettings: "fields", "UserSettings.ExecutionRole": "text" },
  "sagemaker:DescribeDomain": { DefaultUserSettings: "fields", "DefaultUserSettings.ExecutionRole": "text" },
  "sagemaker:ListNotebookInstances": { "NotebookInstances.*.NotebookInstanceName": "id" },
  "sagemaker:DescribeNotebookInstance": {
    RoleArn: "text",
    DirectInternetAccess: ["Enabled", "Disabled"],
    RootAccess: ["Enabled", "Disabled"],
  },
  "ec2:DescribeInstances": {
    "Reservations.*.Instances": "list",
    ...below("Reservations.*.Instances.*", {
      InstanceId: "id",
      IamInstanceProfile: "fields",
      "IamInstanceProfile.Arn": "text",
      State: "fields",
      "State.Name": "text",
      PublicIpAddress: "text",
      ...METADATA,
    }),
  },
  "ec2:DescribeLaunchTemplateVersions": below("LaunchTemplateVersions.*", {
    DefaultVersion: "flag",
    LaunchTemplateData: "fields",
    "LaunchTemplateData.IamInstanceProfile": "fields",
    ...below("LaunchTemplateData", METADATA),
  }),
  "autoscaling:DescribeLaunchConfigurations": below("LaunchConfigurations.*", {
    LaunchConfigurationARN: "id",
    IamInstanceProfile: "text",
    ...METADATA,
  }),
  "autoscaling:DescribeAutoScalingGroups": below("AutoScalingGroups.*", {
    AutoScalingGroupARN: "id",
    LaunchConfigurationName: "text",
    LaunchTemplate: "fields",
    MixedInstancesPolicy: "fields",
  }),
  "apprunner:DescribeService": below("Service", {
    SourceConfiguration: "fields",
    "SourceConfiguration.AuthenticationConfiguration": "fields",
    InstanceConfiguration: "fields",
    "InstanceConfiguration.InstanceRoleArn": "text",
    NetworkConfiguration: "fields",
    "NetworkConfiguration.IngressConfiguration": "fields",
    "NetworkConfiguration.IngressConfiguration.IsPubliclyAccessible": "flag",
  }),
  "ssm:DescribeInstanceInformation": below("InstanceInformationList.*", { InstanceId: "id", IamRole: "text" }),
  "bedrock:GetAgent": below("agent", {
    agentResourceRoleArn: "text",
    agentCollaboration: "text",
    guardrailConfiguration: "fields",
    "guardrailConfiguration.guardrailIdentifier": "text",
  }),
};

const STARTING: Shapes = {
  "states:DescribeStateMachine": { roleArn: "text" },
  "events:ListRules": below("Rules.*", { Name: "id", Arn: "text", State: "text", ScheduleExpression: "text" }),
  "events:ListTargetsByRule": below("Targets.*", { Arn: "text", RoleArn: "text" }),
  "scheduler:GetSchedule": { State: "text", Target: "fields", "Target.Arn": "text", "Target.RoleArn": "text" },
  "cloudformation:DescribeStacks": below("Stacks.*", { StackId: "id", StackStatus: "text", RoleARN: "text" }),
  "cloudformation:DescribeStackSet": below("StackSet", { AdministrationRoleARN: "text", ExecutionRoleName: "text" }),
};

const KEPT: Shapes = {
  "secretsmanager:ListSecrets": below("SecretList.*", {
    ARN: "text",
    Name: "text",
    RotationEnabled: "flag",
    RotationRules: "fields",
    OwningService: "text",
  }),
  "s3control:ListAccessPoints": below("AccessPointList.*", { Name: "id", NetworkOrigin: "text", Bucket: "text" }),
  "kms:ListGrants": below("Grants.*", {
    GrantId: "id",
    GranteePrincipal: "text",
    Operations: "list",
    "Operations.*": "text",
    Constraints: "fields",
    "Constraints.EncryptionContextSubset": "fields",
    "Constraints.EncryptionContextEquals": "fields",
  }),
  "ssm:DescribeParameters": below("Parameters.*", { Name: "id", Type: ["String", "StringList", "SecureString"] }),
  "ecr:DescribeRepositories": below("repositories.*", { repositoryName: "id", imageTagMutability: "text" }),
  "cognito-identity:DescribeIdentityPool": { AllowUnauthenticatedIdentities: "flag", AllowClassicFlow: "flag" },
  "cognito-identity:GetIdentityPoolRoles": {
    Roles: "fields",
    "Roles.authenticated": "text",
    "Roles.unauthenticated": "text",
  },
  "rolesanywhere:ListProfiles": below("profiles.*", { profileArn: "id", enabled: "flag", roleArns: "list" }),
  "rolesanywhere:ListTrustAnchors": below("trustAnchors.*", {
    trustAnchorArn: "id",
    enabled: "flag",
    source: "fields",
    "source.sourceType": "text",
    "source.sourceData": "fields",
  }),
};

export const REGIONAL_SHAPES: Shapes = { ...RUNNING, ...STARTING, ...KEPT };
