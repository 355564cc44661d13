// Tokens that name themselves by their format, in any text: places and formats, never values.
import type { TokenFormatRow } from "../model/ci-tables.js";
import { Keywords } from "./keywords.js";
import { standsForPassword } from "./references.js";

/** Where a secret stands in a text. */
export interface Hit {
  readonly start: number;
  readonly end: number;
  readonly detector: string;
  readonly what: string;
  readonly provider: string;
  readonly isFormat: boolean;
  /** What it belongs to, where the text before it does not say so. */
  readonly variable?: string;
  /** The secret itself, where it is written in another form: only compared. */
  readonly value?: string;
}

export interface Detector {
  readonly row: TokenFormatRow;
  readonly pattern: RegExp;
}

const made = new WeakMap<readonly TokenFormatRow[], readonly Detector[]>();

/**
 * Patterns of the table; reviewed ones with bounded repetition, so that plain regular expressions are fast and safe. The same for
 * every caller: their keywords are put together once.
 */
export function toDetectors(rows: readonly TokenFormatRow[]): readonly Detector[] {
  const known = made.get(rows) ?? rows.map((row) => ({ row, pattern: new RegExp(row.pattern, "g") }));
  made.set(rows, known);
  return known;
}

/** Places of tokens of all formats. */
export function formatHits(text: string, detectors: readonly Detector[]): Hit[] {
  const found: Hit[] = [];
  for (const { row, pattern } of named(text, detectors)) {
    for (const match of text.matchAll(pattern)) {
      const token = match.slice(1).find((group) => group !== undefined) ?? match[0];
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

/** The keywords of all detectors, and the detectors of each. */
interface Owned {
  readonly keywords: Keywords;
  readonly detectors: readonly (readonly Detector[])[];
}

const compiled = new WeakMap<readonly Detector[], Owned>();

/** Detectors with a keyword in the text, in their order. */
function named(text: string, detectors: readonly Detector[]): readonly Detector[] {
  const owned = compiled.get(detectors) ?? toOwned(detectors);
  compiled.set(detectors, owned);
  const of = new Set([...owned.keywords.in(text)].flatMap((word) => owned.detectors[word] ?? []));
  return of.size === 0 ? [] : detectors.filter((detector) => of.has(detector));
}

function toOwned(detectors: readonly Detector[]): Owned {
  const words = [...new Set(detectors.flatMap(({ row }) => row.keywords))];
  return {
    keywords: new Keywords(words),
    detectors: words.map((word) => detectors.filter(({ row }) => row.keywords.includes(word))),
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
  const password = /^[a-z][\w+.-]*:\/\/[^\s:@/]*:([^@]*)@/i.exec(value)?.[1];
  if (password === undefined) return false;
  return (
    /^(?:password|passwd|pass|secret|postgres|root|admin|user|test|guest)$/i.test(password) ||
    standsForPassword(password)
  );
}
