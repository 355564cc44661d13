// Members of a group that are denied, by name or with another group of theirs, what the group holds: they do not do it as members
// either, so that the way leads from the others alone.
// https://learn.microsoft.com/en-us/azure/role-based-access-control/deny-assignments
import type { AnalysisInput, StoredEdge } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { hashText } from "../../model/hash.js";
import type { Holder } from "./assignment.js";
import type { Denial } from "./denials.js";
import type { AzureEstate } from "./environment.js";
import { objectIdOf } from "./holders.js";

/** Members of a group about whom the same denials are. */
export interface Part {
  /** Id of the set of them. */
  readonly id: string;
  readonly denials: readonly Denial[];
  /** How they are in the group, and groups that one may let oneself into. */
  readonly edges: readonly StoredEdge[];
}

export interface Split {
  /** Denials that are about some members of the group and not about the group. */
  readonly denials: readonly Denial[];
  /** Those whom not all of them are about. */
  readonly parts: readonly Part[];
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
    const parts = new Map<string, { readonly denials: readonly Denial[]; readonly edges: StoredEdge[] }>();
    const groups = new Set([id]);
    for (const group of groups) {
      for (const edge of into.get(group) ?? []) {
        if (edge.state === "none" && estate.entra.get(edge.from)?.type === GROUP) {
          groups.add(edge.from);
          continue;
        }
        const own = [...new Set(denialsOf(edge.from))].filter((one) => !ofGroup.has(one));
        for (const one of own) denials.add(one);
        const key = own
          .map((one) => one.id)
          .sort()
          .join(" ");
        const part = parts.get(key) ?? { denials: own, edges: [] };
        part.edges.push(edge);
        parts.set(key, part);
      }
    }
    if (denials.size === 0) return undefined;
    // those whom all are about have what is left to the group
    const less = [...parts].filter(([, part]) => part.denials.length < denials.size);
    return {
      denials: [...denials],
      parts: less.map(([key, part]) => ({
        ...part,
        id: `set:azure:${id}/${key === "" ? "not-denied" : `denied/${hashText(key).slice(0, 8)}`}`,
      })),
    };
  };
}

export const EVERYONE = "00000000-0000-0000-0000-000000000000";
