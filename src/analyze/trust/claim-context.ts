// Claims of a token as Google and Entra read them: by their plain names, every claim that the issuer writes.
import type { KeyRole, TrustContext } from "./evaluate-trust.js";
import type { TokenKind } from "./grammar.js";
import { openTemplate } from "./template.js";
import { claimHole, type Issuer } from "./token-context.js";

/** Context of a token for a provider whose conditions name claims, in lower case. */
export function claimContext(issuer: Issuer, kind: TokenKind): TrustContext {
  return { keyRole: (key) => roleOf(issuer, kind, key) };
}

function roleOf({ row, grammar, name }: Issuer, kind: TokenKind, claim: string): KeyRole {
  const isAlways = row?.always_claims.includes(claim) ?? false;
  const template = kind.claims.get(claim);
  if (template) return { role: "claim", template, isOptional: !isAlways && kind.optional.has(claim) };
  if (grammar.kinds.some((other) => other.claims.has(claim))) {
    return { role: "absent", why: `a token of a ${kind.name} has no claim ${claim}` };
  }
  const doubt = isAlways ? undefined : `${claim} is not known as a claim of ${name}`;
  const role: KeyRole = { role: "claim", template: openTemplate(claimHole(claim)), isOptional: !isAlways };
  return doubt === undefined ? role : { ...role, doubt };
}
