// The estate as nhi explore looks at it: judged once, its lists made when they are first asked for.
import type { PathRow } from "../../evaluate/path-rules.js";
import type { Finding } from "../../model/finding.js";
import { once } from "../../model/once.js";
import type { ReportSource } from "../../model/report.js";
import type { Rule } from "../../model/rule.js";
import { groupBy } from "../../report/order.js";
import { openStore, type Store } from "../../store/index.js";
import { rulesInForce } from "../catalog.js";
import { accessGraph } from "../explain-access.js";
import { openJudgedEstate } from "../judged-estate.js";
import { pathRows } from "../judged-paths.js";
import { judgedSource } from "../judged-source.js";
import { type PathWords, toPathWords } from "../path-text.js";
import type { Settings } from "../settings.js";
import type { Terminal } from "../terminal.js";
import { findingPage, gapPage, identityPage, type PageSources, pathPage } from "./details.js";
import type { DetailPage, Entry, ExploreKind, PageLink, Reach } from "./entry.js";
import { findingEntries, type GapList, gapEntries, identityEntries, pathEntries, pathId } from "./lists.js";
import { addWaiver, type WaiverWords } from "./waive.js";

export type { DetailLine, DetailPage, Entry, ExploreKind, PageLink, Reach } from "./entry.js";
export type { WaiverWords } from "./waive.js";
export { objectionTo } from "./waive.js";

export interface Explorer {
  /** Where it was read from, for the title. */
  readonly place: string;
  /** Entries of a list, in its order; the same array until a finding is waived. */
  list(kind: ExploreKind): readonly Entry[];
  /** A page in full, its lines for so many columns; undefined when there is no such thing any more. */
  page(of: PageLink | { readonly kind: "gap"; readonly id: string }, columns: number): DetailPage | undefined;
  /** Accepts a finding in nhi.yaml; returns the file that was written. Throws UsageError. */
  waive(fingerprint: string, words: WaiverWords): Promise<string>;
  close(): void;
}

/** Opens and judges the estate. The caller closes it. Messages about it go to the terminal before anything is drawn. */
export async function openExplorer(settings: Settings, terminal: Terminal): Promise<Explorer> {
  const { store: judged, rules, evaluation, now } = await openJudgedEstate(settings, terminal);
  const store = released(judged, settings);
  try {
    const estate = { store, rules, evaluation, now };
    const source = judgedSource(
      estate,
      { command: "explore", baseline: undefined, severity: settings.severity },
      settings,
      terminal,
    );
    const { tables } = await rulesInForce({ rulesDirs: [], params: {} });
    return new EstateExplorer(store, settings, source, toPathWords(store, tables));
  } catch (error) {
    store.close();
    throw error;
  }
}

class EstateExplorer implements Explorer {
  readonly place: string;
  readonly #store: Store;
  readonly #settings: Settings;
  readonly #rules: readonly Rule[];
  readonly #pages: PageSources;
  readonly #identities: () => readonly Entry[];
  readonly #reaches: () => ReadonlyMap<string, Reach>;
  readonly #paths: () => ReadonlyMap<string, PathRow>;
  readonly #pathList: () => readonly Entry[];
  readonly #gaps: () => GapList;
  #findings: readonly Finding[];
  #findingList: readonly Entry[] | undefined;
  #bySubject: ReadonlyMap<string, readonly Finding[]> | undefined;

  constructor(store: Store, settings: Settings, source: ReportSource, words: PathWords) {
    this.place = settings.bundles.length > 0 ? settings.bundles.join(", ") : settings.db;
    this.#store = store;
    this.#settings = settings;
    this.#rules = source.rules;
    this.#findings = source.findings;
    this.#identities = once(() => identityEntries(store));
    this.#reaches = once(
      () => new Map(this.#identities().flatMap(({ id, reach }) => (reach === undefined ? [] : [[id, reach] as const]))),
    );
    const rows = once(() => pathRows(store));
    const bySource = once(() => groupBy(rows(), (row) => row.source));
    this.#paths = once(() => new Map(rows().map((row) => [pathId(row), row])));
    this.#pathList = once(() => pathEntries(rows()));
    this.#gaps = once(() => gapEntries(source));
    this.#pages = {
      store,
      now: new Date(source.now),
      words,
      access: once(() => accessGraph(store)),
      rules: new Map(source.rules.map((rule) => [rule.id, rule])),
      findingsOf: (node) => {
        this.#bySubject ??= findingsByNode(this.#findings);
        return this.#bySubject.get(node) ?? [];
      },
      pathsFrom: (node) => bySource().get(node) ?? [],
    };
  }

  list(kind: ExploreKind): readonly Entry[] {
    if (kind === "identity") return this.#identities();
    if (kind === "path") return this.#pathList();
    if (kind === "gap") return this.#gaps().entries;
    this.#findingList ??= findingEntries(this.#findings, this.#rules, this.#reaches);
    return this.#findingList;
  }

  page({ kind, id }: Parameters<Explorer["page"]>[0], columns: number): DetailPage | undefined {
    const pages = this.#pages;
    if (kind === "identity") return identityPage(id, pages, columns);
    if (kind === "path") return pageOf(this.#paths().get(id), (row) => pathPage(row, pages, columns));
    if (kind === "gap") return pageOf(this.#gaps().causes.get(id), (cause) => gapPage(cause, pages, columns));
    return pageOf(this.#finding(id), (finding) => findingPage(finding, pages, columns));
  }

  async waive(fingerprint: string, words: WaiverWords): Promise<string> {
    const finding = this.#finding(fingerprint);
    if (finding === undefined) throw new Error(`no finding ${fingerprint}`);
    const file = await addWaiver(finding, words, this.#settings);
    const waived: Finding = { ...finding, state: "waived", note: words.reason.trim() };
    this.#findings = this.#findings.map((one) => (one === finding ? waived : one));
    this.#findingList = undefined;
    this.#bySubject = undefined;
    return file;
  }

  close(): void {
    this.#store.close();
  }

  #finding(id: string): Finding | undefined {
    return this.#findings.find(({ fingerprint }) => fingerprint === id);
  }
}

/** A scan must be able to write while somebody looks: what was judged is read from now on, unless it is in memory only. */
function released(store: Store, { db }: Settings): Store {
  if (db === ":memory:") return store;
  store.close();
  return openStore({ path: db, mode: "read" });
}

function pageOf<T>(one: T | undefined, toPage: (one: T) => DetailPage): DetailPage | undefined {
  return one === undefined ? undefined : toPage(one);
}

function findingsByNode(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const byNode = new Map<string, Finding[]>();
  for (const finding of findings) {
    for (const node of new Set([finding.subject.id, finding.subject.parent ?? finding.subject.id])) {
      const known = byNode.get(node);
      if (known === undefined) byNode.set(node, [finding]);
      else known.push(finding);
    }
  }
  return byNode;
}
