// The explorer while it runs: the state, and what follows from it. Keys may come faster than the screen is drawn, so that
// each one acts on the state that the one before it left, not on the one that was drawn last. Lists, searches and pages are
// made in slices: a key never waits for them.
import {
  type DetailPage,
  type ExploreKind,
  type ExploreList,
  type Explorer,
  objectionTo,
  type PageOf,
  type PageProgress,
} from "../../app/explore/index.js";
import type { Progress } from "../../model/steps.js";
import { formatCount } from "../../report/count.js";
import { type NarrowProgress, narrowSteps, type Places, Searches } from "./filters.js";
import { type Press, press } from "./keys.js";
import { type Drawn, fitted, type Line, roomIn, type Size, screen } from "./screen.js";
import { FIRST_STATE, listOf, placeIn, type Shown, type State, type WaiveForm, withoutForm } from "./state.js";
import { Work } from "./work.js";

/** How often progress is drawn, in milliseconds: a frame costs more than a slice. */
const PROGRESS_MS = 150;

const NONE: Shown = { size: 0, entry: () => ({ kind: "gap", id: "", mark: "", text: "", aside: "" }) };
const NO_CHOICES = { providers: [], owasp: [], reach: [] };

/** What a search is of. */
interface Sought {
  readonly tab: ExploreKind;
  readonly query: string;
  readonly filters: string;
}

export class Model {
  readonly #explorer: Explorer;
  readonly #listeners = new Set<() => void>();
  readonly #lists = new Map<ExploreKind, ExploreList>();
  /** Of the list and filters of `#sought`. */
  #searches = new Searches();
  #sought: Sought | undefined;
  #search: Work<Places, NarrowProgress> | undefined;
  #shown: Shown = NONE;
  /** What the page is of that is made or was made last. */
  #pageOf: { readonly of: PageOf; readonly columns: number } | undefined;
  #making: Work<DetailPage | undefined, PageProgress> | undefined;
  #page: DetailPage | undefined;
  #state: State = FIRST_STATE;
  #size: Size;
  #next: NodeJS.Immediate | undefined;
  #drawn = 0;

  constructor(explorer: Explorer, size: Size) {
    this.#explorer = explorer;
    this.#size = size;
    this.#change(this.#state);
  }

