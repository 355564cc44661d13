// A YAML file with the place of each of its values. Knows yaml; knows nothing of rules.
import { isMap, isScalar, LineCounter, type Node, parseDocument, type Scalar } from "yaml";
import type { Problem } from "./problem.js";
import { sourceOffset } from "./source-offset.js";

/** Larger rule files are refused: rules are small, and a user's pack is not trusted. */
export const MAX_FILE_BYTES = 256 * 1024;

export type Path = readonly (string | number)[];

export interface SourceFile {
  /** File as named in messages. */
  readonly file: string;
  /** Parsed value; undefined when the text is not YAML. */
  readonly value: unknown;
  /** What is wrong with the text as YAML. */
  readonly problems: readonly Problem[];
  /** A problem at a value: its first character, or `start` characters into its text. */
  problemAt(path: Path, message: string, start?: number, level?: Problem["level"]): Problem;
  /** A problem at the key of a value. */
  problemAtKey(path: Path, message: string): Problem;
}

/** Reads YAML text; never throws on bad text (see `problems`). Aliases are limited, tags and merge keys are off. */
export function toSourceFile(file: string, text: string): SourceFile {
  const lines = new LineCounter();
  const place = (offset: number, message: string, level: Problem["level"] = "error"): Problem => {
    const { line, col } = lines.linePos(offset);
    const source = text.split(/\r?\n/, line)[line - 1];
    return { file, line: Math.max(1, line), column: Math.max(1, col), message, ...(source && { source }), level };
  };
  const { document, problems } = parse(text, lines, place);
  return {
    file,
    ...toValue(document, problems, place),
    problemAt(path, message, start = 0, level = "error") {
      const node = nearestNode(document, path);
      return place(node === undefined ? 0 : offsetIn(node, text, start), message, level);
    },
    problemAtKey(path, message) {
      const node = keyNode(document, path) ?? nearestNode(document, path);
      return place(node?.range?.[0] ?? 0, message);
    },
  };
}

type Document = ReturnType<typeof parseDocument>;
type Place = (offset: number, message: string) => Problem;

function parse(text: string, lines: LineCounter, place: Place): { document?: Document; problems: Problem[] } {
  if (text.length > MAX_FILE_BYTES) return { problems: [place(0, `larger than ${MAX_FILE_BYTES / 1024} kB`)] };
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      version: "1.2",
      schema: "core",
      logLevel: "silent",
    });
    // What follows the first fault is mostly its echo.
    const [fault] = [...document.errors, ...document.warnings];
    const tooDeep = fault?.message.includes("call stack") ? "nested too deeply" : fault?.message;
    return { document, problems: fault === undefined ? [] : [place(fault.pos[0], tooDeep ?? "not YAML")] };
  } catch (error) {
    // Nesting deep enough to exhaust the stack ends here.
    return {
      problems: [place(0, `not readable as YAML: ${error instanceof Error ? error.message : "unknown fault"}`)],
    };
  }
}

function toValue(
  document: Document | undefined,
  problems: Problem[],
  place: Place,
): Pick<SourceFile, "value" | "problems"> {
  if (document === undefined || problems.length > 0) return { value: undefined, problems };
  try {
    return { value: document.toJS({ maxAliasCount: 20 }), problems };
  } catch (error) {
    return { value: undefined, problems: [place(0, error instanceof Error ? error.message : "cannot be read")] };
  }
}

function nodeAt(document: Document | undefined, path: Path): Node | undefined {
  if (document === undefined) return undefined;
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return node !== null && typeof node === "object" && "range" in node ? (node as Node) : undefined;
}

function nearestNode(document: Document | undefined, path: Path): Node | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = nodeAt(document, path.slice(0, length));
    if (node !== undefined) return node;
  }
  return undefined;
}

function keyNode(document: Document | undefined, path: Path): Scalar | undefined {
  const parent = nodeAt(document, path.slice(0, -1));
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === path.at(-1));
  return isScalar(pair?.key) ? pair.key : undefined;
}

function offsetIn(node: Node, text: string, start: number): number {
  const range = node.range;
  if (!range) return 0;
  if (!isScalar(node) || typeof node.value !== "string" || start === 0) return firstOf(node, text, range[0]);
  return range[0] + sourceOffset(text.slice(range[0], range[1]), node.type ?? "PLAIN", node.value, start);
}

// The range of a block scalar begins at its header; the reader wants the first character of the text.
function firstOf(node: Node, text: string, begin: number): number {
  if (!isScalar(node) || typeof node.value !== "string" || !node.range) return begin;
  return begin + sourceOffset(text.slice(begin, node.range[1]), node.type ?? "PLAIN", node.value, 0);
}
