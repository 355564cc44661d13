// The estate as nhi explore looks at it: judged once, its lists and pages made bit by bit when they are first asked for.
import type { PathRow } from "../../evaluate/path-rules.js";
import type { Finding } from "../../model/finding.js";
import { once } from "../../model/once.js";
import type { Rule } from "../../model/rule.js";
import { finish, type Steps, shared } from "../../model/steps.js";
import type { Store } from "../../store/index.js";
import { accessGraphSteps } from "../explain-access.js";
import { pathRows, pathSteps } from "../judged-paths.js";
import { toPathWords } from "../path-text.js";
import type { Settings } from "../settings.js";
import type { Terminal } from "../terminal.js";
import { findingPage, gapPage, identityPage, type PageSources, pathPage } from "./details.js";
import { type ExploreKind, type ExploreList, type PageLink, type PageSteps, toList } from "./entry.js";
import { type FindingList, findingSteps } from "./findings.js";
import { type IdentityList, identitySteps } from "./identities.js";
import { type GapList, gapEntries, pathEntries, pathId } from "./lists.js";
import { type OpenedEstate, openForExploring } from "./open.js";
import { addWaiver, type WaiverWords } from "./waive.js";

export type {
  Choices,
  DetailLine,
  DetailPage,
  Entry,
  ExploreKind,
  ExploreList,
  Needs,
  PageLink,
  PageProgress,
  PageSteps,
  Reach,
} from "./entry.js";
export type { WaiverWords } from "./waive.js";
export { objectionTo } from "./waive.js";

/** What a page is about. */
export type PageOf = PageLink | { readonly kind: "gap"; readonly id: string };

export interface Explorer {
  /** Where it was read from, for the title. */
  readonly place: string;
  /** Reads a list; at once where it was read before. It stays the same list, also when a finding in it is waived. */
  list(kind: ExploreKind): Steps<ExploreList>;
  /** Makes a page in full, its lines for so many columns. */
  page(of: PageOf, columns: number): PageSteps;
  /** Accepts a finding in nhi.yaml; returns the file that was written. Throws UsageError. */
  waive(fingerprint: string, words: WaiverWords): Promise<string>;
  close(): void;
}

/** Opens the judged estate. The caller closes it. Messages about it go to the terminal before anything is drawn. */
export async function openExplorer(settings: Settings, terminal: Terminal): Promise<Explorer> {
  return new EstateExplorer(await openForExploring(settings, terminal), settings);
}

class EstateExplorer implements Explorer {
  readonly place: string;
  readonly #store: Store;
  readonly #settings: Settings;
  readonly #pages: PageSources;
  readonly #findings: () => Steps<FindingList>;
  readonly #identities: () => Steps<IdentityList>;
  readonly #paths: () => Steps<ExploreList>;
  readonly #gaps: () => GapList & { readonly list: ExploreList };
  readonly #accepted: Map<string, Pick<Finding, "state" | "note">>;

  constructor({ store, tables, now, gaps, accepted }: OpenedEstate, settings: Settings) {
    const rules = new Map<string, Rule>(gaps.rules.map((rule) => [rule.id, rule]));
    this.place = settings.bundles.length > 0 ? settings.bundles.join(", ") : settings.db;
    this.#store = store;
    this.#settings = settings;
    this.#accepted = new Map(accepted.map(({ fingerprint, ...rest }) => [fingerprint, stateOf(rest)]));
    const identities = shared(() => identitySteps(store));
    this.#identities = identities;
    this.#findings = shared(() =>
      findingSteps({
        store,
        rules,
        severity: settings.severity ?? "low",
        accepted: this.#accepted,
        reaches: function* () {
          return (yield* identities()).reachOf;
        },
      }),
    );
    this.#paths = shared(() => pathListSteps(store));
    this.#gaps = once(() => {
      const list = gapEntries(gaps);
      return { ...list, list: toList(list.entries, []) };
    });
    const findings = this.#findings;
    this.#pages = {
      store,
      now,
      words: toPathWords(store, tables),
      access: shared(() => accessGraphSteps(store)),
      rules,
      findingsOf: function* (node) {
        return yield* (yield* findings()).about(node);
      },
      pathsFrom: (node) => pathRows(store, node),
    };
  }

  *list(kind: ExploreKind): Steps<ExploreList> {
    if (kind === "identity") return yield* this.#identities();
    if (kind === "path") return yield* this.#paths();
    return kind === "gap" ? this.#gaps().list : yield* this.#findings();
  }

  *page({ kind, id }: PageOf, columns: number): PageSteps {
    const pages = this.#pages;
    if (kind === "identity") return yield* identityPage(id, pages, columns);
    if (kind === "gap") {
      const cause = this.#gaps().causes.get(id);
      return cause === undefined ? undefined : gapPage(cause, pages, columns);
    }
    if (kind === "path") {
      const row = this.#path(id);
      return row === undefined ? undefined : yield* pathPage(row, pages, columns);
    }
    const finding = yield* this.#finding(id);
    return finding === undefined ? undefined : findingPage(finding, pages, columns);
  }

  async waive(fingerprint: string, words: WaiverWords): Promise<string> {
    const finding = finish(this.#finding(fingerprint));
    if (finding === undefined) throw new Error(`no finding ${fingerprint}`);
    const file = await addWaiver(finding, words, this.#settings);
    this.#accepted.set(fingerprint, { state: "waived", note: words.reason.trim() });
    return file;
  }

  close(): void {
    this.#store.close();
  }

  /** By the name of its source, which may hold anything, a line break too. */
  #path(id: string): PathRow | undefined {
    for (let end = id.indexOf("\n"); end >= 0; end = id.indexOf("\n", end + 1)) {
      const row = this.#pages.pathsFrom(id.slice(0, end)).find((one) => pathId(one) === id);
      if (row !== undefined) return row;
    }
    return undefined;
  }

  *#finding(fingerprint: string): Steps<Finding | undefined> {
    const list = yield* this.#findings();
    const at = list.placeOf(fingerprint);
    return at === undefined ? undefined : list.finding(at);
  }
}

function stateOf({ state, note }: Pick<Finding, "state" | "note">): Pick<Finding, "state" | "note"> {
  return note === undefined ? { state } : { state, note };
}

function* pathListSteps(store: Store): Steps<ExploreList> {
  return toList(pathEntries(yield* pathSteps(store)));
}
