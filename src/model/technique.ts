// An escalation technique as data: rules/techniques/<provider>/<id>.yaml, loaded by catalog, run by analyze/aws/edges. Never code.
//
// A technique binds one target (a role to pass, a user to take over, a function to change, the caller itself) and holds for a
// caller and a target when every action is allowed on what it binds to and every requirement is met. What is known only in part
// makes the edge `unknown`; what is known to stand in the way makes none.

/**
 * What is taken over. `self`: the caller raises its own rights. `workload`: something that runs already and carries a role.
 * `saml-users`: whoever a SAML provider vouches for that roles of the account trust; the ARN of it is the provider's.
 *
 * The others are of the IAM Identity Center that the caller's account administers, and lie in other accounts: `member-account`: an
 * account that it serves; `sso-role`: a role that it made there; `sso-group`: one of its groups that is assigned to something;
 * `sso-assignee`: such a group, or a person. `organization-account`: an account of the organisation that the caller's account manages,
 * or administers a service for (`delegated`).
 */
export type TechniqueTarget =
  | "role"
  | "user"
  | "group"
  | "workload"
  | "saml-users"
  | "self"
  | "organization-account"
  | (typeof CENTER_TARGETS)[number];

/** Targets that belong to IAM Identity Center. */
export const CENTER_TARGETS = ["member-account", "sso-role", "sso-group", "sso-assignee"] as const;

/**
 * What the resource of an action is.
 * `target`: the target (the ARN of the role, user, group, workload; of the caller for `self`).
 * `target-policy`: a customer-managed policy that is attached to the target (for `self`: or to one of its groups).
 * `target-boundary`: the customer-managed policy that is the permissions boundary of the target.
 * `target-group`: a group that the target is a member of.
 * `existing`: some node of `types` in the account: a cluster, a job, an event source.
 * `role`: another role that has to be passed besides; some role of the account has to trust the service and be allowed.
 * `own-entry`: the access entry by which a cluster of Amazon EKS lets the caller in, or a role that it may assume.
 * `permission-set`: one that Identity Center has; all actions so bound have to be allowed on one and the same.
 * `any`: something that the caller makes or picks; one resource has to be allowed, whichever. Actions without resource, too.
 */
export type ActionBinding =
  | "target"
  | "target-policy"
  | "target-boundary"
  | "target-group"
  | "existing"
  | "role"
  | "own-entry"
  | "permission-set"
  | "any";

/** What a permission set of Identity Center may have to be. */
export const WANTED_SETS = ["admin", "open", "bounded", "bounded-admin"] as const;
export type WantedSet = (typeof WANTED_SETS)[number];

/**
 * What AWS asks about with an action besides, of which not everything serves: the document of a command, of an automation or of a
 * session of Systems Manager.
 */
export const BESIDE_KINDS = ["command-document", "automation-document", "session-document"] as const;
export type BesideKind = (typeof BESIDE_KINDS)[number];

/** By property of a node: one of the values has to be there. A property that was not read leaves it open. */
export interface WantedProperties {
  readonly [property: string]: readonly (string | boolean)[];
}

