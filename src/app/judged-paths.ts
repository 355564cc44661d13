// Access paths as rules and findings use them.
import { type PathRow, toFindingPath } from "../evaluate/path-rules.js";
import type { AccessPath } from "../model/analysis.js";
import type { Finding } from "../model/finding.js";
import { scopeWords } from "../model/scope-words.js";
import { finish, type Steps } from "../model/steps.js";
import type { Store } from "../store/index.js";

/** Every access path with what is known of its ends; with `source`, those from there. */
export function pathRows(store: Store, source?: string): PathRow[] {
  return finish(pathSteps(store, source));
}

/** The same, in steps. */
export function* pathSteps(store: Store, source?: string): Steps<PathRow[]> {
  const rows: PathRow[] = [];
  // Many paths lead to the same place, which is looked up once.
  const known = new Map<string, StoredEnd | undefined>();
  const find = (id: string): StoredEnd | undefined => {
    if (!known.has(id)) known.set(id, store.node(id));
    return known.get(id);
  };
  for (const path of store.accessPaths(source)) {
    rows.push(toRow(path, find));
    if (rows.length % 256 === 0) yield { doing: "reading paths", done: rows.length };
  }
  return rows;
}

type StoredEnd = NonNullable<ReturnType<Store["node"]>>;

function toRow(path: AccessPath, find: (id: string) => StoredEnd | undefined): PathRow {
  const source = find(path.source);
  const target = find(path.target);
  return {
    ...path,
    sourceType: source?.type ?? "unknown",
    sourceName: source?.name ?? path.source,
    scope: target?.scope ?? path.target,
    targetType: target?.type ?? "unknown",
    targetName: toName(path.target, target),
  };
}

/** Findings that rest on reaching admin show how: the path of the identity that they are about, or that holds it. */
export function withPaths(findings: readonly Finding[], store: Store): Finding[] {
  if (!findings.some(restsOnReach)) return [...findings];
  const bySource = new Map(
    [...store.accessPaths()].filter(({ tier }) => tier === 0).map((path) => [path.source, path]),
  );
  return findings.map((finding) => {
    if (!restsOnReach(finding)) return finding;
    const path = bySource.get(finding.subject.id) ?? bySource.get(finding.subject.parent ?? "");
    return path === undefined ? finding : { ...finding, path: toFindingPath(path) };
  });
}

/** The same findings, whose paths say what their nodes are called: numbers and object ids tell people nothing. */
export function withNames(findings: readonly Finding[], store: Store): Finding[] {
  const known = new Map<string, string>();
  const nameOf = (id: string): string => {
    const name = known.get(id) ?? toName(id, store.node(id));
    known.set(id, name);
    return name;
  };
  return findings.map((finding) => {
    const { path } = finding;
    if (path === undefined) return finding;
    const ids = new Set([path.source, path.target, ...path.hops.flatMap(({ from, to }) => [from, to])]);
    const named = [...ids].flatMap((id) => (saysName(id, nameOf(id)) ? [] : [[id, nameOf(id)] as const]));
    return named.length === 0 ? finding : { ...finding, path: { ...path, names: Object.fromEntries(named) } };
  });
}

/** What people read for an id. */
function toName(id: string, node: StoredEnd | undefined): string {
  return scopeWords(id, node) ?? node?.name ?? id;
}

/** Whether the id is what people go by: an ARN tells the account and the type besides the name. */
function saysName(id: string, name: string): boolean {
  return name.trim() === "" || id === name || id.startsWith("arn:");
}

function restsOnReach({ columns, path }: Finding): boolean {
  if (path !== undefined) return false;
  if (columns["kind"] === "admin-gained") return columns["after"] === "reaches";
  return columns["admin"] === "reaches" || columns["reaches_admin"] === true;
}
