// What the lists of nhi explore hold. A list knows what its rows are sorted, filtered and found by; a row is made when it shows.
import type { Progress, Steps } from "../../model/steps.js";
import type { Severity } from "../../model/words.js";

export const EXPLORE_KINDS = ["finding", "identity", "path", "gap"] as const;
export type ExploreKind = (typeof EXPLORE_KINDS)[number];

/** How far an identity gets; `unknown` where that could not be told. */
export type Reach = "admin" | "reaches admin" | "production data" | "no" | "unknown";

export interface Entry {
  readonly kind: ExploreKind;
  /** Fingerprint, node id, source and target of a path, or the number of a gap: unique in its list. */
  readonly id: string;
  /** Short word in front: severity, reach, hops. */
  readonly mark: string;
  /** What the row says. Raw text of others: escaped where it is drawn. */
  readonly text: string;
  /** What stands at its end: rule and scope, type. */
  readonly aside: string;
  readonly severity?: Severity;
}

/** What is needed of a list before it can be narrowed. */
export interface Needs {
  /** Texts to search in. */
  readonly texts: boolean;
  /** How far identities get. */
  readonly reach: boolean;
}

/** A list in its order. Places count from 0. */
export interface ExploreList {
  readonly size: number;
  /** The row at a place. */
  entry(at: number): Entry;
  /** Provider of its scope: aws, github, … */
  provider(at: number): string;
  /** Undefined in lists without. */
  severity(at: number): Severity | undefined;
  /** OWASP categories of its rules: NHI2. */
  owasp(at: number): readonly string[];
  /** Undefined where no identity is known; in lists without, everywhere. */
  reach(at: number): Reach | undefined;
  /** Everything that a search looks at, in lower case. */
  haystack(at: number): string;
  /** To be done before texts or reaches are asked for. */
  prepare(needs: Needs): Steps<void>;
  readonly choices: Choices;
}

/** Values that the filters can take in a list, in the order in which a key goes through them; none where one says nothing. */
export interface Choices {
  readonly providers: readonly string[];
  readonly owasp: readonly string[];
  readonly reach: readonly Reach[];
}

/** From the worst on; `unknown` at the end. */
const REACHES: readonly Reach[] = ["admin", "reaches admin", "production data", "no", "unknown"];

/** A line of a detail page; one with a link leads to another page. */
export interface DetailLine {
  readonly text: string;
  readonly style?: "title" | "head" | "dim";
  readonly link?: PageLink;
}

/** What a line leads to: an identity (any node of the graph), a finding or a path. */
export interface PageLink {
  readonly kind: "finding" | "identity" | "path";
  readonly id: string;
}

export interface DetailPage {
  /** Short, for the top line. */
  readonly title: string;
  readonly lines: readonly DetailLine[];
  /** Fingerprint of the finding that the page is about and that may be waived here. */
  readonly waivable?: string;
}

/** How far the making of a page is, and the page as far as it is. */
export interface PageProgress extends Progress {
  readonly page?: DetailPage;
}

/** The making of a page; undefined when there is no such thing any more. */
export type PageSteps = Steps<DetailPage | undefined, PageProgress | undefined>;

/** Lower-case text that a search looks through. */
export function toHaystack(parts: readonly string[]): string {
  return parts.join("\n").toLowerCase();
}

/** A row with all that its list is asked about it. */
export interface WholeEntry extends Entry {
  readonly provider: string;
  readonly owasp: readonly string[];
  readonly reach?: Reach | undefined;
  readonly haystack: string;
}

/** A list of rows that are there; `reach`: those that it tells apart. */
export function toList(entries: readonly WholeEntry[], reach: readonly Reach[] = REACHES): ExploreList {
  return {
    size: entries.length,
    entry: (at) => entries[at] ?? NOTHING,
    provider: (at) => entries[at]?.provider ?? "",
    severity: (at) => entries[at]?.severity,
    owasp: (at) => entries[at]?.owasp ?? [],
    reach: (at) => entries[at]?.reach,
    haystack: (at) => entries[at]?.haystack ?? "",
    prepare: function* () {},
    choices: {
      ...choicesOf(
        entries.map(({ provider }) => provider),
        entries.flatMap(({ owasp }) => owasp),
      ),
      reach,
    },
  };
}

/** What stands where a row has gone. */
export const NOTHING: Entry = { kind: "gap", id: "", mark: "", text: "", aside: "" };

/** The choices of a list in their order, categories by their numbers. */
export function choicesOf(providers: Iterable<string>, owasp: Iterable<string>): Choices {
  return {
    providers: [...new Set(providers)].sort(),
    owasp: [...new Set(owasp)].sort((a, b) => a.localeCompare(b, "en", { numeric: true })),
    reach: REACHES,
  };
}
