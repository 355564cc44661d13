// Tokens of Entra tenants that were read, in AWS and Google: the subject of an application's own token is the object id of its
// service principal or managed identity.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED, type Judgement, uncertain } from "../aws/edges/evaluation/decision.js";
import { APPLICATION_TYPES } from "../entra/principal-types.js";
import { accepts, type FederatedTrust } from "../trust/federated.js";
import { fillKind } from "../trust/grammar.js";

/**
 * Issuers of tenants, of tokens of the first version and the second: of the public cloud and the American ones (whose first version
 * is the public one's), and of the Chinese one.
 * Source: https://learn.microsoft.com/en-us/entra/identity-platform/authentication-national-cloud
 */
const ISSUER = new RegExp(
  "^(?:sts\\.(?:windows\\.net|chinacloudapi\\.cn)/([0-9a-f-]{36})|" +
    "login\\.(?:microsoftonline\\.(?:com|us)|partner\\.microsoftonline\\.cn)/([0-9a-f-]{36})/v2\\.0)$",
  "i",
);

/** Tenant whose tokens an issuer's are; undefined when it is no tenant of Entra. */
export function tenantOf(issuer: string): string | undefined {
  const [, first, second] = ISSUER.exec(issuer) ?? [];
  return (first ?? second)?.toLowerCase();
}

/** In: trusts in tokens of tenants that were read. Draws the service principals and managed identities that each takes. */
export function drawEntraTokens(input: AnalysisInput, trusts: readonly FederatedTrust[], drawing: Drawing): void {
  if (trusts.length === 0) return;
  const byTenant = new Map<string, StoredNode[]>();
  for (const node of input.nodes(APPLICATION_TYPES)) {
    addTo(byTenant, node.scope, node);
  }
  for (const trust of trusts) {
    const tenant = `entra:${tenantOf(trust.issuer.name) ?? ""}`;
    const holders = byTenant.get(tenant) ?? [];
    const whole = judge(trust, undefined, input.now);
    if (whole === undefined) continue;
    if (whole.isOpen) {
      const set = `${tenant}#identities`;
      const name = "every application and managed identity of the tenant";
      drawing.node({ id: set, kind: "set", type: "entra.identities", name, scope: tenant, properties: {} });
      for (const { id } of holders) drawing.edge({ kind: "member_of", from: id, to: set, judgement: GRANTED });
      const condition = "the tenant has to let every application ask for such a token";
      drawing.edge({
        kind: "federates",
        from: set,
        to: trust.id,
        judgement: uncertain(condition),
        because: [trust.about],
      });
      continue;
    }
    for (const node of holders) {
      const found = judge(trust, objectOf(node), input.now);
      if (found === undefined || node.properties["enabled"] === false) continue;
      drawing.edge({
        kind: "federates",
        from: node.id,
        to: trust.id,
        judgement: found.judgement,
        because: [trust.about],
      });
    }
  }
}

interface Found {
  readonly judgement: Judgement;
  /** The trust asks nothing of the subject. */
  readonly isOpen: boolean;
}

function judge(trust: FederatedTrust, object: string | undefined, now: Date): Found | undefined {
  const [kind] = trust.issuer.grammar.kinds;
  // subjects of another form are those of a service of Microsoft's that the tenant speaks for
  if (!kind?.claims.get("sub")?.holes.includes("subject")) return undefined;
  const token = object === undefined ? kind : fillKind(kind, new Map([["subject", object]]));
  const { verdict, because } = accepts(trust, token, now);
  if (verdict === "blocked") return undefined;
  const judgement = verdict === "met" ? GRANTED : uncertain(because.slice(0, 2).join("; "));
  const isOpen = !trust.conditions.alternatives.every((all) => all.some(({ key }) => /(^|:)sub$/.test(key)));
  return { judgement, isOpen };
}

/** `<tenant>/<object id>`, as the collector names it. */
function objectOf({ id }: StoredNode): string {
  return id.slice(id.lastIndexOf("/") + 1);
}
