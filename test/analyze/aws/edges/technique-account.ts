// The account of a technique's cases: a caller with the statements of the case, a target that fits the technique, and a
// neighbour of the same make that nobody may get to. The names are those of docs/rule-format.md.
import { NAMES } from "../../../../src/analyze/aws/edges/compute/eks-access-entries.js";
import {
  ADMINISTRATORS,
  administratorsOf,
  CLUSTER,
} from "../../../../src/analyze/aws/edges/compute/eks-administrators.js";
import { isBeyondAccount } from "../../../../src/analyze/aws/edges/identity-center/center-targets.js";
import type { Technique, TechniqueCase } from "../../../../src/model/technique.js";
import type { ConditionState } from "../../../../src/model/words.js";
import { CENTER_CALLER, centerScene, centerTarget } from "./center-account.js";
import { addClusters, isOfEntries, TARGET_GROUP } from "./entered-clusters.js";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, type Holder, heldDenial, root, Scene, trusts } from "./scene.js";

const REGION = "eu-west-1";

/** Address of a node of a type by the name that cases give it; a name is a cluster's, too, where there is one. */
const ADDRESSES: { readonly [type: string]: readonly [service: string, rest: string] } = {
  "aws.appstream-fleet": ["appstream", "fleet/NAME"],
  "aws.apigateway-http-api": ["execute-api", "NAME"],
  "aws.apigateway-rest-api": ["execute-api", "NAME"],
  "aws.apprunner-service": ["apprunner", "service/NAME/0123456789abcdef0123456789abcdef"],
  "aws.auto-scaling-group": ["autoscaling", "autoScalingGroup:0a1b2c3d:autoScalingGroupName/NAME"],
  "aws.batch-job-definition": ["batch", "job-definition/NAME:1"],
  "aws.batch-job-queue": ["batch", "job-queue/NAME"],
  "aws.beanstalk-environment": ["elasticbeanstalk", "environment/NAME/NAME"],
  "aws.bedrock-agentcore-runtime": ["bedrock-agentcore", "runtime/NAME"],
  "aws.bedrock-agentcore-browser": ["bedrock-agentcore", "browser-custom/NAME"],
  "aws.bedrock-agentcore-code-interpreter": ["bedrock-agentcore", "code-interpreter-custom/NAME"],
  "aws.chatbot-workspace": ["chatbot", "workspace/NAME"],
  "aws.cloudformation-stack": ["cloudformation", "stack/NAME/0a1b2c3d"],
  "aws.cloudformation-stack-set": ["cloudformation", "stackset/NAME:0a1b2c3d"],
  "aws.codebuild-project": ["codebuild", "project/NAME"],
  "aws.codedeploy-deployment-group": ["codedeploy", "deploymentgroup:NAME/NAME"],
  "aws.codepipeline-pipeline": ["codepipeline", "NAME"],
  "aws.cognito-developer-provider": ["cognito-identity", "identitypool/NAME/developer-provider"],
  "aws.cognito-identity-pool": ["cognito-identity", "identitypool/NAME"],
  "aws.cognito-user-groups": ["cognito-idp", "userpool/NAME/groups"],
  "aws.cognito-user-pool": ["cognito-idp", "userpool/NAME"],
  "aws.deadline-farm": ["deadline", "farm/farm-NAME"],
  "aws.ec2-instance": ["ec2", "instance/i-NAME"],
  "aws.ecs-cluster": ["ecs", "cluster/NAME"],
  "aws.ecs-container-instance": ["ecs", "container-instance/NAME/0a1b2c3d"],
  "aws.ecs-service": ["ecs", "service/NAME/NAME"],
  "aws.ecs-task-definition": ["ecs", "task-definition/NAME:1"],
  "aws.emr-cluster": ["elasticmapreduce", "cluster/NAME"],
  "aws.emr-serverless-application": ["emr-serverless", "/applications/NAME"],
  "aws.emr-virtual-cluster": ["emr-containers", "/virtualclusters/NAME"],
  "aws.eks-cluster": ["eks", "cluster/NAME"],
  "aws.eks-pod-identity": ["eks", "podidentityassociation/NAME/a-0a1b2c3d"],
  "aws.state-machine": ["states", "stateMachine:NAME"],
  "aws.ecs-task": ["ecs", "task/NAME/0a1b2c3d"],
  "aws.fis-experiment-template": ["fis", "experiment-template/NAME"],
  "aws.gamelift-fleet": ["gamelift", "fleet/fleet-NAME"],
  "aws.glue-dev-endpoint": ["glue", "devEndpoint/NAME"],
  "aws.glue-job": ["glue", "job/NAME"],
  "aws.event-pipe": ["pipes", "pipe/NAME"],
  "aws.firehose-delivery-stream": ["firehose", "deliverystream/NAME"],
  "aws.glue-session": ["glue", "session/NAME"],
  "aws.glue-trigger": ["glue", "trigger/NAME"],
  "aws.iot-topic-rule": ["iot", "rule/NAME"],
  "aws.iot-role-alias": ["iot", "rolealias/NAME"],
  "aws.kinesisanalytics-application": ["kinesisanalytics", "application/NAME"],
  "aws.lambda-function": ["lambda", "function:NAME"],
  "aws.launch-template": ["ec2", "launch-template/lt-NAME"],
  "aws.rolesanywhere-trust-anchor": ["rolesanywhere", "trust-anchor/NAME"],
  "aws.sagemaker-notebook": ["sagemaker", "notebook-instance/NAME"],
  "aws.sagemaker-cluster": ["sagemaker", "cluster/NAME"],
  "aws.sagemaker-domain": ["sagemaker", "domain/NAME"],
  "aws.sagemaker-endpoint": ["sagemaker", "endpoint/NAME"],
  "aws.sagemaker-monitoring-schedule": ["sagemaker", "monitoring-schedule/NAME"],
  "aws.sagemaker-pipeline": ["sagemaker", "pipeline/NAME"],
  "aws.ssm-association": ["ssm", "association/0a1b2c3d-NAME"],
  "aws.ssm-maintenance-window": ["ssm", "maintenancewindow/mw-NAME"],
  "aws.schedule": ["scheduler", "schedule/default/NAME"],
  "aws.sagemaker-user-profile": ["sagemaker", "user-profile/d-1/NAME"],
};

