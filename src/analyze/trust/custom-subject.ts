// Subjects that a customer arranged itself: recognised while they are `key:value` pairs of claims the issuer documents.
import { type Grammar, type TokenKind, toClaims } from "./grammar.js";

const WILDCARD = /[*?]/;

/** Name of the kind of token that stands for subjects of unknown form. */
export const UNKNOWN_FORM = "unknown form of subject";

/** Kind of token whose subject such a value could match; undefined when it is no sequence of known claims. */
export function toCustomKind(grammar: Grammar, subject: string): TokenKind | undefined {
  const { custom } = grammar;
  if (custom === undefined) return undefined;
  const segments = subject.split(":");
  let text = "";
  for (let i = 0; i < segments.length; ) {
    const segment = segments[i] ?? "";
    const join = text === "" ? "" : ":";
    if (custom.words.includes(segment)) {
      text += join + segment;
      i += 1;
      continue;
    }
    if (WILDCARD.test(segment)) {
      if (text === "") return undefined;
      text += `${join}<more>`;
      break;
    }
    const forms = custom.keys.get(segment);
    const value = segments[i + 1];
    if (forms === undefined || value === undefined) return undefined;
    const form = forms.find((one) => one.includes("@") === value.includes("@")) ?? forms[0] ?? "<more>";
    text += `${join}${segment}:${form}`;
    i += 2;
  }
  const sets = { ...grammar.sets, more: "rest" as const };
  return {
    name: "customised subject",
    claims: toClaims({ aud: "<audience>", ...custom.claims, sub: text }, sets),
    optional: new Set([...grammar.optional, ...Object.keys(custom.claims)]),
    narrow: custom.narrow,
    isPullRequest: isOfPullRequest(text, subject),
  };
}

/** Undefined where neither a context nor an environment or ref in it says so. */
function isOfPullRequest(text: string, subject: string): boolean | undefined {
  if (text.endsWith(":pull_request")) return true;
  return /(?:^|:)(?:environment:[^:]|ref:refs\/(?:heads|tags)\/)/.test(subject) ? false : undefined;
}

/** Kind of token that only says whose it is: for subjects of an unknown form that begin like the issuer's own. */
export function toBeginningKind(grammar: Grammar): TokenKind | undefined {
  if (grammar.beginning === undefined) return undefined;
  return {
    name: UNKNOWN_FORM,
    claims: toClaims({ aud: "<audience>", sub: grammar.beginning }, { ...grammar.sets, more: "rest" }),
    optional: grammar.optional,
    narrow: [],
    isPullRequest: undefined,
  };
}
