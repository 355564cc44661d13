// Trust policies of roles: one trust node for each statement and party it accepts. Pure; whether the conditions hold is
// worked out in analyze.
import type { GraphEdge, GraphNode } from "../../model/batch.js";
import { type Fields, isFields, listOf, properties, textOf } from "../fields.js";
import { isAccountId, parseArn } from "./arn.js";
import { type PolicyDocument, statementsOf } from "./documents.js";

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

interface TrustStatement {
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

/** Nodes and edges of the trusts of one role. `document` is its trust policy. */
export function toTrusts(
  role: { arn: string; name: string },
  document: PolicyDocument,
): {
  nodes: GraphNode[];
  edges: GraphEdge[];
} {
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  const ordinals = new Map<string, number>();
  for (const statement of toTrustStatements(document.value)) {
    for (const party of statement.parties) {
      const ordinal = ordinals.get(party.provider) ?? 0;
      ordinals.set(party.provider, ordinal + 1);
      const node = toTrust(role, document.hash, statement, party, ordinal);
      nodes.push(node);
      edges.push({ kind: "yields", from: node.id, to: role.arn });
    }
  }
  return { nodes, edges };
}

function toTrust(
  role: { arn: string; name: string },
  hash: string,
  statement: TrustStatement,
  party: TrustedParty,
  ordinal: number,
): GraphNode {
  return {
    id: `${role.arn}#trust/${party.provider}/${ordinal}`,
    kind: "trust",
    type: "aws.role-trust",
    name: `${role.name} trusts ${party.provider}`,
    parent: role.arn,
    document: hash,
    properties: properties({
      ordinal,
      statement: statement.index,
      sid: statement.sid,
      provider_kind: party.kind,
      provider: party.provider,
      provider_arn: party.providerArn,
      account: party.account,
      actions: statement.actions,
      not_actions: statement.notActions,
      not_principal: statement.notPrincipal,
    }),
  };
}

/** Allow statements of a trust policy with the parties they accept; Deny statements accept nobody. */
function toTrustStatements(document: Fields): readonly TrustStatement[] {
  const found: TrustStatement[] = [];
  statementsOf(document).forEach((statement, index) => {
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
