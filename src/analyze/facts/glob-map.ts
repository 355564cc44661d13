// Patterns of the config (`*` glob) with what they stand for: the pattern with the most fixed text wins.
import { matchesGlob, toGlob, toGlobText } from "../aws/policy/glob.js";

export interface GlobMap<T> {
  /** Value of the best pattern that matches one of the texts, the earlier text first. */
  find(texts: readonly string[]): T | undefined;
  readonly isEmpty: boolean;
}

/** Looks up texts by patterns with `*`: an exact one first, then the one with the most fixed characters. */
export function createGlobMap<T>(entries: readonly (readonly [pattern: string, value: T])[]): GlobMap<T> {
  const exact = new Map(entries.filter(([pattern]) => !pattern.includes("*")));
  const globs = entries
    .filter(([pattern]) => pattern.includes("*"))
    .map(([pattern, value]) => ({
      glob: toGlob(toGlobText(pattern)),
      value,
      pattern,
      fixed: pattern.replaceAll("*", "").length,
    }))
    .sort((a, b) => b.fixed - a.fixed || (a.pattern < b.pattern ? -1 : 1));
  return {
    isEmpty: entries.length === 0,
    find(texts) {
      for (const text of texts) {
        if (exact.has(text)) return exact.get(text);
        const found = globs.find(({ glob }) => matchesGlob(glob, text));
        if (found) return found.value;
      }
      return undefined;
    },
  };
}
