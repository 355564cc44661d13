// What tells one caller from another of its account: keys of conditions, and what is asked of each besides its statements.
import { VIA } from "../../condition/called-via.js";
import { classOfKey } from "../../condition/key-classes.js";
import type { Retag } from "../../condition/request-facts.js";
import type { AwsPrincipal } from "../../estate.js";
import type { Statement } from "../../policy/policy.js";
import { variablesIn } from "../../policy/resource-set.js";
import type { ActionMask } from "../evaluation/action-mask.js";

/** Keys that are the same for every caller of an account. */
const ACCOUNT_KEYS = new Set([
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:principalisawsservice",
  "aws:principalservicename",
  "aws:principalservicenameslist",
  "kms:calleraccount",
]);

/** Whether a condition key (lower case) differs from caller to caller within an account. */
export function isPersonalKey(key: string): boolean {
  return classOfKey(key) === "principal" && !ACCOUNT_KEYS.has(key);
}

const MFA_KEYS = new Set(["aws:multifactorauthpresent", "aws:multifactorauthage"]);

/** Whether the answer to a key (lower case) is the same for users who show MFA alike. */
export function isMfaKey(key: string): boolean {
  return MFA_KEYS.has(key);
}

/** Whether a key depends on the resource that is asked about. */
export function isResourceKey(key: string): boolean {
  return classOfKey(key) === "resource" && key !== "aws:resourceaccount" && key !== "aws:requestedregion";
}

/** Who changes the tags: a caller or whoever may become it, or these others alone. */
export type Tagger = "anyone" | "others";

/** What tells callers apart besides their statements. */
export interface Likeness {
  /** Whether it may change tags, on which conditions rest: its own, or those of a resource; or somebody who may become it, or only those. */
  isTagger(principal: AwsPrincipal, of: Retag["of"], by?: Tagger): boolean;
  /** Whether it, or somebody who may become it, may change tags of what an action is done to. */
  isRetagger?(principal: AwsPrincipal, bit: ActionMask): boolean;
  /** Whether it may write policies, which conditions name as those to pick. */
  isWriter?(principal: AwsPrincipal): boolean;
  /** How it shows MFA: the same text for users who do alike; undefined where each is a case of its own. */
  mfaOf?(principal: AwsPrincipal): string | undefined;
  /** What it may begin, as far as services then call for it: the same text for callers of whom that is alike. */
  beginningOf?(principal: AwsPrincipal): string;
  /** Whether control policies that bind callers of an account ask, on the action, whether a service calls for them. */
  readsVia?(account: string, bit: ActionMask): boolean;
  /** Whether control policies on the action decide otherwise about one than about the other, both of one account. */
  isApart?(one: AwsPrincipal, other: () => AwsPrincipal, bit: ActionMask): boolean;
  /** Personal keys that control policies of an account read for an action, lower case. */
  controlKeys?(account: string, bit: ActionMask): readonly string[];
  /** Whether trusts, policies of resources or control policies compare the network of the caller with ranges for an action. */
  readsRanges?(bit: ActionMask): boolean;
}

/** Keys of the caller that tell one from another and that some statements read, lower case. */
export function personalKeys(statements: readonly Statement[]): string[] {
  return statements.flatMap(({ resources, condition }) => {
    const keys = [...variablesIn(resources), ...(condition?.keys ?? [])];
    return keys.filter(isPersonalKey);
  });
}

/** Whether statements ask whether a service calls for the caller, which goes by what else that may do. */
export function readsVia(statements: readonly Pick<Statement, "condition">[]): boolean {
  return statements.some(({ condition }) => condition?.keys.includes(VIA) === true);
}
