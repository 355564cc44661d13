// Brackets inside of brackets: readers of Terraform and JSON walk down them with the stack, and the parser takes ever longer.

/** Nobody writes half as deep; what a program made that is deeper is a gap. */
const DEEPEST = 200;

export const TOO_DEEP = `is nested deeper than ${DEEPEST}, not read`;

/** Offset at which the brackets of a text nest too deep; those inside of texts and comments count, too. */
export function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === "(" || letter === "[" || letter === "{") {
      if (++depth > DEEPEST) return at;
    } else if ((letter === ")" || letter === "]" || letter === "}") && depth > 0) depth--;
  }
  return undefined;
}
