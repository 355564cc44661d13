// Identities and credentials that came, went, woke up or were made again under the same name; rights, settings and MCP
// servers that are others now.
import { addAll } from "../../model/add-all.js";
import type { Change, ChangeKind } from "../../model/change.js";
import { addTo } from "../../model/group-by.js";
import type { HistoricNode, History, Pair } from "../../model/history.js";
import { Arrivals } from "./arrivals.js";
import type { Comparable } from "./comparable.js";
import { exposureChanges } from "./exposure.js";
import { type Renames, renamesIn, withRenames } from "./renamed.js";
import { rightChanges } from "./rights.js";
import { serverChanges } from "./servers.js";
import { principalOf, standingOf, subjectOf } from "./subject.js";

/** Principals that analysis draws for someone outside: no identity of the estate. */
const OUTSIDE =
  /\.external-|^gcp\.(?:federated-principal|principal-set|user|service-agent)$|^github\.action-publisher$/;

export interface NodeChanges {
  readonly changes: readonly Change[];
  /** Identities of which a trust was added, changed or removed. */
  readonly trusting: ReadonlySet<string>;
  /** The history in which a renamed identity is one and the same. */
  readonly renamed: History;
}

/** One pass over the nodes that are not the same. */
export function nodeChanges(history: History, comparable: Comparable): NodeChanges {
  const found: Found[] = [];
  const others: Change[] = [];
  const trusting = new Set<string>();
  const arrivals = new Arrivals(history, comparable);
  for (const pair of history.nodes()) {
    const node = pair.after ?? pair.before;
    if (node === undefined) continue;
    if (node.kind === "trust" && node.parent !== undefined && node.dataSet !== undefined) trusting.add(node.parent);
    arrivals.keep(pair);
    if (!isAdmitted(pair, node, comparable)) continue;
    const change = changeOf(pair);
    if (change !== undefined) found.push({ node, change: { ...change, ...subjectOf(node) } });
    addAll(others, rightChanges(pair, history), exposureChanges(pair), serverChanges(pair));
  }
  const renames = renamesIn(found);
  const renamed = withRenames(history, renames);
  const told = withoutMoved(found, renames).map(({ change, node }) => {
    const facts = { ...change.facts, ...arrivals.factsOf(change.change, node) };
    const said = Object.keys(facts).length === 0 ? change : { ...change, facts };
    return { ...said, ...heldBy(node, said, renamed) };
  });
  return { changes: [...rotated(madeAgain(asRenamed(told, renames))), ...others], trusting, renamed };
}

/** A new identity is one also where not all of the others were read, as long as nothing that was hidden is seen now. */
function isAdmitted({ before }: Pair<HistoricNode>, node: HistoricNode, comparable: Comparable): boolean {
  if (before === undefined && node.kind === "principal" && comparable.admitsNew(node)) return true;
  return comparable.admits(before ?? node) && comparable.admits(node);
}

interface Found {
  readonly node: HistoricNode;
  readonly change: Change;
}

/** What is called after its holder, such as a password of AWS, has another id with it, and is neither new nor gone. */
function withoutMoved(found: readonly Found[], renames: Renames): readonly Found[] {
  if (renames.size === 0) return found;
  const gone = new Set(found.flatMap(({ change, node }) => (change.change === "credential-gone" ? [node.id] : [])));
  const moved = new Set<string>();
  for (const { change, node } of found) {
    const before = node.parent === undefined ? undefined : renames.get(node.parent);
    if (change.change !== "credential-new" || before === undefined || node.parent === undefined) continue;
    const was = node.id.replace(node.parent, before);
    if (was !== node.id && gone.has(was)) moved.add(was).add(node.id);
  }
  return found.filter(({ node }) => !moved.has(node.id));
}

