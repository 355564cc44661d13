// Roles that nobody changes by IAM, whatever a policy allows.
import { NO } from "../../condition/truth.js";
import type { Judgement } from "../evaluation/decision.js";

/**
 * Those that AWS linked to a service and those that IAM Identity Center made: "only modifiable by AWS".
 * https://repost.aws/knowledge-center/identity-center-aws-reserved-sso,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
 */
const PROTECTED = /:role\/(aws-reserved|aws-service-role)\//;

/** Passing, assuming and reading them is left. Policies that are attached to them are not protected. */
const CHANGES =
  /^iam:(attachrolepolicy|detachrolepolicy|putrolepolicy|deleterolepolicy|(put|delete)rolepermissionsboundary|updateassumerolepolicy|(un)?tagrole)$/i;

/** Whether the resource is a role that IAM lets nobody change. */
export function isProtectedRole(resource: string): boolean {
  return PROTECTED.test(resource);
}

/** The judgement of a change that IAM refuses everybody; undefined for all else. */
export function judgeProtected(action: string, resource: string): Judgement | undefined {
  return isProtectedRole(resource) && CHANGES.test(action) ? PROTECTED_ROLE : undefined;
}

const PROTECTED_ROLE: Judgement = {
  truth: NO,
  state: "blocked",
  condition: "AWS alone changes the role",
  because: [],
};
