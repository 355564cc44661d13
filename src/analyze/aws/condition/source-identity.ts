// The source identity of a session as a condition key.
import type { AwsPrincipal } from "../estate.js";
import type { Statement } from "../policy/policy.js";
import { ABSENT, type KeyState, type KeyValues, open } from "./key-state.js";
import type { RequestFacts } from "./request-facts.js";
import { ASSERTED, isOfIssuers } from "./tag-keys.js";
import { SETTABLE, UNKNOWN } from "./truth.js";

const CHOSEN = "the trust policy lets whoever assumes the role set a source identity";

/**
 * State of aws:SourceIdentity: a session has one only where it was set when the role was assumed, which the role's trust policy has
 * to allow by sts:SetSourceIdentity; users and services have none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 */
export function sourceIdentity({ subject: { caller, principal } }: RequestFacts): KeyState {
  if (caller.role === undefined) return ABSENT;
  // who chooses it is in another account, and so is the trust policy
  if (principal === undefined) return open(SETTABLE, "the caller chooses it");
  const setting = settersOf(principal);
  if (setting === undefined) return open(UNKNOWN, "the trust policy of the role was not read");
  if (setting.length === 0) return ABSENT;
  const isByIssuer = setting.every(isOfIssuers);
  const decider = isByIssuer ? UNKNOWN : SETTABLE;
  const why = isByIssuer ? ASSERTED : CHOSEN;
  const possible = valuesOf(setting);
  return open(decider, why, possible === undefined ? {} : { possible });
}

/** Statements of the trust policy that let somebody set it; undefined where it was not read or not understood. */
function settersOf({ kind, trust }: AwsPrincipal): readonly Statement[] | undefined {
  if (kind !== "role") return [];
  if (!trust || trust.policy.isOpaque) return undefined;
  return trust.policy.statements.filter(
    ({ isAllow, actions }) =>
      isAllow && (actions.isNegated || actions.patterns.some((one) => /^(\*|sts:(\*|set.*))$/i.test(one))),
  );
}

/** None, and the values that every one of the statements limits it to, written out; undefined where one of them leaves it free. */
function valuesOf(setting: readonly Statement[]): readonly KeyValues[] | undefined {
  const values: KeyValues[] = [null];
  for (const { condition } of setting) {
    const limit = condition?.entries.find(
      ({ key, operator, texts }) =>
        key === "sts:sourceidentity" && operator.name === "StringEquals" && texts.every((one) => !one.includes("${")),
    );
    if (limit === undefined) return undefined;
    for (const text of limit.texts) values.push([text]);
  }
  return values;
}
