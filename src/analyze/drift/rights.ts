// Rights that were added or taken away: lists that a grant or a token carries, grants that are bound to someone, memberships.
// Policies of AWS are not compared by their text: what they let do shows in who controls what.
import type { Change } from "../../model/change.js";
import type { HistoricNode, History, Pair } from "../../model/history.js";
import type { Json } from "../../model/words.js";
import { textOf } from "../properties.js";
import type { Comparable } from "./comparable.js";
import { principalOf, subjectOf } from "./subject.js";

/** Type → properties that list what it lets do. */
const LISTS: { readonly [type: string]: readonly string[] } = {
  "entra.delegated-grant": ["scopes", "consent"],
  "github.app-permissions": ["permissions"],
  "github.classic-token": ["scopes"],
  "github.token-permissions": ["permissions"],
  "github.fine-grained-token": ["repository_selection"],
  "gitlab.token-permissions": ["scopes", "level"],
  "workspace.consent": ["scopes"],
  "workspace.delegation": ["scopes"],
  "workspace.role-assignment": ["privileges"],
};

/** Grants of which each is bound to one holder: to come and to go is to be given and taken. */
const BOUND = new Set([
  "azure.role-assignment",
  "entra.delegated-grant",
  "gcp.role-binding",
  "workspace.consent",
  "workspace.delegation",
  "workspace.role-assignment",
]);

/** Levels of a permission, each with those that it holds. */
const LEVELS = ["read", "write", "admin"];
/** Values of `consent` and `repository_selection` that stand for more than any other. */
const WIDEST = new Set(["everybody", "all"]);

/** What of a changed grant or token lets do more, and less. */
export function rightChanges(pair: Pair<HistoricNode>, history: History): Change[] {
  const node = pair.after ?? pair.before;
  if (node === undefined) return [];
  const holder = principalOf(history, holderOf(node));
  if (pair.before === undefined || pair.after === undefined) {
    if (!BOUND.has(node.type)) return [];
    return pair.before === undefined
      ? [{ change: "permission-added", ...subjectOf(node), ...holder }]
      : [{ change: "permission-removed", ...subjectOf(node), ...holder }];
  }
  const [was, is] = [rightsOf(pair.before), rightsOf(pair.after)];
  const added = [...is].filter((right) => !was.has(right));
  const removed = [...was].filter((right) => !is.has(right));
  return [
    ...(added.length > 0
      ? [{ change: "permission-added" as const, ...subjectOf(node), ...holder, after: added.sort().join(", ") }]
      : []),
    ...(removed.length > 0
      ? [{ change: "permission-removed" as const, ...subjectOf(node), ...holder, before: removed.sort().join(", ") }]
      : []),
  ];
}

function holderOf({ parent, properties }: HistoricNode): string | undefined {
  return parent ?? textOf(properties["principal"]) ?? textOf(properties["member"]);
}

function rightsOf({ type, properties }: HistoricNode): ReadonlySet<string> {
  return new Set((LISTS[type] ?? []).flatMap((name) => rightsIn(name, properties[name])));
}

function rightsIn(name: string, value: Json | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.filter((text) => typeof text === "string");
  if (typeof value === "number") return [`${name} ${value}`];
  // From "selected" to "all" is more, and back is less: the narrower word is no right of its own.
  if (typeof value === "string") return WIDEST.has(value) ? [`${name} ${value}`] : [];
  if (typeof value !== "object") return [];
  return Object.entries(value).flatMap(([area, level]) => {
    if (typeof level !== "string") return [];
    const rank = LEVELS.indexOf(level);
    return rank < 0 ? [`${area} ${level}`] : LEVELS.slice(0, rank + 1).map((held) => `${area} ${held}`);
  });
}

/** Grants of Entra and memberships that were given to, or taken from, someone who was there before and is now. */
export function edgeChanges(history: History, comparable: Comparable): Change[] {
  const changes: Change[] = [];
  for (const { kind, from, to, side, dataSet } of history.edges(["has_grant", "member_of"])) {
    if (!comparable.admitsDataSet(dataSet)) continue;
    if (kind === "has_grant" && !dataSet.name.startsWith("entra/")) continue;
    const other = side === "after" ? "before" : "after";
    const [holder, target] = [history.node(from, side), history.node(to, side)];
    if (holder === undefined || target === undefined || history.node(from, other) === undefined) continue;
    // Such a grant came or went itself, and says so.
    if (BOUND.has(target.type) && history.node(to, other) === undefined) continue;
    const text = kind === "member_of" ? `member of ${target.name}` : target.name;
    changes.push({
      change: side === "after" ? "permission-added" : "permission-removed",
      ...subjectOf(holder),
      ...(side === "after" ? { after: text } : { before: text }),
    });
  }
  return changes;
}
