// What collectors yield and the store writes: nodes, supplements, edges, documents and coverage of one unit.
import type { Capability, ConditionState, EdgeKind, JsonRecord, NodeKind } from "./words.js";

/** An end of an edge: a node id, or a reference that analysis resolves through aliases. */
export type EdgeEnd = string | { readonly by: string; readonly value: string };

export interface GraphNode {
  /** Address that others can name: an ARN, a numeric GitHub id, tenant/objectId. */
  readonly id: string;
  readonly kind: NodeKind;
  /** Vendor's type, such as `aws.iam-user`. */
  readonly type: string;
  /** What people call it. */
  readonly name: string;
  /** Vendor's unique id; a change closes the row and opens another. */
  readonly incarnation?: string;
  /** Other addresses of the same node (e-mail, old name, key id). */
  readonly aliases?: readonly string[];
  /** Allow-listed facts. Times are ISO 8601 UTC strings, unknown values are left out, never a secret value. */
  readonly properties: JsonRecord;
  /** Id of the node that this one belongs to: the user of a key, the role of a trust, the holder of an inline policy. */
  readonly parent?: string;
  /** Content hash of the document that defines it (policy, trust), see GraphDocument. */
  readonly document?: string;
}

/** Facts that another data set adds to a node declared elsewhere (the credential report about a user). */
export interface Supplement {
  /** Id of the node; it may be declared later, or never. */
  readonly node: string;
  readonly properties: JsonRecord;
}

export interface GraphEdge {
  readonly kind: EdgeKind;
  readonly from: EdgeEnd;
  readonly to: EdgeEnd;
  /** For `permits`: what it gives at the target. */
  readonly capability?: Capability;
  readonly state?: ConditionState;
  /** 0..1, 1 when left out. */
  readonly confidence?: number;
  readonly properties?: JsonRecord;
}

/**
 * A policy, trust or workflow text, kept once by content hash. Never holds a secret value. Nodes name it by `document`;
 * one that no node names may be dropped.
 */
export interface GraphDocument {
  /** hashDocument(text): 32 hex digits of SHA-256. */
  readonly hash: string;
  /** `aws.policy`, `aws.trust`, `github.workflow`, … */
  readonly type: string;
  /** Canonical text (for JSON: compact). */
  readonly text: string;
}

export type CoverageState = "complete" | "partial" | "denied" | "unlicensed" | "failed";

/** What happened to one data set of one scope (and region). Anything but `complete` is a gap. */
export interface Coverage {
  readonly dataSet: string;
  /** Empty for global data sets. */
  readonly region?: string;
  readonly state: CoverageState;
  /** Vendor's code: AccessDenied, NoSuchEntity, 403. */
  readonly code?: string;
  /** One line: what happened and where (call or file). */
  readonly message?: string;
  /** Permission or licence that would open it: `iam:GetCredentialReport`. */
  readonly permission?: string;
}

/** A fault inside a data set that was otherwise read: one document that does not parse, one user whose keys are denied. */
export interface Gap {
  readonly dataSet: string;
  readonly region?: string;
  /** Node id, file or call it is about. */
  readonly subject: string;
  readonly message: string;
  readonly permission?: string;
}

/** A scope as the collector found it: an account, tenant, organisation, repository. */
export interface ScopeNode {
  /** `aws:111122223333`, `github:acme`, `entra:<tenant>`. */
  readonly id: string;
  /** `aws.account`, `aws.organization`, … */
  readonly type: string;
  readonly name: string;
  /** Scope above it, if any: the organisation of an account. */
  readonly parent?: string;
  /**
   * Facts of the scope. `aws.account`: account, partition, organization. `aws.organization`: management_account and
   * accounts, a map of account id to {name, status}, which holds accounts that are not crawled too.
   */
  readonly properties?: JsonRecord;
}

/**
 * One write of a collector, in one transaction. Rows belong to `dataSet` of `scope`; a data set may come in many batches,
 * and ends with one that carries its coverage.
 */
export interface GraphBatch {
  readonly scope: ScopeNode;
  readonly dataSet: string;
  readonly region?: string;
  /** Evidence: the call as the vendor names it, and the bundle file when it was read from one. */
  readonly evidence: { readonly call: string; readonly file?: string };
  readonly nodes?: readonly GraphNode[];
  readonly supplements?: readonly Supplement[];
  readonly edges?: readonly GraphEdge[];
  readonly documents?: readonly GraphDocument[];
  readonly gaps?: readonly Gap[];
  /** Present on the last batch of the data set: closes it. */
  readonly coverage?: Coverage;
}
