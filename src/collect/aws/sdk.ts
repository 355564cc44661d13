// The SDK clients, loaded when first needed. A service more is one line here.

/** What nhi uses of an SDK client; the commands are found by name, so that one list of calls rules them all. */
export interface SdkClient {
  send(command: unknown, options: { abortSignal: AbortSignal }): Promise<object>;
  destroy(): void;
  readonly middlewareStack: { use(plugin: never): void };
  readonly config: { region(): Promise<string>; readonly serviceId: string };
}

export interface SdkModule {
  /** Makes a client of the service. */
  create(config: object): SdkClient;
  /** A command by the name of its operation; undefined when the SDK has none. */
  command(operation: string, input: object): unknown;
}

interface Service {
  /** What its package is called after `@aws-sdk/client-`. */
  readonly package: string;
  /** Class of its client, without `Client`. */
  readonly name: string;
  load(): Promise<object>;
  /** Its client is written here, on top of another one of the SDK. */
  readonly isOwn?: true;
  /** Not in every region: a region that does not know its host name has none of it. */
  readonly isSparse?: boolean;
}

/** By the prefix of its IAM actions, which is what people know it by. */
const SERVICES: { readonly [service: string]: Service } = {
  apigateway: { package: "api-gateway", name: "APIGateway", load: () => import("@aws-sdk/client-api-gateway") },
  apigatewayv2: { package: "apigatewayv2", name: "ApiGatewayV2", load: () => import("@aws-sdk/client-apigatewayv2") },
  apprunner: {
    package: "apprunner",
    name: "AppRunner",
    load: () => import("@aws-sdk/client-apprunner"),
    isSparse: true,
  },
  appsync: { package: "appsync", name: "AppSync", load: () => import("@aws-sdk/client-appsync"), isSparse: true },
  autoscaling: { package: "auto-scaling", name: "AutoScaling", load: () => import("@aws-sdk/client-auto-scaling") },
  batch: { package: "batch", name: "Batch", load: () => import("@aws-sdk/client-batch"), isSparse: true },
  bedrock: {
    package: "bedrock-agent",
    name: "BedrockAgent",
    load: () => import("@aws-sdk/client-bedrock-agent"),
    isSparse: true,
  },
  "bedrock-models": {
    package: "bedrock",
    name: "Bedrock",
    load: () => import("@aws-sdk/client-bedrock"),
    isSparse: true,
  },
  "bedrock-agentcore": {
    package: "bedrock-agentcore-control",
    name: "BedrockAgentCoreControl",
    load: () => import("@aws-sdk/client-bedrock-agentcore-control"),
    isSparse: true,
  },
  cloudformation: {
    package: "cloudformation",
    name: "CloudFormation",
    load: () => import("@aws-sdk/client-cloudformation"),
  },
  cloudtrail: { package: "cloudtrail", name: "CloudTrail", load: () => import("@aws-sdk/client-cloudtrail") },
  codebuild: {
    package: "codebuild",
    name: "CodeBuild",
    load: () => import("@aws-sdk/client-codebuild"),
    isSparse: true,
  },
  codedeploy: { package: "codedeploy", name: "CodeDeploy", load: () => import("@aws-sdk/client-codedeploy") },
  codepipeline: {
    package: "codepipeline",
    name: "CodePipeline",
    load: () => import("@aws-sdk/client-codepipeline"),
    isSparse: true,
  },
  "codestar-connections": {
    package: "codestar-connections",
    name: "CodeStarConnections",
    load: () => import("@aws-sdk/client-codestar-connections"),
    isSparse: true,
  },
  "cognito-identity": {
    package: "cognito-identity",
    name: "CognitoIdentity",
    load: () => import("@aws-sdk/client-cognito-identity"),
    isSparse: true,
  },
  "cognito-idp": {
    package: "cognito-identity-provider",
    name: "CognitoIdentityProvider",
    load: () => import("@aws-sdk/client-cognito-identity-provider"),
    isSparse: true,
  },
  dynamodb: { package: "dynamodb", name: "DynamoDB", load: () => import("@aws-sdk/client-dynamodb") },
  ec2: { package: "ec2", name: "EC2", load: () => import("@aws-sdk/client-ec2") },
  ecr: { package: "ecr", name: "ECR", load: () => import("@aws-sdk/client-ecr") },
  ecs: { package: "ecs", name: "ECS", load: () => import("@aws-sdk/client-ecs") },
  eks: { package: "eks", name: "EKS", load: () => import("@aws-sdk/client-eks"), isSparse: true },
  elasticbeanstalk: {
    package: "elastic-beanstalk",
    name: "ElasticBeanstalk",
    load: () => import("@aws-sdk/client-elastic-beanstalk"),
    isSparse: true,
  },
  elasticmapreduce: { package: "emr", name: "EMR", load: () => import("@aws-sdk/client-emr"), isSparse: true },
  events: { package: "eventbridge", name: "EventBridge", load: () => import("@aws-sdk/client-eventbridge") },
  firehose: { package: "firehose", name: "Firehose", load: () => import("@aws-sdk/client-firehose"), isSparse: true },
  glue: { package: "glue", name: "Glue", load: () => import("@aws-sdk/client-glue"), isSparse: true },
  iam: { package: "iam", name: "IAM", load: () => import("@aws-sdk/client-iam") },
  identitystore: {
    package: "identitystore",
    name: "Identitystore",
    load: () => import("@aws-sdk/client-identitystore"),
    isSparse: true,
  },
  iot: { package: "iot", name: "IoT", load: () => import("@aws-sdk/client-iot"), isSparse: true },
  kms: { package: "kms", name: "KMS", load: () => import("@aws-sdk/client-kms") },
  lambda: { package: "lambda", name: "Lambda", load: () => import("@aws-sdk/client-lambda") },
  organizations: {
    package: "organizations",
    name: "Organizations",
    load: () => import("@aws-sdk/client-organizations"),
  },
  pipes: { package: "pipes", name: "Pipes", load: () => import("@aws-sdk/client-pipes"), isSparse: true },
  rolesanywhere: {
    package: "rolesanywhere",
    name: "RolesAnywhere",
    load: () => import("@aws-sdk/client-rolesanywhere"),
    isSparse: true,
  },
  s3: { package: "s3", name: "S3", load: () => import("@aws-sdk/client-s3") },
  // its operations are written down here, for the client of S3
  s3control: { package: "s3", name: "S3Control", load: () => import("./s3-control.js"), isOwn: true },
  sagemaker: {
    package: "sagemaker",
    name: "SageMaker",
    load: () => import("@aws-sdk/client-sagemaker"),
    isSparse: true,
  },
  scheduler: {
    package: "scheduler",
    name: "Scheduler",
    load: () => import("@aws-sdk/client-scheduler"),
    isSparse: true,
  },
  secretsmanager: {
    package: "secrets-manager",
    name: "SecretsManager",
    load: () => import("@aws-sdk/client-secrets-manager"),
  },
  sns: { package: "sns", name: "SNS", load: () => import("@aws-sdk/client-sns") },
  sqs: { package: "sqs", name: "SQS", load: () => import("@aws-sdk/client-sqs") },
  ssm: { package: "ssm", name: "SSM", load: () => import("@aws-sdk/client-ssm") },
  sso: { package: "sso-admin", name: "SSOAdmin", load: () => import("@aws-sdk/client-sso-admin"), isSparse: true },
  states: { package: "sfn", name: "SFN", load: () => import("@aws-sdk/client-sfn") },
  sts: { package: "sts", name: "STS", load: () => import("@aws-sdk/client-sts") },
};

