// Whom callers act as by one edge of what has been drawn: by assuming it, running code in what runs as it, a credential of it.
import { compareText } from "../../../../model/compare.js";
import { addTo } from "../../../../model/group-by.js";
import type { EdgeKind } from "../../../../model/words.js";
import { NO } from "../../condition/truth.js";
import type { EdgeSketch } from "../builder/edge-builder.js";
import { both, GRANTED, type Judgement } from "../evaluation/decision.js";
import { keepSurest } from "../evaluation/keep-surest.js";
import type { Surroundings } from "../techniques/account-inventory.js";

/** Edges by which their source acts as their target, or as what their target runs as. */
const ACTING: ReadonlySet<EdgeKind> = new Set([
  "can_assume",
  "adds_credential",
  "escalates_to",
  "runs_code_in",
  "member_of",
]);

/** Principal → how surely. */
export type Leads = ReadonlyMap<string, Judgement>;

export interface Ways {
  /** Caller → its edges. */
  readonly from: ReadonlyMap<string, readonly EdgeSketch[]>;
  /** Principals of those asked for that an end of them leads to; undefined where there is none. */
  leads(to: string): Leads | undefined;
}

/** In: the callers whose edges are looked at, and what has been drawn so far. `isWanted`: ends that are of interest. */
export function readWays(
  callers: ReadonlySet<string>,
  sketches: readonly EdgeSketch[],
  isWanted: (id: string) => boolean,
  around: Surroundings,
): Ways {
  const from = new Map<string, EdgeSketch[]>();
  const inSets = new Map<string, Map<string, Judgement>>();
  const actsAs = (id: string) => (isWanted(id) ? [id] : (around.workload(id)?.roles ?? []).filter(isWanted));
  for (const sketch of sketches) {
    const { kind, judgement, gives } = sketch;
    if (judgement.truth === NO || gives !== undefined) continue;
    const isOfSet = sketch.from.startsWith("set:");
    if (!isOfSet && ACTING.has(kind) && callers.has(sketch.from)) addTo(from, sketch.from, sketch);
    if (!isOfSet || !(kind === "includes" || ACTING.has(kind))) continue;
    for (const id of actsAs(sketch.to)) {
      const known = inSets.get(sketch.from) ?? new Map<string, Judgement>();
      inSets.set(sketch.from, known);
      keepSurest(known, id, judgement, (one) => one);
    }
  }
  const single = (to: string): Leads | undefined => {
    const ids = actsAs(to);
    return ids.length === 0 ? undefined : new Map(ids.map((id) => [id, GRANTED]));
  };
  return { from, leads: (to) => (to.startsWith("set:") ? inSets.get(to) : single(to)) };
}

export interface Shared {
  readonly id: string;
  readonly judgement: Judgement;
}

/** Principals that are in both, and how surely that is. */
export function common(leads: Leads | undefined, opens: Leads): Shared[] {
  if (leads === undefined) return [];
  const [few, many] = leads.size < opens.size ? [leads, opens] : [opens, leads];
  return [...few].flatMap(([id, judgement]) => {
    const other = many.get(id);
    return other === undefined ? [] : [{ id, judgement: both(judgement, other) }];
  });
}

/** The surest of principals, the first by id of those that are alike. */
export function surestOf(found: Iterable<Shared>): Shared | undefined {
  let first: Shared | undefined;
  for (const one of found) {
    const order =
      first === undefined ? -1 : one.judgement.truth - first.judgement.truth || compareText(one.id, first.id);
    if (order < 0) first = one;
  }
  return first;
}
