// What a boundary proposes, whatever kind of identity it is for.
import type { Change } from "../analyze/what-if.js";
import type { AccessPath, AnalysisInput, StoredNode } from "../model/analysis.js";
import type { Json, JsonRecord } from "../model/words.js";
import type { PlanFile } from "../plan/replacement.js";
import type { Store } from "../store/index.js";

export interface Proposal {
  readonly title: string;
  readonly files: readonly PlanFile[];
  readonly notes: readonly string[];
  readonly change: Change;
  /** Where an action is checked that names no resource. */
  readonly place?: string;
}

/** The estate that a boundary is for. */
export interface Ground {
  readonly store: Store;
  readonly input: AnalysisInput;
}

/** What an identity comes to: ways that begin at it or go through it, and its derived columns (admin, admin_hops, tier, data_hops). */
export interface Standing {
  readonly paths: readonly AccessPath[];
  readonly reach: { readonly [column: string]: Json | undefined };
}

/** Whether it is an administrator by rights of its own, as far as was read: that takes no step, and so is no path. */
export function isAdmin({ reach: { admin, admin_hops: hops } }: Standing): boolean {
  return admin === "effective" || (admin === "reaches" && hops === 0);
}

/** What the evaluator says of one action, now and with the boundary. */
export interface CheckedAction {
  readonly action: string;
  readonly resource: string;
  readonly before: string;
  readonly after: string;
}

/** Why there is no boundary. */
export interface Refusal {
  readonly refused: string;
}

/** A node of ours as the store would give it back, for the estate with the boundary in place. */
export function stored(
  node: Pick<StoredNode, "id" | "kind" | "type" | "name" | "scope"> & {
    readonly document?: string;
    readonly properties?: JsonRecord;
  },
): StoredNode {
  return {
    region: "",
    incarnation: undefined,
    parent: undefined,
    document: undefined,
    properties: {},
    supplements: {},
    ...node,
  };
}

/** Where actions are checked that name no resource: the resource of a binding or assignment, where it says one. */
export function placeOf(resource: Json | undefined): Pick<Proposal, "place"> {
  return typeof resource === "string" ? { place: resource } : {};
}
