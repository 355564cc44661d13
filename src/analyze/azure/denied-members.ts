// Members of a group that are denied, by name or with another group of theirs, what the group holds: they do not do it as members
// either, so that the way leads from the others alone.
// https://learn.microsoft.com/en-us/azure/role-based-access-control/deny-assignments
import type { AnalysisInput, StoredEdge } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { Denial } from "./denials.js";
import type { AzureEstate } from "./estate.js";
import { type Holder, objectIdOf } from "./holders.js";

export interface Split {
  /** Denials that are about some members of the group and not about the group. */
  readonly denials: readonly Denial[];
  /** Set of those whom none of them is about. */
  readonly others: string;
  /** How they are in the group, and groups that one may let oneself into. */
  readonly edges: readonly StoredEdge[];
}

const GROUP = "entra.group";

/** In: the estate. Out: what tells the members of a group apart; undefined where nothing does. */
export function createSplit(input: AnalysisInput, estate: AzureEstate): (holder: Holder) => Split | undefined {
  const named = new Map<string, Denial[]>();
  for (const denial of estate.denials)
    for (const one of denial.principals) if (one !== EVERYONE) addTo(named, one, denial);
  if (named.size === 0) return () => undefined;
  const into = new Map<string, StoredEdge[]>();
  for (const edge of input.edges(["member_of"])) addTo(into, edge.to, edge);
  const denialsOf = (id: string): readonly Denial[] => {
    const names = [id, ...(estate.groups.get(id) ?? [])].map(objectIdOf);
    const own = new Set(names);
    return names.flatMap((one) => (named.get(one) ?? []).filter(({ except }) => !except.some((two) => own.has(two))));
  };
  return ({ id }) => {
    if (estate.entra.get(id)?.type !== GROUP) return undefined;
    const ofGroup = new Set(denialsOf(id));
    const denials = new Set<Denial>();
    const edges: StoredEdge[] = [];
    const groups = new Set([id]);
    for (const group of groups) {
      for (const edge of into.get(group) ?? []) {
        if (edge.state === "none" && estate.entra.get(edge.from)?.type === GROUP) {
          groups.add(edge.from);
          continue;
        }
        const own = denialsOf(edge.from).filter((one) => !ofGroup.has(one));
        for (const one of own) denials.add(one);
        if (own.length === 0) edges.push(edge);
      }
    }
    return denials.size === 0 ? undefined : { denials: [...denials], others: `set:azure:${id}/not-denied`, edges };
  };
}

export const EVERYONE = "00000000-0000-0000-0000-000000000000";