export interface TechniqueAction {
  /** As AWS writes it: `lambda:CreateFunction`. */
  readonly action: string;
  readonly on: ActionBinding;
  /** For `existing`: vendor types of nodes, one of which has to be there: `aws.ecs-cluster`. */
  readonly types?: readonly string[];
  /** For `existing`: what the node has to be. */
  readonly is?: WantedProperties;
  /** For `existing`: properties of the node, the roles in which AWS wants passed with it, to a service of `passed_to`. */
  readonly passes?: readonly string[];
  /** For `existing` clusters of Kubernetes: the caller has to be let in by one and make pods there. */
  readonly makes_pods?: true;
  /**
   * For `iam:PassRole`: services of which the target, or the other role, trusts one, and for which passing it is allowed
   * (`iam:PassedToService`).
   */
  readonly passed_to?: readonly string[];
  /**
   * For `any`: ARN patterns of what AWS asks about, {partition} and {account} being the caller's, {management} the account that manages
   * its organisation (its own without one), {sso_instance}, {sso_owner} and {identity_store} those of the Identity Center that its account administers; on each of them one resource has to be allowed. They are those that the
   * action's row in the service authorization reference marks as required; actions without resource have none.
   */
  readonly of?: readonly string[];
  /** What one of has to be allowed with the same action besides; with `any` that has no `of`, all that AWS asks about. */
  readonly beside?: BesideKind;
  /**
   * Actions on `any`, or on `existing`, with the same word have to be allowed on one and the same resource: the function made and
   * then run.
   */
  readonly same?: string;
  /**
   * For `target` and `own-entry`: condition keys that the request brings, with their values; {target} is the ARN of the target,
   * {partition} its partition.
   */
  readonly with?: { readonly [key: string]: string };
  /** For what an instance of Amazon EC2 gets: condition key in which AWS tells the instance profile of the target. */
  readonly told_profile?: string;
  /** Condition keys that the request has to do without: a boundary that it brings caps what is made. */
  readonly without?: readonly string[];
  /**
   * For `target` workloads whose ARN is not what the action asks for: an ARN with {partition}, {account}, {region},
   * {name} and {property} of the workload, `*` where the caller picks: `arn:{partition}:ecs:{region}:{account}:task/{cluster}/*`; {partition} and {account}
   * of a role. For what belongs to Identity Center {partition}, {account} and, for its roles, {permission_set}; for accounts of an organisation
   * {partition}, {account}, {organization} and {management}, the account that manages it. For `existing` nodes as for workloads: what the
   * caller makes of one, such as a task set of a service.
   */
  readonly resource?: string;
}

/** What has to be so besides the actions; a left-out field asks for nothing. */
export interface TechniqueRequirements {
  /** Kind of principal that the caller is. */
  readonly caller?: "user" | "role";
  /** Vendor types of workloads, one of which runs as the caller: it can do what only that can, such as say which machine it is. */
  readonly runs?: readonly string[];
  /** Access keys of the target user: `free` has fewer than two, `full` has two. */
  readonly access_keys?: "free" | "full";
  /** Whether the target user has a console password. */
  readonly login_profile?: boolean;
  /** Whether the target user has an MFA device: signing in with the password takes one of them then. */
  readonly mfa?: boolean;
  /**
   * Services of which the target role has to trust one, where no iam:PassRole names them (`passed_to` says it otherwise); beside
   * `passed_to` the one that it has to trust instead: what is passed to one service, another assumes.
   */
  readonly trusts?: readonly string[];
  /** Vendor types of nodes, one of which has to be there in the account: `aws.ecs-cluster`. */
  readonly exists?: readonly string[];
  /** Vendor types of nodes, one of which, such as this, has to be there in the account and region of the target workload. */
  readonly same_region?: { readonly types: readonly string[]; readonly is?: WantedProperties };
  /**
   * Service of which the account that manages the caller's organisation has the service-linked role: the organisation trusts the service,
   * as `stacksets.cloudformation.amazonaws.com`.
   */
  readonly linked_role?: string;
  /**
   * Service whose delegated administrators are callers as well, in the place of the account that manages the organisation; what is
   * `existing` is in that one then.
   */
  readonly delegated?: string;
  /**
   * The target role lets in who comes by an identity pool of its account, in the place of the service that it is passed to: as one of its
   * `guests`, or `signed-in`.
   */
  readonly identity_pool?: "guests" | "signed-in";
  /** Name of the target role, which AWS takes where a request names none. */
  readonly role_name?: string;
  /** The target role is in an instance profile. */
  readonly instance_profile?: true;
  /** What the role of the target workload, or the target role, has to be allowed, such as the channel of Session Manager. */
  readonly role_can?: readonly string[];
  /** The SAML provider that the target is of is not there, so that who makes it decides whom it vouches for. */
  readonly saml_provider?: "gone";
  /** What the root user of the target account has to be let do by the policies of its organisation. */
  readonly root_can?: readonly string[];
  /**
   * Name of service accounts of Kubernetes, as a pattern, one of which the target role has to trust by the issuer of a cluster of Amazon EKS:
   * `emr-containers-sa-*`.
   */
  readonly service_account?: string;
  /** What else has to be so, which nothing that is read says: it is never more than unknown. For people: `that …`. */
  readonly unread?: string;
  /** The caller has to be able to sign in to Identity Center. */
  readonly sign_in?: true;
  /** Where the users of Identity Center have to be kept. */
  readonly identity_source?: "own" | "external";
  /**
   * Of the permission set: `admin` allows everything, `open` has no permissions boundary, `bounded` has one, `bounded-admin` has one and
   * would allow everything without it.
   */
  readonly permission_set?: WantedSet;
  /** The account of the target has a customer managed policy that allows everything, which a permission set may name. */
  readonly whole_policy?: true;
  /** Which permission sets serve, where what they are worth depends on the account. Analysis alone says it. */
  readonly likeness?: string;
  /** The caller has no access entry in the cluster of the target: EKS makes one for each user or role. */
  readonly entry?: "none";
  /** What the target workload has to be. */
  readonly is?: WantedProperties;
}

