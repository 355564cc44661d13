// Which entries of a list are left by search and filters. A hundred thousand are gone through at every key.
import type { Entry, Reach } from "../../app/explore/index.js";
import { SEVERITIES } from "../../model/words.js";
import type { Filters } from "./state.js";

/** Entries in which every word of the query occurs and that no filter leaves out. */
export function visible(entries: readonly Entry[], query: string, filters: Filters): readonly Entry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const { provider, severity, owasp, reach } = filters;
  if (words.length === 0 && !provider && !severity && !owasp && !reach) return entries;
  const worst = severity === undefined ? 0 : SEVERITIES.indexOf(severity);
  return entries.filter((entry) => {
    if (provider !== undefined && entry.provider !== provider) return false;
    if (severity !== undefined && entry.severity !== undefined && SEVERITIES.indexOf(entry.severity) > worst)
      return false;
    if (owasp !== undefined && entry.owasp.length > 0 && !entry.owasp.includes(owasp)) return false;
    if (reach !== undefined && entry.reach !== reach && entry.kind !== "gap") return false;
    return words.every((word) => entry.haystack.includes(word));
  });
}

/** Values that the filters can take in a list, in the order in which a key goes through them. */
export interface Choices {
  readonly providers: readonly string[];
  readonly owasp: readonly string[];
  readonly reach: readonly Reach[];
}

export function choicesIn(entries: readonly Entry[]): Choices {
  const providers = new Set<string>();
  const owasp = new Set<string>();
  for (const entry of entries) {
    providers.add(entry.provider);
    for (const category of entry.owasp) owasp.add(category);
  }
  return {
    providers: [...providers].sort(),
    owasp: [...owasp].sort((a, b) => a.localeCompare(b, "en", { numeric: true })),
    reach: ["admin", "reaches admin", "production data", "no", "unknown"],
  };
}

/** The next value of a filter; after the last one comes none. */
export function next<T>(values: readonly T[], now: T | undefined): T | undefined {
  return now === undefined ? values[0] : values[values.indexOf(now) + 1];
}
