// What each kind of edge needs at its source and gives at its target; the table of design section 4 as data.
import type { Capability, EdgeKind } from "../model/words.js";

/** Capabilities by index; states of the search are node × capability. */
export const CAPABILITIES = ["use", "read", "write", "act", "admin"] as const satisfies readonly Capability[];
export const CAPABILITY_COUNT = CAPABILITIES.length;

/** Index of a capability in CAPABILITIES. */
export function capabilityIndex(capability: Capability): number {
  return CAPABILITIES.indexOf(capability);
}

export const ADMIN = capabilityIndex("admin");

/**
 * How an edge is walked. `keeps`: whatever is held at the source is held at the target. `hops`: 1 when walking it is a
 * step that people would count (another identity, another machine), 0 when it only says how.
 */
export interface EdgeRule {
  readonly needs: Capability;
  readonly gives: Capability;
  readonly keeps: boolean;
  readonly hops: 0 | 1;
}

const rule = (needs: Capability, gives: Capability, hops: 0 | 1, keeps = false): EdgeRule => ({
  needs,
  gives,
  keeps,
  hops,
});

/** Walked kinds; kinds that are not here are evidence only. `permits` takes what it gives from the edge itself. */
export const EDGE_RULES: { readonly [kind in EdgeKind]?: EdgeRule } = {
  authenticates_as: rule("read", "act", 1),
  has_grant: rule("act", "act", 0),
  has_session: rule("act", "act", 0),
  permits: rule("act", "act", 1),
  runs_as: rule("act", "act", 1),
  holds: rule("act", "read", 1),
  stores: rule("read", "read", 1),
  supplies_code_to: rule("write", "act", 1),
  runs_code_in: rule("act", "act", 1),
  federates: rule("act", "act", 1),
  yields: rule("act", "act", 0),
  can_assume: rule("act", "act", 1),
  impersonates: rule("act", "act", 1),
  adds_credential: rule("act", "act", 1),
  escalates_to: rule("act", "act", 1),
  member_of: rule("act", "act", 0, true),
  includes: rule("act", "act", 0, true),
  contains: rule("admin", "admin", 0),
  steers: rule("use", "use", 1),
};
