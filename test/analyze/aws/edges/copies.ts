// An account with many copies of what a scene has: each caller with a target of its own, and nobody with another's.
import { hashText } from "../../../../src/model/hash.js";
import type { Json, JsonRecord } from "../../../../src/model/words.js";
import { Scene } from "./scene.js";

/** Names that scenes give, as an id or a part of one. */
const NAMES = /(^|[/:.-])(caller|target|other|own|denial|reads|limit|boundary|all)(?=$|[^A-Za-z0-9])/g;

/** A scene with so many copies of the nodes, edges and documents of another, those of each under names of their own. */
export function copiesOf(scene: Scene, count: number): Scene {
  const copies = new Scene();
  for (const [id, scope] of scene.scopes) copies.scopes.set(id, scope);
  const ids = new Set<string>();
  for (let at = 0; at < count; at++) addCopy(copies, scene, ids, (text) => text.replaceAll(NAMES, `$1$2x${at}`));
  return copies;
}

function addCopy(copies: Scene, scene: Scene, ids: Set<string>, renamed: (text: string) => string): void {
  const hashes = new Map<string, string>();
  for (const [hash, text] of scene.documents) {
    const own = renamed(text);
    hashes.set(hash, hashText(own));
    copies.documents.set(hashText(own), own);
  }
  for (const { parent, document, incarnation, ...node } of scene.nodes) {
    const id = renamed(node.id);
    // what no copy renames is there once
    if (ids.has(id)) continue;
    ids.add(id);
    copies.nodes.push({
      ...node,
      id,
      name: renamed(node.name),
      incarnation: incarnation && `ID${hashText(id).slice(0, 18).toUpperCase()}`,
      parent: parent && renamed(parent),
      document: document && hashes.get(document),
      properties: inRecord(node.properties, renamed),
    });
  }
  for (const edge of scene.edges) copies.edges.push({ ...edge, from: renamed(edge.from), to: renamed(edge.to) });
}

function inRecord(record: JsonRecord, renamed: (text: string) => string): JsonRecord {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, inValue(value, renamed)]));
}

function inValue(value: Json, renamed: (text: string) => string): Json {
  if (typeof value === "string") return renamed(value);
  if (Array.isArray(value)) return value.map((one: Json) => inValue(one, renamed));
  return value === null || typeof value !== "object" ? value : inRecord(value as JsonRecord, renamed);
}
