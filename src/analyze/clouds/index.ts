// Tokens that go from one cloud to another: who of AWS and Entra gets into pools of Google, and who of Entra into AWS. Pure.
import type { AnalysisInput } from "../../model/analysis.js";
import { createDrawing } from "../aws/edges/builder/edge-builder.js";
import type { PolicyCompiler } from "../aws/policy/compile.js";
import type { PartResult } from "../part-result.js";
import { wasRead } from "../read-sets.js";
import { AWS_IDENTITIES, readFederatedTrusts } from "../trust/federated.js";
import { drawAwsCallers } from "./aws-callers.js";
import { drawEntraTokens, tenantOf } from "./entra-tokens.js";

/** In: the estate. Out: edges from the principals of one cloud to the trusts of another that take what they can show. */
export function analyzeClouds(input: AnalysisInput, policies: PolicyCompiler): PartResult {
  const scopes = new Set([...input.scopes()].map(({ id }) => id));
  // AWS alone has tens of thousands of trusts, and takes tokens of another cloud only from there
  if (![...scopes].some((id) => id.startsWith("entra:") || id.startsWith("gcp:"))) return {};
  const trusts = readFederatedTrusts(input, policies, (issuer, cloud) => {
    if (issuer === AWS_IDENTITIES) return cloud === "gcp";
    return scopes.has(`entra:${tenantOf(issuer) ?? ""}`);
  });
  // a provider whose pool has no identity in any binding leads nowhere, as far as bindings were read
  const mayBeBound = [...input.scopes()].some((scope) => wasRead(scope, "gcp/iam:policies") === false);
  const leading = trusts.filter(({ id, about, cloud }) => cloud !== "gcp" || id !== about || mayBeBound);
  if (leading.length === 0) return {};
  const drawing = createDrawing();
  const isOfAws = ({ issuer }: (typeof leading)[number]) => issuer.name === AWS_IDENTITIES;
  for (const trust of leading.filter(isOfAws)) drawAwsCallers(input, trust, { drawing, scopes });
  drawEntraTokens(
    input,
    leading.filter((trust) => !isOfAws(trust)),
    drawing,
  );
  return { nodes: drawing.nodes(), edges: drawing.edges() };
}
