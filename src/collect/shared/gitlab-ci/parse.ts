// Reads one pipeline file of GitLab within limits: anchors and merge keys written out, `!reference` kept as a value of its own,
// places of its top-level keys. Nothing is run; a fault has its line.
import { isMap, isScalar, LineCounter, parseAllDocuments, YAMLMap } from "yaml";
import { type FileFault, plain, refuse } from "../workflows/parse.js";

export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
export type Mapping = { readonly [key: string]: Value };

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface ParsedPipeline {
  /** Undefined when it is no YAML or no mapping. */
  readonly root: Mapping | undefined;
  /** Of its top-level keys. */
  readonly places: ReadonlyMap<string, Place>;
  readonly faults: readonly FileFault[];
}

/** Key under which a `!reference [job, key]` stands in the plain value. */
export const REFERENCE = "$reference";

const MOST_FAULTS = 5;
const MOST_ALIASES = 1000;

const referenceTag = {
  tag: "!reference",
  collection: "seq" as const,
  resolve(path: unknown) {
    const map = new YAMLMap();
    map.set(REFERENCE, path);
    return map;
  },
};

/** A pipeline file; never throws on its content. */
export function parsePipeline(text: string): ParsedPipeline {
  const refusal = refuse(text);
  if (refusal !== undefined) return { root: undefined, places: new Map(), faults: [refusal] };
  const lineCounter = new LineCounter();
  try {
    const documents = parseAllDocuments(text.replace(/^\uFEFF/, ""), {
      lineCounter,
      merge: true,
      uniqueKeys: false,
      customTags: [referenceTag],
    });
    if (!Array.isArray(documents)) return { root: {}, places: new Map(), faults: [] };
    // A file with inputs has a header before it: `spec:` in a document of its own.
    const document = documents.at(-1);
    const faults = documents
      .flatMap(({ errors }) => errors)
      .map(({ linePos, message }) => ({
        line: linePos?.[0].line ?? 1,
        column: linePos?.[0].col ?? 1,
        message: plain(message),
      }));
    const value: unknown = document?.toJS({ maxAliasCount: MOST_ALIASES });
    const root = isMapping(value) ? value : undefined;
    if (root === undefined && faults.length === 0) {
      return { root, places: new Map(), faults: [{ line: 1, column: 1, message: "is no mapping of keys to values" }] };
    }
    return { root, places: placesOf(document?.contents, lineCounter), faults: faults.slice(0, MOST_FAULTS) };
  } catch (error) {
    const reason = error instanceof RangeError ? "is nested too deep" : "is no YAML that can be read";
    return { root: undefined, places: new Map(), faults: [{ line: 1, column: 1, message: reason }] };
  }
}

function placesOf(contents: unknown, lines: LineCounter): Map<string, Place> {
  const places = new Map<string, Place>();
  if (!isMap(contents)) return places;
  for (const { key } of contents.items) {
    if (!isScalar(key) || typeof key.value !== "string" || !key.range) continue;
    const { line, col } = lines.linePos(key.range[0]);
    places.set(key.value, { line, column: col });
  }
  return places;
}

export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Texts of a text or a list, lists in lists written out. */
export function textsOf(value: Value | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number" || typeof value === "boolean") return [String(value)];
  return Array.isArray(value) ? value.flatMap((one: Value) => textsOf(one)) : [];
}
