// Fits what help says in words of our own, tables and paragraphs, to the width of a terminal. Pure.

/** Columns below which a description goes under what it is of, not beside it. */
export const LEAST_BESIDE = 24;
/** How a line of a list begins. */
const ITEM = "- ";
/** Columns that a line of a table begins before the description when that goes below. */
const BELOW = 4;

/**
 * The text with lines of at most `width` columns: descriptions keep their column where there is room beside it, paragraphs
 * and lists are filled. A line that is a command to copy stays whole, and what fits already stays as it is.
 */
export function fitHelp(text: string, width: number): string {
  return blocksOf(text.split("\n"))
    .flatMap((block) => (block.every((line) => line.length <= width) ? block : fitBlock(block, width)))
    .join("\n");
}

/** Paragraphs, and rows with the lines that go on with them: those that are deeper. */
function blocksOf(lines: readonly string[]): string[][] {
  const blocks: string[][] = [];
  for (const line of lines) {
    const last = blocks.at(-1);
    if (last !== undefined && isMore(line, last[0] ?? "")) last.push(line);
    else blocks.push([line]);
  }
  return blocks;
}

function isMore(line: string, first: string): boolean {
  if (line === "" || first === "" || line.startsWith(ITEM)) return false;
  if (first.startsWith(ITEM)) return indentOf(line) <= ITEM.length;
  const [indent, depth] = [indentOf(first), indentOf(line)];
  return indent === 0 ? depth === 0 : depth > indent + BELOW;
}

function fitBlock(block: readonly string[], width: number): string[] {
  const [first = "", ...more] = block;
  const indent = indentOf(first);
  if (first.startsWith(ITEM)) {
    const [head = "", ...rest] = fill(
      block
        .map((line) => line.trim())
        .join(" ")
        .slice(ITEM.length),
      width,
      ITEM.length,
    );
    return [ITEM + head.trimStart(), ...rest];
  }
  if (indent === 0) return fill(block.join(" "), width, 0);
  const [, row = first, gap = "", beside = ""] = /^( *\S.*?)( {2,})(\S.*)$/.exec(first) ?? [];
  const words = [beside, ...more.map((line) => line.trim())].filter((part) => part !== "").join(" ");
  if (words === "") return [first];
  const column = beside === "" ? indentOf(more[0] ?? "") : row.length + gap.length;
  if (beside === "" || width - column < LEAST_BESIDE) return [row, ...fill(words, width, indent + BELOW)];
  const [head = "", ...rest] = fill(words, width, column);
  return [row.padEnd(column) + head.trimStart(), ...rest];
}

/** Words in lines of at most `width` columns behind an indent; a word that is longer is a line of its own. */
function fill(text: string, width: number, indent: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(" ".repeat(indent) + word);
  }
  return lines;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
