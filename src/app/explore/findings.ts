// The findings as a list, in the order of every report: the store keeps them, and one is read when it shows.
import { compareText } from "../../model/compare.js";
import type { Finding } from "../../model/finding.js";
import { providerOf } from "../../model/provider-of.js";
import type { Rule } from "../../model/rule.js";
import { type Steps, shared, sortSteps } from "../../model/steps.js";
import { SEVERITIES, type Severity } from "../../model/words.js";
import type { FindingLine, Store } from "../../store/index.js";
import { choicesOf, type ExploreList, type Needs, NOTHING, type Reach, toHaystack } from "./entry.js";

/** Findings that were read in full and may be wanted again: some screens of them. */
const MOST_KEPT = 500;

export interface FindingSources {
  readonly store: Store;
  readonly rules: ReadonlyMap<string, Rule>;
  /** This one and worse. */
  readonly severity: Severity;
  /** What was accepted, or has something said of it, by fingerprint. */
  readonly accepted: Map<string, Pick<Finding, "state" | "note">>;
  /** How far an identity gets. */
  readonly reaches: () => Steps<(id: string) => Reach | undefined>;
}

/** Reads the list. */
export function* findingSteps(sources: FindingSources): Steps<FindingList> {
  const { store, rules, severity } = sources;
  const read: FindingLine[] = [];
  const texts = new Map<string, string>();
  const share = (text: string): string => {
    if (!texts.has(text)) texts.set(text, text);
    return texts.get(text) ?? text;
  };
  const worst = SEVERITIES.indexOf(severity);
  let done = 0;
  for (const piece of store.findingLines()) {
    for (const { row, fingerprint, rule, scope, subject, severity: own } of piece) {
      // A rule that is no more may have left findings open.
      if (!rules.has(rule) || SEVERITIES.indexOf(own) > worst) continue;
      read.push({ row, fingerprint, rule: share(rule), scope: share(scope), subject, severity: own });
    }
    done += piece.length;
    yield { doing: "reading findings", done };
  }
  return new FindingList(yield* sortSteps(read, compare), sources);
}

function compare(a: FindingLine, b: FindingLine): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compareText(a.rule, b.rule) ||
    compareText(a.scope, b.scope) ||
    compareText(a.subject, b.subject) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

export class FindingList implements ExploreList {
  readonly size: number;
  readonly choices: ExploreList["choices"];
  readonly #lines: readonly FindingLine[];
  readonly #sources: FindingSources;
  readonly #texts: () => Steps<Texts>;
  readonly #kept = new Map<number, Finding>();
  #reachOf: ((id: string) => Reach | undefined) | undefined;
  #known: Texts | undefined;

  constructor(lines: readonly FindingLine[], sources: FindingSources) {
    this.size = lines.length;
    this.#lines = lines;
    this.#sources = sources;
    this.#texts = shared(() => textSteps(lines, sources.store));
    const rules = new Set(lines.map(({ rule }) => rule));
    const scopes = new Set(lines.map(({ scope }) => scope));
    this.choices = choicesOf(
      [...scopes].map(providerOf),
      [...rules].flatMap((rule) => this.#owaspOf(rule)),
    );
  }

  /** The finding at a place, in full. */
  finding(at: number): Finding | undefined {
    const line = this.#lines[at];
    if (line === undefined) return undefined;
    const known = this.#kept.get(at) ?? this.#sources.store.findingAt(line.row);
    if (known === undefined) return undefined;
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    this.#kept.set(at, known);
    return { ...known, ...this.#sources.accepted.get(line.fingerprint) };
  }

  /** Where a finding is; undefined when it is not in the list. */
  placeOf(fingerprint: string): number | undefined {
    const at = this.#lines.findIndex((line) => line.fingerprint === fingerprint);
    return at < 0 ? undefined : at;
  }

  /** Findings about a node, or about something that belongs to it, in the order of the list. */
  *about(node: string): Steps<readonly Finding[]> {
    const { parents } = yield* this.#read();
    return this.#lines.flatMap(({ subject }, at) =>
      subject === node || parents[at] === node ? (this.finding(at) ?? []) : [],
    );
  }

  entry(at: number) {
    const finding = this.finding(at);
    if (finding === undefined) return { ...NOTHING, kind: "finding" as const, text: "it has gone since" };
    const { fingerprint, rule, severity, message, scope, state } = finding;
    const mark = state === "finding" ? severity : state;
    return { kind: "finding" as const, id: fingerprint, mark, text: message, aside: `${rule} · ${scope}`, severity };
  }

  provider(at: number): string {
    return providerOf(this.#lines[at]?.scope ?? "");
  }

  severity(at: number): Severity | undefined {
    return this.#lines[at]?.severity;
  }

  owasp(at: number): readonly string[] {
    return this.#owaspOf(this.#lines[at]?.rule ?? "");
  }

  reach(at: number): Reach | undefined {
    const line = this.#lines[at];
    const of = this.#reachOf;
    if (line === undefined || of === undefined) return undefined;
    return of(line.subject) ?? of(this.#known?.parents[at] ?? "");
  }

  haystack(at: number): string {
    return this.#known?.haystacks[at] ?? "";
  }

  *prepare({ texts, reach }: Needs): Steps<void> {
    if (reach) this.#reachOf = yield* this.#sources.reaches();
    if (texts || reach) yield* this.#read();
  }

  *#read(): Steps<Texts> {
    this.#known = yield* this.#texts();
    return this.#known;
  }

  #owaspOf(rule: string): readonly string[] {
    return this.#sources.rules.get(rule)?.mappings["owasp_nhi"] ?? [];
  }
}

/** By place: what a search looks at, and what the subject belongs to. */
interface Texts {
  readonly haystacks: readonly string[];
  readonly parents: readonly (string | undefined)[];
}

function* textSteps(lines: readonly FindingLine[], store: Store): Steps<Texts> {
  const places = new Map<number, number>();
  for (const [at, { row }] of lines.entries()) places.set(row, at);
  const haystacks = lines.map(() => "");
  const parents = lines.map((): string | undefined => undefined);
  let done = 0;
  for (const piece of store.findingTexts()) {
    for (const { row, message, name, parent } of piece) {
      const at = places.get(row);
      const line = at === undefined ? undefined : lines[at];
      if (at === undefined || line === undefined) continue;
      const { rule, scope, subject, fingerprint, severity } = line;
      haystacks[at] = toHaystack([message, rule, scope, subject, name, fingerprint, severity]);
      parents[at] = parent ?? undefined;
    }
    done += piece.length;
    yield { doing: "reading what findings say", done };
  }
  return { haystacks, parents };
}
