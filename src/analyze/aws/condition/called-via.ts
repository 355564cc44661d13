// Services that call on behalf of the caller, as condition keys.
import type { AwsPrincipal, Estate } from "../estate.js";
import type { ActionSet } from "../policy/action-set.js";
import { atOrBelow, type KeyState, open } from "./key-state.js";
import type { RequestFacts } from "./keys.js";
import { SETTABLE } from "./truth.js";

/**
 * Services that say of themselves that they call for somebody, by the prefix of their actions; their name in the key is that below
 * amazonaws.com. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia
 */
const SERVICES: readonly string[] = [
  ...["aoss", "athena", "backup", "cloud9", "cloudformation", "databrew", "dataexchange", "dynamodb", "imagebuilder"],
  ...["kms", "mgn", "nimble", "omics", "ram", "robomaker", "sqlworkbench", "ssm-guiconnect"],
];

/**
 * State of aws:CalledVia and its like: the caller has a service call for it only where it may do something in that service. Of services
 * that are not listed nothing is claimed, nor of callers whose policies were not read.
 */
export function calledVia({ subject: { principal }, estate }: RequestFacts): KeyState {
  const policies = principal && ownPolicies(principal, estate);
  const closed =
    policies === undefined ? [] : SERVICES.filter((service) => !policies.some((one) => opens(one, service)));
  const isNever = atOrBelow(closed.map((service) => `${service}.amazonaws.com`));
  return open(SETTABLE, "the caller chooses it", isNever && { isNever });
}

/** The actions that a principal of the estate is allowed somewhere; undefined where that is not told by its policies alone. */
function ownPolicies({ id, session }: AwsPrincipal, estate: Estate): readonly ActionSet[] | undefined {
  // who is asked about one action may hold the statements about that one alone
  const whole = session === undefined ? estate.principal(id) : undefined;
  if (whole === undefined || whole.kind === "root" || whole.policies.some(({ policy }) => policy.isOpaque))
    return undefined;
  return whole.policies.flatMap(({ policy }) =>
    policy.statements.filter(({ isAllow }) => isAllow).map(({ actions }) => actions),
  );
}

/** Whether some action of the service may be among them. */
function opens({ isNegated, patterns }: ActionSet, service: string): boolean {
  return (
    isNegated || patterns.some((pattern) => pattern.startsWith("*") || pattern.toLowerCase().startsWith(`${service}:`))
  );
}
