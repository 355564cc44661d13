// What runs in an account of AWS and was not listed: who may take over such a thing gets to the roles that it may have, and nothing
// that was read says whether there is one.
import type { AnalysisInput } from "../../../../model/analysis.js";
import { addTo, groupBy } from "../../../../model/group-by.js";
import type { Through } from "../../../reach/index.js";
import { wasRead } from "../../../read-sets.js";
import { accountOfArn, accountOfScope } from "../../attached-policy.js";
import { POOLS } from "../cognito/pool-request.js";
import { ADMINISTRATORS } from "../compute/eks-administrators.js";
import type { Judge } from "../evaluation/requests.js";
import { rolesTrusting } from "../trust/roles-by-trusted-service.js";
import type { CentersAsked } from "./identity-centers.js";

/** Data set → types that it lists and techniques take over, and the service whose trust roles need to be theirs. */
const RUNNING: { readonly [dataSet: string]: { readonly types: readonly string[]; readonly service: string } } = {
  "aws/apprunner:services": { types: ["aws.apprunner-service"], service: "tasks.apprunner.amazonaws.com" },
  "aws/batch:job-definitions": { types: ["aws.batch-job-definition"], service: "ecs-tasks.amazonaws.com" },
  "aws/bedrock-agentcore:browsers": {
    types: ["aws.bedrock-agentcore-browser"],
    service: "bedrock-agentcore.amazonaws.com",
  },
  "aws/bedrock-agentcore:code-interpreters": {
    types: ["aws.bedrock-agentcore-code-interpreter"],
    service: "bedrock-agentcore.amazonaws.com",
  },
  "aws/bedrock-agentcore:runtimes": {
    types: ["aws.bedrock-agentcore-runtime"],
    service: "bedrock-agentcore.amazonaws.com",
  },
  "aws/cloudformation:stacks": { types: ["aws.cloudformation-stack"], service: "cloudformation.amazonaws.com" },
  "aws/codebuild:projects": { types: ["aws.codebuild-project"], service: "codebuild.amazonaws.com" },
  // whoever deploys runs code on the machines
  "aws/codedeploy:deployment-groups": { types: ["aws.codedeploy-deployment-group"], service: "ec2.amazonaws.com" },
  "aws/cognito-identity:identity-pools": {
    types: [
      "aws.cognito-identity-pool",
      "aws.cognito-developer-provider",
      "aws.cognito-user-groups",
      "aws.cognito-user-pool",
    ],
    service: POOLS,
  },
  "aws/ec2:instances": { types: ["aws.ec2-instance"], service: "ec2.amazonaws.com" },
  "aws/ecs:clusters": { types: ["aws.ecs-task", "aws.ecs-service"], service: "ecs-tasks.amazonaws.com" },
  "aws/eks:clusters": { types: [ADMINISTRATORS], service: "pods.eks.amazonaws.com" },
  "aws/elasticbeanstalk:environments": { types: ["aws.beanstalk-environment"], service: "ec2.amazonaws.com" },
  "aws/elasticmapreduce:clusters": { types: ["aws.emr-cluster"], service: "ec2.amazonaws.com" },
  "aws/glue:dev-endpoints": { types: ["aws.glue-dev-endpoint"], service: "glue.amazonaws.com" },
  "aws/glue:jobs": { types: ["aws.glue-job"], service: "glue.amazonaws.com" },
  "aws/glue:sessions": { types: ["aws.glue-session"], service: "glue.amazonaws.com" },
  "aws/iot:role-aliases": { types: ["aws.iot-role-alias"], service: "credentials.iot.amazonaws.com" },
  "aws/lambda:functions": { types: ["aws.lambda-function"], service: "lambda.amazonaws.com" },
  "aws/rolesanywhere:trust-anchors": {
    types: ["aws.rolesanywhere-trust-anchor"],
    service: "rolesanywhere.amazonaws.com",
  },
  "aws/sagemaker:notebook-instances": { types: ["aws.sagemaker-notebook"], service: "sagemaker.amazonaws.com" },
  "aws/sagemaker:user-profiles": { types: ["aws.sagemaker-user-profile"], service: "sagemaker.amazonaws.com" },
  "aws/states:state-machines": { types: ["aws.state-machine"], service: "states.amazonaws.com" },
};

/**
 * In: the estate, techniques with the actions of interest, callers. Out: who is allowed all actions of a technique that takes over what
 * was not listed in every region of the account, and the roles that it may have.
 */
export function takersOfUnlisted(
  { input, techniques, interest, callers }: CentersAsked,
  judge: Judge,
): readonly Through[] {
  const taking = techniques.filter(({ target }) => target === "workload");
  const open = Object.entries(RUNNING).flatMap(([dataSet, { types, service }]) => {
    const accounts = unlistedIn(input, dataSet);
    const own = taking.filter((one) => one.types?.some((type) => types.includes(type)));
    const masks = own.map(({ actions }) => actions.reduce((mask, { action }) => mask | interest.bitOf(action), 0n));
    return accounts.size === 0 || masks.length === 0 ? [] : [{ accounts, masks, service }];
  });
  if (open.length === 0) return [];
  const roles = rolesTrusting(judge.estate);
  // whose policies allow nothing of interest takes nothing: most of a large account
  const able = callers.filter(({ principal, mask }) => mask !== 0n && !principal.isServiceLinked);
  return open.flatMap(({ accounts, masks, service }) => {
    const through = groupBy(roles(service), accountOfArn);
    const nodes = new Map<string, string[]>();
    for (const { principal, mask } of able)
      if (accounts.has(principal.account) && masks.some((one) => (mask & one) === one))
        addTo(nodes, principal.account, principal.id);
    return [...nodes].flatMap(([account, own]) => {
      const there = through.get(account);
      return there === undefined ? [] : [{ nodes: own, through: there }];
    });
  });
}

/** Accounts in which a data set was not read in every region that was asked, or was not asked for. */
function unlistedIn(input: Pick<AnalysisInput, "scopes">, dataSet: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const scope of input.scopes())
    if (/^aws:\d{12}$/.test(scope.id) && scope.coverage.length > 0 && wasRead(scope, dataSet, "every") !== true)
      found.add(accountOfScope(scope.id));
  return found;
}
