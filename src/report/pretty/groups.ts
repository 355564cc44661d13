// Findings of the terminal report by rule: which belong together, which rules come first, which of theirs are listed.
import type { Finding } from "../../model/finding.js";
import { groupBy } from "../../model/group-by.js";
import { EXPOSURES } from "../../model/words.js";

/** Findings of a group that are listed one by one; one more than this is listed rather than counted. */
const MEMBERS = 3;

/** Findings of one rule and severity, in order; at least one. */
export type RuleGroup = readonly [Finding, ...Finding[]];

/**
 * Findings of one severity by rule. Rules that tell of a whole path come first, the most exposed starts before others: they are what
 * no list of single settings shows.
 */
export function groupsOf(findings: readonly Finding[]): RuleGroup[] {
  const groups = [...groupBy(findings, (finding) => finding.rule).values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [[first, ...rest] as const satisfies RuleGroup],
  );
  const ranked = groups.map((group) => ({ group, rank: Math.min(...group.map(exposureRank)) }));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ group }) => group);
}

function exposureRank({ path }: Finding): number {
  if (path === undefined) return EXPOSURES.length + 1;
  return path.exposure === undefined ? EXPOSURES.length : EXPOSURES.indexOf(path.exposure);
}

/** The findings of a group that its block lists. */
export function shownMembers(group: RuleGroup, { all }: { readonly all: boolean }): readonly Finding[] {
  return all || group.length <= MEMBERS + 1 ? group : group.slice(0, MEMBERS);
}
