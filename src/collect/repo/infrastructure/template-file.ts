// The text of a template as values: YAML with CloudFormation's short tags as the functions that they stand for.
import {
  type Document,
  isAlias,
  isScalar,
  isSeq,
  isMap as isYamlMap,
  type Node,
  type ParsedNode,
  parseDocument,
  type Scalar,
  type Tags,
} from "yaml";
import { placeAt } from "../../place.js";
import { refuse } from "../../shared/yaml-limits.js";
import type { SyntaxFault } from "./expression.js";
import type { SourceText } from "./terraform.js";
import { isMap, placed, type Value, type ValueMap } from "./value.js";

export interface TemplateFile {
  readonly root: ValueMap | undefined;
  readonly faults: readonly SyntaxFault[];
}

const FUNCTIONS = [
  "Ref",
  "Condition",
  ...["And", "Base64", "Cidr", "Equals", "FindInMap", "GetAtt", "GetAZs", "If", "ImportValue", "Join", "Length", "Not"],
  ...["Or", "Select", "Split", "Sub", "ToJsonString", "Transform"],
];

/** A template as values. What does not parse, nests too deep or multiplies by its aliases is a fault with its place. */
export function readTemplate({ path, text }: SourceText): TemplateFile {
  const refusal = refuse(text);
  if (refusal !== undefined) {
    const { line, column, message } = refusal;
    return { root: undefined, faults: [{ place: { file: path, line, column }, message }] };
  }
  const document = parseDocument(text, {
    logLevel: "silent",
    prettyErrors: false,
    // Tags are read off the nodes below; here they only must not be unknown.
    customTags: (tags): Tags =>
      tags.concat(
        FUNCTIONS.flatMap((name) => [
          { tag: `!${name}`, resolve: (value: string) => value },
          { tag: `!${name}`, collection: "seq" as const },
          { tag: `!${name}`, collection: "map" as const },
        ]),
      ),
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const message = `does not parse: ${error.message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? ""}`;
    return { root: undefined, faults: [{ place: placeAt(path, text, error.pos[0]), message }] };
  }
  return toValues(document, { path, text });
}

function toValues(document: Document.Parsed, { path, text }: SourceText): TemplateFile {
  const lines = lineStarts(text);
  const faults: SyntaxFault[] = [];
  // Nodes on the way down: an alias of one of them would come back to itself without end.
  const open = new Set<unknown>();
  const convert = (node: Node | ParsedNode | null | undefined, depth: number): Value => {
    if (node === null || node === undefined || depth > 80) return null;
    if (isAlias(node)) {
      const target = node.resolve(document);
      if (!open.has(target)) return convert(target, depth + 1);
      faults.push({ place: placeAt(path, text, node.range?.[0] ?? 0), message: "a YAML alias that holds itself" });
      return null;
    }
    open.add(node);
    const value = plainOf(node, depth);
    open.delete(node);
    const name = typeof node.tag === "string" && node.tag.startsWith("!") ? node.tag.slice(1) : "";
    if (!FUNCTIONS.includes(name)) return value;
    const key = name === "Ref" || name === "Condition" ? name : `Fn::${name}`;
    return at({ [key]: value }, node);
  };
  const plainOf = (node: Node | ParsedNode, depth: number): Value => {
    if (isYamlMap(node)) {
      const entries = node.items.map(
        (pair) => [keyOf(pair.key), convert(pair.value as Node | null, depth + 1)] as const,
      );
      return at(Object.fromEntries(entries), node);
    }
    if (isSeq(node))
      return at(
        node.items.map((one) => convert(one as Node, depth + 1)),
        node,
      );
    return isScalar(node) ? scalarOf(node) : null;
  };
  const keyOf = (key: unknown): string => (isScalar(key) ? String(key.value) : "");
  const at = <T extends Value>(value: T, node: Node | ParsedNode): T =>
    placed(value, { file: path, ...positionOf(lines, node.range?.[0] ?? 0) });
  const root = convert(document.contents, 0);
  return { root: isMap(root) ? root : undefined, faults };
}

/** Dates and numbers as they are written: a version, an account id with zeros in front. */
function scalarOf(node: Scalar): Value {
  const { value, source } = node;
  if (value === null || typeof value === "boolean") return value;
  return typeof value === "string" ? value : (source ?? JSON.stringify(value) ?? "");
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function positionOf(starts: readonly number[], offset: number): { line: number; column: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
