// What permission sets of Identity Center are worth: by policies of AWS and a policy of their own everywhere the same, by customer managed
// policies in each account what the account's policy of that name says.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import type { WantedSet } from "../../model/technique.js";
import { compileDocument } from "../aws/attached-policy.js";
import type { Estate } from "../aws/estate.js";
import { partitionOf } from "../aws/partition.js";
import type { Policy } from "../aws/policy/policy.js";
import { listedTexts, textOf } from "../properties.js";
import { allowsEverything } from "./attached-admin.js";
import { both, GRANTED, type Judgement, NEVER, uncertain } from "./judgement.js";
import type { OwnPolicies } from "./own-policies.js";

export interface CenterSet {
  /** ARN. */
  readonly id: string;
  /** Accounts that have its role; undefined when that was not read. */
  readonly accounts: readonly string[] | undefined;
  /** Word that sets share which are worth the same in every account; undefined for one that is worth the same in all of them. */
  readonly likeness: string | undefined;
  /** Whether its policies allow everything in the account, its permissions boundary aside. */
  worthIn(account: string): Judgement;
  /** Whether a permissions boundary caps what it gives; undefined when that was not read. */
  readonly isBounded: boolean | undefined;
}

const EVERYTHING = /^arn:[^:]+:iam::aws:policy\/AdministratorAccess$/;

const UNREAD_WORTH = uncertain("the permission set allows everything, which was not read");
const UNREAD_LIMITS = uncertain("nothing limits the permission set, which was not read");
const DENIED = uncertain("nothing of what the permission set denies is needed");

/** A permission set as it was read. `own`: customer managed policies of accounts. */
export function toCenterSet(
  { id, properties, document }: StoredNode,
  { input, estate, own }: { readonly input: AnalysisInput; readonly estate: Estate; readonly own: OwnPolicies },
): CenterSet {
  const isUnread = properties["policies_unread"] === true;
  const boundary = textOf(properties["boundary"]);
  const isBounded = boundary === undefined ? (isUnread ? undefined : false) : !EVERYTHING.test(boundary);
  const accounts = properties["accounts"] === undefined ? undefined : listedTexts(properties["accounts"]);
  const names = listedTexts(properties["customer_managed_policies"]);
  const inline = document === undefined ? undefined : compileDocument(document, input, estate.compiler);
  const isWhole =
    listedTexts(properties["managed_policies"]).some((policy) => EVERYTHING.test(policy)) ||
    (inline !== undefined && allowsEverything(inline));
  const isDenying = inline !== undefined && mayDeny(inline);
  const partition = partitionOf(id);
  const likeness = names.length === 0 ? undefined : [isWhole, isDenying, isUnread, ...names].join(" ");
  return { id, accounts, likeness, isBounded, worthIn };

  function worthIn(account: string): Judgement {
    const policies = names.map((name) => own.named(account, name, partition));
    // without one of them AWS does not bring the set into the account
    if (policies.includes("none")) return NEVER;
    const read = policies.filter((policy) => policy !== undefined && policy !== "none");
    const isAnyUnread = isUnread || read.length < names.length;
    if (!isWhole && !read.some(allowsEverything)) return isAnyUnread ? UNREAD_WORTH : NEVER;
    if (isAnyUnread) return UNREAD_LIMITS;
    return isDenying || read.some(mayDeny) ? DENIED : GRANTED;
  }
}

function mayDeny({ isOpaque, statements }: Policy): boolean {
  return isOpaque || statements.some(({ isAllow }) => !isAllow);
}

/**
 * Whether a permission set is such as a technique asks for. `account`: where it is to give something; left out where that is asked of the
 * account by itself, and then only what is the same in all of them counts.
 */
export function judgeSet(set: CenterSet | undefined, wanted: WantedSet | undefined, account?: string): Judgement {
  if (set === undefined) return NEVER;
  if (wanted === undefined) return GRANTED;
  const isOfAccount = account === undefined && set.likeness !== undefined;
  const whole = (): Judgement => (isOfAccount ? GRANTED : set.worthIn(account ?? ""));
  if (wanted === "admin") return set.isBounded === true ? NEVER : whole();
  const isWantedBounded = wanted !== "open";
  const worth = wanted === "bounded-admin" ? whole() : GRANTED;
  if (set.isBounded === undefined)
    return both(
      worth,
      uncertain(`the permission set has ${isWantedBounded ? "a" : "no"} permissions boundary, which was not read`),
    );
  return set.isBounded === isWantedBounded ? worth : NEVER;
}
