// What permission sets of Identity Center are worth: by policies of AWS and a policy of their own everywhere the same, by customer managed
// policies, and a permissions boundary that is one, in each account what the account's policy of that name says:
// https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_PermissionsBoundary.html
import type { AnalysisInput, StoredNode } from "../../../../model/analysis.js";
import type { WantedSet } from "../../../../model/technique.js";
import { listedTexts, textOf } from "../../../properties.js";
import { compileDocument } from "../../attached-policy.js";
import { NO } from "../../condition/truth.js";
import type { Estate } from "../../estate.js";
import { partitionOf } from "../../partition.js";
import type { Policy } from "../../policy/policy.js";
import { allowsEverything } from "../escalation/full-access-policy.js";
import { both, GRANTED, type Judgement, NEVER, uncertain } from "../evaluation/decision.js";
import type { OwnPolicies } from "./customer-managed-policies.js";

export interface CenterSet {
  /** ARN. */
  readonly id: string;
  /** Accounts that have its role; undefined when that was not read. */
  readonly accounts: readonly string[] | undefined;
  /** Words that sets share which are worth the same in every account; undefined for what is worth the same in all of them. */
  readonly likeness: {
    /** Of its policies and its permissions boundary. */
    readonly whole: string | undefined;
    /** Of its permissions boundary alone. */
    readonly boundary: string | undefined;
  };
  /** Whether its policies allow everything in the account, its permissions boundary aside. */
  worthIn(account: string): Judgement;
  /** What its permissions boundary is in the account; undefined when that was not read. */
  boundaryIn(account: string): Boundary | undefined;
}

/** `missing`: the account has no policy of the name, and AWS does not bring the set into it. */
type Boundary = "none" | "open" | "caps" | "missing";

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
  const boundaryName = boundary?.startsWith("arn:") === false ? boundary : undefined;
  const accounts = properties["accounts"] === undefined ? undefined : listedTexts(properties["accounts"]);
  const names = listedTexts(properties["customer_managed_policies"]);
  const inline = document === undefined ? undefined : compileDocument(document, input, estate.compiler);
  const isWhole =
    listedTexts(properties["managed_policies"]).some((policy) => EVERYTHING.test(policy)) ||
    (inline !== undefined && allowsEverything(inline));
  const isDenying = inline !== undefined && mayDeny(inline);
  const partition = partitionOf(id);
  const isSame = names.length === 0 && boundaryName === undefined;
  const whole = isSame ? undefined : [isWhole, isDenying, isUnread, boundary ?? "", ...names].join(" ");
  return { id, accounts, likeness: { whole, boundary: boundaryName }, worthIn, boundaryIn };

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

  function boundaryIn(account: string): Boundary | undefined {
    if (boundary === undefined) return isUnread ? undefined : "none";
    if (boundaryName === undefined) return EVERYTHING.test(boundary) ? "open" : "caps";
    const policy = own.named(account, boundaryName, partition);
    if (policy === "none") return "missing";
    return policy && (allowsEverything(policy) ? "open" : "caps");
  }
}

function mayDeny({ isOpaque, statements }: Policy): boolean {
  return isOpaque || statements.some(({ isAllow }) => !isAllow);
}

/** The likeness of a set that counts where a technique asks for such a one. */
export function likenessFor({ likeness }: CenterSet, wanted: WantedSet | undefined): string | undefined {
  if (wanted === undefined) return undefined;
  return wanted.endsWith("admin") ? likeness.whole : likeness.boundary;
}

/**
 * Whether a permission set is such as a technique asks for. `account`: where it is to give something; left out where that is asked of the
 * account by itself, and then only what is the same in all of them counts.
 */
export function judgeSet(set: CenterSet | undefined, wanted: WantedSet | undefined, account?: string): Judgement {
  if (set === undefined) return NEVER;
  if (wanted === undefined) return GRANTED;
  const isForLater = (likeness: string | undefined) => account === undefined && likeness !== undefined;
  const worth = !wanted.endsWith("admin") || isForLater(set.likeness.whole) ? GRANTED : set.worthIn(account ?? "");
  if (worth.truth === NO || isForLater(set.likeness.boundary)) return worth;
  return both(worth, judgeBoundary(set.boundaryIn(account ?? ""), wanted.startsWith("bounded")));
}

/** Whether a boundary caps, or does not, as a technique asks for. One that is missing may be taken off like any other. */
function judgeBoundary(boundary: Boundary | undefined, isWantedBounded: boolean): Judgement {
  if (boundary === undefined)
    return uncertain(`the permission set has ${isWantedBounded ? "a" : "no"} permissions boundary, which was not read`);
  const isBounded = boundary === "caps" || boundary === "missing";
  return isBounded === isWantedBounded ? GRANTED : NEVER;
}
