// Whether others than the caller have a say in which network it comes from: where they have, callers with ranges of their own are not
// alike, since the two may leave nothing between them.
import { once } from "../../../../model/once.js";
import type { Estate } from "../../estate.js";
import type { Policy } from "../../policy/policy.js";
import type { ActionMask, Interest } from "../evaluation/action-mask.js";
import type { Likeness } from "./caller-similarity.js";
import { readsRanges } from "./statements.js";

/** Nothing is looked at before the first caller with ranges of its own. */
export function createRangeLikeness(estate: Estate, interest: Interest): Required<Pick<Likeness, "readsRanges">> {
  const read = once((): ActionMask => {
    const asking = [...new Set(policiesOf(estate))].filter(({ statements }) => statements.some(readsRanges));
    return asking.reduce((mask, policy) => mask | interest.allowedBy(policy) | interest.deniedBy(policy), 0n);
  });
  return { readsRanges: (bit) => (read() & bit) !== 0n };
}

/** Trusts, policies of resources, and control policies of the accounts. */
function* policiesOf({ principals, resources, organizations }: Estate): Generator<Policy> {
  const accounts = new Set<string>();
  for (const { account, trust } of principals) {
    accounts.add(account);
    if (trust) yield trust.policy;
  }
  for (const { account, policy } of resources()) {
    if (account !== undefined) accounts.add(account);
    if (policy) yield policy.policy;
  }
  for (const account of accounts) {
    const { scp = [], rcp = [] } = organizations.placeOf(account)?.levels ?? {};
    for (const { policies } of [...scp, ...rcp]) for (const { policy } of policies) yield policy;
  }
}
