// Line and column of an offset in a text.

/** Where something stands in a file; line and column from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Offsets at which the lines of a text begin. Of the last text that was asked about they are kept: a file is asked about often. */
let known: { readonly text: string; readonly starts: readonly number[] } = { text: "", starts: [0] };

/** The place of an offset in characters. */
export function placeAt(file: string, text: string, offset: number): Place {
  if (known.text !== text) known = { text, starts: startsIn(text) };
  const { starts } = known;
  let line = 0;
  for (let above = starts.length; above - line > 1; ) {
    const middle = (line + above) >> 1;
    if ((starts[middle] ?? 0) <= offset) line = middle;
    else above = middle;
  }
  return { file, line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
}

function startsIn(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
