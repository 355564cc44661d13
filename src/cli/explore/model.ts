// The explorer while it runs: the state, and what follows from it. Keys may come faster than the screen is drawn, so that
// each one acts on the state that the one before it left, not on the one that was drawn last.
import { type DetailPage, type Entry, type ExploreKind, type Explorer, objectionTo } from "../../app/explore/index.js";
import { choicesIn, visible } from "./filters.js";
import { type Press, press } from "./keys.js";
import { fitted, type Line, roomIn, type Size, screen } from "./screen.js";
import { FIRST_STATE, listOf, type State, TABS, type WaiveForm, withoutForm } from "./state.js";

type PageOf = Parameters<Explorer["page"]>[0];

export class Model {
  readonly #explorer: Explorer;
  readonly #listeners = new Set<() => void>();
  /** Lists that were looked at: their totals are known without making them. */
  readonly #seen = new Set<ExploreKind>(["finding"]);
  readonly #visible = memo(visible);
  readonly #choices = memo(choicesIn);
  // The findings are part of what a page rests on: a waiver changes both.
  readonly #opened = memo((of: PageOf, _columns: number, _findings: readonly Entry[]) => this.#pageFor(of));
  #state: State = FIRST_STATE;
  #size: Size;
  #beside: { readonly of: Entry; readonly page: DetailPage | undefined } | undefined;

  constructor(explorer: Explorer, size: Size) {
    this.#explorer = explorer;
    this.#size = size;
  }

  /** The lines that show now. */
  lines(): Line[] {
    const totals = Object.fromEntries(
      TABS.filter((kind) => this.#seen.has(kind)).map((kind) => [kind, this.#explorer.list(kind).length]),
    );
    const { place } = this.#explorer;
    return screen(this.#state, { place, entries: this.#entries(), totals, page: this.#page() }, this.#size);
  }

  resize(size: Size): void {
    this.#size = size;
    this.#beside = undefined;
    this.#change(this.#state);
  }

  /** Takes a key; true when the explorer is to be left. */
  press(key: Press): boolean {
    const choices = this.#choices(this.#explorer.list(this.#state.tab));
    const scene = { entries: this.#entries(), page: this.#page(), rows: roomIn(this.#size).rows, choices };
    const { state, effect } = press(this.#state, key, scene);
    this.#change(state);
    if (effect?.kind === "waive") void this.#waive(effect.form);
    return effect?.kind === "quit";
  }

  /** Makes the page beside a wide list that of the chosen row: for when the cursor has rested. */
  settle(): void {
    const chosen = this.#entries()[listOf(this.#state).cursor];
    if (!roomIn(this.#size).wide || this.#state.pages.length > 0 || chosen === this.#beside?.of) return;
    this.#beside = chosen === undefined ? undefined : { of: chosen, page: this.#pageFor(chosen) };
    this.#change(this.#state);
  }

  /** Calls back after each change; returns what ends that. */
  subscribe(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => void this.#listeners.delete(changed);
  }

  #change(state: State): void {
    this.#state = state;
    this.#seen.add(state.tab);
    for (const changed of this.#listeners) changed();
  }

  #entries(): readonly Entry[] {
    const { tab, filters } = this.#state;
    return this.#visible(this.#explorer.list(tab), listOf(this.#state).query, filters);
  }

  #page(): DetailPage | undefined {
    const open = this.#state.pages.at(-1)?.of;
    if (open !== undefined) return this.#opened(open, this.#size.columns, this.#explorer.list("finding"));
    return roomIn(this.#size).wide ? this.#beside?.page : undefined;
  }

  #pageFor(of: PageOf): DetailPage | undefined {
    const width = roomIn(this.#size).page;
    // Two columns are for the mark of the chosen line.
    const page = this.#explorer.page(of, width - 2);
    return page === undefined ? undefined : fitted(page, width);
  }

  async #waive(form: WaiveForm): Promise<void> {
    try {
      const problem = await objectionTo(form.values);
      if (problem !== undefined) return this.#change({ ...this.#state, form: { ...form, problem } });
      const file = await this.#explorer.waive(form.fingerprint, form.values);
      this.#change({ ...withoutForm(this.#state), message: `written to ${file}` });
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.#change({ ...this.#state, form: { ...form, problem } });
    }
  }
}

/** Remembers the last call: the answer stands while nothing it rests on has changed. */
function memo<A extends readonly unknown[], R>(make: (...all: A) => R): (...all: A) => R {
  let last: { readonly of: A; readonly result: R } | undefined;
  return (...all) => {
    if (last === undefined || all.some((one, at) => one !== last?.of[at])) last = { of: all, result: make(...all) };
    return last.result;
  };
}
