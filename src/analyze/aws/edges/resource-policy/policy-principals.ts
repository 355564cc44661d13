// Whom the policy of a resource lets in, as far as its Principal elements say, and whether it tells callers of an account apart. Most
// policies only refuse what comes without TLS: they let in nobody from elsewhere, and are the same for everyone.
import { oncePer, oncePerWord } from "../../../../model/once.js";
import { type AttachedPolicy, accountOfArn, onResource } from "../../attached-policy.js";
import type { Condition } from "../../condition/condition.js";
import type { Statement } from "../../policy/policy.js";
import { accountNamed, type PrincipalSet } from "../../policy/principal-set.js";
import { variablesIn } from "../../policy/resource-set.js";
import type { ActionMask, Interest } from "../evaluation/action-mask.js";
import type { Judge } from "../evaluation/requests.js";
import { isPersonalKey } from "../similarity/caller-similarity.js";

export interface Door {
  /** Some account may be let in of which the policies do not say the name; also where one was not understood. */
  readonly isForAnyAccount: boolean;
  /** Accounts that are named, or one of whose principals is. */
  readonly accounts: ReadonlySet<string>;
  /** It names single callers, or some condition tells callers of an account apart. */
  readonly isPersonal: boolean;
}

/** An action → a resource → whom its policy and the grants on it let in, each worked out once. */
export type Doors = (action: string) => (id: string) => Door;

/** The doors of what has policies that were read, for a judge: all who ask of it share them. */
export const doorsOf = oncePer(({ estate, interest }: Pick<Judge, "estate" | "interest">): Doors => {
  return oncePerWord((action) =>
    oncePerWord((id) => {
      const { policy, grants = [] } = estate.resource(id) ?? {};
      return toDoor(onResource(policy, grants), interest.bitOf(action), interest);
    }),
  );
});

function toDoor(policies: readonly AttachedPolicy[], bit: ActionMask, interest: Interest): Door {
  const statements = policies.flatMap(({ policy }) => interest.only(policy, bit).statements);
  const isUnread = policies.some(({ policy }) => policy.isOpaque);
  const accounts = new Set<string>();
  let isForAnyAccount = isUnread;
  for (const { isAllow, principals, condition } of statements) {
    if (!isAllow) continue;
    const named = accountsIn(condition) ?? accountsOf(principals);
    if (named === undefined) isForAnyAccount = true;
    for (const account of named ?? []) accounts.add(account);
  }
  return { isForAnyAccount, accounts, isPersonal: isUnread || statements.some(tellsCallersApart) };
}

/** Undefined for everyone, for all but some, and for somebody by an id that does not tell the account. */
function accountsOf(principals: PrincipalSet | undefined): readonly string[] | undefined {
  if (principals === undefined || principals.isNegated || principals.canonicalUsers.length > 0) return undefined;
  const accounts = principals.aws.map((text) => accountNamed(text) ?? accountOfArn(text));
  return !principals.isEveryone && accounts.every((one) => ACCOUNT.test(one)) ? accounts : undefined;
}

const ACCOUNT = /^\d{12}$/;
const OF_CALLER: ReadonlySet<string> = new Set(["aws:principalaccount", "kms:calleraccount"]);

/** Accounts that a condition asks for: keys that AWS manages name everyone, and their account so. */
function accountsIn(condition: Condition | undefined): readonly string[] | undefined {
  return condition?.entries.find(
    ({ key, operator, quantifier, isIfExists, texts }) =>
      OF_CALLER.has(key) &&
      operator.name === "StringEquals" &&
      !isIfExists &&
      quantifier !== "all" &&
      texts.every((text) => ACCOUNT.test(text)),
  )?.texts;
}

/** Whether a statement of a resource's policy tells one caller of an account from another. */
export function tellsCallersApart({ principals, condition, resources }: Statement): boolean {
  if (principals === undefined || principals.isNegated || principals.canonicalUsers.length > 0) return true;
  if (principals.aws.some((text) => text !== "*" && accountNamed(text) === undefined)) return true;
  return condition?.keys.some(isPersonalKey) === true || variablesIn(resources).some(isPersonalKey);
}
