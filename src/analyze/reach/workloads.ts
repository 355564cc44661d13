// What workloads reach: all that the identities they run as reach.
import type { AnalysisInput, DerivedEdge, DerivedFact } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import type { Away } from "./both.js";

/** What an identity reaches, as columns; undefined for what is no identity. */
export type ReachOf = (id: string) => JsonRecord | undefined;

/** Facts of workloads that run as somebody; of several identities the one that reaches most counts. */
export function* workloadReach(
  input: Pick<AnalysisInput, "types" | "edges">,
  derived: readonly DerivedEdge[],
  reachOf: ReachOf,
): Iterable<DerivedFact> {
  if (input.types("workload").length === 0) return;
  const best = new Map<string, JsonRecord>();
  const add = (workload: string, identity: string): void => {
    const reach = reachOf(identity);
    if (reach === undefined) return;
    const known = best.get(workload);
    if (known === undefined || rank(reach) < rank(known)) best.set(workload, reach);
  };
  for (const { from, to } of input.edges(["runs_as"])) add(from, to);
  for (const { kind, from, to } of derived) if (kind === "runs_as") add(from, to);
  for (const [node, columns] of best) yield { node, columns };
}

/** Surely admin, perhaps, surely not; of each who gets to data, then who perhaps does. */
function rank({ reaches_admin: reaches, tier, tier_known: isKnown }: JsonRecord): number {
  if (reaches === true) return 0;
  const ofData = tier === 1 ? 0 : isKnown === true ? 2 : 1;
  return (reaches === undefined ? 1 : 4) + ofData;
}

/** How far workloads are from control; nothing where that is open. */
export function* workloadControl(workloads: readonly string[], control: Away | undefined): Iterable<DerivedFact> {
  for (const node of workloads) {
    const hops = control?.hopsFrom(node);
    if (hops !== undefined) yield { node, columns: { reaches_admin: true, admin_hops: hops, tier: 0 } };
    else if (control?.mayReach(node) !== true) yield { node, columns: { reaches_admin: false } };
  }
}
