// Access that was gained or lost short of control: who can read, change or use what they could not, and no longer can.
import type { Change } from "../../model/change.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import type { AccessEdge, HistoricNode, History, Side } from "../../model/history.js";
import type { Capability } from "../../model/words.js";
import { AccessGraph, fromEntry, type Profile } from "./access-graph.js";
import type { Comparable } from "./comparable.js";
import { subjectOf } from "./subject.js";

/** Names in the words of a change, and ids in its facts: the rest is counted. */
const NAMED = 3;
const LISTED = 20;

/** What access is to: what it is to identities and scopes is told as ways and as control. */
const KINDS = new Set(["resource", "credential", "workload"]);

interface Sides {
  readonly history: History;
  readonly comparable: Comparable;
  readonly before: AccessGraph;
  readonly after: AccessGraph;
}

/** `told`: identities of which it is said already that they gained or lost all there is. */
export function accessChanges(history: History, comparable: Comparable, told: ReadonlySet<string>): Change[] {
  if (!comparable.isSameMaking) return [];
  const [before, after] = [new AccessGraph("before"), new AccessGraph("after")];
  const back = new Backwards();
  for (const edge of history.accessEdges()) {
    before.add(edge);
    after.add(edge);
    back.add(edge);
  }
  const sides = { history, comparable, before, after };
  const gained = createDifference(sides, "after");
  const lost = createDifference(sides, "before");
  return back.affected().flatMap((id) => {
    const identity = history.node(id, "after");
    if (identity === undefined || told.has(id) || !isIdentity(identity)) return [];
    // Who was not there could do nothing, and is told by coming.
    if (identity.dataSet !== undefined && history.node(id, "before") === undefined) return [];
    return [...toChanges(identity, gained(id), "access-gained"), ...toChanges(identity, lost(id), "access-lost")];
  });

  function toChanges(identity: HistoricNode, found: Found, change: "access-gained" | "access-lost"): Change[] {
    const side = change === "access-gained" ? "after" : "before";
    const groups = new Map<string, HistoricNode[]>();
    for (const [resource, capabilities] of found) {
      const node = resourceAt(sides, resource, side);
      if (node === undefined || !comparable.admitsReach([identity.scope, node.scope])) continue;
      for (const capability of capabilities) {
        const key = `${capability} ${node.type}`;
        addTo(groups, key, node);
      }
    }
    return [...groups]
      .sort(([a], [b]) => compareText(a, b))
      .map(([key, nodes]) => toChange(identity, fromEntry(key), nodes, change));
  }
}

function isIdentity({ kind, id }: HistoricNode): boolean {
  return kind === "principal" || id === "any:internet";
}

/** A resource that was there both times: access to one that came or went is told by that. */
function resourceAt({ history }: Sides, id: string, side: Side): HistoricNode | undefined {
  const node = history.node(id, side);
  if (node === undefined || !KINDS.has(node.kind)) return undefined;
  return history.node(id, side === "after" ? "before" : "after") === undefined ? undefined : node;
}

function toChange(
  identity: HistoricNode,
  { capability, target: type }: { readonly capability: Capability; readonly target: string },
  nodes: readonly HistoricNode[],
  change: "access-gained" | "access-lost",
): Change {
  const sorted = [...nodes].sort((a, b) => compareText(a.name, b.name) || compareText(a.id, b.id));
  const names = sorted.slice(0, NAMED).map(({ name }) => name);
  const rest = sorted.length - names.length;
  const text = `${capability} ${sorted.length} ${type}: ${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
  return {
    change,
    ...subjectOf(identity),
    // What belongs to no scope is told where it gets to.
    scope: identity.scope === "" ? (sorted[0]?.scope ?? "") : identity.scope,
    ...(change === "access-gained" ? { after: text } : { before: text }),
    facts: {
      capability,
      resource_type: type,
      resources: sorted.length,
      targets: sorted.slice(0, LISTED).map(({ id }) => id),
    },
  };
}

/** Resource → capabilities. */
type Found = ReadonlyMap<string, ReadonlySet<Capability>>;

/**
 * What an identity can do at `side` and not at the other time. What could not be decided counts as not held where it would be
 * told, and as held where it would make something else new. What a group of it gained likewise is told of the group.
 */
function createDifference(sides: Sides, side: Side): (identity: string) => Found {
  const here = sides[side];
  const there = side === "after" ? sides.before : sides.after;
  const known = new Map<string, Found>();
  const plain = (identity: string): Found => {
    const [has, had] = [here.profileOf(identity), there.profileOf(identity)];
    const key = JSON.stringify([[...has].sort(byEntry), [...had].sort(byEntry)]);
    const found = known.get(key) ?? difference(has, here, had, there);
    known.set(key, found);
    return found;
  };
  return (identity) => {
    const own = plain(identity);
    if (own.size === 0) return own;
    const groups = [...here.holdersOf(identity).keys()].filter(
      (id) => id !== identity && sides.history.node(id, side)?.kind === "principal",
    );
    return groups.reduce((left, group) => without(left, plain(group)), own);
  };
}

function difference(has: Profile, here: AccessGraph, had: Profile, there: AccessGraph): Found {
  const known = held(had, there, false);
  const found = new Map<string, Set<Capability>>();
  for (const [resource, capabilities] of held(has, here, true)) {
    const before = known.get(resource);
    // Whoever controls it does all the rest.
    const gained = before?.has("admin") ? [] : [...capabilities].filter((one) => before?.has(one) !== true);
    if (gained.length > 0) found.set(resource, new Set(gained.includes("admin") ? ["admin"] : gained));
  }
  return found;
}

function held(profile: Profile, graph: AccessGraph, onlySure: boolean): Map<string, Set<Capability>> {
  const all = new Map<string, Set<Capability>>();
  for (const [entry, isPermitted] of profile) {
    if (onlySure && !isPermitted) continue;
    const { capability, target } = fromEntry(entry);
    for (const [resource, isIncluded] of graph.expand(target)) {
      if (onlySure && !isIncluded) continue;
      all.set(resource, (all.get(resource) ?? new Set<Capability>()).add(capability));
    }
  }
  return all;
}

function without(found: Found, other: Found): Found {
  const left = new Map<string, ReadonlySet<Capability>>();
  for (const [resource, capabilities] of found) {
    const rest = [...capabilities].filter((one) => other.get(resource)?.has(one) !== true);
    if (rest.length > 0) left.set(resource, new Set(rest));
  }
  return left;
}

const byEntry = ([a]: readonly [string, boolean], [b]: readonly [string, boolean]): number => compareText(a, b);

/** From edges that are not what they were back to whoever holds what they start at. */
class Backwards {
  readonly #from = new Map<string, string[]>();
  readonly #changed = new Set<string>();

  add({ from, to, before, after }: AccessEdge): void {
    addTo(this.#from, to, from);
    if (before !== after) this.#changed.add(from);
  }

  /** Sorted. */
  affected(): string[] {
    const found = new Set(this.#changed);
    for (const id of found) for (const from of this.#from.get(id) ?? []) found.add(from);
    return [...found].sort(compareText);
  }
}
