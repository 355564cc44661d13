// Terraform in its JSON syntax (`.tf.json`, what CDK for Terraform writes): objects for blocks, templates inside of texts.
import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { addAll } from "../../../model/add-all.js";
import { placeAt } from "../../place.js";
import type { Block, Expression, Place } from "./expression.js";
import type { HclParser } from "./hcl-parser.js";
import { type HclFile, readHclExpression } from "./hcl-syntax.js";
import { TOO_DEEP, tooDeepAt } from "./nesting.js";

/** Names of the labels that a kind of block has. */
const LABELS: { readonly [type: string]: number } = {
  resource: 2,
  data: 2,
  module: 1,
  variable: 1,
  output: 1,
  locals: 0,
  provider: 1,
  terraform: 0,
};
/** Blocks inside of resources that are read as blocks; in JSON they look like arguments. */
const NESTED = new Set(["statement", "principals", "not_principals", "condition", "oidc", "aws", "provider_config"]);

/**
 * Reads a file. One that does not parse, or is nested too deep, is a fault and has no blocks; `parse` reads expressions within
 * texts.
 */
export function readTerraformJson(file: string, text: string, parse: HclParser): HclFile {
  const deep = tooDeepAt(text);
  if (deep !== undefined)
    return {
      blocks: [],
      attributes: new Map(),
      faults: [{ place: placeAt(file, text, deep), message: TOO_DEEP }],
    };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: false });
  const at = (offset: number): Place => placeAt(file, text, offset);
  const [fault] = errors;
  const faults =
    fault === undefined
      ? []
      : [{ place: at(fault.offset), message: `is not JSON: ${printParseErrorCode(fault.error)}` }];
  const read: Reader = { at, parse };
  const blocks = pairs(root).flatMap(([type, value]) => {
    const depth = LABELS[type];
    return depth === undefined ? [] : blocksOf(type, [], value, depth, read);
  });
  return { blocks, attributes: new Map(pairs(root).map(([key, value]) => [key, toExpression(value, read)])), faults };
}

interface Reader {
  readonly at: (offset: number) => Place;
  readonly parse: HclParser;
}

function pairs(node: Node | undefined): readonly (readonly [key: string, value: Node])[] {
  if (node?.type !== "object") return [];
  return (node.children ?? []).flatMap(({ children = [] }) => {
    const [key, value] = children;
    return key === undefined || value === undefined ? [] : [[String(key.value), value] as const];
  });
}

function elements(node: Node): readonly Node[] {
  return node.type === "array" ? (node.children ?? []) : [node];
}

/** `{"resource": {"type": {"name": {…}}}}`, each level as one object or as a list of them. */
function blocksOf(type: string, labels: readonly string[], node: Node, depth: number, read: Reader): readonly Block[] {
  return elements(node).flatMap((one) => {
    if (depth === 0) return [toBlock(type, labels, one, read)];
    return pairs(one).flatMap(([label, inner]) => blocksOf(type, [...labels, label], inner, depth - 1, read));
  });
}

function toBlock(type: string, labels: readonly string[], node: Node, read: Reader): Block {
  const attributes = new Map<string, Expression>();
  const blocks: Block[] = [];
  for (const [key, value] of pairs(node)) {
    attributes.set(key, toExpression(value, read));
    if (key === "dynamic") addAll(blocks, dynamics(value, read));
    else if (NESTED.has(key))
      addAll(
        blocks,
        elements(value).map((one) => toBlock(key, [], one, read)),
      );
  }
  return { type, labels, attributes, blocks, place: read.at(node.offset) };
}

function dynamics(node: Node, read: Reader): readonly Block[] {
  return elements(node).flatMap((one) =>
    pairs(one).flatMap(([label, inner]) =>
      elements(inner).map((body) => {
        const block = toBlock("dynamic", [label], body, read);
        const contents = pairs(body).filter(([key]) => key === "content");
        return { ...block, blocks: contents.map(([, content]) => toBlock("content", [], content, read)) };
      }),
    ),
  );
}

function toExpression(node: Node, read: Reader): Expression {
  const place = read.at(node.offset);
  switch (node.type) {
    case "object":
      return {
        kind: "map",
        place,
        entries: pairs(node).map(([key, value]) => [text(key, place, read), toExpression(value, read)]),
      };
    case "array":
      return { kind: "list", place, elements: (node.children ?? []).map((one) => toExpression(one, read)) };
    case "string":
      return text(String(node.value), place, read);
    default:
      return { kind: "literal", value: node.value as number | boolean | null, place };
  }
}

function text(value: string, place: Place, read: Reader): Expression {
  if (!/[$%]\{/.test(value)) return { kind: "literal", value, place };
  const quoted = `"${value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t").replaceAll("\r", "\\r")}"`;
  // Quotes inside of a template stay as they are, those outside are escaped.
  return readHclExpression(escapeQuotes(quoted), place, read.parse);
}

function escapeQuotes(quoted: string): string {
  let depth = 0;
  let made = '"';
  for (let i = 1; i < quoted.length - 1; i++) {
    const letter = quoted[i] ?? "";
    if ((letter === "$" || letter === "%") && quoted[i + 1] === "{" && quoted[i - 1] !== letter) depth++;
    if (letter === "}" && depth > 0) depth--;
    made += letter === '"' && depth === 0 ? '\\"' : letter;
  }
  return `${made}"`;
}
