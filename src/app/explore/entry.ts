// What the lists of nhi explore hold: one light record a row, made once, so that search and filters touch text only.
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
  /** Provider of its scope: aws, github, … */
  readonly provider: string;
  readonly severity?: Severity;
  /** OWASP categories of its rule: NHI2. */
  readonly owasp: readonly string[];
  readonly reach?: Reach | undefined;
  /** Everything that a search looks at, in lower case. */
  readonly haystack: string;
}

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

/** Lower-case text that a search looks through. */
export function toHaystack(parts: readonly string[]): string {
  return parts.join("\n").toLowerCase();
}
