// An access key that a workload of AWS uses: the workload runs as a role instead.
import { roleName, roleTerraform, serviceTrust } from "./aws-role.js";
import type { Replacement, StaticSecret, Use } from "./replacement.js";
import { hclLabel, hclString, textOf } from "./text.js";

/** Services of AWS that give what they run the credentials of a role. */
export const SERVICES: { readonly [type: string]: { readonly service: string; readonly give: string } } = {
  "aws.ec2-instance": { service: "ec2.amazonaws.com", give: "put the role into an instance profile and attach it" },
  "aws.ecs-task-definition": {
    service: "ecs-tasks.amazonaws.com",
    give: "name it as taskRoleArn in the task definition",
  },
  "aws.lambda-function": {
    service: "lambda.amazonaws.com",
    give: "grant what the key may do to the role that the function runs as",
  },
  "aws.codebuild-project": { service: "codebuild.amazonaws.com", give: "name it as service role of the project" },
  "aws.glue-job": { service: "glue.amazonaws.com", give: "name it as role of the job" },
  "aws.sagemaker-notebook": { service: "sagemaker.amazonaws.com", give: "name it as execution role of the notebook" },
  "aws.beanstalk-environment": {
    service: "ec2.amazonaws.com",
    give: "grant what the key may do to the role of the environment's instance profile",
  },
  "aws.apprunner-service": {
    service: "tasks.apprunner.amazonaws.com",
    give: "name it as instance role of the service",
  },
};

/** The role that a workload of AWS runs as. */
export function workloadRole(
  secret: StaticSecret,
  use: Use,
  { service, give }: (typeof SERVICES)[string],
): Replacement {
  const name = roleName(secret.owner, use.name);
  return {
    kind: "workload-identity",
    title: `${use.name} runs as a role: role ${name}`,
    use: use.id,
    steps: [
      give,
      `take ${use.variable ?? "the key"} out of its configuration: the SDK finds the role by itself`,
      `deactivate ${secret.name}, watch for a week, delete it`,
    ],
    files: [roleTerraform(secret, name, serviceTrust(service))],
  };
}

/** The role that a pod runs as by EKS Pod Identity. */
export function podIdentity(secret: StaticSecret, use: Use): Replacement {
  const name = roleName(secret.owner, use.name);
  const tf = roleTerraform(secret, name, serviceTrust("pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"]));
  const namespace = textOf(use.properties["namespace"]) ?? "NAMESPACE";
  const account = textOf(use.properties["service_account"]) ?? "SERVICE-ACCOUNT";
  const association = `
resource "aws_eks_pod_identity_association" "${hclLabel(name)}" {
  cluster_name    = "CLUSTER"
  namespace       = ${hclString(namespace)}
  service_account = ${hclString(account)}
  role_arn        = aws_iam_role.${hclLabel(name)}.arn
}
`;
  return {
    kind: "workload-identity",
    title: `${use.name} runs as a role by EKS Pod Identity: role ${name}`,
    use: use.id,
    steps: [
      "associate the role with the pod's own service account (on clusters outside EKS: a role that trusts the cluster's issuer)",
      `delete the Kubernetes secret or variable that holds ${secret.name}`,
    ],
    files: [{ name: tf.name, text: tf.text + association }],
  };
}
