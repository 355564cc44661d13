// Groups of Microsoft 365, which no application can be in: a role that changes who is in them leads an application there through a user alone.
// https://learn.microsoft.com/en-us/graph/api/group-post-members
import type { DerivedEdge, StoredNode } from "../../model/analysis.js";
import type { ScopedTechnique } from "../../model/scoped-technique.js";
import type { Tenant } from "./estate.js";
import { toPeople } from "./people.js";
import type { Reach, Sets } from "./sets.js";

const [UNIFIED_ALONE, NO_UNIFIED] = ["not-unified", "unified-group"] as const;

/**
 * In: a role, and what it lets its holders do to groups, as an edge without its ends. Out: edges to those of Microsoft 365 apart from the
 * others; undefined where that makes no difference.
 */
export function toUnifiedApart(
  grant: StoredNode,
  edge: Omit<DerivedEdge, "from" | "to">,
  { technique, reach, sets, tenant }: ApartFrame,
): readonly DerivedEdge[] | undefined {
  const stops = technique.stopped_by ?? [];
  const isAbout = technique.types?.[0] === "entra.group" && technique.open === undefined && !stops.includes(NO_UNIFIED);
  if (!isAbout || grant.type !== "entra.directory-role") return undefined;
  if (!(tenant.holders.get(grant.id) ?? []).some(({ from }) => tenant.applicationIds.has(from))) return undefined;
  const narrowed = (stop: string) => sets.setFor({ ...technique, stopped_by: [...new Set([...stops, stop])] }, reach);
  const unified = narrowed(UNIFIED_ALONE);
  if (unified === undefined) return undefined;
  const others = stops.includes(UNIFIED_ALONE) ? undefined : narrowed(NO_UNIFIED);
  return [
    ...(others === undefined ? [] : [{ ...edge, from: grant.id, to: others }]),
    ...toPeople(grant, { ...edge, to: unified }, tenant, true),
  ];
}

interface ApartFrame {
  readonly technique: ScopedTechnique;
  readonly reach: Reach;
  readonly sets: Sets;
  readonly tenant: Tenant;
}
