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
  for (const { row, pattern } of detectors) {
    if (!row.keywords.some((keyword) => lower.includes(keyword))) continue;
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
