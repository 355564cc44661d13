// Which policies speak on either side of a request: those of who asks, and that of what is asked for.
import { type AttachedPolicy, accountOfArn } from "../attached-policy.js";
import { NO, type Truth, UNKNOWN, YES } from "../condition/truth.js";
import type { Estate } from "../estate.js";
import type { Caller } from "../policy/principal-set.js";
import { isFederatedUser, type Subject } from "./caller.js";
import type { Policies } from "./decide.js";
import type { AccessRequest, Target } from "./target.js";
import { isShareable } from "./unread-shares.js";
import { TRUST_ACTION } from "./weigh.js";

/** Services whose resources can have a policy of their own, beside roles. */
const POLICY_SERVICES = new Set(
  "backup codeartifact codebuild dynamodb ecr elasticfilesystem es events glue kms lambda logs s3 secretsmanager sns sqs".split(
    " ",
  ),
);
type OwnSide = Pick<Policies, "identity" | "ownSide" | "boundary">;

/** What the caller's own policies, and its boundary, say. What is taken as given about them is added to `assumptions`. */
export function ownPolicies(
  { principal, caller }: Subject,
  target: Target,
  options: Pick<AccessRequest, "foreignSide">,
  estate: Estate,
  assumptions: string[],
): OwnSide {
  if (principal && principal.kind !== "root") {
    return { identity: principal.policies, ownSide: NO, boundary: principal.boundary };
  }
  const take = (ownSide: Truth): OwnSide => ({ identity: undefined, ownSide, boundary: undefined });
  if (caller.kind === "root") return take(mayAssume(caller, target) ? YES : NO);
  if (caller.kind === "service" || caller.kind === "federated" || caller.kind === "anonymous") return take(YES);
  if (isFederatedUser(caller.name)) return take(UNKNOWN);
  if (estate.hasAccount(caller.account)) return take(NO);
  if (options.foreignSide === "allowed") {
    assumptions.push(`the policies of ${caller.name} were not read; they are taken to allow it`);
    return take(YES);
  }
  return take(UNKNOWN);
}

/** The root user may do everything but assume roles, whatever their trust policies say. */
export function mayAssume(caller: Caller, { action }: Target): boolean {
  return caller.kind !== "root" || !TRUST_ACTION.test(action);
}

interface HeldPolicy {
  readonly policy: AttachedPolicy | undefined;
  /** How the missing policy counts. */
  readonly without: Truth;
  readonly isKey: boolean;
}

export const NO_POLICY: HeldPolicy = { policy: undefined, without: NO, isKey: false };

/** The policy of what is asked for: a trust policy for those who take a role on. Adds to `assumptions` where none was read. */
export function resourcePolicy(
  target: Target,
  owner: string,
  account: string,
  estate: Estate,
  assumptions: string[],
): HeldPolicy {
  const { resource, action, node, service } = target;
  const none = (without: Truth): HeldPolicy => ({ policy: undefined, without, isKey: isKey(target) });
  if (resource === "*") return none(NO);
  if (TRUST_ACTION.test(action)) return trustPolicy(resource, owner, estate);
  if (node?.policy) return { policy: node.policy, without: NO, isKey: isKey(target) };
  // every key has a policy, so one that is not there was not read
  if (isKey(target) || node?.isUnread === true) return none(UNKNOWN);
  if (node || target.isComplete) return none(NO);
  if (!POLICY_SERVICES.has(service)) {
    if (account === "" || account === owner || !isShareable(resource, action)) return none(NO);
    assumptions.push(`whether ${resource} is shared with account ${account} was not read`);
    return none(UNKNOWN);
  }
  // who has no policies of its own is let in by that policy or not at all
  if (account === "" || (owner !== account && !estate.hasAccount(owner))) return none(UNKNOWN);
  assumptions.push(`no policy of ${resource} was read; it is taken to have none`);
  return none(NO);
}

function isKey({ service, resource }: Target): boolean {
  return service === "kms" && /^arn:[^:]+:kms:[^:]*:\d{12}:key\//.test(resource);
}

function trustPolicy(resource: string, owner: string, estate: Estate): HeldPolicy {
  const role = estate.principal(resource);
  const isMissing = role ? role.trust === undefined : !estate.hasAccount(owner || accountOfArn(resource));
  return { policy: role?.trust, without: isMissing ? UNKNOWN : NO, isKey: false };
}