/** Calls whose client is another than that of the other calls with the same prefix. */
const OTHER_CLIENTS: { readonly [call: string]: string } = {
  "bedrock:GetModelInvocationLoggingConfiguration": "bedrock-models",
};

/** Client that makes a call: mostly its prefix. */
export function clientOf(call: string): string {
  return OTHER_CLIENTS[call] ?? call.split(":")[0] ?? "";
}

/** Settings of a client that differ from those of all others. */
export function settingsOf(service: string): object {
  return {
    // Where a service is not offered, its host name does not exist: not worth eight attempts.
    ...(isSparse(service) ? { maxAttempts: 3 } : {}),
    ...QUIRKS[service]?.(),
  };
}

const QUIRKS: { readonly [service: string]: () => object } = {
  // Buckets lie in any region, and one client asks for all; a bucket's name in a host name would not pass the guard.
  s3: () => ({ followRegionRedirects: true, forcePathStyle: true }),
  // A queue URL is an answer, and requests are signed for the endpoint that the crawl was told to use.
  sqs: () => ({ useQueueUrlAsEndpoint: false }),
  // This client is older than settings of the handler by name.
  rolesanywhere: () => ({ requestHandler: undefined }),
};

/** Whether AWS offers the service in some regions only. */
export function isSparse(service: string): boolean {
  return SERVICES[service]?.isSparse === true;
}

/** Package of the SDK that makes the calls of a service: `@aws-sdk/client-iam`. */
export function packageOf(service: string): string {
  return `@aws-sdk/client-${serviceNamed(service).package}`;
}

/** Whether client and commands of a service are its package's. */
export function isOfPackage(service: string): boolean {
  return serviceNamed(service).isOwn !== true;
}

/** Class of a service's client in its package: `IAMClient`. */
export function clientNameOf(service: string): string {
  return `${serviceNamed(service).name}Client`;
}

/** Class of the command of an operation in its package: `ListUsersCommand`. */
export function commandNameOf(operation: string): string {
  return `${operation}Command`;
}

/** Loads the SDK of a service: `iam`. */
export async function loadService(service: string): Promise<SdkModule> {
  silenceVersionWarning();
  const module = await serviceNamed(service).load();
  const make = (member: string, argument: object): unknown => {
    const Made: unknown = Reflect.get(module, member);
    return typeof Made === "function" ? Reflect.construct(Made, [argument]) : undefined;
  };
  return {
    // The one place where the SDK's own types end: its clients have these members, whatever the service.
    create: (config) => make(clientNameOf(service), config) as SdkClient,
    command: (operation, input) => make(commandNameOf(operation), input),
  };
}

function serviceNamed(service: string): Service {
  const found = SERVICES[service];
  if (found === undefined) throw new Error(`no SDK for ${service}`);
  return found;
}

/** The SDK warns on stderr about versions of Node to come; that is for those who build nhi, not for those who run it. */
export function silenceVersionWarning(): void {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
}
