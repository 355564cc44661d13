// What is read of the services of an account, region by region. A resource more is one file and one line here.
import type { AwsResource } from "./resource.js";
import { agentcoreResources } from "./services/agentcore.js";
import { apigatewayApiKeys } from "./services/apigateway-api-keys.js";
import { apigatewayHttpApis } from "./services/apigateway-http-apis.js";
import { apigatewayRestApis } from "./services/apigateway-rest-apis.js";
import { apprunnerServices } from "./services/apprunner-services.js";
import { appsyncApis } from "./services/appsync-apis.js";
import { autoScalingGroups } from "./services/auto-scaling-groups.js";
import { batchJobDefinitions } from "./services/batch-job-definitions.js";
import { batchComputeEnvironments, batchJobQueues } from "./services/batch-queues.js";
import { beanstalkEnvironments } from "./services/beanstalk-environments.js";
import { bedrockAgents } from "./services/bedrock-agents.js";
import { bedrockInvocationLogging } from "./services/bedrock-invocation-logging.js";
import { cloudformationStackSets } from "./services/cloudformation-stack-sets.js";
import { cloudformationStacks } from "./services/cloudformation-stacks.js";
import { cloudtrailEventDataStores } from "./services/cloudtrail-event-data-stores.js";
import { cloudtrailTrails } from "./services/cloudtrail-trails.js";
import { codebuildProjects } from "./services/codebuild-projects.js";
import { codedeployGroups } from "./services/codedeploy-groups.js";
import { codepipelinePipelines } from "./services/codepipeline-pipelines.js";
import { codestarConnections } from "./services/codestar-connections.js";
import { cognitoIdentityPools } from "./services/cognito-identity-pools.js";
import { dynamodbTables } from "./services/dynamodb-tables.js";
import { ec2Instances } from "./services/ec2-instances.js";
import { ec2LaunchTemplates } from "./services/ec2-launch-templates.js";
import { ec2Regions } from "./services/ec2-regions.js";
import { ec2UserData } from "./services/ec2-user-data.js";
import { ecrRepositories } from "./services/ecr-repositories.js";
import { ecsClusters } from "./services/ecs-clusters.js";
import { ecsTaskDefinitions } from "./services/ecs-task-definitions.js";
import { eksAccessEntries } from "./services/eks-access-entries.js";
import { eksClusters } from "./services/eks-clusters.js";
import { emrClusters } from "./services/emr-clusters.js";
import { eventBuses } from "./services/event-buses.js";
import { eventRules } from "./services/event-rules.js";
import { firehoseStreams } from "./services/firehose-streams.js";
import { glueDevEndpoints } from "./services/glue-dev-endpoints.js";
import { glueJobs } from "./services/glue-jobs.js";
import { glueSessions } from "./services/glue-sessions.js";
import { glueTriggers } from "./services/glue-triggers.js";
import { iotRoleAliases } from "./services/iot-role-aliases.js";
import { iotTopicRules } from "./services/iot-topic-rules.js";
import { kmsKeys } from "./services/kms-keys.js";
import { lambdaEventSourceMappings } from "./services/lambda-event-source-mappings.js";
import { lambdaFunctions } from "./services/lambda-functions.js";
import { launchConfigurations } from "./services/launch-configurations.js";
import { outboundFederation } from "./services/outbound-federation.js";
import { pipes } from "./services/pipes.js";
import { rolesanywhereProfiles } from "./services/rolesanywhere-profiles.js";
import { rolesanywhereTrustAnchors } from "./services/rolesanywhere-trust-anchors.js";
import { s3AccessPoints } from "./services/s3-access-points.js";
import { s3Buckets } from "./services/s3-buckets.js";
import { s3MultiRegionAccessPoints } from "./services/s3-multi-region-access-points.js";
import { sagemakerNotebooks } from "./services/sagemaker-notebooks.js";
import { sagemakerPipelines } from "./services/sagemaker-pipelines.js";
import { sagemakerUserProfiles } from "./services/sagemaker-user-profiles.js";
import { schedules } from "./services/schedules.js";
import { secretsmanagerSecrets } from "./services/secretsmanager-secrets.js";
import { snsTopics } from "./services/sns-topics.js";
import { sqsQueues } from "./services/sqs-queues.js";
import { ssmAssociations } from "./services/ssm-associations.js";
import { ssmInstances } from "./services/ssm-instances.js";
import { ssmMaintenanceWindows } from "./services/ssm-maintenance-windows.js";
import { ssmParameters } from "./services/ssm-parameters.js";
import { ssoPermissionSets } from "./services/sso-permission-sets.js";
import { stateMachines } from "./services/state-machines.js";

export const SERVICE_RESOURCES: readonly AwsResource[] = [
  ec2Regions,
  outboundFederation,
  s3Buckets,
  s3AccessPoints,
  s3MultiRegionAccessPoints,
  ec2Instances,
  ec2UserData,
  ec2LaunchTemplates,
  autoScalingGroups,
  launchConfigurations,
  ssmInstances,
  ssmAssociations,
  ssmMaintenanceWindows,
  ssmParameters,
  secretsmanagerSecrets,
  dynamodbTables,
  kmsKeys,
  sqsQueues,
  snsTopics,
  ecrRepositories,
  eventBuses,
  lambdaFunctions,
  lambdaEventSourceMappings,
  ecsTaskDefinitions,
  ecsClusters,
  codebuildProjects,
  codedeployGroups,
  codepipelinePipelines,
  codestarConnections,
  cloudformationStacks,
  cloudformationStackSets,
  glueJobs,
  glueTriggers,
  glueDevEndpoints,
  glueSessions,
  batchJobDefinitions,
  batchJobQueues,
  batchComputeEnvironments,
  emrClusters,
  eksClusters,
  eksAccessEntries,
  sagemakerNotebooks,
  sagemakerUserProfiles,
  sagemakerPipelines,
  apprunnerServices,
  beanstalkEnvironments,
  stateMachines,
  eventRules,
  schedules,
  pipes,
  firehoseStreams,
  apigatewayRestApis,
  apigatewayHttpApis,
  apigatewayApiKeys,
  appsyncApis,
  iotTopicRules,
  iotRoleAliases,
  bedrockAgents,
  bedrockInvocationLogging,
  ...agentcoreResources,
  rolesanywhereTrustAnchors,
  rolesanywhereProfiles,
  ssoPermissionSets,
  cognitoIdentityPools,
  cloudtrailTrails,
  cloudtrailEventDataStores,
];
