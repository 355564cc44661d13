// Federated identity credentials of Entra applications and managed identities. Node shape that their collectors give:
// type entra.federated-credential, properties issuer, subject (absent with an expression), audiences, and
// claims_matching_expression: the text of claimsMatchingExpression.value.
import type { JsonRecord } from "../../model/words.js";
import { demand } from "./claim-demand.js";
import type { Constraint } from "./constraint.js";
import type { TrustConditions } from "./evaluate-trust.js";

const TERM = /^\s*claims\[\s*(?:'([^']*)'|"([^"]*)")\s*\]\s+(eq|matches)\s+(?:'((?:[^']|'')*)'|"([^"]*)")\s*$/i;

/** What a token has to say. Plain credentials compare whole texts, case by case; flexible ones join terms with `and`. */
export function toCredentialConditions(properties: JsonRecord): TrustConditions {
  const { subject, audiences, claims_matching_expression: expression } = properties;
  const listed = Array.isArray(audiences) ? audiences.filter((text) => typeof text === "string") : [];
  const audience = listed.length > 0 ? demand("aud", "equals", listed) : undefined;
  const own: Constraint[] = audience ? [audience] : [];
  const doubts: string[] = [];
  if (typeof expression === "string" && expression.trim() !== "") {
    for (const term of splitTerms(expression)) {
      const made = toTerm(term);
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
    own.push(exact);
  } else {
    doubts.push("its subject was not read: flexible credentials are only in the beta API");
  }
  return { alternatives: [own], blockedBy: undefined, doubts };
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

function toTerm(text: string): Constraint | undefined {
  const [, single, double, operator, value, quoted] = TERM.exec(text) ?? [];
  const claim = single ?? double;
  if (claim === undefined || operator === undefined) return undefined;
  const wanted = (value ?? quoted ?? "").replaceAll("''", "'");
  return demand(claim.toLowerCase(), operator.toLowerCase() === "eq" ? "equals" : "matches", [wanted]);
}
