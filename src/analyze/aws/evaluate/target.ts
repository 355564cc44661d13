// A question about access, and what of it does not depend on who asks.
import { byWayOf, contextThrough } from "../access-points.js";
import type { AttachedPolicy } from "../attached-policy.js";
import type { GivenContext } from "../condition/key-state.js";
import { toContext } from "../condition/keys.js";
import type { Retag } from "../condition/request-facts.js";
import type { AwsResource, Estate } from "../estate.js";
import { RCP_SERVICES } from "../policy/action-names.generated.js";

/** A question: may this principal do this action on this resource? */
export interface AccessRequest {
  /** ARN of a user, role, session or root user; name of a service; ARN of an identity provider; "*" for anyone. */
  readonly principal: string;
  readonly action: string;
  /** ARN, or "*" for an action without resource; "*" when left out. */
  readonly resource?: string;
  /** Condition keys with their values; null says that a key is not in the request. */
  readonly context?: { readonly [key: string]: string | readonly string[] | null };
  /** Keys that are not given are absent, and what is not in the estate does not exist. */
  readonly contextComplete?: boolean;
  /** Policies that narrow the session, compiled. */
  readonly session?: readonly AttachedPolicy[];
  /** What to take for the caller's own policies when its account was not read; "unknown" when left out. */
  readonly foreignSide?: "allowed" | "unknown";
  /** Who may change the tags of the resource before; nobody when left out. */
  readonly retag?: Retag;
}

/** What of a question does not depend on who asks. */
export interface Target {
  readonly action: string;
  readonly service: string;
  readonly resource: string;
  /** What statements are matched with: the resource, or how a service writes all of its own. */
  readonly matched: string;
  /**
   * Service of an action that AWS's reference gives no resource type. Some services ask about all of a type all the same
   * (`cluster/*`, as policies that AWS manages show), so a statement that names just that neither surely counts nor surely not.
   */
  readonly wholeOf: string | undefined;
  readonly node: AwsResource | undefined;
  readonly context: GivenContext;
  readonly isComplete: boolean;
}

const RCP_SERVICE_NAMES = new Set(RCP_SERVICES.split(" "));
/** Actions of those services that resource control policies do not restrict. */
const PAST_RCPS = new Set(["kms:retiregrant"]);

/**
 * AWS answers it whatever policies say, an explicit deny included ("No permissions are required", STS API reference).
 */
export function needsNoPermission({ action }: Pick<Target, "action">): boolean {
  return action === "sts:getcalleridentity";
}

/**
 * Whether AWS asks about the action without naming a resource: its row in the service authorization reference lists no
 * resource type, and a statement that names an ARN then says nothing about it
 * (of those that name all of a type, see Target.wholeOf). False for actions that are not known.
 */
export function isWithoutResource(action: string, { compiler: { dictionary } }: Estate): boolean {
  const id = dictionary.idOf(action);
  return id !== undefined && !dictionary.hasResources(id);
}

/** Whether a text can be asked about: a whole ARN, whatever it names, or `*`. Statements are silent about anything else. */
export function isResource(text: string): boolean {
  return text === "*" || /^arn:[^:\s]+:[^:\s]*:[^:\s]*:[^:\s]*:\S/.test(text);
}

/** S3 takes both ways of writing that all buckets are meant ("Identity-based policy examples", Amazon S3 User Guide). */
const ALL_OF_SERVICE: { readonly [action: string]: (partition: string) => string } = {
  "s3:listallmybuckets": (partition) => `arn:${partition}:s3:::*`,
};

/** The question without who asks: the action in lower case, with the resource that AWS asks about. */
export function toTarget(request: Omit<AccessRequest, "principal">, estate: Estate): Target {
  const action = request.action.toLowerCase();
  const [service = ""] = action.split(":", 1);
  const isTypeless = isWithoutResource(action, estate);
  const resource = isTypeless ? "*" : (request.resource ?? "*");
  const isComplete = request.contextComplete === true;
  const node = resource === "*" ? undefined : estate.resource(resource);
  const given = toContext(request.context);
  return {
    action,
    service,
    resource,
    matched: ALL_OF_SERVICE[action]?.(estate.partitionOf(request.resource ?? "*")) ?? resource,
    wholeOf: isTypeless && !isComplete ? service : undefined,
    node,
    context: node?.way === undefined ? given : contextThrough(node.id, node.way, given),
    isComplete,
  };
}

/**
 * Access points of a bucket whose policy tells them apart, with what is asked for by way of each. None for a request that is whole:
 * it says by itself which way it comes.
 */
export function waysTo({ node, resource, isComplete }: Target): readonly { point: string; resource: string }[] {
  if (node === undefined || isComplete) return [];
  return node.accessPoints.map((point) => ({ point, resource: byWayOf(resource, node.id, point) }));
}

/** Whether the request comes by way of an access point that takes none from outside its network ("Creating access points"). */
export function isWithinNetwork({ node, isComplete }: Target): boolean {
  return node?.way?.origin === "VPC" && !isComplete;
}

/**
 * Whether resource control policies have a say: the service is on AWS's list, the action has a resource and is not excepted
 * ("Resource control policies", AWS Organizations User Guide). What the list does not name they do not hold.
 */
export function isUnderResourceControls({ action, service, resource }: Target): boolean {
  return resource !== "*" && hasResourceControls(service) && !PAST_RCPS.has(action);
}

/** Whether the service is on AWS's list of those that resource control policies hold. */
export function hasResourceControls(service: string): boolean {
  return RCP_SERVICE_NAMES.has(service);
}
