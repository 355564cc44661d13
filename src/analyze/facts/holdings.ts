// What a principal holds, as far as it was read: a count that needs a data set which was not read is not there, never 0.
import type { StoredNode } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import type { ReadSets } from "../read-sets.js";
import { type CredentialRow, newest } from "./credentials.js";
import { isoTime, shownTime } from "./values.js";

const REPORT = "aws/iam:credential-report";
const KEYS = "aws/iam:access-keys";
const PASSWORDS = "aws/iam:login-profiles";
const PASSWORD = "aws.console-password";

/** Data sets of the other static credentials of a user. */
const OTHER_CREDENTIALS = [
  "aws/iam:service-specific-credentials",
  "aws/iam:ssh-public-keys",
  "aws/iam:signing-certificates",
];

export interface Holdings {
  /** Undefined when the keys were not read. */
  readonly activeKeys: number | undefined;
  readonly keyLastUsedAt: string | undefined;
  /** Undefined when some kind of credential was not read. */
  readonly staticCredentials: number | undefined;
  readonly isStaticHeld: boolean;
  /** Something static that programs use, not only a console password; undefined when it cannot be told. */
  readonly isProgramHeld: boolean | undefined;
  /** Last use of password and keys; known only when both could be read. */
  readonly lastUsedAt: string | undefined;
  readonly isLastUseKnown: boolean;
}

/** In: a user or the root user, and its credentials. */
export function toHoldings(user: StoredNode, credentials: readonly CredentialRow[], read: ReadSets): Holdings {
  const keys = credentials.filter((row) => row.type === "aws.access-key");
  const active = keys.filter((row) => row.isActive);
  const report = user.supplements[REPORT];
  // of the root user nothing but the report tells: the lists are of users
  const isListed = (dataSet: string) => user.type !== "aws.root-user" && read.isComplete(user.scope, dataSet);
  const areKeysRead = report !== undefined || isListed(KEYS);
  const held = credentials.filter((row) => row.isActive && row.isStatic);
  const arePasswordsRead = report !== undefined || isListed(PASSWORDS);
  const areOthersRead = OTHER_CREDENTIALS.every((dataSet) => read.isComplete(user.scope, dataSet));
  const password = isoTime(report?.["password_last_used_at"]);
  const uses = [...keys.flatMap((row) => row.lastUse.at ?? []), ...(password === undefined ? [] : [password])];
  const isProgramHeld = held.some(({ type }) => type !== PASSWORD);
  return {
    activeKeys: areKeysRead ? active.length : undefined,
    keyLastUsedAt: newest(active.flatMap((row) => row.lastUse.at ?? [])),
    staticCredentials: areKeysRead && areOthersRead && arePasswordsRead ? held.length : undefined,
    isStaticHeld: held.length > 0,
    isProgramHeld: isProgramHeld || (areKeysRead && areOthersRead ? false : undefined),
    lastUsedAt: newest(uses),
    isLastUseKnown: report !== undefined && keys.every((row) => row.lastUse.isKnown),
  };
}

/** Columns of an identity about the credentials that it holds; what is not known is left out. Times are ISO, UTC. */
export function holdingColumns(holdings: Holdings): JsonRecord {
  const { activeKeys, keyLastUsedAt, staticCredentials, lastUsedAt, isLastUseKnown } = holdings;
  return {
    ...(activeKeys !== undefined && { active_key_count: activeKeys }),
    ...(keyLastUsedAt !== undefined && { key_last_used_at: shownTime(keyLastUsedAt) }),
    ...(staticCredentials !== undefined && { static_credential_count: staticCredentials }),
    ...(lastUsedAt !== undefined && { last_used_at: shownTime(lastUsedAt) }),
    ...(isLastUseKnown && { last_used_known: true }),
  };
}

/** True when nothing static is held, false as soon as something is, undefined when it cannot be told. */
export function isSecretFree({ isStaticHeld, staticCredentials }: Holdings): boolean | undefined {
  if (isStaticHeld) return false;
  return staticCredentials === undefined ? undefined : true;
}
