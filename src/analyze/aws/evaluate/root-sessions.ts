// Sessions of the root user of a member account that somebody in the management account, or in the one that administers IAM for it,
// opens for one task: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
// The member has no policy that has to agree. Whether the organization has turned such sessions on is not read.
import { NO, type Truth, UNKNOWN, YES } from "../condition/truth.js";
import type { Estate } from "../estate.js";
import type { Caller } from "../policy/principal-set.js";
import type { Target } from "./target.js";

/** Whose delegated administrators open them, "Centralize root access for member accounts", IAM User Guide. */
const SERVICE = "iam.amazonaws.com";

/** Whether the action opens a session of another account's root user. */
export function isRootSession({ action }: Pick<Target, "action">): boolean {
  return action === "sts:assumeroot";
}

/** Whether AWS lets the caller do it, whatever policies allow. In: the account whose root user it is. */
function mayOpenRoot({ kind, account }: Caller, owner: string, { organizations }: Estate): Truth {
  if (kind !== "user" && kind !== "role" && kind !== "session") return NO;
  const own = organizations.placeOf(account);
  const member = organizations.placeOf(owner);
  if (member?.isManagement === true) return NO;
  const administrators = own && organizations.delegatedTo(own.organization, SERVICE);
  if (own && !own.isManagement && administrators?.includes(account) === false) return NO;
  return own && member && own.organization !== member.organization ? NO : UNKNOWN;
}

/** The same for any request; what is whole says by itself that it is so. Adds to `assumptions` what was not read. */
export function reachOf(caller: Caller, target: Target, owner: string, estate: Estate, assumptions: string[]): Truth {
  if (!isRootSession(target) || target.isComplete) return YES;
  const reach = mayOpenRoot(caller, owner, estate);
  if (reach !== NO) assumptions.push("that the organization lets root sessions of its members be opened from there");
  return reach;
}
