// Secrets in the settings of a workload: whoever may have them described reads them as well, as everyone on the workload does
// ("Using Lambda environment variables", AWS Lambda Developer Guide; "Run commands when you launch an EC2 instance with user data
// input", Amazon EC2 User Guide: neither keeps them from who may describe it). Pure.
import type { AnalysisInput, DerivedEdge } from "../../../../model/analysis.js";
import { addTo } from "../../../../model/group-by.js";

/** Types of workload, and the actions that answer with their settings. */
export const SHOWING: readonly (readonly [type: string, action: string])[] = [
  ["aws.apigateway-http-api", "apigateway:GET"],
  ["aws.apigateway-rest-api", "apigateway:GET"],
  ["aws.apprunner-service", "apprunner:DescribeService"],
  ["aws.appsync-api", "appsync:GetGraphqlApiEnvironmentVariables"],
  ["aws.batch-job-definition", "batch:DescribeJobDefinitions"],
  ["aws.beanstalk-environment", "elasticbeanstalk:DescribeConfigurationSettings"],
  ["aws.bedrock-agentcore-runtime", "bedrock-agentcore:GetAgentRuntime"],
  ["aws.codebuild-project", "codebuild:BatchGetProjects"],
  ["aws.codepipeline-pipeline", "codepipeline:GetPipeline"],
  ["aws.ec2-instance", "ec2:DescribeInstanceAttribute"],
  ["aws.ecs-task-definition", "ecs:DescribeTaskDefinition"],
  ["aws.emr-cluster", "elasticmapreduce:DescribeCluster"],
  ["aws.event-pipe", "pipes:DescribePipe"],
  ["aws.firehose-delivery-stream", "firehose:DescribeDeliveryStream"],
  ["aws.glue-job", "glue:GetJob"],
  ["aws.glue-job", "glue:GetJobs"],
  ["aws.iot-topic-rule", "iot:GetTopicRule"],
  ["aws.lambda-function", "lambda:GetFunction"],
  ["aws.lambda-function", "lambda:GetFunctionConfiguration"],
  ["aws.lambda-function", "lambda:ListFunctions"],
  ["aws.launch-configuration", "autoscaling:DescribeLaunchConfigurations"],
  ["aws.launch-template", "ec2:DescribeLaunchTemplateVersions"],
];

const TYPES: ReadonlySet<string> = new Set(SHOWING.map(([type]) => type));

/** Workloads of these types that hold a secret in their settings, by type. */
export function workloadsWithSecrets(input: Pick<AnalysisInput, "types" | "nodes" | "edges">): Map<string, string[]> {
  const byType = new Map<string, string[]>();
  const types = input.types("workload").filter((type) => TYPES.has(type));
  if (types.length === 0) return byType;
  const holders = new Set([...input.edges(["holds"])].map(({ from }) => from));
  if (holders.size === 0) return byType;
  for (const { id, type } of input.nodes(types)) if (holders.has(id)) addTo(byType, type, id);
  return byType;
}

/** In: the estate. Out: for each secret that the settings of a workload hold, the edge by which who reads the settings reads it. */
export function analyzeShownSettings(input: AnalysisInput): { readonly edges: readonly DerivedEdge[] } {
  const shown = new Set([...workloadsWithSecrets(input).values()].flat());
  if (shown.size === 0) return { edges: [] };
  const edges: DerivedEdge[] = [];
  for (const { from, to, state, confidence } of input.edges(["holds"])) {
    if (shown.has(from)) edges.push({ kind: "stores", from, to, state, confidence, because: [] });
  }
  return { edges };
}