export function addressOf(type: string, name: string): string {
  if (type === ADMINISTRATORS) return administratorsOf(addressOf(CLUSTER, name));
  const address = ADDRESSES[type];
  if (address === undefined) throw new Error(`no address of ${type} to write cases with: add it to ADDRESSES`);
  return `arn:aws:${address[0]}:${REGION}:${ACCOUNT}:${address[1].replaceAll("NAME", name)}`;
}

/** How surely the technique gets the caller to the target with these statements: met, unknown or no. */
export function answerOf(technique: Technique, statements: TechniqueCase["statements"]): ConditionState | "no" {
  const isBeyond = isBeyondAccount(technique);
  const scene = isBeyond ? addThere(centerScene(technique, statements), technique) : toScene(technique, statements);
  const { edges } = analyzeScene(scene, [technique]);
  const own = edges.filter((edge) => edge.technique === technique.id || edge.kind === "includes");
  const caller = isBeyond ? CENTER_CALLER : callerOf(technique);
  const state = stepsFrom(own, caller, [technique.edge]).get(targetOf(technique));
  return state === undefined ? "no" : state === "none" ? "met" : state;
}

export function callerOf({ requires }: Pick<Technique, "requires">): string {
  return arn(`${requires?.caller ?? "user"}/caller`);
}

/** Who holds the Deny that the technique takes away, of what the caller is allowed. */
function denialOf({ actions: [action] }: Pick<Technique, "actions">) {
  return heldDenial(action?.action ?? "", [deny("s3:GetObject")]);
}

