// Workload identity pools: who may be which identity of a pool. What a token has to say differs from one identity to the next, so
// each provider is a trust of its own for each identity that a binding names.
import type { AnalysisInput, DerivedNode, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED } from "../aws/edges/evaluation/decision.js";
import { textOf } from "../properties.js";
import { poolMemberOf, trustIdFor } from "../trust/google-members.js";
import type { GoogleEstate } from "./environment.js";

/** Who controls a pool is every identity of it; each provider yields those whose demands its tokens meet. */
export function drawPools(input: AnalysisInput, estate: GoogleEstate, drawing: Drawing): void {
  const members = [...estate.members.values()].flatMap((member) => {
    const inPool = poolMemberOf(member.member);
    return inPool === undefined ? [] : [{ ...inPool, member }];
  });
  if (members.length === 0) return;
  const pools = new Map<string, string>();
  for (const { id, properties } of input.nodes(["gcp.workload-identity-pool"]))
    if (typeof properties["pool"] === "string") pools.set(properties["pool"], id);
  const providers = new Map<string, StoredNode[]>();
  for (const node of input.nodes(["gcp.workload-identity-provider"])) {
    const pool = textOf(node.properties["pool"]) ?? "";
    addTo(providers, pool, node);
  }
  for (const { member, pool, rest } of members) {
    const set = pools.get(pool);
    if (set !== undefined) drawing.edge({ kind: "includes", from: set, to: member.id, judgement: GRANTED });
    for (const provider of providers.get(pool) ?? []) {
      const trust = toTrust(provider, rest);
      drawing.node(trust);
      drawing.edge({ kind: "yields", from: trust.id, to: member.id, judgement: GRANTED, because: [provider.id] });
    }
  }
}

function toTrust(provider: StoredNode, rest: string): DerivedNode {
  return {
    id: trustIdFor(provider.id, rest),
    kind: "trust",
    type: "gcp.pool-trust",
    name: `${provider.name} for ${rest}`,
    scope: provider.scope,
    properties: { provider: provider.id },
  };
}
