// Reads one workflow or action file with GitHub's own parser, within limits. Nothing is run; a fault has its line.
import { NoOperationTraceWriter, parseWorkflow as readWorkflow } from "@actions/workflow-parser";
import { parseAction as readAction } from "@actions/workflow-parser/actions/action-parser";
import type { MappingToken } from "@actions/workflow-parser/templates/tokens/mapping-token";
import { isAlias, isCollection, isPair, parseDocument } from "yaml";
import { scrubText } from "../../secrets.js";
import { asMapping } from "./tokens.js";

/** Larger files are no workflows; GitHub refuses them too. */
const LARGEST = 1024 * 1024;
const DEEPEST = 60;
/** Values that a file may have once its aliases are written out: a chain of them grows without end. */
const MOST_NODES = 50_000;
/** Fewer uses of anchors cannot multiply to much. */
const FEW_ALIASES = 8;
const MOST_FAULTS = 5;
/** Keys that are newer than the parser: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
const NEWER = new Set(["Unexpected value 'cache-mode'"]);
const UNREADABLE = "is not a file that GitHub's parser can read";
/** Keys that every object has: the parser takes them for part of its schema where they are none, and fails. */
const INBORN = new RegExp(`(?:^|[\\s{,])["']?(${Object.getOwnPropertyNames(Object.prototype).join("|")})["']?\\s*:`);

export interface FileFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface ParsedFile {
  /** What could be read, faults or not; undefined when it is no YAML or no mapping. */
  readonly root: MappingToken | undefined;
  readonly faults: readonly FileFault[];
}

/** A workflow file; never throws on its content. */
export function parseWorkflowFile(path: string, text: string): ParsedFile {
  return parse(path, text, (name, content) => readWorkflow({ name, content }, new NoOperationTraceWriter()));
}

/** An action file (action.yml); never throws on its content. */
export function parseActionFile(path: string, text: string): ParsedFile {
  return parse(path, text, (name, content) => readAction({ name, content }, new NoOperationTraceWriter()));
}

type Reader = (name: string, content: string) => ReturnType<typeof readWorkflow>;

function parse(path: string, text: string, read: Reader): ParsedFile {
  const refusal = refuse(text);
  if (refusal !== undefined) return { root: undefined, faults: [refusal] };
  try {
    const { value, context } = read(path, text.replace(/^\uFEFF/, ""));
    const root = value === undefined ? undefined : asMapping(value);
    const faults = context.errors
      .getErrors()
      .filter(({ rawMessage }) => !NEWER.has(rawMessage))
      .slice(0, MOST_FAULTS)
      .map((error) => toFault(error, text));
    if (root === undefined && faults.length === 0) return { root, faults: [at(1, "is no mapping of keys to values")] };
    return { root, faults };
  } catch (error) {
    // The parser throws on what its schema does not foresee (keys that are no text), and when the nesting ends its stack.
    const reason = error instanceof RangeError ? "is nested too deep" : UNREADABLE;
    return { root: undefined, faults: [at(1, reason)] };
  }
}

/** Why a text is not even given to the parser: size, nesting or anchors that would take it for ever. */
export function refuse(text: string): FileFault | undefined {
  if (text.length > LARGEST) return at(1, `is larger than ${LARGEST / 1024} kB`);
  if (text.includes("\0")) return at(1, "is no text");
  const deep = deepLine(text);
  if (deep !== undefined) return at(deep, `is nested deeper than ${DEEPEST}`);
  const hasAnchors = /(?:^|[\s:,[{-])&[^\s&,[\]{}]+/.test(text);
  if (hasAnchors && multiplies(text)) return at(1, `becomes more than ${MOST_NODES} values by its YAML aliases`);
  return undefined;
}

function multiplies(text: string): boolean {
  const aliases = text.match(/(?:^|[\s:,[{-])\*[^\s*,[\]{}]+/g)?.length ?? 0;
  if (aliases <= FEW_ALIASES) return false;
  try {
    return expandedSize(text) > MOST_NODES;
  } catch {
    // Deeper than the stack: more than enough.
    return true;
  }
}

/** How many nodes a file becomes when its aliases are written out. */
function expandedSize(text: string): number {
  const document = parseDocument(text, { uniqueKeys: false });
  const sizes = new Map<unknown, number>();
  const sizeOf = (node: unknown): number => {
    const known = sizes.get(node);
    if (known !== undefined) return known;
    // A cycle counts as nothing here; the parser leaves it out as well.
    sizes.set(node, 0);
    let size = 1;
    if (isAlias(node)) size = sizeOf(node.resolve(document));
    else if (isCollection(node)) for (const inner of node.items) size += sizeOf(inner);
    else if (isPair(node)) size += sizeOf(node.value);
    sizes.set(node, size);
    return size;
  };
  return sizeOf(document.contents);
}

/** Line on which brackets or compact lists nest too deep. */
function deepLine(text: string): number | undefined {
  let depth = 0;
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    for (const character of line) {
      if (character === "[" || character === "{") depth++;
      else if ((character === "]" || character === "}") && depth > 0) depth--;
      if (depth > DEEPEST * 4) return index + 1;
    }
    const indent = line.search(/\S/);
    if (indent > DEEPEST * 16 || /^\s*(?:[-?:]\s+){30,}/.test(line)) return index + 1;
    // A new key at the left edge: brackets of scripts above it do not count.
    if (indent === 0) depth = Math.min(depth, DEEPEST);
  }
  return undefined;
}

interface ParserError {
  readonly rawMessage: string;
  readonly range?: { readonly start: { readonly line: number; readonly column: number } } | undefined;
}

function toFault(error: ParserError, text: string): FileFault {
  // What the parser itself stumbled over, not what it says of the file.
  if (error.rawMessage.startsWith("Cannot read propert")) return unreadable(text);
  const start = error.range?.start;
  return { line: start?.line ?? 1, column: start?.column ?? 1, message: plain(error.rawMessage) };
}

/** A file that the parser fails on, with the key that is the likely reason. */
function unreadable(text: string): FileFault {
  for (const [index, line] of text.split("\n").entries()) {
    const key = INBORN.exec(line)?.[1];
    if (key !== undefined) return at(index + 1, `${UNREADABLE}: it stumbles over keys such as '${key}'`);
  }
  return at(1, UNREADABLE);
}

/** The message without what it quotes of the file, which may be anything; short words are keys. */
export function plain(message: string): string {
  const [first = ""] = message.split("\n");
  const unquoted = first
    .replace(/ at line \d+, column \d+:?.*$/, "")
    .replace(/"([^"]*)"|'([^']*)'/g, (whole, a: string | undefined, b: string | undefined) =>
      /^[\w.-]{1,30}$/.test(a ?? b ?? "") ? whole : "…",
    );
  return scrubText(unquoted.slice(0, 200));
}

function at(line: number, message: string): FileFault {
  return { line, column: 1, message };
}
