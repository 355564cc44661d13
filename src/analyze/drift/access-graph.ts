// What identities may do with resources at one of two times: what is permitted to them, to their groups and through grants and
// sessions, and the sets that stand for many resources. Compared by effect: which hub or statement gives it is no matter.
import type { AccessEdge, Side } from "../../model/history.js";
import { wholeOf } from "../../model/signature.js";
import type { Capability, ConditionState } from "../../model/words.js";

/** Whether it holds for certain; else something could not be decided. */
export type Sure = boolean;

/** `capability target`, the target as the edge names it: a resource, or a set of them. */
export type Profile = ReadonlyMap<string, Sure>;

/** Only what a condition plainly allows is sure; what is blocked is not there. */
const SURE: ReadonlySet<ConditionState> = new Set<ConditionState>(["none", "met"]);

export class AccessGraph {
  readonly #side: Side;
  readonly #permits = new Map<string, Map<string, Sure>>();
  readonly #steps = new Map<string, Map<string, Sure>>();
  readonly #members = new Map<string, Map<string, Sure>>();
  readonly #expanded = new Map<string, ReadonlyMap<string, Sure>>();

  constructor(side: Side) {
    this.#side = side;
  }

  /**
   * Takes an edge as it is on this side. What is blocked there, or not there, is left out; what depends on a condition is there
   * and not sure.
   */
  add({ kind, from: start, to, capability, ...states }: AccessEdge): void {
    const state = states[this.#side];
    const from = wholeOf(start);
    if (state === undefined || state === "blocked" || from === to) return;
    const sure = SURE.has(state);
    if (kind === "permits") note(this.#permits, from, toEntry(capability ?? "act", to), sure);
    else note(kind === "includes" ? this.#members : this.#steps, from, to, sure);
  }

  /** Whether it stands for others rather than for itself. */
  isSet(id: string): boolean {
    return this.#members.has(id);
  }

  /** Groups, grants and sessions of an identity. */
  holdersOf(identity: string): ReadonlyMap<string, Sure> {
    return closure(identity, this.#steps);
  }

  /** What is permitted to an identity itself and to what it is in or holds. */
  profileOf(identity: string): Profile {
    const profile = new Map<string, Sure>();
    for (const [holder, isHeld] of this.holdersOf(identity)) {
      for (const [entry, sure] of this.#permits.get(holder) ?? []) {
        profile.set(entry, (isHeld && sure) || profile.get(entry) === true);
      }
    }
    return profile;
  }

  /** What a target stands for: all that a set includes, else itself. */
  expand(target: string): ReadonlyMap<string, Sure> {
    const known = this.#expanded.get(target);
    if (known !== undefined) return known;
    const all = new Map([...closure(target, this.#members)].filter(([id]) => !this.isSet(id)));
    this.#expanded.set(target, all);
    return all;
  }
}

function toEntry(capability: Capability, target: string): string {
  return `${capability} ${target}`;
}

/** Takes an entry apart into its capability and its target. */
export function fromEntry(entry: string): { readonly capability: Capability; readonly target: string } {
  const space = entry.indexOf(" ");
  return { capability: entry.slice(0, space) as Capability, target: entry.slice(space + 1) };
}

function note(map: Map<string, Map<string, Sure>>, from: string, to: string, sure: Sure): void {
  const known = map.get(from) ?? new Map<string, Sure>();
  map.set(from, known);
  known.set(to, sure || known.get(to) === true);
}

/** All that follows from a start, itself included; sure where one way is sure throughout. */
function closure(start: string, edges: ReadonlyMap<string, ReadonlyMap<string, Sure>>): Map<string, Sure> {
  const found = new Map<string, Sure>([[start, true]]);
  const waiting: (readonly [string, Sure])[] = [[start, true]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [id, isSure] = next;
    for (const [to, sure] of edges.get(id) ?? []) {
      const both = isSure && sure;
      const known = found.get(to);
      if (known === true || known === both) continue;
      found.set(to, both);
      waiting.push([to, both]);
    }
  }
  return found;
}
