// Ways from one grant to many of a kind: those that are reached as surely stand together as one set, the same for every grant of one
// reach, so that a large domain has few edges.
import type { DerivedEdge } from "../../model/analysis.js";
import type { DrawnCustomer } from "./draw-frame.js";
import type { Customer } from "./estate.js";

/** How surely something is reached. */
export interface Verdict {
  readonly state: "none" | "unknown";
  readonly condition?: string;
}

export interface Judged {
  readonly verdict: Verdict;
  readonly ids: string[];
}

/** What can be reached, by verdict. In: things, what is said of each (undefined: not reached), and the node that stands for it. */
export function judged<T>(
  things: readonly T[],
  judge: (thing: T) => Verdict | undefined,
  idOf: (thing: T) => string,
): readonly Judged[] {
  const found = new Map<string, Judged & { readonly seen: Set<string> }>();
  for (const thing of things) {
    const verdict = judge(thing);
    if (verdict === undefined) continue;
    const key = verdict.condition ?? "";
    const known = found.get(key) ?? { verdict, ids: [], seen: new Set() };
    found.set(key, known);
    const id = idOf(thing);
    if (!known.seen.has(id)) known.ids.push(id);
    known.seen.add(id);
  }
  return [...found.values()];
}

export interface Place {
  readonly customer: Customer;
  readonly drawn: DrawnCustomer;
  /** What sort of thing is reached, and how several of them are called. */
  readonly kind: "groups" | "users";
  readonly called: string;
}

/** One thing stands for itself; several are a set, the same for all grants of one reach. */
export function drawTo(
  from: string,
  reach: string,
  found: readonly Judged[],
  because: DerivedEdge["because"],
  { customer: { scope }, drawn: { nodes, edges }, kind, called }: Place,
): void {
  for (const { verdict, ids } of found) {
    const confidence = verdict.state === "none" ? 1 : 0.6;
    const [only = ""] = ids;
    const set = `set:${scope}/${kind}/${reach}${verdict.condition === undefined ? "" : `/${verdict.condition}`}`;
    const to = ids.length === 1 ? only : set;
    edges.push({ kind: "escalates_to", from, to, because, ...verdict, confidence });
    if (to === only || nodes.some(({ id }) => id === set)) continue;
    const name = `${ids.length} ${called}`;
    nodes.push({ id: set, kind: "set", type: `workspace.${kind}`, name, scope, properties: {} });
    for (const id of ids)
      edges.push({ kind: "includes", from: set, to: id, state: "none", confidence: 1, because: [] });
  }
}
