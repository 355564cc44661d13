// Of which accounts users and roles were read: in those, one that is not there does not exist. Everywhere else it may.
import type { AnalysisInput } from "../../model/analysis.js";
import { wasRead } from "../read-sets.js";
import type { AwsPrincipal } from "./principals.js";

/** Data set of everything that GetAccountAuthorizationDetails answers. */
export const DETAILS = "aws/iam:account-authorization-details";

export interface ReadAccounts {
  /** Account ids. */
  readonly read: ReadonlySet<string>;
  /** Accounts that were looked at and whose users and roles were not read, or not to the end; sorted. */
  readonly unread: readonly string[];
}

/**
 * An account counts as read where its details are complete, and where no coverage says otherwise, where it has a user or role:
 * the root user alone is known of accounts that refuse their details, too.
 */
export function readAccounts(input: AnalysisInput, principals: readonly AwsPrincipal[]): ReadAccounts {
  const read = new Set(principals.filter(({ kind }) => kind !== "root").map(({ account }) => account));
  const asked = askedAccounts(input);
  for (const account of asked.read) read.add(account);
  for (const account of asked.unread) read.delete(account);
  return { read, unread: [...asked.unread].sort() };
}

/** Accounts by whether the details that they were asked for were read to the end. */
export function askedAccounts(input: Pick<AnalysisInput, "scopes">) {
  const [read, unread] = [new Set<string>(), new Set<string>()];
  for (const scope of input.scopes()) {
    const account = scope.id.replace(/^aws:/, "");
    if (!/^\d{12}$/.test(account)) continue;
    const isRead = wasRead(scope, DETAILS, "every");
    if (isRead !== undefined) (isRead ? read : unread).add(account);
  }
  return { read, unread };
}
