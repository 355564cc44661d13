// JSON as editors and agents read it: with comments, trailing commas and a byte order mark. What is whole is read, also
// where the rest is broken.
import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { isTooDeep, type Located, type LocatedText, TOO_DEEP } from "./located.js";

/** Reads a text; faults are in the order of the text. */
export function readJsonc(text: string): LocatedText {
  // A space in its place keeps all offsets.
  const plain = text.replace(/^\uFEFF/, " ");
  if (isTooDeep(plain)) return TOO_DEEP;
  const errors: ParseError[] = [];
  const root = parseTree(plain, errors, { allowTrailingComma: true });
  return {
    root: root === undefined ? undefined : toLocated(root),
    faults: errors.map(({ error, offset }) => ({
      offset,
      message: `is not JSON: ${wordsOf(printParseErrorCode(error))}`,
    })),
  };
}

/** `ValueExpected` as `value expected`. */
function wordsOf(code: string): string {
  return code.replace(/(?!^)([A-Z])/g, " $1").toLowerCase();
}

function toLocated(node: Node): Located {
  const { offset, type, children = [] } = node;
  if (type === "array") return { offset, items: children.map(toLocated) };
  if (type !== "object") return { offset: type === "string" ? offset + 1 : offset, scalar: node.value };
  return {
    offset,
    entries: children.flatMap(({ children: [key, value] = [] }) =>
      key === undefined || value === undefined
        ? []
        : [{ key: String(key.value), offset: key.offset, value: toLocated(value) }],
    ),
  };
}
