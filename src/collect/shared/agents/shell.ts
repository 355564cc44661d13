// Commands that are written as one text, taken apart as a shell does.
import type { Word } from "./servers.js";

const WORD = /(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"';|&\\])+/gs;
const QUOTED = /^([A-Za-z_][\w.-]*=)?(["'])(.*)\2$/s;

/** Words of a text without the quotes around them; a script within a command (`sh -c "…"`) is taken apart as well. */
export function shellWords(word: Word, depth = 1): readonly Word[] {
  const words: Word[] = [];
  for (const { 0: text, index } of word.text.matchAll(WORD)) {
    const [, name = "", quote, inner = ""] = QUOTED.exec(text) ?? [];
    // One less for the quote: the end of the text is where it stands, which is what places are told by.
    const one = { text: quote === undefined ? text : name + inner, offset: word.offset + index + (quote ? 1 : 0) };
    const isScript = takesScript(words.at(-1)) && /\s/.test(one.text);
    if (isScript && depth < DEEPEST) for (const within of shellWords(one, depth + 1)) words.push(within);
    else words.push(one);
  }
  return words;
}

/** Scripts within scripts: nobody writes more. */
const DEEPEST = 4;

function takesScript(before: Word | undefined): boolean {
  return /^(?:-[a-z]*c|-Command|\/c)$/i.test(before?.text ?? "");
}

/**
 * The words of a program and its arguments, with scripts among them (`bash -c "…"`) taken apart; a whole command in place of the
 * program as well, after a word for the program. Paths with spaces fall apart, too, into words that mean nothing.
 */
export function wordsWithin(words: readonly Word[]): readonly Word[] {
  return words.flatMap((word, i) => {
    if (!isScript(words, i)) return [word];
    return i === 0 ? [{ text: "", offset: word.offset }, ...shellWords(word)] : shellWords(word);
  });
}

/** Whether one of the words is a command of its own. */
export function hasScript(words: readonly Word[]): boolean {
  return words.some((_, i) => isScript(words, i));
}

function isScript(words: readonly Word[], i: number): boolean {
  return /\s/.test(words[i]?.text ?? "") && (i === 0 || takesScript(words[i - 1]));
}
