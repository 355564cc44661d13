// Control that was gained or lost, whichever edge made the difference: the verdicts and best paths of both times.
import { addAll } from "../../model/add-all.js";
import type { AccessPath } from "../../model/analysis.js";
import type { Change } from "../../model/change.js";
import type { FactPair, HistoricNode, History, Side } from "../../model/history.js";
import type { Json, JsonRecord } from "../../model/words.js";
import { textOf } from "../properties.js";
import type { Comparable } from "./comparable.js";
import { subjectOf } from "./subject.js";

/** In: facts and paths that are not the same. Out: who gained or lost control or data of production, who has another owner. */
export function reachChanges(history: History, comparable: Comparable): Change[] {
  const paths = [...changedPaths(history)];
  const bySource = new Map(paths.filter(({ tier }) => tier === 0).map((path) => [path.source, path]));
  const changes: Change[] = [];
  for (const pair of history.facts()) {
    if (rests(pair)) addAll(changes, identityChanges(pair, bySource.get(pair.node), history, comparable));
  }
  const said = new Set(changes.filter(({ change }) => change.startsWith("admin-")).map(({ id }) => id));
  for (const path of paths) {
    if (path.tier === 0 && said.has(path.source)) continue;
    const change = pathChange(path, history, comparable);
    if (change !== undefined) changes.push(change);
  }
  return changes;
}

function rests({ before, after }: FactPair): boolean {
  return before?.["admin"] !== after?.["admin"] || before?.["owner"] !== after?.["owner"];
}

function identityChanges(
  { node: id, before, after }: FactPair,
  path: ChangedPath | undefined,
  history: History,
  comparable: Comparable,
): Change[] {
  const node = history.node(id, "after");
  if (node?.kind !== "principal" || after === undefined) return [];
  const isNew = history.node(id, "before") === undefined;
  if (isNew ? !comparable.admitsNew(node) : before === undefined) return [];
  const scopes = path === undefined ? [] : scopesOf(path, history);
  if (!comparable.admitsReach([node.scope, ...scopes])) return [];
  // Who was not there could do nothing.
  const admin = adminChange(isNew ? "no" : textOf(before?.["admin"]), textOf(after["admin"]), path);
  const owner = ownerChange(before?.["owner"], after["owner"]);
  const subject = { ...subjectOf(node), scope: node.scope === "" ? reachedBy(path, history) : node.scope };
  return [admin, owner].flatMap((change) => (change === undefined ? [] : [{ ...change, ...subject }]));
}

/** What belongs to no scope, such as an identity that a pool makes, is told where it gets to: findings belong there. */
function reachedBy(path: ChangedPath | undefined, history: History): string {
  if (path === undefined) return "";
  return history.node(path.target, path.side)?.scope ?? path.target;
}

interface ChangedPath extends AccessPath {
  readonly side: Side;
}

/** Paths that are there at one of the times only; one whose hops changed leads where it led before. */
function* changedPaths(history: History): IterableIterator<ChangedPath> {
  for (const { before, after } of history.paths()) {
    if (before === undefined && after !== undefined) yield { ...after, side: "after" };
    if (after === undefined && before !== undefined) yield { ...before, side: "before" };
  }
}

const CONTROLS = new Set(["effective", "reaches"]);

/** Between "no" and having it: what could not be told on either side is no change. */
function adminChange(
  was: string | undefined,
  is: string | undefined,
  path: ChangedPath | undefined,
): Pick<Change, "change" | "before" | "after" | "facts"> | undefined {
  if (was === "no" && CONTROLS.has(is ?? "")) {
    return { change: "admin-gained", before: "no", after: is ?? "", ...(path && { facts: pathFacts(path) }) };
  }
  if (CONTROLS.has(was ?? "") && is === "no") return { change: "admin-lost", before: was ?? "", after: "no" };
  return undefined;
}

function ownerChange(
  was: Json | undefined,
  is: Json | undefined,
): Pick<Change, "change" | "before" | "after"> | undefined {
  const [before, after] = [textOf(was), textOf(is)];
  if (before === after || before === undefined || after === undefined) return undefined;
  return { change: "owner-changed", before, after };
}

function pathChange(path: ChangedPath, history: History, comparable: Comparable): Change | undefined {
  const source = history.node(path.source, path.side);
  const target = history.node(path.target, path.side);
  if (path.hops === 0 || path.state === "unknown" || source === undefined) return undefined;
  if (isPersonOfForge(path, source)) return undefined;
  // A way from or to what was not there is told by what came or went.
  if (!isThere(path.source, source, history, path.side) || !isThere(path.target, target, history, path.side))
    return undefined;
  if (!comparable.admitsReach(scopesOf(path, history))) return undefined;
  const text = `${target?.name ?? path.target}: ${viaText(path)}`;
  return {
    change: path.side === "after" ? "path-new" : "path-gone",
    ...subjectOf(source),
    // Findings belong to the scope that is reached.
    scope: target?.scope ?? path.target,
    ...(path.side === "after" ? { after: text } : { before: text }),
    facts: pathFacts(path),
  };
}

/** What opens for each of those who write to a repository is told once, of its writers. */
function isPersonOfForge({ sourceClass }: ChangedPath, { type }: HistoricNode): boolean {
  return sourceClass === "principal" && /^git(?:hub|lab)\./.test(type);
}

/** Sets and outsiders are drawn anew with each analysis: for them it is enough that they are there now. */
function isThere(id: string, node: HistoricNode | undefined, history: History, side: Side): boolean {
  if (node?.dataSet === undefined) return true;
  return history.node(id, side === "after" ? "before" : "after") !== undefined;
}

function pathFacts(path: AccessPath): JsonRecord {
  const { target, tier, hops, sourceClass } = path;
  return { target, tier, hops, source_class: sourceClass, via: viaText(path) };
}

function viaText({ steps }: AccessPath): string {
  return steps.map(({ edge, technique }) => technique ?? edge).join(", ");
}

function scopesOf(path: ChangedPath, history: History): string[] {
  const ids = new Set([path.target, ...path.steps.flatMap(({ from, to }) => [from, to])]);
  return [...ids].flatMap((id) => history.node(id, path.side)?.scope ?? []);
}