/** One change in place of an identity that went and one that came. */
function asRenamed(changes: readonly Change[], renames: Renames): readonly Change[] {
  const before = new Set(renames.values());
  return changes.flatMap((change): readonly Change[] => {
    if (change.change === "identity-gone" && before.has(change.id)) return [];
    const was = change.change === "identity-new" ? renames.get(change.id) : undefined;
    return [was === undefined ? change : { ...change, change: "identity-renamed", before: was, after: change.id }];
  });
}

/** Whose a credential is, and how much that identity may do. */
function heldBy({ kind, parent }: HistoricNode, { facts }: What, history: History): Partial<Change> {
  if (kind !== "credential" || parent === undefined) return {};
  return { ...principalOf(history, parent), facts: { ...facts, ...standingOf(history, parent) } };
}

type What = Pick<Change, "change" | "before" | "after" | "facts">;

function changeOf({ before, after }: Pair<HistoricNode>): What | undefined {
  const { kind, type } = (after ?? before) as HistoricNode;
  if (kind === "credential") return lifeOf("credential", before, after);
  if (kind !== "principal") return undefined;
  if (OUTSIDE.test(type)) return before === undefined ? { change: "third-party-new" } : undefined;
  if (
    before?.incarnation !== undefined &&
    after?.incarnation !== undefined &&
    before.incarnation !== after.incarnation
  ) {
    return { change: "identity-recreated", before: before.incarnation, after: after.incarnation };
  }
  return lifeOf("identity", before, after);
}

function lifeOf(
  what: "identity" | "credential",
  before: HistoricNode | undefined,
  after: HistoricNode | undefined,
): What | undefined {
  if (before === undefined) return { change: `${what}-new` };
  if (after === undefined) return { change: `${what}-gone` };
  const [was, is] = [isOff(before), isOff(after)];
  return was === true && is === false ? { change: `${what}-reactivated` } : undefined;
}

/** Whether it is switched off; undefined when nothing says. */
function isOff({ properties }: HistoricNode): boolean | undefined {
  const { status, enabled, disabled, is_suspended: isSuspended, suspended_at: suspendedAt } = properties;
  if (typeof status === "string") return status !== "active";
  if (typeof enabled === "boolean") return !enabled;
  if (typeof disabled === "boolean") return disabled;
  if (typeof isSuspended === "boolean") return isSuspended;
  return typeof suspendedAt === "string";
}

/** A new identity with the name of one that went: another one, in its place. */
function madeAgain(changes: readonly Change[]): Change[] {
  const gone = byKey(changes, "identity-gone");
  const came = byKey(changes, "identity-new");
  const taken = new Set<Change>();
  const result = changes.map((change): Change => {
    const key = nameKey(change);
    const [old, ...others] = gone.get(key) ?? [];
    if (change.change !== "identity-new" || old === undefined || others.length > 0 || came.get(key)?.length !== 1) {
      return change;
    }
    taken.add(old);
    return { ...change, change: "identity-recreated", before: old.id, after: change.id };
  });
  return result.filter((change) => !taken.has(change));
}

/** A new credential beside one of the same kind and holder that went is a rotation: rules may take it for one. */
function rotated(changes: readonly Change[]): Change[] {
  const gone = new Map(byKey(changes, "credential-gone", holderKey));
  return changes.map((change) => {
    if (change.change !== "credential-new" || change.principal === undefined) return change;
    const [old, ...rest] = gone.get(holderKey(change)) ?? [];
    if (old !== undefined) gone.set(holderKey(change), rest);
    return { ...change, facts: { ...change.facts, replaces: old !== undefined } };
  });
}

function byKey(changes: readonly Change[], kind: ChangeKind, keyOf = nameKey): Map<string, Change[]> {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    if (change.change !== kind) continue;
    addTo(groups, keyOf(change), change);
  }
  return groups;
}

const nameKey = ({ scope, type, name }: Change): string => JSON.stringify([scope, type, name]);
const holderKey = ({ type, principal }: Change): string => JSON.stringify([type, principal]);
