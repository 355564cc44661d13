// Exported logs that a scan or check is given: read once, and kept as a data set of each scope that is known and that they watch.
import { toAuditRecord } from "../collect/audit-records.js";
import { readLogElements, type TrailFault } from "../collect/log-files.js";
import { toTrailRecord } from "../collect/trail-files.js";
import type { GraphBatch, ScopeNode } from "../model/batch.js";
import { addTo } from "../model/group-by.js";
import { LOGGED_TYPES, loggedDataSet } from "../model/logged.js";
import type { ReportScope } from "../model/report.js";
import { identity } from "../model/views/identity.js";
import { counted } from "../report/count.js";
import type { Store } from "../store/index.js";
import { type Hole, LogTally, type Seen } from "./log-tally.js";
import { namesOf } from "./log-use.js";
import { type KnownIdentities, type KnownIdentity, seenByAudit, seenByTrail } from "./logged-calls.js";
import type { Terminal } from "./terminal.js";

interface Known {
  readonly byName: Map<string, KnownIdentity>;
  /** Identities of each scope, sorted. */
  readonly ofScope: Map<string, string[]>;
}

/** Reads the logs and writes what they say of scopes that are known; says which those are. */
export async function keepLogs(
  store: Store,
  paths: readonly string[],
  { run, now }: { readonly run: number; readonly now: Date },
  terminal: Terminal,
): Promise<void> {
  const known = knownIdentities(store);
  const tally = new LogTally();
  const faults: TrailFault[] = [];
  for (const path of paths) {
    let [elements, records] = [0, 0];
    for await (const element of readLogElements(path, faults)) {
      elements += 1;
      const seen = seenIn(element, known.byName);
      if (seen === undefined) continue;
      records += 1;
      tally.add(seen);
    }
    if (records === 0) terminal.say(`nhi: ${path}: ${noRecord(elements)}`);
  }
  for (const { file, reason } of faults) terminal.say(`nhi: ${file}: ${reason}; what precedes that was read`);
  const watched = new Set(tally.scopes);
  const scopes = store.scopes().filter(({ id }) => watched.has(id));
  for (const scope of scopes) {
    const node = scopeNode(store, scope);
    const writer = store.openSnapshot(run, node, now);
    writer.write(toBatch(node, tally, known.ofScope.get(scope.id) ?? [], faults));
    writer.complete(now);
  }
  terminal.say(`nhi: the logs watch ${counted(scopes.length, "scope")} of this estate${unknownOf(watched, scopes)}`);
}

/** What is wrong with a path that gave nothing to go by; files that could not be read are named besides. */
function noRecord(elements: number): string {
  const others = elements === 0 ? "" : `; ${counted(elements, "element")} of other kinds`;
  return `no record of CloudTrail, Entra, Azure or Google Cloud in it${others}. Give the exported files themselves (JSON, plain or gzipped) or their folder`;
}

function seenIn(element: unknown, known: KnownIdentities): Seen | undefined {
  const trail = toTrailRecord(element);
  if (trail !== undefined) return seenByTrail(trail, known);
  const record = toAuditRecord(element);
  return record && seenByAudit(record, known);
}

function unknownOf(watched: ReadonlySet<string>, scopes: readonly ReportScope[]): string {
  const known = new Set(scopes.map(({ id }) => id));
  const others = [...watched].filter((id) => !known.has(id));
  if (others.length === 0) return "";
  return `; ${counted(others.length, "scope")} that they have besides ${others.length === 1 ? "was" : "were"} never read`;
}

function knownIdentities(store: Store): Known {
  const byName = new Map<string, KnownIdentity>();
  const ofScope = new Map<string, string[]>();
  const rows = [...store.rows(identity, { types: LOGGED_TYPES, columns: ["id", "incarnation", "scope", "type"] })];
  for (const { id: at, incarnation, scope: within, type } of rows) {
    const [id, scope] = [String(at), String(within)];
    const one = { id, scope, incarnation: typeof incarnation === "string" ? incarnation : undefined };
    const node = String(type).startsWith("aws.") ? undefined : store.node(id);
    for (const name of node === undefined ? [id] : namesOf(node)) byName.set(name, one);
    addTo(ofScope, scope, id);
  }
  return { byName, ofScope };
}

/** The scope as it is known: a snapshot writes its node again. */
function scopeNode(store: Store, { id, type, name, parent }: ReportScope): ScopeNode {
  const properties = store.node(id)?.properties ?? {};
  return { id, type, name, ...(parent !== undefined && { parent }), properties };
}

function toBatch(
  scope: ScopeNode,
  tally: LogTally,
  identities: readonly string[],
  faults: readonly TrailFault[],
): GraphBatch {
  const dataSet = loggedDataSet(scope.id.split(":", 1)[0] ?? "");
  const fault = faults.length === 0 ? undefined : `${counted(faults.length, "file")} of the log could not be read`;
  const { properties, holes } = tally.watch(scope.id, fault);
  const message = [...(fault === undefined ? [] : [fault]), ...holes.map(holeText)].join("; ");
  return {
    scope,
    dataSet,
    evidence: { call: "exported logs" },
    supplements: [
      { node: scope.id, properties },
      ...identities.flatMap((node) => {
        const calls = tally.callsOf(node);
        return calls === undefined ? [] : [{ node, properties: calls }];
      }),
    ],
    coverage: { dataSet, state: message === "" ? "complete" : "partial", ...(message !== "" && { message }) },
  };
}

function holeText({ after, before }: Hole): string {
  return `no record from ${after.slice(0, 10)} to ${before.slice(0, 10)}: watched only since`;
}
