// Command lines of nhi in a text for people: those of fenced blocks, of steps of pipelines, and of code within sentences.

export interface CommandLine {
  /** Line of the page, from 1. */
  readonly line: number;
  /** Words after `nhi`, as a shell would hand them over. */
  readonly words: readonly string[];
  /** Named within a sentence, where what it needs may be left out. */
  readonly isMention: boolean;
}

/** What precedes a command: a prompt, a key or dash of YAML, variables, the way it is started. */
const START =
  /^(?:\$ |- |[\w-]+: (?:[|>]-? ?)?|["'(]|[A-Z_]+=\S* |(?:if|then|else|do|!|sudo|time|npx(?: --?[\w-]+)*) )*nhi(?=[ "'`)]|$)/;
const FENCE = /^\s*(```+|~~~+)/;

/** All of them in a page of Markdown. */
export function commandLines(page: string): CommandLine[] {
  const found: CommandLine[] = [];
  let fence: string | undefined;
  let begun: { line: number; text: string } | undefined;
  for (const [at, text] of page.split("\n").entries()) {
    const line = at + 1;
    const mark = FENCE.exec(text)?.[1];
    if (mark !== undefined && (fence === undefined || mark.startsWith(fence))) {
      fence = fence === undefined ? mark : undefined;
      continue;
    }
    if (fence === undefined) {
      found.push(...spansOf(text).flatMap((code) => commandsIn(code, line, true)));
      continue;
    }
    const whole: { line: number; text: string } = {
      line: begun?.line ?? line,
      text: (begun?.text ?? "") + text.trim(),
    };
    begun = whole.text.endsWith("\\") ? { line: whole.line, text: whole.text.slice(0, -1) } : undefined;
    if (begun === undefined) found.push(...commandsIn(withoutRemark(whole.text), whole.line, false));
  }
  return found;
}

/** Code within a sentence. */
const spansOf = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

/** One that begins with the name of the program. */
const SENTENCE = /^nhi .*[a-z]\.$/;

/** Help sets what an example does beside it, in a column of its own. */
const withoutRemark = (text: string): string => (SENTENCE.test(text) ? "" : text).replace(/(?<=\S) {2,}[^-\s].*$/, "");

function commandsIn(text: string, line: number, isMention: boolean): CommandLine[] {
  return segmentsOf(text).flatMap((segment) => {
    const start = START.exec(segment.trim());
    if (start === null) return [];
    const words = wordsOf(unquoted(segment.trim(), start[0]));
    // a line of usage: what may follow is in brackets
    return [{ line, words: words.filter((word) => !/^\[.*\]$/.test(word)), isMention }];
  });
}

/** What follows the start; without the quote that the start opened, as YAML has it. */
function unquoted(segment: string, start: string): string {
  const rest = segment.slice(start.length);
  const quote = /["'](?=nhi$)/.exec(start)?.[0];
  return quote !== undefined && rest.endsWith(quote) ? rest.slice(0, -1) : rest;
}

/** A quoted text, or a character that is none of a quote. */
const PIECE = /"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^"'\\]|["'\\]/g;

/** Commands that one line joins: by `|`, `&&`, `;`; what follows a `#` is no command. */
function segmentsOf(text: string): string[] {
  const segments = [""];
  for (const [piece] of text.matchAll(PIECE)) {
    const last = segments.at(-1) ?? "";
    if (piece === "#" && /(?:^|\s)$/.test(last)) break;
    if (/^[|;&]$/.test(piece)) segments.push("");
    else segments[segments.length - 1] = last + piece;
  }
  return segments;
}

/** Words of a shell, without quotes and without where output goes. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const [piece] of text.matchAll(PIECE)) {
    if (/^\s$/.test(piece)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (/^["'].+["']$|^(?:""|'')$/s.test(piece)) word = (word ?? "") + piece.slice(1, -1);
    else word = (word ?? "") + (piece.length === 2 ? piece.slice(1) : piece);
  }
  if (word !== undefined) words.push(word);
  const redirect = words.findIndex((one) => /^\d?>>?(?:&\d)?/.test(one));
  return redirect < 0 ? words : words.slice(0, redirect);
}
