// Numbers, dates and ARNs of conditions: text in, comparable value out, undefined where the text is none.
import { type Glob, matchesGlob, STAR, toGlob } from "../policy/glob.js";

const ARN_PARTS = 6;
const DATE = /^(\d{4})(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/;

/** A decimal number, white space around it allowed; undefined of any other text, hexadecimal included. */
export function parseNumber(text: string): number | undefined {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

/** Milliseconds since 1970 of an ISO 8601 date or of seconds since 1970. */
export function parseDate(text: string): number | undefined {
  if (/^\d+$/.test(text) && text.length !== 4) return Number(text) * 1000;
  const match = DATE.exec(text);
  if (!match) return undefined;
  const hasTime = match[4] !== undefined;
  const time = Date.parse(hasTime && match[7] === undefined ? `${text}Z` : text);
  return Number.isNaN(time) ? undefined : time;
}

/** Pattern of an ARN: its six parts are matched one by one, the last to the end. */
export interface ArnPattern {
  readonly parts: readonly Glob[];
  /** What a text of fewer parts than six might mean; nobody documents it. */
  readonly whole: Glob | undefined;
}

function splitArn(text: string): string[] {
  const parts = text.split(":");
  return parts.length <= ARN_PARTS ? parts : [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(":")];
}

/** From compiled text (wildcards as in policy/glob.ts). */
export function toArnPattern(text: string): ArnPattern {
  const parts = splitArn(text);
  const isWhole = parts.length < ARN_PARTS;
  return { parts: isWhole ? [] : parts.map(toGlob), whole: isWhole ? toGlob(text) : undefined };
}

/** True or false; undefined where the pattern is no ARN but would cover the text when read as plain glob. */
export function matchesArn(pattern: ArnPattern, text: string): boolean | undefined {
  if (pattern.whole) {
    if (pattern.whole.text === STAR) return true;
    return matchesGlob(pattern.whole, text) ? undefined : false;
  }
  const parts = splitArn(text);
  if (parts.length < ARN_PARTS) return false;
  return pattern.parts.every((glob, i) => matchesGlob(glob, parts[i] ?? ""));
}
