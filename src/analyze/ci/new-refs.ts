// Whether whoever writes to a repository is kept from making branches and tags, and from changing those that are there: all of them, or
// those of some names.
import { ANY_NAME, coversRefs, meetsRefs, type RefNames } from "../../model/ref-pattern.js";
import type { JsonRecord } from "../../model/words.js";
import { recordsOf, textsOf } from "../properties.js";
import { isActive, letsWritersPast, type RulesText, stopsPush } from "./protection.js";

/** What is kept from writers: making a ref, moving one, deleting one. */
export type Restricted = "creation" | "update" | "deletion";

/**
 * Whether writers are kept from making branches of a name, of all names of a pattern, or at all, or from pushing to those that are
 * there; undefined when that was not read. An ordinary protection keeps them from making some where it restricts who may push and
 * extends that to creation.
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches
 */
export function blocksBranches(
  { protections, rulesets }: RulesText,
  restricted: "creation" | "update",
  wanted: RefNames = ANY_NAME,
): boolean | undefined {
  const guarding = protections?.flatMap((one) =>
    typeof one["pattern"] === "string" && guards(one, restricted) ? [one["pattern"]] : [],
  );
  const byProtection = guarding && coversRefs(guarding, wanted);
  return either(byProtection, stoppedBy(rulesets, restricted, "branch", wanted));
}

function guards(protection: JsonRecord, restricted: "creation" | "update"): boolean {
  const { push_restrictions: isRestricted, blocks_creations: blocks } = protection;
  if (restricted === "creation") return isRestricted === true && blocks === true;
  const isReviewed = protection["requires_reviews"] === true && protection["reviews"] !== 0;
  return isRestricted === true || protection["lock_branch"] === true || isReviewed;
}

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
  return stoppedBy(rulesets, restricted, "tag", wanted);
}

const PREFIX: { readonly [target: string]: string } = { branch: "refs/heads/", tag: "refs/tags/" };

function stoppedBy(
  rulesets: readonly JsonRecord[] | undefined,
  restricted: Restricted,
  target: string,
  wanted: RefNames,
): boolean | undefined {
  const answers = rulesets?.map((ruleset) => stops(ruleset, restricted, target, wanted));
  return answers?.includes(true) === true ? true : answers?.includes(undefined) === true ? undefined : answers && false;
}

/** Whom it lets past may be everyone who writes, and may not have been shown. */
function stops(ruleset: JsonRecord, restricted: Restricted, target: string, wanted: RefNames): boolean | undefined {
  if (!isActive(ruleset, target) || !recordsOf(ruleset["rules"]).some((rule) => restricts(rule, restricted, target)))
    return false;
  const prefix = PREFIX[target] ?? "";
  const names = (key: string): readonly string[] =>
    (textsOf(ruleset[key]) ?? []).map((one) => {
      if (one === "~ALL") return "**/*";
      return one.startsWith(prefix) ? one.slice(prefix.length) : one;
    });
  if (!coversRefs(names("include"), wanted)) return false;
  // the default branch is there already, and looked at by itself: leaving it out lets nobody make another
  if (names("exclude").some((pattern) => pattern !== "~DEFAULT_BRANCH" && meetsRefs(pattern, wanted))) return false;
  // a pull request makes no branch, and deletes none: whom it alone lets past does neither
  const isPast = letsWritersPast(ruleset, restricted === "update" ? [] : ["pull_request"]);
  return isPast === undefined ? undefined : !isPast;
}

/** A branch is not pushed to either where its changes need an approval. */
function restricts(rule: JsonRecord, restricted: Restricted, target: string): boolean {
  return restricted === "update" && target === "branch" ? stopsPush(rule) : rule["type"] === restricted;
}

function either(one: boolean | undefined, other: boolean | undefined): boolean | undefined {
  if (one === true || other === true) return true;
  return one === undefined || other === undefined ? undefined : false;
}
