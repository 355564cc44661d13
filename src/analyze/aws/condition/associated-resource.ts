// iam:AssociatedResourceArn: the resource that a role is passed for, which "usually belongs to the service to which the principal is
// passing the role": https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
// Only of services whose own resources run with the role; that of EC2 or of tasks may be passed for a resource of another service.
import { type KeyState, open } from "./key-state.js";
import { SETTABLE } from "./truth.js";

/** Service that a role is passed to → how the ARN of what runs with it calls the service. */
const OF_SERVICE: { readonly [service: string]: string } = {
  "cloudformation.amazonaws.com": "cloudformation",
  "codebuild.amazonaws.com": "codebuild",
  "glue.amazonaws.com": "glue",
  "lambda.amazonaws.com": "lambda",
  "sagemaker.amazonaws.com": "sagemaker",
  "states.amazonaws.com": "states",
};

/** In: the service that the request passes the role to, where it says one, and the partition. `why` is told to people. */
export function associatedResource(service: string | undefined, partition: string, why: string): KeyState {
  const own = OF_SERVICE[service ?? ""];
  return own === undefined ? open(SETTABLE, why) : open(SETTABLE, why, { prefix: `arn:${partition}:${own}:` });
}
