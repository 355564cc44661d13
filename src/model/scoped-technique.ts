// An escalation technique of a cloud whose grants are inherited down a tree of scopes (Google, Azure, Kubernetes) or of a directory, as
// data: rules/techniques/<provider>/<id>.yaml. Run by analyze/scoped. AWS, where a policy names its resources, has its own form.

/** Clouds whose techniques are of this form. */
export const SCOPED_PROVIDERS = ["gcp", "azure", "entra", "kubernetes"] as const;
export type ScopedProvider = (typeof SCOPED_PROVIDERS)[number];

/**
 * What is taken over. `identity`: a service account, managed identity or application. `workload`: what runs already and
 * carries one. `scope`: the project, subscription or folder itself. `resource`: what holds data.
 */
export type ScopedTarget = "identity" | "workload" | "scope" | "resource";

/**
 * Where a permission has to be held. `target`: at the target. `identity`: at the identity that the target workload runs as.
 * `container`: at the scope that holds the target, since something is made in it. `anywhere`: at some scope,
 * since what is made may carry a target from elsewhere. `within`: somewhere in the scope that is the target or holds it, since what is made there
 * reaches all of it. `own-role`: at the scope that keeps a custom role which the caller holds at
 * the target; in Kubernetes at the role, and for what is made where the role is put together of others. `above`: at a scope that holds
 * the target and is none itself. `new-parent`: at another such scope, into which the target is moved.
 */
export type ScopedBinding =
  | "target"
  | "identity"
  | "container"
  | "anywhere"
  | "within"
  | "own-role"
  | "above"
  | "new-parent";

export interface ScopedAction {
  /** As the cloud writes it: `iam.serviceAccounts.actAs`, `Microsoft.Authorization/roleAssignments/write`, `create pods/exec`. */
  readonly action: string;
  readonly on: ScopedBinding;
  /** Azure: an operation on data, which roles give apart from those on the resource. */
  readonly data?: boolean;
}

/** What a principal holds where, and whether the technique is found; the target is made to fit. */
export interface ScopedCase {
  readonly name: string;
  readonly holds: readonly string[];
  /** Safeguard of `stopped_by` that is in force, or what else stands in the way, as the scene of the provider knows it. */
  readonly guarded?: string;
  readonly found: boolean;
}

export interface ScopedTechnique {
  /** Its own for ever: `gcp-compute-001`. */
  readonly id: string;
  readonly provider: ScopedProvider;
  readonly title: string;
  /** Where it was described: an address, or a catalogue and its id. */
  readonly source: string;
  readonly edge: "escalates_to" | "runs_code_in" | "adds_credential" | "impersonates" | "permits";
  readonly target: ScopedTarget;
  /** For workloads, scopes and resources, and for everything in Entra: vendor types that it works on. */
  readonly types?: readonly string[];
  /** All of them are needed. */
  readonly actions: readonly ScopedAction[];
  /** `target`: acts as the target, or runs code in it. `use`: of an agent. `read`, `write`: of a resource. `admin`: controls it. */
  readonly yields: "target" | "use" | "read" | "write" | "admin";
  /** Not the target itself but something of it, as the provider's part understands it: a token of its, its delegation. */
  readonly facet?: string;
  /** Facets that come with a target otherwise and that this does not give: an HMAC key is no way to an identity token. */
  readonly withholds?: readonly string[];
  /**
   * What else has to be so and was not read or is up to someone: makes the edge `unknown` or `needs-actor`. With `of`, of these among
   * `types` alone.
   */
  readonly open?: {
    readonly state: "unknown" | "needs-actor";
    readonly condition: string;
    readonly of?: readonly string[];
  };
  /** Vendor types of nodes, one of which has to be there in the scope of the target: a function to change. */
  readonly exists?: readonly string[];
  /** Names of safeguards that end it where they are known to be in force, as the provider's part understands them. */
  readonly stopped_by?: readonly string[];
  /** Names of safeguards that the caller lifts: it is a way only where one of them is known to be in force. */
  readonly lifts?: readonly string[];
  /** Safeguard of `stopped_by` → actions, any of which takes it away where it is: a way only where the caller takes one away. */
  readonly lifted_by?: { readonly [safeguard: string]: readonly string[] };
  /**
   * Google: what is made runs as an account of another project. Domain of the agent of the service (`compute-system`) that has to
   * be let take its tokens; `stopped_by` is then in force unless it is known to be lifted.
   */
  readonly agent?: string;
  /** One sentence for people: how the caller does it. */
  readonly how: string;
  /** What to change so that it stops. */
  readonly fix: string;
  readonly cases?: readonly ScopedCase[];
}
