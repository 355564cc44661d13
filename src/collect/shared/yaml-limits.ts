// What YAML of others may hold before a parser sees it: size, nesting and aliases. A parser goes down a nesting with the stack, and
// what compiles a regular expression near the end of the stack ends the process.
import { isAlias, isCollection, isPair, parseDocument } from "yaml";

/** Larger files are no workflows; GitHub refuses them too. */
const LARGEST = 1024 * 1024;
const DEEPEST = 60;
/** Values that a file may have once its aliases are written out: a chain of them grows without end. */
const MOST_NODES = 50_000;
/** Fewer uses of anchors cannot multiply to much. */
const FEW_ALIASES = 8;
/** Of a shorter text no number of mistakes takes long. */
const LONG = 20_000;
const MOST_MISTAKES = 100;

/** What is wrong with a file, and where: lines and columns from 1. */
export interface FileFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Why a text is not even given to the parser: size, nesting or anchors that would take it for ever. */
export function refuse(text: string): FileFault | undefined {
  if (text.length > LARGEST) return atLine(1, `is larger than ${LARGEST / 1024} kB`);
  if (text.includes("\0")) return atLine(1, "is no text");
  const deep = deepLine(text);
  if (deep !== undefined) return atLine(deep, `is nested deeper than ${DEEPEST}`);
  const hasAnchors = /(?:^|[\s:,[{-])&[^\s&,[\]{}]+/.test(text);
  if (hasAnchors && multiplies(text)) return atLine(1, `becomes more than ${MOST_NODES} values by its YAML aliases`);
  return undefined;
}

/**
 * Whether a long text has more mistakes than a parser should be shown that looks through the whole text for each of them, as the
 * library does unless it is told not to, and GitHub's parser with it: 100 kB of quotes took it 8 seconds, four times that for twice as many.
 */
export function hasTooManyMistakes(text: string): boolean {
  if (text.length < LONG) return false;
  const { errors } = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
  return errors.length > MOST_MISTAKES;
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
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false });
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

/** A fault of a whole line. */
export function atLine(line: number, message: string): FileFault {
  return { line, column: 1, message };
}
