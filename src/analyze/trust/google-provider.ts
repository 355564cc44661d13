// Providers of Google workload identity pools. Node shape that their collector gives: type gcp.workload-identity-provider,
// properties issuer (or aws_account), allowed_audiences, attribute_mapping {google.subject: "assertion.sub", …}, attribute_condition, state,
// disabled, pool_state, pool_disabled.
import type { Json, JsonRecord } from "../../model/words.js";
import { claimOfPath, readCondition, type Term } from "./cel-condition.js";
import { demand } from "./claim-demand.js";
import type { Constraint } from "./constraint.js";
import type { TrustConditions } from "./evaluate-trust.js";
import { extractedDemand } from "./extracted-claim.js";

/** What a token has to say to get through the provider, whichever identity it then is. */
export function toProviderConditions(properties: JsonRecord): TrustConditions {
  const { aws_account: account } = properties;
  const own = [
    audienceOf(properties),
    typeof account === "string" ? demand("account", "equals", [account]) : undefined,
  ].filter((made) => made !== undefined);
  const off = turnedOff(properties);
  if (off !== undefined) return { alternatives: [own], blockedBy: off, doubts: [] };
  const { attribute_condition: condition } = properties;
  if (typeof condition !== "string" || condition.trim() === "") {
    return { alternatives: [own], blockedBy: undefined, doubts: [] };
  }
  const ways = readCondition(condition);
  if (ways === undefined) {
    return { alternatives: [own], blockedBy: undefined, doubts: ["the attribute condition has no form that is known"] };
  }
  const doubts = new Set<string>();
  const alternatives = ways.map((terms) => [
    ...own,
    ...terms.flatMap((term) => toConstraint(term, properties, doubts) ?? []),
  ]);
  return { alternatives, blockedBy: undefined, doubts: [...doubts] };
}

/**
 * The same, for one member of a binding below the pool: `subject/S`, `group/G`, `attribute.A/V`, `*`. Undefined when the
 * member says nothing of tokens.
 */
export function toMemberConditions(properties: JsonRecord, member: string): TrustConditions {
  const conditions = toProviderConditions(properties);
  if (member === "*") return conditions;
  const slash = member.indexOf("/");
  const attribute = attributeOf(member.slice(0, Math.max(0, slash)));
  const value = member.slice(slash + 1);
  if (conditions.blockedBy === undefined && isUnmapped(properties, attribute))
    return { ...conditions, blockedBy: `the provider maps nothing to ${attribute}` };
  const doubts = new Set(conditions.doubts);
  const made = toConstraint({ path: attribute, comparison: "equals", values: [value] }, properties, doubts);
  return {
    ...conditions,
    alternatives: conditions.alternatives.map((own) => (made ? [...own, made] : own)),
    doubts: [...doubts],
  };
}

/** An attribute that is mapped from nothing is none of any token. Of AWS there is a mapping of Google's own. */
function isUnmapped(properties: JsonRecord, attribute: string): boolean {
  const mapping = mappingOf(properties);
  return properties["aws_account"] === undefined && Object.keys(mapping).length > 0 && mapping[attribute] === undefined;
}

function attributeOf(word: string): string {
  if (word === "subject") return "google.subject";
  return word === "group" ? "google.groups" : word;
}

/** Constraint of a term on the claim that its attribute is mapped from. */
function toConstraint(
  { path, comparison, values }: Term,
  properties: JsonRecord,
  doubts: Set<string>,
): Constraint | undefined {
  const mapping = mappingOf(properties);
  const isRole = comparison === "equals" && isRoleOf(mapping[path]);
  // the ARN of a session goes on with its name
  if (isRole)
    return demand(
      "arn",
      "starts",
      values.map((value) => `${value}/`),
    );
  const claim = claimOf(path, mapping);
  const part = comparison === "equals" ? extractedDemand(mapping[path], values) : undefined;
  const made = claim === undefined ? part : demand(claim, comparison, values);
  if (made === undefined) doubts.add(`${path} is worked out in a way that is not known`);
  return made;
}

/** Google's own mapping for AWS: the ARN of a session without the session's name. */
function isRoleOf(mapped: Json | undefined): boolean {
  return typeof mapped === "string" && /assertion\.arn\.extract\(\s*['"]assumed-role\/\{\w+\}\//.test(mapped);
}

/** `assertion.x` is the claim x; `attribute.x` and `google.subject` are what the mapping says, when that is one claim. */
function claimOf(path: string, mapping: { readonly [attribute: string]: Json }): string | undefined {
  const mapped = mapping[path];
  const claim = claimOfPath(path) ?? (typeof mapped === "string" ? claimOfPath(mapped) : undefined);
  return claim?.toLowerCase();
}

function mappingOf({ attribute_mapping: mapping }: JsonRecord): { readonly [attribute: string]: Json } {
  return typeof mapping === "object" && mapping !== null && !Array.isArray(mapping) ? (mapping as JsonRecord) : {};
}

function audienceOf({ allowed_audiences: audiences }: JsonRecord): Constraint | undefined {
  const listed = Array.isArray(audiences) ? audiences.filter((text) => typeof text === "string") : [];
  return listed.length > 0 ? demand("aud", "equals", listed) : undefined;
}

function turnedOff({
  state,
  disabled,
  pool_state: poolState,
  pool_disabled: poolDisabled,
}: JsonRecord): string | undefined {
  if (disabled === true || (typeof state === "string" && state !== "ACTIVE"))
    return "the provider is disabled or deleted";
  if (poolDisabled === true || (typeof poolState === "string" && poolState !== "ACTIVE"))
    return "the pool is disabled or deleted";
  return undefined;
}
