// Whether whoever writes to a repository is kept from making branches and tags: all of them, or those of some names.
import { ANY_NAME, coversRefs, meetsRefs, type RefNames } from "../../model/ref-pattern.js";
import type { JsonRecord } from "../../model/words.js";
import { recordsOf, textsOf } from "../properties.js";
import { isActive, letsWritersPast, type RulesText } from "./protection.js";

/**
 * Whether writers are kept from making branches: of a name, of all names of a pattern, or at all; undefined when that was not
 * read. An ordinary protection does that where it restricts who may push and extends that to creation.
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches
 */
export function blocksNewBranches(
  { protections, rulesets }: RulesText,
  wanted: RefNames = ANY_NAME,
): boolean | undefined {
  const guarding = protections?.flatMap(({ pattern, push_restrictions: restricted, blocks_creations: blocks }) =>
    typeof pattern === "string" && restricted === true && blocks === true ? [pattern] : [],
  );
  const byProtection = guarding && coversRefs(guarding, wanted);
  const byRuleset = rulesets?.some((ruleset) => stopsCreation(ruleset, "branch", wanted));
  if (byProtection === true || byRuleset === true) return true;
  return byProtection === undefined || byRuleset === undefined ? undefined : false;
}

/** The same of tags, which only rulesets guard. */
export function blocksNewTags({ rulesets }: RulesText, wanted: RefNames = ANY_NAME): boolean | undefined {
  return rulesets?.some((ruleset) => stopsCreation(ruleset, "tag", wanted));
}

const PREFIX: { readonly [target: string]: string } = { branch: "refs/heads/", tag: "refs/tags/" };

/** Whom it lets past may be everyone who writes. */
function stopsCreation(ruleset: JsonRecord, target: string, wanted: RefNames): boolean {
  if (!isActive(ruleset, target) || !recordsOf(ruleset["rules"]).some(({ type }) => type === "creation")) return false;
  const prefix = PREFIX[target] ?? "";
  const names = (key: string): readonly string[] =>
    (textsOf(ruleset[key]) ?? []).map((one) => {
      if (one === "~ALL") return "**/*";
      return one.startsWith(prefix) ? one.slice(prefix.length) : one;
    });
  if (!coversRefs(names("include"), wanted)) return false;
  // the default branch is there already: leaving it out lets nobody make another
  if (names("exclude").some((pattern) => pattern !== "~DEFAULT_BRANCH" && meetsRefs(pattern, wanted))) return false;
  // a pull request makes no branch: whom it alone lets past makes none
  return !letsWritersPast(ruleset, ["pull_request"]);
}