/**
 * What the caller takes off or puts in force that was there before, so that what the target holds already decides what it is
 * worth. `boundary`: the permissions boundary no longer limits the target. `version`: another version of the policy that the
 * action is about, as it was read, is the default one. `denial`: a policy by which the target is denied something is no longer
 * attached to it; what it is then is a session of it.
 */
export type TechniqueChange = "boundary" | "version" | "denial";

/** A principal that holds `statements` and whether the technique is found; the target is made to fit. */
export interface TechniqueCase {
  readonly name: string;
  readonly statements: readonly { readonly [element: string]: unknown }[];
  /** `unknown`: it is there, and rests on something that nobody can read. */
  readonly found: boolean | "unknown";
}

export interface Technique {
  /** Its own for ever: `lambda-001`. Ids of others go into `source`, they drift. */
  readonly id: string;
  readonly provider: "aws";
  /** One line: `iam:PassRole + lambda:CreateFunction + lambda:InvokeFunction`. */
  readonly title: string;
  /** Where it was described: an address, or a catalogue and its id. */
  readonly source: string;
  /** Edge from the caller to the target, or to its account when `yields` is admin. */
  readonly edge: "escalates_to" | "runs_code_in" | "adds_credential";
  readonly target: TechniqueTarget;
  /** For workloads: vendor types that it works on. */
  readonly types?: readonly string[];
  readonly actions: readonly TechniqueAction[];
  readonly requires?: TechniqueRequirements;
  /**
   * `target`: the caller acts as the target (in a workload: runs code, and so acts as its role).
   * `admin`: the target gets whatever rights the caller wants and is used by it: admin of the account, unless a boundary
   * of the target stands in the way. The account is the caller's, that of an `sso-role`, or the `member-account` or
   * `organization-account` itself.
   * `data`: the service that a `role` is passed to does some actions with it as the caller likes; what it is then is a session of the role.
   */
  readonly yields: "target" | "admin" | "data";
  /** With `yields: data`: what the service does with the role, as patterns of actions. */
  readonly data?: readonly string[];
  /**
   * With `yields: admin`: it is admin only where the target's policies, changed so, are those of an administrator or raise it to one. A
   * `denial` goes with `yields: target`.
   */
  readonly changes?: TechniqueChange;
  /** One sentence for people: how the caller does it. */
  readonly how: string;
  /** What to change so that it stops. */
  readonly fix: string;
  readonly cases?: readonly TechniqueCase[];
}
