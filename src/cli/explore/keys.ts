// Keys: which one does what, in a list, on a page, in the search, in the form of a waiver.
import type { Choices, DetailPage } from "../../app/explore/index.js";
import { SEVERITIES } from "../../model/words.js";
import { next } from "./filters.js";
import {
  FIELDS,
  type Filters,
  listOf,
  placeIn,
  quiet,
  type Shown,
  type State,
  TABS,
  type WaiveForm,
  withList,
  withoutForm,
  withPage,
} from "./state.js";

/** A key as the terminal sent it: a name for those that have one, else the text. */
export interface Press {
  readonly name?:
    | "up"
    | "down"
    | "pageUp"
    | "pageDown"
    | "home"
    | "end"
    | "enter"
    | "escape"
    | "tab"
    | "backTab"
    | "backspace"
    | "left"
    | "right";
  readonly text: string;
}

/** What the keys act on. */
export interface Scene {
  readonly shown: Shown;
  readonly page: DetailPage | undefined;
  /** Rows that fit, for a leap. */
  readonly rows: number;
  readonly choices: Choices;
}

export type Effect = { readonly kind: "quit" } | { readonly kind: "waive"; readonly form: WaiveForm };

export interface Turn {
  readonly state: State;
  readonly effect?: Effect;
}

/** The state after a key, and what has to be done besides. */
export function press(before: State, key: Press, scene: Scene): Turn {
  const state = quiet(before);
  if (state.form !== undefined) return inForm(state, state.form, key);
  if (state.help) return { state: { ...state, help: false } };
  if (state.typing) return { state: inSearch(state, key) };
  if (key.text === "q") return { state, effect: { kind: "quit" } };
  if (key.text === "?") return { state: { ...state, help: true } };
  if (key.text === "w") return { state: toForm(state, scene) };
  return { state: state.pages.length > 0 ? onPage(state, key, scene) : inList(state, key, scene) };
}

function inSearch(state: State, { name, text }: Press): State {
  const { query } = listOf(state);
  if (name === "escape") return { ...withList(state, { query: "", cursor: 0 }), typing: false };
  if (name === "enter" || name === "down" || name === "tab") return { ...state, typing: false };
  if (name === "backspace") return withList(state, { query: withoutLast(query), cursor: 0 });
  return text === "" ? state : withList(state, { query: query + printable(text), cursor: 0 });
}

/** Without its last letter, whatever that is made of. */
function withoutLast(text: string): string {
  const letters = [...new Intl.Segmenter("en").segment(text)];
  return text.slice(0, letters.at(-1)?.index ?? 0);
}

/** Pasted text may hold anything. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
}

function inList(state: State, key: Press, scene: Scene): State {
  const { query } = listOf(state);
  const cursor = placeIn(state, scene.shown);
  const moved = movedTo(key, cursor, scene.shown.size, scene.rows);
  if (moved !== undefined) return withList(state, { cursor: moved });
  const tab = TABS[Number(key.text) - 1];
  if (tab !== undefined) return { ...state, tab };
  if (key.name === "tab" || key.name === "right") return { ...state, tab: beside(state, 1) };
  if (key.name === "backTab" || key.name === "left") return { ...state, tab: beside(state, -1) };
  if (key.name === "enter" && scene.shown.size > 0) {
    const chosen = scene.shown.entry(cursor);
    return { ...state, pages: [{ of: { kind: chosen.kind, id: chosen.id }, cursor: 0 }] };
  }
  if (key.text === "/") return { ...state, typing: true };
  if (key.name === "escape" && query !== "") return withList(state, { query: "", cursor: 0 });
  const filters = filtersAfter(key.text, state.filters, scene.choices);
  return filters === undefined ? state : withList({ ...state, filters }, { cursor: 0 });
}

function beside({ tab }: State, step: number): State["tab"] {
  return TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length] ?? tab;
}

/** The filters after one of their keys; undefined for other keys. */
function filtersAfter(text: string, { provider, severity, owasp, reach }: Filters, choices: Choices) {
  const now = { provider, severity, owasp, reach };
  if (text === "p") return compact({ ...now, provider: next(choices.providers, provider) });
  if (text === "s") return compact({ ...now, severity: next(SEVERITIES, severity) });
  if (text === "o") return compact({ ...now, owasp: next(choices.owasp, owasp) });
  if (text === "r") return compact({ ...now, reach: next(choices.reach, reach) });
  return text === "x" ? {} : undefined;
}

