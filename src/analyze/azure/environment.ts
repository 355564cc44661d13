// What is known of the Azure subscriptions and management groups of one scan.
import type { DerivedNode, StoredNode } from "../../model/analysis.js";
import type { Holder } from "./assignment.js";
import type { Denial } from "./denials.js";
import type { Places } from "./places.js";
import type { Roles } from "./roles.js";

export interface AzureEstate {
  readonly places: Places;
  readonly roles: Roles;
  readonly holders: ReadonlyMap<string, Holder>;
  readonly denials: readonly Denial[];
  /** Principal → groups that it is in for sure, by node id. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Principals that no collector gives a node. */
  readonly derived: readonly DerivedNode[];
  /** Principals of Entra by node id. */
  readonly entra: ReadonlyMap<string, StoredNode>;
  /** Identity resources by the object id that they act as. */
  readonly identities: ReadonlyMap<string, StoredNode>;
  /** Node of a principal: that of Entra where it was read, else of the identity resource. */
  nodeOf(objectId: string, tenant: string | undefined): string;
  /** Node that Entra gave a principal. */
  inEntra(objectId: string, tenant: string | undefined): StoredNode | undefined;
  readonly isRead: (scope: string, dataSet: string) => boolean;
}
