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
  const byRuleset = rulesets?.some((ruleset) => stops(ruleset, "creation", "branch", wanted));
  if (byProtection === true || byRuleset === true) return true;
  return byProtection === undefined || byRuleset === undefined ? undefined : false;
}

/** What is kept from writers that rules of rulesets are about. */
type Restricted = "creation" | "update" | "deletion";

/**
 * Whether writers are kept from making tags, from moving or from deleting those that are there, which only rulesets do. A rule against force pushes
 * lets a tag move on to a commit after it.
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets
 */
export function blocksTags(
  { rulesets }: RulesText,
  restricted: Restricted,
  wanted: RefNames = ANY_NAME,
): boolean | undefined {
  return rulesets?.some((ruleset) => stops(ruleset, restricted, "tag", wanted));
}

const PREFIX: { readonly [target: string]: string } = { branch: "refs/heads/", tag: "refs/tags/" };

/** Whom it lets past may be everyone who writes. */
function stops(ruleset: JsonRecord, restricted: Restricted, target: string, wanted: RefNames): boolean {
  if (!isActive(ruleset, target) || !recordsOf(ruleset["rules"]).some(({ type }) => type === restricted)) return false;
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
