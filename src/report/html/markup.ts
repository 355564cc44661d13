// HTML in which everything put into a template is escaped, unless it came out of a template itself.
import { cutText, xmlText } from "../escape.js";

const MAX_TEXT = 2000;

/** Markup of ours. Made by `html`, `lines` and `trusted` only. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = string | number | Markup | readonly Markup[] | undefined;

/** Template of HTML content and of attributes in double quotes; texts are cut at 2,000 characters and escaped. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = strings[0] ?? "";
  for (const [at, value] of values.entries()) text += toText(value) + (strings[at + 1] ?? "");
  return new Markup(text);
}

function toText(value: Content): string {
  if (value === undefined) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "object") return value.map(({ text }) => text).join("");
  return xmlText(cutText(String(value), MAX_TEXT));
}

/** A text that keeps its line breaks, such as a fix with commands. */
export function lines(text: string): Markup {
  return new Markup(xmlText(cutText(text, 4 * MAX_TEXT), "many"));
}

/** A constant of ours that is markup, style or script already. Never text from outside. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

/** A table that scrolls by itself where it is too wide, and can be reached with the keyboard for that. */
export function tableOf(id: string, caption: string, titles: readonly string[], rows: readonly Markup[]): Markup {
  return html`${tableStart(id, caption, titles)}${rows}${TABLE_END}`;
}

/** The beginning of such a table, for rows that are written as a stream; TABLE_END ends it. */
export function tableStart(id: string, caption: string, titles: readonly string[]): Markup {
  const cells = titles.map((title) => html`<th scope="col">${title}</th>`);
  return html`<div class="scroll" role="region" tabindex="0" aria-labelledby="${id}-caption"><table id="${id}">
<caption id="${id}-caption">${caption}</caption>
<thead><tr>${cells}</tr></thead>
<tbody>
`;
}

export const TABLE_END = trusted("</tbody></table></div>\n");

/** A row whose first cell names it. */
export function tableRow([first, ...rest]: readonly Content[]): Markup {
  return html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>\n`;
}
