// Identities that SPIRE gives: what of a cluster gets which one, which clouds take their tokens, and who controls a trust domain.
// Pure; nothing is drawn where no server and no resource of its controller was read.

import type { AnalysisGap, AnalysisInput, StoredNode } from "../../model/analysis.js";
import { hasReached } from "../../model/clock.js";
import type { PolicyCompiler } from "../aws/policy/compile.js";
import { type CiDrawing, createCiDrawing } from "../ci/drawing.js";
import type { CiAnalysis } from "../ci/index.js";
import { textOf } from "../properties.js";
import type { Standings } from "../reach/reach-of.js";
import { drawAttested } from "./attested.js";
import { drawClouds, type SpiffeIdentity } from "./clouds.js";
import { type Declared, drawDeclared } from "./declared.js";

export interface SpireAnalysis extends CiAnalysis {
  readonly standings: Standings;
  readonly gaps: readonly AnalysisGap[];
}

const IDENTITIES = ["spire.workload", "spire.node"];
const ENTRIES = ["spire.entry", "kubernetes.cluster-static-entry"];
const DOMAIN = /^spiffe:\/\/([^/]+)/;

/** Undefined when neither a server nor a resource of its controller was read. */
export function analyzeSpire(input: AnalysisInput, policies: PolicyCompiler): SpireAnalysis | undefined {
  const read = [...input.nodes(IDENTITIES)];
  const resources = [...input.nodes(["kubernetes.cluster-spiffe-id"])];
  const entries = [...input.nodes(ENTRIES)].filter((entry) => isInForce(entry, input.now));
  if (read.length === 0 && resources.length === 0 && entries.length === 0) return undefined;
  const drawing = createCiDrawing();
  drawAttested(input, entries, drawing);
  const declared = drawDeclared(input, resources, entries, drawing);
  const statics = entries.filter(({ type }) => type !== "spire.entry");
  const identities = [
    ...read.map(({ id, type, properties }) => ({ id, type, trustDomain: textOf(properties["trust_domain"]) ?? "" })),
    ...drawIdentities(new Set(read.map(({ id }) => id)), statics, declared, drawing),
  ];
  const matched = drawClouds(input, policies, identities, drawing);
  const controllers = drawControl(
    controlsOf(entries, declared),
    new Set([...input.scopes()].map(({ id }) => id)),
    drawing,
  );
  return {
    facts: declared.facts,
    nodes: drawing.nodes(),
    edges: drawing.edges(),
    workloads: declared.whole,
    owners: new Set(),
    matched,
    gaps: declared.gaps,
    standings: new Map(identities.map(({ id }) => [id, controllers.has(id) ? "effective" : undefined])),
  };
}

/** The server drops an entry soon after its end; what its controller says is not set was masked, or refused. */
function isInForce({ properties }: StoredNode, now: Date): boolean {
  const end = textOf(properties["expires_at"]);
  return properties["is_set"] !== false && (end === undefined || !hasReached(now, Date.parse(end)));
}

/** Identities that resources of clusters give and no server that was read has: each once. */
function drawIdentities(
  known: ReadonlySet<string>,
  statics: readonly StoredNode[],
  { identities }: Declared,
  drawing: CiDrawing,
): readonly SpiffeIdentity[] {
  const made = new Map<string, SpiffeIdentity>();
  const add = (id: string, scope: string, isNode: boolean): void => {
    if (known.has(id) || made.has(id)) return;
    const identity = { id, type: isNode ? "spire.node" : "spire.workload", trustDomain: DOMAIN.exec(id)?.[1] ?? "" };
    made.set(id, identity);
    const properties = { trust_domain: identity.trustDomain, status: "active" };
    drawing.node({ id, kind: "principal", type: identity.type, name: id, scope, properties });
  };
  for (const { parent, scope, properties } of statics)
    if (parent !== undefined) add(parent, scope, properties["is_node"] === true);
  for (const [id, [resource]] of identities) if (resource !== undefined) add(id, resource.scope, false);
  return [...made.values()];
}

interface Control {
  readonly id: string;
  readonly identity: string;
  readonly scope: string;
  readonly properties: StoredNode["properties"];
}

function controlsOf(entries: readonly StoredNode[], { identities }: Declared): readonly Control[] {
  return [
    ...entries.flatMap(({ id, parent, scope, properties }) =>
      parent === undefined ? [] : [{ id, identity: parent, scope, properties }],
    ),
    ...[...identities].flatMap(([identity, resources]) =>
      resources.map(({ id, scope, properties }) => ({ id, identity, scope, properties })),
    ),
  ];
}

/**
 * An administrative identity may register entries, and so any identity of the trust domain for itself; a downstream one gets an
 * intermediate authority that signs them (spire/api/types/entry.proto, fields admin and downstream).
 */
function drawControl(
  controls: readonly Control[],
  scopes: ReadonlySet<string>,
  drawing: CiDrawing,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { id, identity, scope, properties } of controls) {
    if (properties["is_admin"] !== true && properties["is_downstream"] !== true) continue;
    found.add(identity);
    const name = DOMAIN.exec(identity)?.[1] ?? "";
    const domain = `spire:${name}`;
    // a trust domain whose server was not read is known by what its controller registers
    if (!scopes.has(domain))
      drawing.node({ id: domain, kind: "scope", type: "spire.trust-domain", name, scope, properties: {} });
    drawing.edge({ kind: "permits", from: identity, to: domain, capability: "admin", because: [id], hops: 0 });
  }
  return found;
}