  /** The lines that show now. */
  lines(): Line[] {
    const totals = Object.fromEntries([...this.#lists].map(([kind, { size }]) => [kind, size]));
    return screen(this.#state, { place: this.#explorer.place, totals, ...this.#seen() }, this.#size);
  }

  /** Takes the size of the terminal, in columns and rows; what is selected stays within what shows. */
  resize(size: Size): void {
    this.#size = size;
    this.#change(this.#state);
  }

  /** Takes a key; true when the explorer is to be left. */
  press(key: Press): boolean {
    const choices = this.#lists.get(this.#state.tab)?.choices ?? NO_CHOICES;
    const { page } = this.#seen();
    const { state, effect } = press(this.#state, key, {
      shown: this.#shown,
      page,
      rows: roomIn(this.#size).rows,
      choices,
    });
    this.#change(state);
    if (effect?.kind === "waive") void this.#waive(effect.form);
    return effect?.kind === "quit";
  }

  /** Makes the page beside a wide list that of the chosen row: for when the cursor has rested. */
  settle(): void {
    if (!roomIn(this.#size).wide || this.#state.pages.length > 0) return;
    if (this.#shown.size === 0) {
      if (this.#search?.isDone === true) this.#forgetPage();
      return;
    }
    const { kind, id } = this.#shown.entry(placeIn(this.#state, this.#shown));
    if (this.#beginPage({ kind, id })) this.#tell();
  }

  /** Does all that is left to do, at once. */
  finish(): void {
    this.settle();
    this.#search?.finish();
    this.#takeSearch();
    this.settle();
    this.#making?.finish();
    this.#takePage();
    this.stop();
  }

  /** Does no more. */
  stop(): void {
    clearImmediate(this.#next);
    this.#next = undefined;
  }

  /** Calls back after each change; returns what ends that. */
  subscribe(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => void this.#listeners.delete(changed);
  }

  #change(state: State): void {
    this.#state = state;
    this.#beginSearch();
    const open = state.pages.at(-1)?.of;
    if (open !== undefined) this.#beginPage(open);
    // A page beside the list is given up by every key; it is begun again when the cursor rests.
    else if (this.#making?.isDone === false) this.#forgetPage();
    this.#tell();
  }

  #tell(): void {
    this.#drawn = performance.now();
    for (const changed of this.#listeners) changed();
  }

  /** Shows what search and filters leave; what is left to do after a moment is done in slices. */
  #beginSearch(): void {
    const { tab, filters } = this.#state;
    const { query } = listOf(this.#state);
    const sought = { tab, query, filters: JSON.stringify(filters) };
    const before = this.#sought;
    if (before?.tab === tab && before.query === query && before.filters === sought.filters) return;
    if (before?.tab !== tab || before.filters !== sought.filters) this.#searches = new Searches();
    if (before?.tab !== tab) this.#shown = NONE;
    this.#sought = sought;
    this.#search = new Work(this.#searchSteps(this.#state, this.#searches));
    this.#takeSearch();
    this.#schedule();
  }

  *#searchSteps({ tab, filters, lists }: State, searches: Searches) {
    const { query } = lists[tab];
    const list = yield* this.#explorer.list(tab);
    this.#lists.set(tab, list);
    const known = searches.of(query);
    if (known !== undefined) return known.places;
    const places = yield* narrowSteps(list, query, filters, searches.within(query));
    searches.keep(query, places);
    return places;
  }

  #takeSearch(): void {
    const list = this.#lists.get(this.#state.tab);
    const { result, seen } = this.#search?.state ?? {};
    if (list === undefined) return;
    if (result !== undefined) this.#shown = among(list, result.value);
    else if (seen?.places !== undefined) this.#shown = among(list, seen.places);
  }

  /** False where it is made already, or being made. */
  #beginPage(of: PageOf): boolean {
    const columns = roomIn(this.#size).page;
    const before = this.#pageOf;
    if (before?.of.id === of.id && before.of.kind === of.kind && before.columns === columns) return false;
    this.#pageOf = { of, columns };
    // Two columns are for the mark of the chosen line.
    this.#making = new Work(this.#explorer.page(of, columns - 2));
    // The one before stays until there is something to show instead, but only beside a list.
    if (this.#state.pages.length > 0) this.#page = undefined;
    this.#takePage();
    this.#schedule();
    return true;
  }

  #takePage(): void {
    const { result, seen } = this.#making?.state ?? {};
    const page = result === undefined ? seen?.page : result.value;
    if (page !== undefined || result !== undefined) this.#page = page && fitted(page, roomIn(this.#size).page);
  }

  #forgetPage(): void {
    this.#pageOf = undefined;
    this.#making = undefined;
  }

  #schedule(): void {
    const isIdle = this.#search?.isDone !== false && this.#making?.isDone !== false;
    if (isIdle || this.#next !== undefined) return;
    this.#next = setImmediate(() => {
      this.#next = undefined;
      this.#slice();
      this.#schedule();
    });
  }

  #slice(): void {
    const search = this.#search;
    const making = this.#making;
    if (search?.isDone === false) {
      search.slice();
      this.#takeSearch();
      if (search.isDone) this.#tell();
    } else if (making?.isDone === false) {
      making.slice();
      if (making.isDone) {
        this.#takePage();
        this.#tell();
      }
    }
    if (performance.now() - this.#drawn < PROGRESS_MS) return;
    if (making?.isDone === false) this.#takePage();
    this.#tell();
  }

  /** What there is to see besides the state. */
  #seen(): Pick<Drawn, "shown" | "waiting" | "page" | "pageWaiting"> {
    const isOpen = this.#state.pages.length > 0;
    const shows = isOpen || roomIn(this.#size).wide;
    return {
      shown: this.#shown,
      waiting: waitingFor(this.#search),
      page: shows ? this.#page : undefined,
      pageWaiting: shows ? waitingFor(this.#making) : undefined,
    };
  }

  async #waive(form: WaiveForm): Promise<void> {
    try {
      const problem = await objectionTo(form.values);
      if (problem !== undefined) return this.#change({ ...this.#state, form: { ...form, problem } });
      const file = await this.#explorer.waive(form.fingerprint, form.values);
      // Pages tell of it.
      this.#forgetPage();
      this.#change({ ...withoutForm(this.#state), message: `written to ${file}` });
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.#change({ ...this.#state, form: { ...form, problem } });
    }
  }
}

function among(list: ExploreList, places: Places): Shown {
  if (places === undefined) return list;
  // A search that goes on adds to them: this is what it had found when it rested.
  return { size: places.length, entry: (at) => list.entry(places[at] ?? -1) };
}

/** What is being done, and how far it is; undefined when it is done. */
function waitingFor(work: Work<unknown, Progress> | undefined): string | undefined {
  if (work === undefined) return undefined;
  const { seen, problem } = work.state;
  if (problem !== undefined) return problem;
  if (work.isDone) return undefined;
  return `${seen?.doing ?? "reading"}…${seen?.done === undefined ? "" : ` ${formatCount(seen.done)}`}`;
}
