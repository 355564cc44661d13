// What the links from recorded secrets to their cloud identities are worked out with.
import type { DerivedEdge, DerivedNode, StoredNode } from "../../model/analysis.js";

/** What ties are drawn into. */
export interface WrittenFrame {
  readonly now: Date;
  readonly nodes: DerivedNode[];
  readonly edges: DerivedEdge[];
  /** Name of a storage account → its node. */
  readonly accounts: ReadonlyMap<string, StoredNode>;
  /** Ids of what is in accounts that was read. */
  readonly containers: ReadonlySet<string>;
  /** Whether the containers of the accounts of a scope were read whole. */
  areContainersRead(scope: string): boolean;
}
