// What derived edges say of each pair of ends, hubs looked through; and how surely one gets from one to the other at all.
import { worseState } from "../../../../../src/graph/path-graph.js";
import type { DerivedEdge } from "../../../../../src/model/analysis.js";
import { addTo } from "../../../../../src/model/group-by.js";
import type { ConditionState } from "../../../../../src/model/words.js";

/** Surest first; `none` and `met` are the same to whoever walks. */
const ORDER: readonly ConditionState[] = ["none", "met", "attacker-settable", "needs-actor", "unknown", "blocked"];

export const rank = (state: ConditionState | undefined): number =>
  state === undefined ? ORDER.length : Math.max(1, ORDER.indexOf(state));

/** What each pair of ends has, and how surely. */
export type Ways = ReadonlyMap<string, ConditionState>;

/** `<from> <kind> <what it gives> <to>` → surest state; blocked ones left out, and hubs looked through. */
export function pairsOf(edges: readonly DerivedEdge[]): Map<string, ConditionState> {
  const behind = new Map<string, DerivedEdge[]>();
  for (const edge of edges) if (isHub(edge.from)) addTo(behind, edge.from, edge);
  const found = new Map<string, ConditionState>();
  for (const edge of edges) {
    if (isHub(edge.from)) continue;
    const ends = isHub(edge.to) ? (behind.get(edge.to) ?? []) : [edge];
    for (const end of ends) {
      const state = worseState(edge.state, end.state);
      if (state === "blocked" || end.to === edge.from) continue;
      const kind = edge.kind === "member_of" ? end.kind : edge.kind;
      const key = `${edge.from} ${kind} ${edge.capability ?? end.capability ?? ""} ${end.to}`;
      const before = found.get(key);
      if (before === undefined || rank(state) < rank(before)) found.set(key, state);
    }
  }
  return found;
}

function isHub(id: string): boolean {
  return id.startsWith("set:aws:");
}

type Step = Pick<DerivedEdge, "from" | "to" | "state">;

/** Of each source what it gets to in any number of steps, and how surely: control of an account is all that is in it. */
export function reachFrom(edges: readonly Step[], sources: readonly string[], ends: readonly string[]) {
  const next = new Map<string, Step[]>();
  for (const edge of edges) if (edge.state !== "blocked") addTo(next, edge.from, edge);
  return new Map(sources.map((source) => [source, reachOf(source, next, ends)]));
}

function reachOf(
  source: string,
  next: ReadonlyMap<string, readonly Step[]>,
  ends: readonly string[],
): ReadonlyMap<string, number> {
  const best = new Map([[source, 1]]);
  const queue = [source];
  const visit = (to: string, at: number) => {
    if (at >= (best.get(to) ?? ORDER.length)) return;
    best.set(to, at);
    queue.push(to);
  };
  for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
    const own = best.get(from) ?? ORDER.length;
    for (const { to, state } of next.get(from) ?? []) visit(to, Math.max(own, rank(state)));
    const [, account] = /^aws:(\d{12})$/.exec(from) ?? [];
    if (account === undefined) continue;
    for (const end of ends) if (end.includes(`:${account}:`) || end.startsWith("arn:aws:s3")) visit(end, own);
  }
  return best;
}

/** What of the second is not in the first, or surer than there, in words. */
export function gained(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string[] {
  return [...after].flatMap(([to, at]) => {
    const had = before.get(to) ?? ORDER.length;
    return at < had ? [`${to}: ${ORDER[had] ?? "no"} → ${ORDER[at]}`] : [];
  });
}

/** Pairs that two analyses do not agree on, in words. */
export function differences(one: Ways, other: Ways): string[] {
  const keys = [...new Set([...one.keys(), ...other.keys()])].sort();
  return keys.flatMap((key) => {
    const [a, b] = [one.get(key), other.get(key)];
    return rank(a) === rank(b) ? [] : [`${key}: ${a ?? "no"} → ${b ?? "no"}`];
  });
}
