// What nhi explore shows, as a value: keys turn one state into the next. Nothing here draws or reads.
import type { Entry, ExploreKind, PageOf, Reach } from "../../app/explore/index.js";
import type { Severity } from "../../model/words.js";

/** Lists in the order of the numbers 1 to 4. */
export const TABS: readonly ExploreKind[] = ["finding", "identity", "path", "gap"];

export interface Filters {
  readonly provider?: string;
  /** This one and worse. */
  readonly severity?: Severity;
  readonly owasp?: string;
  readonly reach?: Reach;
}

export interface ListState {
  readonly query: string;
  /** Row that is chosen, counted over what search and filters leave. */
  readonly cursor: number;
}

/** Page of something, one on top of the other. */
export interface PageState {
  readonly of: PageOf;
  /** Line that is chosen. */
  readonly cursor: number;
}

/** What is asked before a finding is accepted. */
export const FIELDS = ["reason", "owner", "expires"] as const;

export interface WaiveForm {
  readonly fingerprint: string;
  readonly values: { readonly [field in (typeof FIELDS)[number]]: string };
  /** Field that is typed into. */
  readonly at: number;
  /** Why the last try was refused. */
  readonly problem?: string;
}

export interface State {
  readonly tab: ExploreKind;
  readonly lists: { readonly [kind in ExploreKind]: ListState };
  readonly filters: Filters;
  /** Keys go into the search. */
  readonly typing: boolean;
  /** Pages that are open, the one that shows last. */
  readonly pages: readonly PageState[];
  readonly help: boolean;
  readonly form?: WaiveForm;
  /** Said once, until the next key. */
  readonly message?: string;
}

const START: ListState = { query: "", cursor: 0 };

export const FIRST_STATE: State = {
  tab: "finding",
  lists: { finding: START, identity: START, path: START, gap: START },
  filters: {},
  typing: false,
  pages: [],
  help: false,
};

/** What is left of a list by search and filters: rows are made when they are shown. */
export interface Shown {
  readonly size: number;
  entry(at: number): Entry;
}

/** The row that is chosen: its list may have become shorter, by a filter that was set on another list. */
export function placeIn(state: State, { size }: Shown): number {
  return Math.max(0, Math.min(listOf(state).cursor, size - 1));
}

/** The list that shows. */
export function listOf(state: State): ListState {
  return state.lists[state.tab];
}

/** The state with the list that shows changed. */
export function withList(state: State, change: Partial<ListState>): State {
  return { ...state, lists: { ...state.lists, [state.tab]: { ...listOf(state), ...change } } };
}

/** The state with the page that shows changed. */
export function withPage(state: State, cursor: number): State {
  const top = state.pages.at(-1);
  return top === undefined ? state : { ...state, pages: [...state.pages.slice(0, -1), { ...top, cursor }] };
}

/** Without what was said at the last key. */
export function quiet({ message: _, ...state }: State): State {
  return state;
}

/** Without the form. */
export function withoutForm({ form: _, ...state }: State): State {
  return state;
}
