// Makes text from outside harmless in Markdown (GitHub flavour) and in HTML inside it.
import { terminalLines, terminalText, xmlText } from "./escape.js";

// What GitHub's Markdown would act on: block starts, issue references, bare addresses, mentions, inline marks, formulas.
const MARKDOWN = /^[#=+-]|^\d+(?=[.)])|\bGH-(?=\d)|\bwww\.|:\/\/|#(?=\d)|[\\`*_[\]|~&<>$@]/gi;
/** Zero-width space: parts what would otherwise be linked. */
const APART = "&#8203;";
const ENTITIES: { readonly [char: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "@": `@${APART}`,
  // Outside a formula GitHub takes no backslash for a dollar sign.
  $: "<span>$</span>",
  "://": `:${APART}//`,
};

/**
 * Inline Markdown (GitHub flavour) that renders as the text itself: no emphasis, code, HTML, table cells, links, bare
 * addresses, mentions, issue numbers or formulas.
 */
export function markdownText(text: string): string {
  return terminalText(text).replace(MARKDOWN, (found, at: number, whole: string) => {
    const entity = ENTITIES[found];
    if (entity !== undefined) return entity;
    if (/^(\d+|www\.)$/i.test(found)) return found.replace(/\.?$/, (dot) => `${APART}${dot}`);
    if (/^GH-$/i.test(found)) return `${found}${APART}`;
    return found === "#" && /\d/.test(whole[at + 1] ?? "") ? `\\#${APART}` : `\\${found}`;
  });
}

/** The same for text inside HTML in a Markdown document, where backslashes would be shown. */
export function markdownHtml(text: string): string {
  return xmlText(text)
    .replace(/@|#(?=\d)|\bGH-(?=\d)/gi, (found) => `${found}${APART}`)
    .replace(/:\/\/|\bwww\./gi, (found) => `${found[0]}${APART}${found.slice(1)}`)
    .replace(/[[\]`*_~$]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** A Markdown code span that shows exactly the text; fit for headings and running text. */
export function markdownCode(text: string): string {
  const shown = terminalText(text);
  if (shown.trim() === "") return "*(empty)*";
  const longest = longestOf(shown.match(/`+/g) ?? [], 0);
  const fence = "`".repeat(longest + 1);
  const pad = /^[` ]|[` ]$/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A code span for a cell of a Markdown table, where a bar would end the cell even inside code. */
export function markdownCellCode(text: string): string {
  return markdownCode(text).replace(/\|/g, "\\|");
}

/** A fenced Markdown block of a text of ours with commands; lines are kept. */
export function markdownBlock(text: string): string {
  const shown = terminalLines(text).join("\n");
  const longest = longestOf(shown.match(/`+/g) ?? [], 2);
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${shown}\n${fence}`;
}

/** Length of the longest of them. No Math.max(...): a text may hold more runs than a call takes arguments. */
function longestOf(runs: readonly string[], least: number): number {
  return runs.reduce((most, { length }) => Math.max(most, length), least);
}