function targetOf({ yields, target, types = [], ...technique }: Technique): string {
  if (yields === "data")
    return `${arn("role/target")}/session/${technique.actions.flatMap(({ passed_to: to }) => to ?? [])[0]}`;
  if (technique.changes === "denial") return `${callerOf(technique)}#without:${denialOf(technique).label}`;
  if (isBeyondAccount({ target })) return centerTarget({ ...technique, yields, target });
  if (yields === "admin") return `aws:${ACCOUNT}`;
  if (target === "saml-users") return `saml:${arn("saml-provider/target")}`;
  if (types.includes(NAMES)) return TARGET_GROUP;
  if (target === "role") return arn(`role/${technique.requires?.role_name ?? "target"}`);
  return target === "workload" ? addressOf(types.at(-1) ?? "", "target") : arn(`${target}/target`);
}

export function toScene(technique: Technique, statements: TechniqueCase["statements"]): Scene {
  const { requires = {}, actions, types = [], changes } = technique;
  const services = [...(requires.trusts ?? []), ...actions.flatMap(({ passed_to: to }) => to ?? [])];
  const isOfBoundary = changes === "boundary" || actions.some(({ on }) => on === "target-boundary");
  const isRaisingItself = technique.target === "self";
  const scene = new Scene();
  if (requires.saml_provider !== undefined)
    scene.account(ACCOUNT, [{ dataSet: "aws/iam:saml-providers", state: "complete" }]);
  // what the caller holds is a policy of the account, so that it can be rewritten
  const denial: { own: Holder; group: Holder } = changes === "denial" ? denialOf(technique) : { own: {}, group: {} };
  scene.managed("own", statements).group("own", denial.group);
  if (changes === "denial")
    scene
      .managed("denial", [deny("s3:GetObject")])
      .version("denial", [LITTLE])
      .managed("reads", [allow("s3:GetObject")]);
  // what another version of it allows is worth having; nobody holds the other policy
  if (changes === "version" && !isOfBoundary) scene.managed("target", [LITTLE]).version("target", [allow("*")]);
  else scene.managed("target", [allow("*")]);
  scene.managed("boundary", [LITTLE]).managed("all", [allow("*")]);
  if (changes === "version") scene.version("own", [allow("*")]).version("boundary", [allow("*")]);
  const bounded = { managed: ["all"], boundary: "own" };
  const unbounded =
    changes === "denial" ? { ...denial.own, managed: ["own", "reads", ...(denial.own.managed ?? [])] } : OWN;
  const own = isRaisingItself && isOfBoundary ? bounded : unbounded;
  if (requires.caller === "role") scene.role("caller", [trusts({ Service: "opsworks.amazonaws.com" })], own);
  else scene.user("caller", { ...own, groups: ["own"] });
  const isLimited = !isRaisingItself && isOfBoundary;
  if (isLimited) scene.managed("limit", [LITTLE]);
  for (const name of ["target", "other"]) {
    const signedIn = { ...trusts({ Federated: arn(`saml-provider/${name}`) }), Action: "sts:AssumeRoleWithSAML" };
    const trust = [
      trusts({ Service: services }),
      ...(name === "target" ? [trusts(root())] : []),
      ...(technique.target === "saml-users" ? [signedIn] : []),
      ...(requires.identity_pool === undefined ? [] : [trustsPool("target")]),
      ...(requires.service_account === undefined ? [] : [trustsServiceAccount(requires.service_account)]),
    ];
    const isTarget = name === "target";
    const holds = {
      ...(isTarget ? { managed: ["target"] } : { inline: [allow("*")] }),
      ...(isLimited && { boundary: isTarget ? "boundary" : "limit" }),
    };
    scene.role(isTarget ? (requires.role_name ?? name) : name, trust, holds);
    scene
      .instanceProfile(name)
      .group(name)
      .user(name, changes === undefined ? {} : holds);
    for (let key = 0; key < (requires.access_keys === "full" ? 2 : 0); key++)
      scene.node("credential", "aws.access-key", `AKIA${name}${key}`, { parent: arn(`user/${name}`) });
    const shape = Object.entries(requires.is ?? {}).map(([property, [value = true]]) => [property, value]);
    const properties = {
      cluster: name,
      domain: "d-1",
      user_pool: addressOf("aws.cognito-user-pool", name),
      pool_id: name,
      application: name,
      codecommit_repository: name,
      environment_id: `e-${name}`,
      lifecycle_configuration: name,
      ...Object.fromEntries(shape),
    };
    for (const type of isOfEntries(technique) ? [] : types) {
      // they are where their cluster is
      const of = type === ADMINISTRATORS ? CLUSTER : type;
      scene.workload(of, addressOf(of, name), name, properties);
    }
  }
  if (isOfEntries(technique)) addClusters(scene, technique, callerOf(technique));
  if (requires.identity_pool !== undefined) addPool(scene);
  for (const type of requires.runs ?? []) scene.workload(type, addressOf(type, "caller"), "caller");
  addThere(scene, technique);
  for (const node of scene.nodes.filter(({ type }) => type === "aws.iam-user"))
    Object.assign(node.supplements, {
      "aws/iam:credential-report": {
        password_enabled: requires.login_profile ?? false,
        mfa_active: requires.mfa ?? false,
      },
    });
  return scene;
}

