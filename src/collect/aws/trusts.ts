// Trust policies of roles: one trust node for each statement and party it accepts. Pure; whether the conditions hold is
// worked out in analyze.
import type { GraphEdge, GraphNode } from "../../model/batch.js";
import { properties } from "../fields.js";
import { type TrustedParty, type TrustStatement, toTrustStatements } from "../trusted-parties.js";
import type { PolicyDocument } from "./documents.js";

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
      account: party.account,
      actions: statement.actions,
      not_actions: statement.notActions,
      not_principal: statement.notPrincipal,
      ordinal,
      provider: party.provider,
      provider_arn: party.providerArn,
      provider_kind: party.kind,
      sid: statement.sid,
      statement: statement.index,
    }),
  };
}
