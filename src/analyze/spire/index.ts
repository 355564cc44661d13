// Identities that SPIRE gives: what of a cluster gets which one, which clouds take their tokens, and who controls a trust domain.
// Pure; nothing is drawn where no server was read.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import type { PolicyCompiler } from "../aws/policy/compile.js";
import { type CiDrawing, createCiDrawing } from "../ci/drawing.js";
import type { CiAnalysis } from "../ci/index.js";
import { textOf } from "../facts/values.js";
import type { Standings } from "../reach/index.js";
import { drawAttested } from "./attested.js";
import { drawClouds } from "./clouds.js";

export interface SpireAnalysis extends CiAnalysis {
  readonly standings: Standings;
}

const IDENTITIES = ["spire.workload", "spire.node"];

/** Undefined when no server was read. */
export function analyzeSpire(input: AnalysisInput, policies: PolicyCompiler): SpireAnalysis | undefined {
  const identities = [...input.nodes(IDENTITIES)];
  if (identities.length === 0) return undefined;
  const entries = [...input.nodes(["spire.entry"])].filter((entry) => isInForce(entry, input.now));
  const drawing = createCiDrawing();
  drawAttested(input, entries, drawing);
  const matched = drawClouds(input, policies, identities, drawing);
  const controllers = drawControl(entries, drawing);
  return {
    facts: [],
    nodes: drawing.nodes(),
    edges: drawing.edges(),
    workloads: [],
    owners: new Set(),
    matched,
    standings: new Map(identities.map(({ id }) => [id, controllers.has(id) ? "effective" : undefined])),
  };
}

/** The server drops an entry soon after its end. */
function isInForce({ properties }: StoredNode, now: Date): boolean {
  const end = textOf(properties["expires_at"]);
  return end === undefined || new Date(end) > now;
}

/**
 * An administrative identity may register entries, and so any identity of the trust domain for itself; a downstream one gets an
 * intermediate authority that signs them (spire/api/types/entry.proto, fields admin and downstream).
 */
function drawControl(entries: readonly StoredNode[], drawing: CiDrawing): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { id, scope, parent, properties } of entries) {
    if (parent === undefined || (properties["is_admin"] !== true && properties["is_downstream"] !== true)) continue;
    found.add(parent);
    drawing.edge({ kind: "permits", from: parent, to: scope, capability: "admin", because: [id], hops: 0 });
  }
  return found;
}
