// What the engine of scoped techniques asks of a cloud: who holds a permission where, and what there is to take over. A place is
// a node of the cloud's own tree: a scope, or one thing in it. Held at a scope, a permission is held on all below.
import type { DerivedNode } from "../../model/analysis.js";
import type { Judgement } from "../aws/edges/evaluation/decision.js";

/** A permission held at a place and below. */
export interface Holding {
  readonly place: string;
  readonly judgement: Judgement;
}

export interface ScopedCaller {
  /** Node id of a principal or session. */
  readonly id: string;
  /** Whether it may hold the permission anywhere: cheap, and never wrong about no. */
  mayHold(action: string): boolean;
  /**
   * Where it holds the permission for targets of a kind, with inheritance, conditions and whatever denies worked in. `kind` is
   * `identity`, `scope` or a vendor type.
   */
  holds(action: string, kind: string): readonly Holding[];
  /** Custom roles that it holds and the action changes: where, and the scope that keeps the role, or the role itself. */
  ownRoles(action: string): readonly { readonly holding: Holding; readonly keeper: string }[];
}

/** A workload, resource or identity. */
export interface Target {
  readonly node: string;
  readonly place: string;
  /** Place of the identity that a workload runs as. */
  readonly identity?: string | undefined;
  /** Of a workload: it has narrower tokens of its identity, and never is it. */
  readonly isNarrow?: boolean;
}

/** What refuses something that is made, or may. */
export interface Obstacle {
  /** Word of a safeguard, as techniques name it. */
  readonly safeguard: string;
  /** Where whoever takes it away needs the permission. */
  readonly place: string;
  /** It refuses for certain; else it may. */
  readonly isSure: boolean;
  /** What is open about it, for people. */
  readonly condition: string;
}

export interface World {
  parent(place: string): string | undefined;
  isScope(place: string): boolean;
  /** Targets of a kind at or below a place. */
  list(kind: string, place: string): readonly Target[];
  /**
   * Node that stands for all targets of a kind at or below a scope, or for the one at a place that is none; undefined when there
   * are none. Sets are drawn when they are asked for. `facet`: not the target itself but something of it.
   */
  node(kind: string, place: string, facet?: string): string | undefined;
  /** The set of all targets of a kind at or below a scope, as a node that is not drawn; a world whose scopes have no parts has none. */
  set?(kind: string, place: string, facet?: string): DerivedNode;
  /** Of a set of workloads: those that run as an identity of their own scope, and the others. */
  foreign(kind: string, place: string): readonly Target[];
  /** Scopes at or below a place where what there is of a kind was not read; the place itself where it was read nowhere. */
  unread(kind: string, place: string): readonly string[];
  /** Places at or below a place in which none of the safeguards is in force for certain. */
  spared(safeguards: readonly string[], place: string): readonly string[];
  /** What is open of the safeguards at such a place, for people; undefined where none of them may be in force there. */
  doubt?(safeguards: readonly string[], place: string): string | undefined;
  /** Ways to make something in a scope or somewhere below, each with all that is in it; those that are alike once. */
  ways?(place: string): readonly (readonly Obstacle[])[];
  /** Places at or below a place in which one of the safeguards is in force, or may be. */
  guarded(safeguards: readonly string[], place: string): readonly string[];
}

/** Whether a place is the other or below it. */
export function isWithin(place: string, above: string, world: Pick<World, "parent">): boolean {
  for (let at: string | undefined = place; at !== undefined; at = world.parent(at)) if (at === above) return true;
  return false;
}

/** The place at the top of what a place is in; itself where it is in none. */
export function topOf(place: string, world: Pick<World, "parent">): string {
  let top = place;
  for (let at = world.parent(place); at !== undefined; at = world.parent(at)) top = at;
  return top;
}
