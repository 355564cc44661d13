// Which accounts administer Identity Center besides the one that owns it: what the organisation delegated.
import { AnswerFault } from "../fault.js";
import type { AwsCall } from "./call.js";
import { aboutService, administratorsIn, LIST_DELEGATED } from "./delegated-administrators.js";
import { askOne } from "./read.js";
import type { Reader } from "./reader.js";

const SERVICE = "sso.amazonaws.com";

export const DELEGATION_CALLS: readonly AwsCall[] = [LIST_DELEGATED];

/** Accounts that Identity Center was delegated to, sorted; undefined when that was not read, which is a gap of the data set. */
export async function delegatedTo(reader: Reader, instance: string): Promise<readonly string[] | undefined> {
  // Organizations has no regions
  const answer = await reader.answer(LIST_DELEGATED, instance, async () => {
    const told = await askOne(reader.account.everywhere, LIST_DELEGATED, aboutService(SERVICE));
    // an account of no organisation has nobody to delegate to
    return told instanceof AnswerFault && /NotInUse/.test(told.code) ? {} : told;
  });
  if (typeof answer === "string") return undefined;
  return administratorsIn(answer);
}
