// From the parser's tree of a Terraform expression to what can be worked out.
import type { Node } from "web-tree-sitter";
import type { Expression, Place, SyntaxFault } from "./expression.js";

/** Where a node of the tree is in its file. */
export type At = (node: Node) => Place;

/** The first place of a tree that is not Terraform's syntax. */
export function faultOf(root: Node, file: string): SyntaxFault {
  let node = root;
  for (;;) {
    const next =
      node.children.find((child) => child.isError || child.isMissing) ?? node.children.find((child) => child.hasError);
    if (next === undefined) break;
    node = next;
    if (node.isError || node.isMissing) break;
  }
  const place = { file, line: node.startPosition.row + 1, column: node.startPosition.column + 1 };
  return { place, message: node.isMissing ? `${node.type} is missing` : "is not Terraform's syntax" };
}

/** Text of a quoted literal, its escapes undone. */
export function literalText(node: Node): string {
  const parts = node.namedChildren.filter((child) => child.type === "template_literal");
  return unescaped(parts.map((part) => part.text).join(""));
}

const ESCAPES: { readonly [letter: string]: string } = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

function unescaped(text: string): string {
  return withoutDoubled(text).replace(
    /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/gs,
    (whole, short, long, letter) => {
      const code: unknown = short ?? long;
      if (typeof code === "string") return String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff));
      return ESCAPES[String(letter)] ?? String(whole);
    },
  );
}

/** `$${` is a plain `${`. */
function withoutDoubled(text: string): string {
  return text.replaceAll("$${", "${").replaceAll("%%{", "%{");
}

/** An expression as it can be worked out; what has no meaning to us is kept as its text. */
export function toExpression(node: Node, at: At): Expression {
  return sequence(node.children, at, node);
}

/** A term and what is applied to it: `a`, `.b`, `[0]`, `[*]`. */
function sequence(children: readonly Node[], at: At, whole: Node): Expression {
  const place = at(whole);
  let made: Expression | undefined;
  for (let i = 0; i < children.length; i++) {
    const child = children[i];
    if (child === undefined || child.type === "(" || child.type === ")" || child.type === "comment") continue;
    if (child.type === "splat" && made !== undefined) {
      const inner = child.namedChildren[0]?.namedChildren ?? [];
      const rest = [...inner, ...children.slice(i + 1)].reduce<Expression>((of, step) => applied(of, step, at), {
        kind: "name",
        name: "*",
        place,
      });
      return { kind: "splat", of: made, rest, place };
    }
    made = made === undefined ? term(child, at) : applied(made, child, at);
  }
  return made ?? { kind: "unread", text: "expression", place };
}

function applied(of: Expression, step: Node, at: At): Expression {
  const place = of.place;
  if (step.type === "get_attr") {
    const name = step.namedChildren[0]?.text ?? "";
    return { kind: "index", of, key: { kind: "literal", value: name, place }, place };
  }
  if (step.type === "index") {
    const inner = step.namedChildren[0];
    const key = inner?.namedChildren[0];
    if (inner?.type === "legacy_index")
      return { kind: "index", of, key: { kind: "literal", value: Number(inner.text.slice(1)), place }, place };
    if (key !== undefined) return { kind: "index", of, key: toExpression(key, at), place };
  }
  if (step.type === "(" || step.type === ")" || step.type === "comment") return of;
  return { kind: "unread", text: step.type, place };
}

function term(node: Node, at: At): Expression {
  const place = at(node);
  const [first] = node.namedChildren;
  switch (node.type) {
    case "expression":
      return toExpression(node, at);
    case "literal_value":
    case "collection_value":
    case "template_expr":
      return first === undefined ? literalOf(node, at) : term(first, at);
    case "variable_expr":
      return { kind: "name", name: first?.text ?? node.text, place };
    case "tuple":
      return {
        kind: "list",
        elements: node.namedChildren.filter((one) => one.type === "expression").map((one) => toExpression(one, at)),
        place,
      };
    case "object":
      return { kind: "map", entries: node.namedChildren.flatMap((one) => toEntry(one, at)), place };
    case "quoted_template":
    case "heredoc_template":
    case "string_lit":
      return template(node, at);
    case "function_call":
      return toCall(node, at);
    case "for_expr":
      return first === undefined ? { kind: "unread", text: "for", place } : toFor(first, at, place);
    case "conditional": {
      const [test, yes, no] = node.namedChildren.filter((one) => one.type === "expression");
      if (test === undefined || yes === undefined || no === undefined)
        return { kind: "unread", text: "condition", place };
      return {
        kind: "conditional",
        test: toExpression(test, at),
        yes: toExpression(yes, at),
        no: toExpression(no, at),
        place,
      };
    }
    case "operation":
      return first === undefined ? { kind: "unread", text: "operation", place } : toOperation(first, at, place);
    default:
      return literalOf(node, at);
  }
}

