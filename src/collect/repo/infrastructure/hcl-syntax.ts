// From the parser's tree of a Terraform file to blocks and expressions.
import type { Node } from "web-tree-sitter";
import { addAll } from "../../../model/add-all.js";
import { placeAt } from "../../place.js";
import type { Block, Expression, Place, SyntaxFault } from "./expression.js";
import { type At, faultOf, literalText, toExpression } from "./hcl-expression.js";
import type { HclParser } from "./hcl-parser.js";
import { TOO_DEEP, tooDeepAt } from "./nesting.js";

export interface HclFile {
  readonly blocks: readonly Block[];
  readonly attributes: ReadonlyMap<string, Expression>;
  readonly faults: readonly SyntaxFault[];
}

/** Reads a `.tf` or `.tfvars` file. A block that does not parse is a fault and is left out; so is a file nested too deep. */
export function readHcl(file: string, text: string, parse: HclParser): HclFile {
  const deep = tooDeepAt(text);
  const refused = (at: number): HclFile => ({
    blocks: [],
    attributes: new Map(),
    faults: [{ place: placeAt(file, text, at), message: TOO_DEEP }],
  });
  if (deep !== undefined) return refused(deep);
  return withinStack(
    () => readTree(file, text, parse),
    () => refused(0),
  );
}

/** Operators and templates nest without brackets: what ends the stack all the same is too deep as well. */
function withinStack<T>(read: () => T, otherwise: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return otherwise();
    throw error;
  }
}

function readTree(file: string, text: string, parse: HclParser): HclFile {
  return parse(text, (root) => {
    const faults: SyntaxFault[] = [];
    const body = root.namedChildren.find((node) => node.type === "body");
    if (root.hasError) faults.push(faultOf(root, file));
    const at = (node: Node): Place => ({
      file,
      line: node.startPosition.row + 1,
      column: node.startPosition.column + 1,
    });
    return { ...(body === undefined ? { blocks: [], attributes: new Map() } : readBody(body, at)), faults };
  });
}

/** One expression: the text of a string in Terraform's JSON syntax, with its quotes. */
export function readHclExpression(text: string, place: Place, parse: HclParser): Expression {
  const unread: Expression = { kind: "unread", text: "template", place };
  if (tooDeepAt(text) !== undefined) return unread;
  const read = (root: Node): Expression => {
    const attribute = root.namedChildren[0]?.namedChildren.find((node) => node.type === "attribute");
    const expression = attribute?.namedChildren.find((node) => node.type === "expression");
    if (root.hasError || expression === undefined) return unread;
    return toExpression(expression, () => place);
  };
  return withinStack(
    () => parse(`x = ${text}`, read),
    () => unread,
  );
}

function readBody(body: Node, at: At): { blocks: Block[]; attributes: Map<string, Expression> } {
  const blocks: Block[] = [];
  const attributes = new Map<string, Expression>();
  for (const child of body.namedChildren) {
    if (child.hasError) {
      // The parser goes on after a fault and may take what follows into the block: what is whole in there still counts.
      if (child.type === "block") addAll(blocks, wholeBlocksIn(child, at));
      continue;
    }
    if (child.type === "block") blocks.push(readBlock(child, at));
    if (child.type === "attribute") {
      const [name, value] = child.namedChildren;
      if (name !== undefined && value !== undefined) attributes.set(name.text, toExpression(value, at));
    }
  }
  return { blocks, attributes };
}

function wholeBlocksIn(block: Node, at: At): Block[] {
  const body = block.namedChildren.find((node) => node.type === "body");
  return (body?.namedChildren ?? []).flatMap((child) => {
    if (child.type !== "block") return [];
    return child.hasError ? wholeBlocksIn(child, at) : [readBlock(child, at)];
  });
}

function readBlock(block: Node, at: At): Block {
  const [type, ...rest] = block.namedChildren;
  const labels = rest
    .filter((node) => node.type === "string_lit" || node.type === "identifier")
    .map((node) => (node.type === "identifier" ? node.text : literalText(node)));
  const body = rest.find((node) => node.type === "body");
  return {
    type: type?.text ?? "",
    labels,
    place: at(block),
    ...(body === undefined ? { blocks: [], attributes: new Map() } : readBody(body, at)),
  };
}