function compact(filters: { readonly [name in keyof Filters]: Filters[name] | undefined }): Filters {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}

function onPage(state: State, key: Press, { page, rows }: Scene): State {
  const cursor = state.pages.at(-1)?.cursor ?? 0;
  const lines = page?.lines ?? [];
  const moved = movedTo(key, cursor, lines.length, rows);
  if (moved !== undefined) return withPage(state, moved);
  if (key.name === "tab" || key.name === "backTab") return withPage(state, linkFrom(lines, cursor, key.name === "tab"));
  const link = lines[cursor]?.link;
  if ((key.name === "enter" || key.name === "right") && link !== undefined) {
    return { ...state, pages: [...state.pages, { of: link, cursor: 0 }] };
  }
  const back = key.name === "escape" || key.name === "left" || key.name === "backspace" || key.text === "h";
  return back ? { ...state, pages: state.pages.slice(0, -1) } : state;
}

/** The next line that leads somewhere, going round; where there is none, the same line. */
function linkFrom(lines: DetailPage["lines"], cursor: number, forward: boolean): number {
  const step = forward ? 1 : -1;
  for (let tried = 1; tried <= lines.length; tried += 1) {
    const at = (cursor + step * tried + lines.length * 2) % lines.length;
    if (lines[at]?.link !== undefined) return at;
  }
  return cursor;
}

/** Where a moving key leads; undefined for other keys. */
function movedTo({ name, text }: Press, cursor: number, count: number, rows: number): number | undefined {
  const to = (at: number) => Math.max(0, Math.min(count - 1, at));
  if (name === "up" || text === "k") return to(cursor - 1);
  if (name === "down" || text === "j") return to(cursor + 1);
  if (name === "pageUp" || text === "\u0015") return to(cursor - rows);
  if (name === "pageDown" || text === " " || text === "\u0004") return to(cursor + rows);
  if (name === "home" || text === "g") return to(0);
  return name === "end" || text === "G" ? to(count - 1) : undefined;
}

/** The form for the finding that shows or is chosen; a word where there is none to accept. */
function toForm(state: State, { page, shown }: Scene): State {
  const chosen = state.pages.length > 0 || shown.size === 0 ? undefined : shown.entry(placeIn(state, shown));
  const open = chosen?.kind === "finding" && chosen.mark === chosen.severity ? chosen.id : page?.waivable;
  if (open === undefined || (state.pages.length === 0 && chosen?.kind !== "finding")) {
    return { ...state, message: "only an open finding can be waived" };
  }
  return { ...state, form: { fingerprint: open, values: { reason: "", owner: "", expires: "" }, at: 0 } };
}

function inForm(state: State, form: WaiveForm, { name, text }: Press): Turn {
  const field = FIELDS[form.at] ?? "reason";
  const value = form.values[field];
  const to = (change: Partial<WaiveForm>): Turn => ({ state: { ...state, form: { ...form, ...change } } });
  if (name === "escape") return { state: { ...withoutForm(state), message: "nothing was written" } };
  if (name === "up" || name === "backTab") return to({ at: Math.max(0, form.at - 1) });
  if (name === "down" || name === "tab") return to({ at: Math.min(FIELDS.length - 1, form.at + 1) });
  if (name === "enter" && form.at < FIELDS.length - 1) return to({ at: form.at + 1 });
  if (name === "enter") return { state, effect: { kind: "waive", form } };
  const typed = name === "backspace" ? withoutLast(value) : value + printable(text);
  return to({ values: { ...form.values, [field]: typed } });
}
