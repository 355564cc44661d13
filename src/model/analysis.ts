// What analyze reads and yields. Pure on both sides: the store implements the input, writes the output.
import type { Coverage } from "./batch.js";
import type { PathHop } from "./finding.js";
import type { Tables } from "./tables.js";
import type { Capability, ConditionState, EdgeKind, Exposure, JsonRecord, NodeKind } from "./words.js";

/** A current node with its collected supplements merged in (supplements never override node properties). */
export interface StoredNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly type: string;
  readonly name: string;
  readonly scope: string;
  readonly region: string;
  readonly incarnation: string | undefined;
  readonly parent: string | undefined;
  readonly document: string | undefined;
  readonly properties: JsonRecord;
  /** Properties by data set that supplemented it. */
  readonly supplements: { readonly [dataSet: string]: JsonRecord };
}

export interface StoredEdge {
  readonly kind: EdgeKind;
  /** Node ids; an unresolved reference is `by:value`. */
  readonly from: string;
  readonly to: string;
  readonly scope: string;
  readonly state: ConditionState;
  readonly confidence: number;
  /** For `permits`: what it gives at the target. */
  readonly capability?: Capability;
  readonly properties: JsonRecord;
}

export interface StoredScope {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string | undefined;
  readonly properties: JsonRecord;
  readonly coverage: readonly Coverage[];
}

/** What users state about their estate in nhi.yaml; all parts optional. */
export interface EstateConfig {
  /** AWS account ids (12 digits) that are ours or trusted vendors, with a name. */
  readonly knownAccounts: { readonly [account: string]: string };
  /** environment name → patterns (`*` glob) over scope ids and names. */
  readonly environments: { readonly [environment: string]: readonly string[] };
  /** Tag keys that name an owner or an environment, in order of trust. */
  readonly ownerTags: readonly string[];
  readonly environmentTags: readonly string[];
  /** Pattern (`*` glob) over scope or identity id → owner. */
  readonly owners: { readonly [pattern: string]: string };
  /** People known to have left, or known to be there (e-mail or name), when a list is given. */
  readonly people?: {
    readonly present?: readonly string[] | undefined;
    readonly departed?: readonly string[] | undefined;
  };
}

/** Everything analysis may read. Iterables can be walked more than once and cost one pass each. */
export interface AnalysisInput {
  readonly now: Date;
  readonly config: EstateConfig;
  readonly tables: Tables;
  scopes(): Iterable<StoredScope>;
  /** Nodes of the given types (every type when empty), sorted by id. */
  nodes(types: readonly string[]): Iterable<StoredNode>;
  /** Types of the nodes of a kind that there are, sorted. */
  types(kind: NodeKind): readonly string[];
  /** Edges of the given kinds, collected ones only. */
  edges(kinds: readonly EdgeKind[]): Iterable<StoredEdge>;
  /** Their kinds and ends alone, in the same order: half the cost, for kinds of which nothing else matters. */
  links(kinds: readonly EdgeKind[]): Iterable<StoredLink>;
  /** What documents the nodes of the given types have, sorted by id: half the cost of the nodes. */
  holders(types: readonly string[]): Iterable<StoredHolder>;
  /** Whether the data set supplements any node. */
  supplements(dataSet: string): boolean;
  /** Text of a document by hash; undefined when it was not kept. */
  document(hash: string): string | undefined;
}

export type StoredLink = readonly [kind: EdgeKind, from: string, to: string];

export type StoredHolder = Pick<StoredNode, "id" | "scope" | "document">;

/** Derived columns of one node; later facts about the same node are merged, last wins per column. */
export interface DerivedFact {
  readonly node: string;
  readonly columns: JsonRecord;
}

export interface DerivedNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly type: string;
  readonly name: string;
  readonly scope: string;
  readonly properties: JsonRecord;
}

/** An edge that paths may walk, as it is stored: collected or derived. */
export interface PathEdge {
  readonly kind: EdgeKind;
  readonly from: string;
  readonly to: string;
  readonly state: ConditionState;
  readonly confidence: number;
  readonly capability?: Capability;
  readonly hops?: 0 | 1;
  readonly technique?: string;
  readonly condition?: string;
  /** Ids that a derived edge was derived from. */
  readonly because: readonly string[];
}

export interface DerivedEdge {
  readonly kind: EdgeKind;
  readonly from: string;
  readonly to: string;
  readonly state: ConditionState;
  readonly confidence: number;
  readonly technique?: string;
  readonly condition?: string;
  /** Ids it was derived from: a trust, a policy, or one statement of it as `<policy>#<index>`. */
  readonly because: readonly string[];
  /** For `permits` and `escalates_to`: what it gives at the target, where the kind does not say. */
  readonly capability?: Capability;
  /** Steps it counts for, where that differs from its kind: 0 where it only says how. */
  readonly hops?: 0 | 1;
}

/** What starts a path, by class; `principal` is one of the estate's own. */
export type PathSourceClass = "internet" | "vendor" | "repository" | "federation" | "agent" | "principal";

/** Best path of one source to control of a scope, or to data. */
export interface AccessPath {
  /** Node id. */
  readonly source: string;
  readonly sourceClass: PathSourceClass;
  /** Scope that is controlled, or resource that is reached. */
  readonly target: string;
  /** 0: control of the scope; 1: data and secrets of production. */
  readonly tier: 0 | 1;
  readonly hops: number;
  /** Product of the confidences of its edges. */
  readonly confidence: number;
  /** The least sure state among its hops. */
  readonly state: ConditionState;
  readonly exposure?: Exposure;
  readonly steps: readonly PathHop[];
}

/** A gap that only analysis can see: a document that does not parse, an operator nobody knows. */
export interface AnalysisGap {
  readonly scope: string;
  readonly subject: string;
  readonly message: string;
}

/** The change that cuts most paths to control of a scope. */
export interface FirstFix {
  /** A statement, a trust policy, permissions or a binding, as paths name what they rest on. */
  readonly fix: string;
  /** Sources that would no longer get there, of those that do. */
  readonly cut: number;
  readonly reaching: number;
}

export interface AnalysisResult {
  readonly facts: readonly DerivedFact[];
  readonly nodes: readonly DerivedNode[];
  readonly edges: readonly DerivedEdge[];
  readonly gaps: readonly AnalysisGap[];
  /** None when left out. */
  readonly paths?: readonly AccessPath[];
  /** None when no single change cuts more than one path. */
  readonly firstFix?: FirstFix;
}
