// Who can use a trust in a SAML provider: the provider is the metadata of one identity provider, so only how many of its
// users get in is open.
import { evaluateTrust, NETWORK, type TrustConditions, type TrustContext } from "./evaluate-trust.js";
import { federatedKeyRole } from "./global-keys.js";
import type { Breadth } from "./judge-token.js";
import { openTemplate } from "./template.js";

export interface SamlJudgement {
  readonly breadth: Breadth;
  readonly restrictsCaller: boolean;
  readonly limitsSource: boolean;
  readonly isDead: boolean;
  readonly undecided: readonly string[];
  readonly because: readonly string[];
}

/** Say which application or identity provider it is, not which user. */
const NOT_PERSONAL = new Set(["saml:aud", "saml:iss", "saml:doc", "saml:sub_type", "saml:namequalifier", NETWORK]);

/** Judges a trust in a SAML provider: of all of its users, or of those whom conditions name. */
export function judgeSaml(conditions: TrustConditions, now: Date): SamlJudgement {
  const { verdict, closed, because } = evaluateTrust(conditions, samlContext(now));
  const isDead = verdict === "blocked";
  const isPersonal = [...closed.keys()].some((hole) => !NOT_PERSONAL.has(hole));
  const breadth = isPersonal ? "context" : "organization";
  return {
    breadth: isDead ? "nobody" : breadth,
    restrictsCaller: isDead || isPersonal || closed.has(NETWORK),
    limitsSource: closed.has(NETWORK),
    isDead,
    undecided: isDead ? [] : because,
    because: isDead ? because : [],
  };
}

/** Condition keys as any assertion of a SAML provider fills them. */
export function samlContext(now: Date): TrustContext {
  return {
    keyRole(key) {
      // the assertion carries the session name, so the identity provider vouches for it
      if (key.startsWith("saml:") || key === "sts:rolesessionname") {
        return { role: "claim", template: openTemplate(key), isOptional: key !== "saml:aud" && key !== "saml:sub" };
      }
      const prefix = key.slice(0, Math.max(0, key.lastIndexOf(":")));
      if (prefix.includes(".")) return { role: "absent", why: "the key belongs to an OIDC issuer" };
      return federatedKeyRole(key, now);
    },
  };
}
