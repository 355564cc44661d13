// Whom the statements of a trust policy accept. Pure; used wherever such a policy comes from.
import { isAccountId, parseArn } from "./arn.js";
import { type Fields, isFields, listOf, textOf } from "./fields.js";

export interface TrustedParty {
  readonly kind:
    | "oidc"
    | "saml"
    | "aws-account"
    | "aws-principal"
    | "aws-service"
    | "anyone"
    | "deleted"
    | "canonical-user"
    | "unknown";
  /** Issuer host and path, ARN, account id, service name, unique id, or `*`. */
  readonly provider: string;
  /** Account of an AWS party. */
  readonly account?: string;
  /** ARN of the identity provider (oidc, saml). */
  readonly providerArn?: string;
}

export interface TrustStatement {
  readonly index: number;
  readonly sid: string | undefined;
  readonly actions: readonly string[];
  readonly notActions: readonly string[] | undefined;
  readonly notPrincipal: readonly string[] | undefined;
  readonly parties: readonly TrustedParty[];
}

/** IAM replaces a deleted user or role in a trust by its unique id. */
const UNIQUE_ID = /^A(?:IDA|ROA)[A-Z0-9]{14,}(?::.*)?$/;
const PRINCIPAL_ARN = /^(?:user|role|assumed-role|federated-user|group)\//;

/** Allow statements of a trust policy with the parties they accept; Deny statements accept nobody. */
export function toTrustStatements(document: Fields): readonly TrustStatement[] {
  const found: TrustStatement[] = [];
  listedStatements(document).forEach((statement, index) => {
    if (!isFields(statement) || statement["Effect"] !== "Allow") return;
    const excluded = statement["NotPrincipal"];
    found.push({
      index,
      sid: textOf(statement["Sid"]),
      actions: textsOf(statement["Action"]),
      notActions: statement["NotAction"] === undefined ? undefined : textsOf(statement["NotAction"]),
      notPrincipal: excluded === undefined ? undefined : excludedOf(excluded),
      // Everyone but those named: as good as everyone.
      parties: excluded === undefined ? toParties(statement["Principal"]) : [{ kind: "anyone", provider: "*" }],
    });
  });
  return found;
}

/** Numbers, from 1, of what is no statement: no object, or neither an Allow nor a Deny, as IAM spells them. */
export function oddStatements(document: Fields): readonly number[] {
  return listedStatements(document).flatMap((statement, index) =>
    isFields(statement) && (statement["Effect"] === "Allow" || statement["Effect"] === "Deny") ? [] : [index + 1],
  );
}

function listedStatements({ Statement: statements }: Fields): readonly unknown[] {
  return Array.isArray(statements) ? statements : [statements];
}

/** Parties that a Principal element names, each once, in order. */
export function toParties(principal: unknown): readonly TrustedParty[] {
  if (principal === "*") return [{ kind: "anyone", provider: "*" }];
  if (!isFields(principal)) return [];
  const parties = new Map<string, TrustedParty>();
  for (const [kind, value] of Object.entries(principal)) {
    for (const text of textsOf(value)) {
      const party = toParty(kind, text);
      if (!parties.has(party.provider)) parties.set(party.provider, party);
    }
  }
  return [...parties.values()];
}

function toParty(kind: string, text: string): TrustedParty {
  switch (kind) {
    case "AWS":
      return toAwsParty(text);
    case "Service":
      return { kind: "aws-service", provider: text };
    case "Federated":
      return toFederatedParty(text);
    case "CanonicalUser":
      return { kind: "canonical-user", provider: text };
    default:
      return { kind: "unknown", provider: `${kind}:${text}` };
  }
}

function toAwsParty(text: string): TrustedParty {
  if (text === "*") return { kind: "anyone", provider: "*" };
  if (isAccountId(text)) return { kind: "aws-account", provider: text, account: text };
  if (UNIQUE_ID.test(text)) return { kind: "deleted", provider: text };
  const arn = parseArn(text);
  if (arn === undefined || !isAccountId(arn.account)) return { kind: "unknown", provider: text };
  // The root ARN and the bare account id mean the same: every principal of the account that its policies let.
  if (arn.resource === "root") return { kind: "aws-account", provider: arn.account, account: arn.account };
  if (!PRINCIPAL_ARN.test(arn.resource)) return { kind: "unknown", provider: text };
  return { kind: "aws-principal", provider: text, account: arn.account };
}

function toFederatedParty(text: string): TrustedParty {
  if (text === "*") return { kind: "anyone", provider: "*" };
  const arn = parseArn(text);
  if (arn === undefined) return { kind: "oidc", provider: text };
  if (arn.resource.startsWith("oidc-provider/")) {
    return { kind: "oidc", provider: arn.resource.slice("oidc-provider/".length), providerArn: text };
  }
  const kind = arn.resource.startsWith("saml-provider/") ? "saml" : "unknown";
  return { kind, provider: text, providerArn: text };
}

/** A text or a list of texts. */
function textsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? listOf(value) : [value]).filter((text) => typeof text === "string");
}

function excludedOf(value: unknown): readonly string[] {
  return isFields(value) ? Object.values(value).flatMap(textsOf) : textsOf(value);
}
