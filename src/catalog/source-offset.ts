// Where a character of a YAML scalar's value stands in its source text, so that errors inside CEL point into the file.

/**
 * Offset in `source` (the scalar as written, quotes or block header included) of character `at` of `value`.
 * Folding and indentation change white space only, so the characters that are not white space are counted off.
 */
export function sourceOffset(source: string, style: string, value: string, at: number): number {
  const skip = { before: value.slice(0, at).replace(/\s/g, "").length };
  let offset = contentStart(source, style);
  while (offset < source.length) {
    const character = source[offset] ?? "";
    const width = escapeWidth(source, offset, style);
    if (width > 1 && isSpaceEscape(source, offset, style)) offset += width;
    else if (/\s/.test(character)) offset += 1;
    else if (skip.before > 0) {
      skip.before -= 1;
      offset += width;
    } else break;
  }
  return Math.min(offset, source.length);
}

function contentStart(source: string, style: string): number {
  if (style.startsWith("QUOTE")) return 1;
  if (!style.startsWith("BLOCK")) return 0;
  const headerEnd = source.indexOf("\n");
  return headerEnd === -1 ? source.length : headerEnd + 1;
}

const HEX_ESCAPES: { readonly [letter: string]: number } = { x: 4, u: 6, U: 10 };

// Characters of source that make one character of the value.
function escapeWidth(source: string, offset: number, style: string): number {
  if (style === "QUOTE_SINGLE") return source.startsWith("''", offset) ? 2 : 1;
  if (style !== "QUOTE_DOUBLE" || source[offset] !== "\\") return 1;
  return HEX_ESCAPES[source[offset + 1] ?? ""] ?? 2;
}

function isSpaceEscape(source: string, offset: number, style: string): boolean {
  return style === "QUOTE_DOUBLE" && source[offset] === "\\" && /[nrtvf\n _NLP]/.test(source[offset + 1] ?? "");
}
