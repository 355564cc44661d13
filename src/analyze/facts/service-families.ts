// Services that are one application when a role trusts them together.

const FAMILIES: readonly (readonly string[])[] = [
  ["lambda", "edgelambda", "apigateway", "appsync", "cognito-idp"],
  ["ec2", "ssm", "spotfleet", "ec2fleet", "spot", "autoscaling"],
  ["ecs", "ecs-tasks", "application-autoscaling"],
  ["eks", "eks-fargate-pods", "eks-fargate", "pods", "eks-nodegroup"],
  ["codebuild", "codepipeline", "codedeploy", "codestar", "cloudformation"],
  ["events", "scheduler", "pipes", "states"],
  ["glue", "lakeformation", "athena", "databrew"],
  ["elasticmapreduce", "emr-serverless", "emr-containers"],
  ["rds", "monitoring", "export"],
  ["bedrock", "bedrock-agentcore", "sagemaker"],
  ["logs", "firehose", "kinesis", "vpc-flow-logs"],
  ["dms", "dms-fleet-advisor"],
  ["iot", "greengrass", "credentials"],
  ["redshift", "redshift-serverless"],
  ["backup", "storagegateway"],
];

const FAMILY_OF: ReadonlyMap<string, string> = new Map(
  FAMILIES.flatMap((services) => services.map((service) => [service, services[0] ?? service] as const)),
);

/** `lambda` of lambda.amazonaws.com; services with a region or a longer name keep their first label. */
export function familyOfService(provider: string): string {
  const [service = provider] = provider.toLowerCase().split(".");
  return FAMILY_OF.get(service) ?? service;
}
