// Condition keys as a token of an OIDC issuer fills them, for one kind of token with some or all holes open.
import type { IssuerRow } from "../../model/tables.js";
import { issuerOf } from "./conditions.js";
import type { KeyRole, TrustContext } from "./evaluate-trust.js";
import { federatedKeyRole } from "./global-keys.js";
import type { Grammar, TokenKind } from "./grammar.js";
import { openTemplate } from "./template.js";

/** What STS reads from every token. */
const ALWAYS_READ = new Set(["sub", "aud", "amr"]);

export interface Issuer {
  /** Host and path without slash at the end. */
  readonly name: string;
  readonly row: IssuerRow | undefined;
  readonly grammar: Grammar;
}

/** Context of a token for AWS STS. */
export function tokenContext(issuer: Issuer, kind: TokenKind, now: Date): TrustContext {
  const name = issuer.name.toLowerCase();
  const roles = new Map<string, KeyRole>();
  return {
    keyRole(key) {
      let role = roles.get(key);
      if (role === undefined) {
        role = roleOf(issuer, name, kind, key, now);
        roles.set(key, role);
      }
      return role;
    },
  };
}

function roleOf(issuer: Issuer, name: string, kind: TokenKind, key: string, now: Date): KeyRole {
  const colon = key.lastIndexOf(":");
  if (colon >= 0 && kind.claims.has(key)) return claimRole(issuer, kind, key);
  const prefix = issuerOf(key.slice(0, Math.max(0, colon)));
  if (prefix === name) return claimRole(issuer, kind, key.slice(colon + 1));
  if (key.includes("${")) return { role: "open", why: "which key it is, is not stated in the code" };
  if (prefix.includes(".")) return { role: "absent", why: `the key belongs to ${prefix}, not to ${issuer.name}` };
  return federatedKeyRole(key, now);
}

/** Contexts of the kinds of token that an issuer always mints, made once for one clock. */
export function contextsOf(issuer: Issuer, now: Date): ReadonlyMap<TokenKind, TrustContext> {
  const known = made.get(issuer);
  if (known?.now === now) return known.contexts;
  const contexts = new Map(issuer.grammar.kinds.map((kind) => [kind, tokenContext(issuer, kind, now)]));
  made.set(issuer, { now, contexts });
  return contexts;
}

const made = new WeakMap<Issuer, { readonly now: Date; readonly contexts: ReadonlyMap<TokenKind, TrustContext> }>();

/** Hole of a claim that the grammar does not know. */
export function claimHole(claim: string): string {
  return `claim ${claim}`;
}

function claimRole({ row, grammar }: Issuer, kind: TokenKind, claim: string): KeyRole {
  const template = kind.claims.get(claim);
  const isAlways = row?.always_claims.includes(claim) ?? false;
  const doubt = doubtOf(row, claim);
  if (template) return { role: "claim", template, isOptional: !isAlways && kind.optional.has(claim), ...doubt };
  if (grammar.kinds.some((other) => other.claims.has(claim))) {
    return { role: "absent", why: `a token of a ${kind.name} has no claim ${claim}` };
  }
  const isListed = row !== undefined && (row.aws_claim_keys.includes(claim) || row.tenant_claims.includes(claim));
  const unlisted =
    isListed || ALWAYS_READ.has(claim) ? doubt : { doubt: `${claim} is not known as a claim of this issuer` };
  return { role: "claim", template: openTemplate(claimHole(claim)), isOptional: !isAlways, ...unlisted };
}

function doubtOf(row: IssuerRow | undefined, claim: string): { doubt?: string } {
  if (row === undefined || ALWAYS_READ.has(claim) || claim.includes(":") || row.aws_claim_keys.includes(claim))
    return {};
  return { doubt: `AWS is not known to read the claim ${claim} of this issuer` };
}