/** As the AWS CLI writes the trust of a role that jobs run with (`aws emr-containers update-role-trust-policy`). */
function trustsServiceAccount(name: string) {
  const issuer = `oidc.eks.${REGION}.amazonaws.com/id/0A1B2C`;
  const subject = { StringLike: { [`${issuer}:sub`]: `system:serviceaccount:jobs:${name}-0a1b2c` } };
  return { ...trusts({ Federated: arn(`oidc-provider/${issuer}`) }, subject), Action: "sts:AssumeRoleWithWebIdentity" };
}

/** As Amazon Cognito writes the trust of a role of an identity pool. */
function trustsPool(pool: string) {
  const audience = { StringEquals: { "cognito-identity.amazonaws.com:aud": pool } };
  return {
    ...trusts({ Federated: "cognito-identity.amazonaws.com" }, audience),
    Action: "sts:AssumeRoleWithWebIdentity",
  };
}

/** An identity pool that lets guests in, and whoever signs up in a user pool. */
function addPool(scene: Scene): void {
  const userPool = { provider: `cognito-idp.${REGION}.amazonaws.com/${REGION}_a`, allows_sign_up: true };
  scene.node("resource", "aws.cognito-identity-pool", addressOf("aws.cognito-identity-pool", "target"), {
    properties: {
      pool_id: "target",
      allows_unauthenticated: true,
      user_pools: [{ ...userPool, confirms_itself: true, has_sign_up_trigger: false, has_client_secret: false }],
    },
  });
}

/** What has to be there besides, of the types that nothing else is of. */
function addThere(scene: Scene, { requires = {}, actions }: Technique): Scene {
  const { same_region: near } = requires;
  const there = [
    ...(requires.exists ?? []),
    ...(near?.types ?? []),
    ...actions.flatMap(({ types: some }) => some ?? []),
  ];
  const facts = [...actions, ...(near ? [near] : [])].flatMap(({ is = {} }) =>
    Object.entries(is).map(([name, [value = ""]]) => [name, value]),
  );
  const known = new Set(scene.nodes.map(({ type }) => type));
  for (const type of new Set(there.filter((one) => !known.has(one))))
    scene.workload(
      type,
      addressOf(type, "target"),
      undefined,
      Object.fromEntries([["cluster", "target"], ["api_id", "target"], ...facts]),
    );
  return scene;
}

const OWN = { managed: ["own"] };
/** What no step to more rights needs. */
const LITTLE = allow("s3:ListAllMyBuckets");
