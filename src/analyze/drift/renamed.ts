// Identities that have another name or place and the unique id that they had: for every comparison the same ones.
import type { Change } from "../../model/change.js";
import { addTo } from "../../model/group-by.js";
import type { EdgeChange, HistoricNode, History, Pair, Side } from "../../model/history.js";

/** Id of now → id of before. */
export type Renames = ReadonlyMap<string, string>;

/**
 * In: what came and went. Out: the pairs of one type with one unique id of the vendor, such as the UserId that a user of AWS
 * keeps when it is renamed (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html). An id that several
 * of one type have says nothing.
 */
export function renamesIn(found: Iterable<{ readonly change: Change; readonly node: HistoricNode }>): Renames {
  const byUniqueId = new Map<string, { gone: string[]; came: string[] }>();
  for (const { change, node } of found) {
    const isNew = change.change === "identity-new";
    if (node.incarnation === undefined || (!isNew && change.change !== "identity-gone")) continue;
    const key = JSON.stringify([node.type, node.incarnation]);
    const group = byUniqueId.get(key) ?? { gone: [], came: [] };
    (isNew ? group.came : group.gone).push(node.id);
    byUniqueId.set(key, group);
  }
  const renames = new Map<string, string>();
  for (const { gone, came } of byUniqueId.values()) {
    const [[before, ...otherGone], [after, ...otherCame]] = [gone, came];
    if (before === undefined || after === undefined || otherGone.length + otherCame.length > 0) continue;
    renames.set(after, before);
  }
  return renames;
}

/** The same history as if each renamed identity had had the id of now all along; `nodes` alone tells what is there. */
export function withRenames(history: History, renames: Renames): History {
  if (renames.size === 0) return history;
  const toNow = new Map([...renames].map(([after, before]) => [before, after]));
  const now = (id: string): string => toNow.get(id) ?? id;
  const isOne = (id: string): boolean => renames.has(id) || toNow.has(id);
  return {
    ...history,
    node: (id, side) => history.node(side === "before" ? (renames.get(id) ?? id) : now(id), side),
    factsOf: (id) => history.factsOf(now(id)),
    facts: () => joined(history.facts(), ({ node }) => (isOne(node) ? now(node) : undefined), withNode(now)),
    supplements: () =>
      joined(
        history.supplements(),
        ({ node, dataSet }) => (isOne(node) ? JSON.stringify([dataSet.scope, dataSet.name, now(node)]) : undefined),
        withNode(now),
      ),
    paths: () =>
      joined(history.paths(), ({ before, after }) => {
        const { source, target } = before ?? after ?? { source: "", target: "" };
        return isOne(source) || isOne(target) ? JSON.stringify([now(source), now(target)]) : undefined;
      }),
    edges: (kinds) => unequal(history.edges(kinds), now, isOne),
    *accessEdges() {
      for (const edge of history.accessEdges()) yield { ...edge, from: now(edge.from), to: now(edge.to) };
    },
    trustsOf: (principals) =>
      new Map(
        [...history.trustsOf(principals)].map(([id, sides]) => [
          id,
          { ...sides, before: sides.before.map((node) => namedNow(node, now)) },
        ]),
      ),
  };
}

function withNode<T extends { readonly node: string }>(now: (id: string) => string): (row: T) => T {
  return (row) => ({ ...row, node: now(row.node) });
}

/** Pairs, those of one key as one pair; a key of undefined stands alone. */
function* joined<T extends Pair<unknown>>(
  pairs: Iterable<T>,
  keyOf: (pair: T) => string | undefined,
  convert: (pair: T) => T = (pair) => pair,
): IterableIterator<T> {
  const kept = new Map<string, T>();
  for (const pair of pairs) {
    const key = keyOf(pair);
    if (key === undefined) {
      yield pair;
      continue;
    }
    const other = kept.get(key);
    kept.set(key, { ...convert(pair), before: pair.before ?? other?.before, after: pair.after ?? other?.after });
  }
  yield* kept.values();
}

/** Edges that are no longer, or only now, there; those that only name an end by its other id are neither. */
function* unequal(
  edges: Iterable<EdgeChange>,
  now: (id: string) => string,
  isOne: (id: string) => boolean,
): IterableIterator<EdgeChange> {
  const kept = new Map<string, EdgeChange[]>();
  for (const edge of edges) {
    if (!isOne(edge.from) && !isOne(edge.to)) {
      yield edge;
      continue;
    }
    const { kind, capability, dataSet } = edge;
    const [from, to] = [now(edge.from), now(edge.to)];
    addTo(kept, JSON.stringify([kind, from, to, capability, dataSet.scope, dataSet.name]), { ...edge, from, to });
  }
  for (const same of kept.values()) {
    const sides = new Set<Side>(same.map(({ side }) => side));
    if (sides.size === 1) yield* same;
  }
}

/** A trust of before that names a renamed identity: AWS shows it by its name of now, and has its unique id. */
function namedNow(node: HistoricNode, now: (id: string) => string): HistoricNode {
  const { provider } = node.properties;
  return typeof provider === "string" ? { ...node, properties: { ...node.properties, provider: now(provider) } } : node;
}
