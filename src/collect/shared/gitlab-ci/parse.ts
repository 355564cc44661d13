// Reads one pipeline file of GitLab within limits: anchors and merge keys written out, `!reference` kept as a value of its own,
// places of its top-level keys. Nothing is run; a fault has its line.
import { isCollection, isMap, isNode, isScalar, LineCounter, type Node, parseAllDocuments, YAMLMap } from "yaml";
import { plain } from "../workflows/parse.js";
import { type FileFault, refuse } from "../yaml-limits.js";

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
  /** Place of what stands under these keys and positions, or of what is nearest above it. */
  placeOf(path: readonly (string | number)[]): Place;
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
  if (refusal !== undefined) return none(refusal);
  const lineCounter = new LineCounter();
  try {
    const documents = parseAllDocuments(text.replace(/^\uFEFF/, ""), {
      lineCounter,
      merge: true,
      uniqueKeys: false,
      customTags: [referenceTag],
      // Keys that are lists or maps are nonsense in a pipeline; the library would warn on stderr about each.
      logLevel: "silent",
      // It looks through the whole text for each error, of which a text without sense has one a word.
      prettyErrors: false,
    });
    if (!Array.isArray(documents)) return { root: {}, places: new Map(), placeOf: () => START, faults: [] };
    // A file with inputs has a header before it: `spec:` in a document of its own.
    const document = documents.at(-1);
    const faults = documents
      .flatMap(({ errors }) => errors)
      .slice(0, MOST_FAULTS)
      .map(({ pos, message }) => {
        const { line, col } = lineCounter.linePos(pos[0]);
        return { line, column: col, message: plain(message) };
      });
    const value: unknown = document?.toJS({ maxAliasCount: MOST_ALIASES });
    if (goesRound(value, new Set(), new Set())) return none({ ...START, message: "an anchor holds itself" });
    const root = isMapping(value) ? value : undefined;
    if (root === undefined && faults.length === 0) {
      return none({ ...START, message: "is no mapping of keys to values" });
    }
    return {
      root,
      places: placesOf(document?.contents, lineCounter),
      placeOf: (path) => placeIn(document?.contents, path, lineCounter),
      faults,
    };
  } catch (error) {
    const reason = error instanceof RangeError ? "is nested too deep" : "is no YAML that can be read";
    return none({ ...START, message: reason });
  }
}

/** Whether a value is within itself, as an alias inside its own anchor makes it: GitLab refuses such a file. */
function goesRound(value: unknown, above: Set<unknown>, done: Set<unknown>): boolean {
  if (typeof value !== "object" || value === null || done.has(value)) return false;
  if (above.has(value)) return true;
  above.add(value);
  const found = Object.values(value).some((one) => goesRound(one, above, done));
  above.delete(value);
  done.add(value);
  return found;
}

const START: Place = { line: 1, column: 1 };

function none(fault: FileFault): ParsedPipeline {
  return { root: undefined, places: new Map(), placeOf: () => START, faults: [fault] };
}

/** Keys of mappings stand where they are written; elements of lists where they begin. What an anchor brings in is not followed. */
function placeIn(contents: unknown, path: readonly (string | number)[], lines: LineCounter): Place {
  let found = START;
  let node = contents;
  for (const step of path) {
    const key = isMap(node) ? node.items.find((one) => isScalar(one.key) && one.key.value === step)?.key : undefined;
    const inside = isCollection(node) ? node.get(step, true) : undefined;
    const [offset] = nodeOf(key ?? inside)?.range ?? [];
    if (offset === undefined) break;
    const { line, col } = lines.linePos(offset);
    found = { line, column: col };
    node = inside;
  }
  return found;
}

function nodeOf(value: unknown): Node | undefined {
  return isNode(value) ? value : undefined;
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

/** Whether it is a mapping, and neither a list nor null. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Texts of a text or a list, lists in lists written out. */
export function textsOf(value: Value | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number" || typeof value === "boolean") return [String(value)];
  return Array.isArray(value) ? value.flatMap((one: Value) => textsOf(one)) : [];
}
