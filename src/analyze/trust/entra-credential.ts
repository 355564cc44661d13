// Federated identity credentials of Entra applications and managed identities. Node shape that their collectors give:
// type entra.federated-credential, properties issuer, subject (absent with an expression), audiences, and
// claims_matching_expression: the text of claimsMatchingExpression.value.
import { isGuid } from "../../model/guid.js";
import type { JsonRecord } from "../../model/words.js";
import { demand } from "./claim-demand.js";
import { issuerOf } from "./conditions.js";
import type { Constraint } from "./constraint.js";
import type { TrustConditions } from "./evaluate-trust.js";

const TERM = /^\s*claims\[\s*(?:'([^']*)'|"([^"]*)")\s*\]\s+(eq|matches)\s+(?:'((?:[^']|'')*)'|"([^"]*)")\s*$/i;

/** What a token has to say. Plain credentials compare whole texts, case by case; flexible ones join terms with `and`. */
export function toCredentialConditions(properties: JsonRecord): TrustConditions {
  const { issuer, subject, audiences, claims_matching_expression: expression } = properties;
  const listed = Array.isArray(audiences) ? audiences.filter((text) => typeof text === "string") : [];
  const audience = listed.length > 0 ? demand("aud", "equals", listed) : undefined;
  const own: Constraint[] = audience ? [audience] : [];
  const doubts: string[] = [];
  if (typeof expression === "string" && expression.trim() !== "") {
    for (const term of splitTerms(expression)) {
      const made = toTerm(term);
      if (made === "never")
        return {
          alternatives: [own],
          blockedBy: `no token says ${term.trim()}: eq compares whole texts, without wildcards`,
          doubts,
        };
      if (made) own.push(made);
      else doubts.push(`the expression ${term.trim()} has no form that is known`);
    }
  } else if (typeof subject === "string" && subject !== "") {
    // a star in a plain subject is a star, and no issuer writes one
    const exact = /[*?]/.test(subject) ? undefined : demand("sub", "equals", [subject]);
    if (exact === undefined)
      return {
        alternatives: [own],
        blockedBy: `no subject is ${subject}: a plain credential has no wildcards`,
        doubts,
      };
    const other = typeof issuer === "string" ? otherTenant(subject, issuerOf(issuer)) : undefined;
    if (other !== undefined)
      return {
        alternatives: [own],
        blockedBy: `an issuer of Entra writes its own tenant into such a subject, and this one is of ${other}`,
        doubts,
      };
    own.push(exact);
  } else {
    doubts.push("its subject was not read: flexible credentials are only in the beta API");
  }
  return { alternatives: [own], blockedBy: undefined, doubts };
}

/** Subjects in which Entra names a tenant and an application before what that application says for itself. */
const VOUCHED = /^\/eid1\/c\/[^/]+\/t\/([A-Za-z0-9_-]{22})\//;

/**
 * Tenant in a subject that Entra makes for a service of Microsoft, where it is not that of the issuer; undefined otherwise. Its bytes are
 * those of a GUID in .NET, whose first three parts are turned round.
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/release/troubleshoot-workload-identity
 */
function otherTenant(subject: string, issuer: string): string | undefined {
  const written = VOUCHED.exec(subject)?.[1];
  const [, own] = /^(?:login\.microsoftonline\.com|sts\.windows\.net)\/([^/]+)/i.exec(issuer) ?? [];
  if (written === undefined || own === undefined || !isGuid(own)) return undefined;
  const bytes = Buffer.from(written, "base64url");
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  const digits = Buffer.from(order.map((at) => bytes[at] ?? 0)).toString("hex");
  const tenant = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return tenant === own.toLowerCase() ? undefined : tenant;
}

/** Terms between `and`, outside quotes. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let quote = "";
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const at = text[i] ?? "";
    if (quote !== "") {
      if (at === quote) quote = "";
    } else if (at === "'" || at === '"') quote = at;
    else if (/^\sand\s/i.test(text.slice(i, i + 5))) {
      terms.push(text.slice(from, i));
      from = i + 5;
      i += 3;
    }
  }
  terms.push(text.slice(from));
  return terms;
}

function toTerm(text: string): Constraint | "never" | undefined {
  const [, single, double, operator, value, quoted] = TERM.exec(text) ?? [];
  const claim = single ?? double;
  if (claim === undefined || operator === undefined) return undefined;
  const wanted = (value ?? quoted ?? "").replaceAll("''", "'");
  const isWhole = operator.toLowerCase() === "eq";
  if (isWhole && /[*?]/.test(wanted)) return "never";
  return demand(claim.toLowerCase(), isWhole ? "equals" : "matches", [wanted]);
}
