// Tokens that name themselves by their format, in any text: places and formats, never values.
import type { TokenFormatRow } from "../model/ci-tables.js";

/** Where a secret stands in a text. */
export interface Hit {
  readonly start: number;
  readonly end: number;
  readonly detector: string;
  readonly what: string;
  readonly provider: string;
  readonly isFormat: boolean;
}

export interface Detector {
  readonly row: TokenFormatRow;
  readonly pattern: RegExp;
}

/** Patterns of the table; reviewed ones with bounded repetition, so that plain regular expressions are fast and safe. */
export function toDetectors(rows: readonly TokenFormatRow[]): readonly Detector[] {
  return rows.map((row) => ({ row, pattern: new RegExp(row.pattern, "g") }));
}

/** Places of tokens; `lower` is the text in lower case, made once for all formats. */
export function formatHits(text: string, lower: string, detectors: readonly Detector[]): Hit[] {
  const found: Hit[] = [];
  for (const { row, pattern } of named(lower, detectors)) {
    for (const match of text.matchAll(pattern)) {
      const token = match[1] ?? match[0];
      const start = match.index + match[0].indexOf(token);
      found.push({
        start,
        end: start + token.length,
        detector: row.format,
        what: row.name,
        provider: row.provider,
        isFormat: true,
      });
    }
  }
  return found;
}

/** All keywords in one expression, and the detectors of each. */
interface Keywords {
  readonly pattern: RegExp;
  readonly detectors: ReadonlyMap<string, readonly Detector[]>;
}

const compiled = new WeakMap<readonly Detector[], Keywords>();

/** Detectors with a keyword in the text, in their order: one pass over it, where a search for each costs a hundred. */
function named(lower: string, detectors: readonly Detector[]): readonly Detector[] {
  const keywords = compiled.get(detectors) ?? toKeywords(detectors);
  compiled.set(detectors, keywords);
  const seen = new Set<string>();
  for (const [, keyword = ""] of lower.matchAll(keywords.pattern)) seen.add(keyword);
  const of = new Set([...seen].flatMap((keyword) => keywords.detectors.get(keyword) ?? []));
  return of.size === 0 ? [] : detectors.filter((detector) => of.has(detector));
}

/** The expression looks ahead only, so that keywords may overlap; the longest of a place stands for those it begins with. */
function toKeywords(detectors: readonly Detector[]): Keywords {
  const words = [...new Set(detectors.flatMap(({ row }) => row.keywords))].toSorted((a, b) => b.length - a.length);
  const literal = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  const owners = (word: string): readonly Detector[] =>
    detectors.filter(({ row }) => row.keywords.some((keyword) => word.startsWith(keyword)));
  return {
    // Without words it finds nothing, as an empty alternative would find every place.
    pattern: new RegExp(`(?=(${literal.join("|") || "[]"}))`, "g"),
    detectors: new Map(words.map((word) => [word, owners(word)])),
  };
}

/** Documentation's own examples, and texts that nobody would draw: one character over and over, the alphabet, a word. */
export function isInvented(value: string): boolean {
  if (
    /EXAMPLE|placeholder|change-?me|your[-_]?(?:api|token|key|secret|password)|dummy|redacted|x{6}|\*{4}|\.{3}|<[a-z-]+>/i.test(
      value,
    )
  )
    return true;
  if (/(.)\1{7}/.test(value) || /0123456789|1234567890|abcdefghij/i.test(value)) return true;
  return /^[a-z][\w+.-]*:\/\/[^\s:@/]*:(?:password|passwd|pass|secret|\$\{?\w+\}?|%s|\{\w*\}|postgres|root|admin|user|test|guest)@/i.test(
    value,
  );
}
