// Administrative units that grow: whoever has a role for a unit and may also put users into it (by attributes that its rule looks
// at, by rewriting the rule, by adding members) has that role over users who are not in it yet. Both rights have to be the same
// one's, so the edge begins at who holds them, not at the node of a role.
import { addAll } from "../../model/add-all.js";
import type { AnalysisInput, DerivedEdge, StoredEdge, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { ScopedTechnique } from "../../model/scoped-technique.js";
import { isStopped } from "../../model/standing.js";
import { textOf } from "../properties.js";
import type { Tenant } from "./estate.js";
import { isOfDevices } from "./membership-rule.js";
import type { Sets } from "./sets.js";

/** A grant by which units grow. */
export interface Growing {
  readonly grant: StoredNode;
  readonly technique: ScopedTechnique;
}

/** A role that is scoped to a unit, and what its holder does to the users in it. */
export interface Scoped {
  readonly grant: StoredNode;
  readonly unit: string;
  readonly technique: ScopedTechnique;
}

export const UNIT = "entra.administrative-unit";

/** Users whose attributes come from a directory outside cannot be changed here. */
const SYNCHRONISED = "synchronised";

/**
 * In: grants by which units grow, and roles for units, as techniques were found for them. Out: edges from who holds both to the
 * users that the role reaches once they are in the unit.
 * Source: https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/admin-units-members-dynamic
 */
export function drawGrowingUnits(
  input: AnalysisInput,
  tenant: Tenant,
  { growing, scoped }: { readonly growing: readonly Growing[]; readonly scoped: readonly Scoped[] },
  sets: Sets,
): readonly DerivedEdge[] {
  if (growing.length === 0 || scoped.length === 0) return [];
  const units = new Map([...input.nodes([UNIT])].map((node) => [node.id, node]));
  const holdersOf = createHolders(input, tenant);
  return scoped.flatMap(({ grant, unit, technique: held }): DerivedEdge[] => {
    const over = new Map(holdersOf(grant));
    return growing.flatMap(({ grant: right, technique }) => {
      if (!takesFrom(technique, units.get(unit))) return [];
      const both = holdersOf(right).filter(([id]) => over.has(id));
      if (both.length === 0) return [];
      const fixed = technique.stopped_by?.includes("assigned-unit") === true ? [SYNCHRONISED] : [];
      const stops = [...(held.stopped_by ?? []), ...fixed];
      const to = sets.setFor({ ...held, stopped_by: stops }, { kind: "tenant" });
      if (to === undefined) return [];
      return both.map(([from, isHeld]) => ({
        ...{ kind: held.edge, from, to, technique: technique.id },
        ...standing(technique, isHeld && over.get(from) === true),
        because: [`${grant.id}#grant`, `${right.id}#grant`],
      }));
    });
  });
}

/** A rule about devices lets no user in; where no rule decides, attributes do not. */
function takesFrom({ stopped_by: stops = [] }: ScopedTechnique, unit: StoredNode | undefined): boolean {
  if (unit === undefined) return false;
  if (!stops.includes("assigned-unit")) return true;
  const { is_dynamic: isDynamic, membership_rule: rule } = unit.properties;
  return isDynamic === true && !isOfDevices(rule);
}

function standing({ open }: ScopedTechnique, isHeld: boolean): Pick<DerivedEdge, "state" | "confidence" | "condition"> {
  if (open !== undefined) return { state: open.state, confidence: 0.6, condition: open.condition };
  return isHeld ? { state: "none", confidence: 1 } : { state: "needs-actor", confidence: 0.8, condition: ACTIVATE };
}

const ACTIVATE = "it has to activate what it is eligible for";

/** Who holds a grant, by themselves or through groups, and whether for good; whom others have to approve is left out. */
type HoldersOf = (grant: StoredNode) => readonly (readonly [holder: string, isHeld: boolean])[];

function createHolders(input: AnalysisInput, tenant: Tenant): HoldersOf {
  const members = new Map<string, StoredEdge[]>();
  for (const edge of input.edges(["member_of"])) {
    if (edge.scope === tenant.scope && !isStopped(edge)) addTo(members, edge.to, edge);
  }
  const known = new Map<string, readonly (readonly [string, boolean])[]>();
  return ({ id }) => {
    const found = known.get(id) ?? spread(tenant.holders.get(id) ?? [], members);
    known.set(id, found);
    return found;
  };
}

/** Those who hold for good come first, so that nobody is noted by the weaker of two ways. */
function spread(
  direct: readonly Pick<StoredEdge, "from" | "state" | "confidence">[],
  members: ReadonlyMap<string, readonly StoredEdge[]>,
): readonly (readonly [string, boolean])[] {
  const found = new Map<string, boolean>();
  for (const isHeld of [true, false]) {
    const open = direct
      .filter((edge) => !isStopped(edge) && (!isHeld || edge.state === "none"))
      .map(({ from }) => from);
    if (!isHeld) addAll(open, [...found.keys()]);
    const seen = new Set<string>();
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      if (!found.has(at)) found.set(at, isHeld);
      for (const { from, state } of members.get(at) ?? []) if (!isHeld || state === "none") open.push(from);
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Unit that a role is scoped to. */
export function unitOf({ properties }: StoredNode): string | undefined {
  const scope = textOf(properties["directory_scope"]) ?? "";
  return /^\/administrativeUnits\//i.test(scope) ? textOf(properties["scope_node"]) : undefined;
}
