// YAML with the places that a plain reader would drop.
import { isAlias, isMap, isScalar, isSeq, Lexer, type Node, parseDocument } from "yaml";
import { refuse } from "../yaml-limits.js";
import type { Located, LocatedEntry, LocatedText, Scalar } from "./located.js";

/** What the lexer puts before the text of a scalar, which may begin like a comment. */
const SCALAR = "\u001F";

/** Reads a text that begins at `start` of its file; the first fault is the only one. */
export function readYaml(text: string, start = 0): LocatedText {
  const refusal = refuse(text);
  if (refusal !== undefined) {
    const before = text.split("\n").slice(0, refusal.line - 1);
    const offset = before.reduce((sum, { length }) => sum + length + 1, start);
    return { root: undefined, faults: [{ offset, message: `${refusal.message}; not read` }] };
  }
  const document = parseDocument(text, { schema: "core", uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const message = `is not YAML: ${fault.code.toLowerCase().replaceAll("_", " ")}`;
    return { root: undefined, faults: [{ offset: start + fault.pos[0], message }] };
  }
  return { root: toLocated(document.contents, start), faults: [] };
}

/** The text without its comments. */
export function withoutYamlComments(text: string): string {
  let plain = "";
  let before = "";
  for (const lexeme of new Lexer().lex(text)) {
    const isComment = lexeme.startsWith("#") && before !== SCALAR;
    if (!isComment && !/^[\u0002\u0018\u001F]$/.test(lexeme)) plain += lexeme;
    before = lexeme;
  }
  return plain;
}

/** References to other places of the text are no values here: nobody needs them in so short a text. */
function toLocated(node: Node | null | undefined, start: number): Located {
  const offset = start + (node?.range?.[0] ?? 0);
  if (node === null || node === undefined || isAlias(node)) return { offset, scalar: null };
  if (isSeq<Node>(node)) return { offset, items: node.items.map((item) => toLocated(item, start)) };
  if (isMap<Node, Node>(node)) return { offset, entries: node.items.flatMap((pair) => toEntry(pair, start)) };
  if (!isScalar(node)) return { offset, scalar: null };
  const isQuoted = node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE";
  return { offset: isQuoted ? offset + 1 : offset, scalar: toScalar(node.value) };
}

function toEntry({ key, value }: { readonly key: Node; readonly value: Node | null }, start: number): LocatedEntry[] {
  if (!isScalar(key)) return [];
  const at = start + (key.range?.[0] ?? 0);
  return [{ key: String(key.value), offset: at, value: toLocated(value, start) }];
}

function toScalar(value: unknown): Scalar {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