function literalOf(node: Node, at: At): Expression {
  const place = at(node);
  switch (node.type) {
    case "numeric_lit":
      return { kind: "literal", value: Number(node.text), place };
    case "bool_lit":
      return { kind: "literal", value: node.text === "true", place };
    case "null_lit":
      return { kind: "literal", value: null, place };
    default:
      return { kind: "unread", text: node.type, place };
  }
}

function template(node: Node, at: At): Expression {
  const place = at(node);
  const isQuoted = node.type !== "heredoc_template";
  const parts: Expression[] = [];
  let end: number | undefined;
  for (const child of node.namedChildren) {
    if (child.type === "template_literal") {
      // The parser leaves out blanks between parts.
      const blank = end === undefined || child.startIndex <= end ? "" : " ";
      const text = isQuoted ? unescaped(child.text) : withoutDoubled(child.text);
      parts.push({ kind: "literal", value: blank + text, place });
    } else if (child.type === "template_interpolation") {
      if (end !== undefined && child.startIndex > end) parts.push({ kind: "literal", value: " ", place });
      const inner = child.namedChildren.find((one) => one.type === "expression");
      parts.push(inner === undefined ? { kind: "unread", text: "template", place } : toExpression(inner, at));
    } else if (child.type === "template_directive") {
      parts.push({ kind: "unread", text: "template directive", place: at(child) });
    } else continue;
    end = child.endIndex;
  }
  if (parts.every((part) => part.kind === "literal")) {
    const value = parts.map((part) => (part.kind === "literal" ? String(part.value) : "")).join("");
    return { kind: "literal", value, place };
  }
  return { kind: "template", parts, place };
}

function toEntry(node: Node, at: At): readonly (readonly [Expression, Expression])[] {
  if (node.type !== "object_elem") return [];
  const key = node.childForFieldName("key");
  const value = node.childForFieldName("val");
  if (key === null || value === null) return [];
  const made = toExpression(key, at);
  // A bare word is a key, not a reference; in brackets it is one.
  const isBare = made.kind === "name" && !key.text.startsWith("(");
  return [[isBare ? { kind: "literal", value: made.name, place: made.place } : made, toExpression(value, at)]];
}

function toCall(node: Node, at: At): Expression {
  const args = node.namedChildren.find((one) => one.type === "function_arguments");
  const named = args?.namedChildren ?? [];
  return {
    kind: "call",
    name: node.namedChildren[0]?.text ?? "",
    args: named.filter((one) => one.type === "expression").map((one) => toExpression(one, at)),
    isSpread: named.at(-1)?.type === "ellipsis",
    place: at(node),
  };
}

function toFor(node: Node, at: At, place: Place): Expression {
  const intro = node.namedChildren.find((one) => one.type === "for_intro");
  const source = intro?.namedChildren.find((one) => one.type === "expression");
  const test = node.namedChildren.find((one) => one.type === "for_cond")?.namedChildren[0];
  const [first, second] = node.namedChildren.filter((one) => one.type === "expression");
  if (intro === undefined || source === undefined || first === undefined) return { kind: "unread", text: "for", place };
  const isMap = node.type === "for_object_expr" && second !== undefined;
  return {
    kind: "for",
    names: intro.namedChildren.filter((one) => one.type === "identifier").map((one) => one.text),
    source: toExpression(source, at),
    key: isMap ? toExpression(first, at) : undefined,
    value: toExpression(isMap ? second : first, at),
    test: test === undefined ? undefined : toExpression(test, at),
    isGrouped: node.namedChildren.some((one) => one.type === "ellipsis"),
    place,
  };
}

const OPERATOR = /^(?:==|!=|&&|\|\||[<>]=?|[-+*/%!])$/;

function toOperation(node: Node, at: At, place: Place): Expression {
  const { children } = node;
  const index = children.findIndex((child) => !child.isNamed && OPERATOR.test(child.type));
  const operator = children[index]?.type;
  if (operator === undefined) return { kind: "unread", text: "operation", place };
  const sides = [children.slice(0, index), children.slice(index + 1)].filter((side) => side.length > 0);
  return { kind: "operation", operator, operands: sides.map((side) => sequence(side, at, side[0] ?? node)), place };
}
