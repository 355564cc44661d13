// The word list of nhi as types: kinds of nodes and edges, capabilities, states. Pure; imports nothing.

/** Kinds of nodes in the graph. `type` on a node is the vendor's own word, such as `aws.iam-role`. */
export type NodeKind =
  | "principal"
  | "credential"
  | "workload"
  | "trust"
  | "grant"
  | "session"
  | "resource"
  | "scope"
  | "set";

/** What may be held at a node; only `admin` implies the others. */
export type Capability = "use" | "read" | "write" | "act" | "admin";

/** Edge kinds, read along the flow of access: source can … target. The last four are evidence only and never walked. */
export type EdgeKind =
  | "authenticates_as"
  | "has_grant"
  | "has_session"
  | "permits"
  | "runs_as"
  | "holds"
  | "stores"
  | "supplies_code_to"
  | "runs_code_in"
  | "federates"
  | "yields"
  | "can_assume"
  | "impersonates"
  | "adds_credential"
  | "escalates_to"
  | "member_of"
  | "includes"
  | "contains"
  | "steers"
  | "owned_by"
  | "issued_to"
  | "sends_to"
  | "references";

/**
 * State of the conditions on an edge or trust for the source at hand.
 * `blocked` edges are kept and not walked; `unknown` ones are walked with lower confidence and labelled.
 */
export type ConditionState = "none" | "met" | "blocked" | "unknown" | "needs-actor" | "attacker-settable";

export type Severity = "critical" | "high" | "medium" | "low";

/** Severities from worst to mildest; index = rank. */
export const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];

/** How exposed the start of a path is, from most to least; index = rank. */
export const EXPOSURES = [
  "internet",
  "vendor",
  "plaintext-credential",
  "any-writer",
  "single-team",
  "named-admin",
] as const;

export type Exposure = (typeof EXPOSURES)[number];

/** Any JSON value; what properties of nodes may hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export type JsonRecord = { readonly [key: string]: Json };
