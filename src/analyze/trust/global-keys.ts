// Condition keys that are not claims of an issuer, by what they can say about a caller of sts:AssumeRole*.
import { clockKey, known } from "../aws/condition/key-state.js";
import type { KeyRole } from "./evaluate-trust.js";

/** Where the call comes from. */
const NETWORK_KEYS = new Set([
  "aws:sourceip",
  "aws:vpcsourceip",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:sourcevpcarn",
  "aws:vpceaccount",
  "aws:vpceorgid",
  "aws:vpceorgpaths",
]);

/**
 * The caller chooses these, or they say nothing about who it is: the region it calls, the tool it uses, whether a person
 * typed a code first.
 */
const SETTABLE_KEYS = new Set([
  "sts:rolesessionname",
  "sts:sourceidentity",
  "sts:transitivetagkeys",
  "sts:durationseconds",
  "aws:tagkeys",
  "aws:useragent",
  "aws:referer",
  "aws:requestedregion",
  "aws:multifactorauthpresent",
  "aws:multifactorauthage",
  "aws:tokenissuetime",
  "aws:principaltype",
  "aws:viaawsservice",
  "aws:calledvia",
  "aws:calledviafirst",
  "aws:calledvialast",
]);

const SETTABLE_PREFIXES = ["aws:requesttag/"];

/** Keys that mean the same for every caller: clock, transport, network, and what the caller sets. */
export function commonKeyRole(key: string, now: Date): KeyRole | undefined {
  if (NETWORK_KEYS.has(key)) return { role: "network" };
  if (SETTABLE_KEYS.has(key) || SETTABLE_PREFIXES.some((prefix) => key.startsWith(prefix))) return { role: "settable" };
  if (key === "aws:currenttime") return { role: "known", state: clockKey(now) };
  if (key === "aws:epochtime") return { role: "known", state: clockKey(now, true) };
  if (key === "aws:securetransport") return { role: "known", state: known("true") };
  return undefined;
}

/** Keys that only signed calls of AWS principals and services carry. */
const SIGNED_ONLY = new Set([
  "aws:principalarn",
  "aws:principalaccount",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:multifactorauthpresent",
  "aws:multifactorauthage",
  "aws:sourcearn",
  "aws:sourceaccount",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:username",
  "sts:externalid",
]);

/** Keys in a call with a token or assertion of an outside issuer, which AWS credentials do not sign. */
export function federatedKeyRole(key: string, now: Date): KeyRole {
  if (SIGNED_ONLY.has(key)) return { role: "absent", why: "federated callers have no such key" };
  if (key === "aws:principalisawsservice") return { role: "known", state: known("false") };
  if (key.startsWith("aws:requesttag/")) return { role: "open", why: "the issuer may assert session tags" };
  return commonKeyRole(key, now) ?? { role: "open", why: "nothing is known about this key" };
}
