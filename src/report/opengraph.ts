// The graph for BloodHound's OpenGraph: every identity, credential, workload and scope, and the edges that paths walk.
import type { PathEdge } from "../model/analysis.js";
import type { ExportNode, ExportSource } from "../model/export.js";
import { hashText } from "../model/hash.js";
import type { ReportOut } from "../model/report.js";
import { bearerOf, isPart, isPeople, wholeOf } from "../model/signature.js";
import { isStopped } from "../model/standing.js";
import type { Json, JsonRecord } from "../model/words.js";
import { jsonText, terminalText } from "./escape.js";
import {
  ACTIVATES,
  BASE,
  CONTROLS,
  edgeKind,
  extensionDefinition,
  IDENTIFIES,
  isExported,
  isTraversable,
  nodeKind,
  SIGNS,
} from "./opengraph-kinds.js";
import { compareText } from "./order.js";
import { writeAll } from "./stream.js";

/** Columns of the `identity` view that are properties of the node. */
const FACTS = [
  "admin",
  "admin_hops",
  "created_at",
  "environment",
  "last_used_at",
  "owner",
  "owner_status",
  "reaches_admin",
  "static_credential_count",
  "tier",
] as const;

/** Writes the payload that BloodHound's file upload takes. Edges that a condition blocks are left out: they lead nowhere. */
export async function opengraph(source: ExportSource, out: ReportOut): Promise<void> {
  await writeAll(out, payload(source));
}

/** Writes the extension definition, to be uploaded once before the payload: nothing of an estate is in it. */
export async function opengraphExtension({ tool }: Pick<ExportSource, "tool">, out: ReportOut): Promise<void> {
  await writeAll(out, [`${JSON.stringify(extensionDefinition(tool.version), null, 2)}\n`]);
}

function* payload(source: ExportSource): Generator<string> {
  yield `{\n"metadata": ${jsonText({ source_kind: BASE })},\n"graph": {\n"nodes": [`;
  yield* joined(nodes(source));
  yield `\n],\n"edges": [`;
  yield* joined(edges(source));
  yield "\n]\n}\n}\n";
}

function* joined(rows: Iterable<JsonRecord>): Generator<string> {
  let separator = "\n";
  for (const row of rows) {
    yield separator + jsonText(row);
    separator = ",\n";
  }
}

/** BloodHound's own id of a node: no colon, the same for ever, upper case as BloodHound stores ids. */
export function objectId(id: string): string {
  return `${BASE.toUpperCase()}-${hashText(id).toUpperCase()}`;
}

function* nodes(source: ExportSource): Generator<JsonRecord> {
  const facts = new Map([...source.identities()].map((row) => [row["id"], row]));
  const known = new Map([...source.nodes()].map((node) => [node.id, node]));
  const ends = new Set<string>();
  for (const { from, to } of walked(source)) ends.add(from).add(to).add(wholeOf(from)).add(wholeOf(to));
  const ids = [...new Set([...known.keys(), ...ends])].sort(compareText);
  for (const id of ids) {
    const node = known.get(id) ?? source.node(id) ?? { id, kind: "", type: "unknown", name: id, scope: "" };
    yield toNode(node, facts.get(id));
  }
}

function toNode({ id, kind, type, name, scope }: ExportNode, facts: JsonRecord | undefined): JsonRecord {
  const shown = terminalText(name === "" ? id : name);
  const properties: [string, Json | undefined][] = [
    ["name", shown],
    ["displayname", shown],
    ["nhi_id", id],
    ["nhi_type", type],
    ["nhi_scope", scope],
    ["environmentid", scope === "" ? undefined : objectId(scope)],
    ...FACTS.map((key): [string, Json | undefined] => [key, facts?.[key]]),
  ];
  return {
    id: objectId(id),
    kinds: [nodeKind(kind), BASE],
    properties: Object.fromEntries(properties.filter(([, value]) => isPrimitive(value))) as JsonRecord,
  };
}

/** BloodHound takes no null and no object; an unread fact is left out. */
function isPrimitive(value: Json | undefined): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function* walked(source: ExportSource): Generator<PathEdge> {
  for (const edge of source.edges()) if (!isStopped(edge) && isExported(edge.kind)) yield edge;
}

/** Edges of one kind between the same two nodes are one: the surest, with every technique. */
function* edges(source: ExportSource): Generator<JsonRecord> {
  const parts = new Set<string>();
  let group: PathEdge[] = [];
  for (const edge of walked(source)) {
    for (const end of [edge.from, edge.to]) if (isPart(end) || bearerOf(end) !== undefined) parts.add(end);
    const [first] = group;
    if (first !== undefined && (first.from !== edge.from || first.to !== edge.to)) {
      yield* merged(group);
      group = [];
    }
    group.push(edge);
  }
  yield* merged(group);
  for (const id of [...parts].sort(compareText)) {
    const bearer = bearerOf(id);
    yield {
      kind: bearer !== undefined ? IDENTIFIES : isPeople(id) ? ACTIVATES : SIGNS,
      ...between(bearer ?? wholeOf(id), id),
      properties: { state: "none", confidence: 1 },
    };
  }
}

function between(from: string, to: string): JsonRecord {
  return { start: { match_by: "id", value: objectId(from) }, end: { match_by: "id", value: objectId(to) } };
}

function* merged(group: readonly PathEdge[]): Generator<JsonRecord> {
  const kinds = [...new Set(group.map(kindOf))].sort(compareText);
  for (const kind of kinds) {
    const same = group.filter((edge) => kindOf(edge) === kind);
    const best = same.reduce((sure, edge) => (edge.confidence > sure.confidence ? edge : sure));
    const unique = (values: readonly (string | undefined)[]): string[] =>
      [...new Set(values.flatMap((value) => value ?? []))].sort(compareText);
    const lists = {
      techniques: unique(same.map(({ technique }) => technique)),
      conditions: unique(same.map(({ condition }) => condition)),
      because: unique(same.flatMap(({ because }) => because)),
      capabilities: unique(same.map(({ capability }) => capability)),
    };
    yield {
      kind,
      ...between(best.from, best.to),
      properties: {
        state: best.state,
        confidence: best.confidence,
        ...Object.fromEntries(Object.entries(lists).filter(([, values]) => values.length > 0)),
      },
    };
  }
}

/** What only gives access is a path where that access is control. */
function kindOf({ kind, capability }: PathEdge): string {
  const controls = capability === "admin" || capability === "act";
  return !isTraversable(kind) && controls ? CONTROLS : edgeKind(kind);
}
