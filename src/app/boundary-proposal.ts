// What a boundary proposes, whatever kind of identity it is for.
import type { Change } from "../analyze/what-if.js";
import type { StoredNode } from "../model/analysis.js";
import type { Json, JsonRecord } from "../model/words.js";
import type { PlanFile } from "../plan/replacement.js";

export interface Proposal {
  readonly title: string;
  readonly files: readonly PlanFile[];
  readonly notes: readonly string[];
  readonly change: Change;
  /** Where an action is checked that names no resource. */
  readonly place?: string;
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
