// Paths as they are kept: of whom, and of what class their sources are.
import { MOST_HOPS, type PathGraph, stateOf, toHops } from "../../graph/path-graph.js";
import type { FoundPath } from "../../graph/search.js";
import type { AccessPath, PathSourceClass } from "../../model/analysis.js";
import type { Exposure } from "../../model/words.js";

/** Sources outside the estate, by the type of their node. */
export const SOURCE_CLASSES: { readonly [type: string]: PathSourceClass } = {
  "any.internet": "internet",
  "any.google-account": "internet",
  "any.member": "principal",
  "gcp.domain": "principal",
  "github.action-publisher": "vendor",
  "aws.external-account": "vendor",
  "aws.external-principal": "vendor",
  "aws.vendor-customers": "vendor",
  "gitlab.invited-group": "vendor",
  "azure.partner-group": "vendor",
  "entra.external-tenant": "vendor",
  "google.external-publisher": "vendor",
  "github.repositories": "repository",
  "github.repository-writers": "repository",
  "gitlab.projects": "repository",
  "gitlab.project-writers": "repository",
  "oidc.subjects": "federation",
  "saml.users": "federation",
  "x509.certificates": "federation",
};

const EXPOSURES: { readonly [sourceClass in PathSourceClass]?: Exposure } = {
  internet: "internet",
  vendor: "vendor",
  repository: "any-writer",
};

/** The path as it is kept. */
export function toAccessPath(
  path: FoundPath,
  { sourceClass, tier }: Pick<AccessPath, "sourceClass" | "tier">,
  graph: PathGraph,
): AccessPath {
  const exposure = EXPOSURES[sourceClass];
  return {
    source: path.source,
    sourceClass,
    target: path.target,
    tier,
    hops: path.hops,
    confidence: path.confidence,
    state: stateOf(path),
    ...(exposure !== undefined && { exposure }),
    steps: toHops(path, graph, MOST_HOPS),
  };
}

/** A path with a step in it; what any repository of an owner reaches is said once, of all of them. */
export function isOwnPath({ hops, edges, source }: FoundPath, sourceClass: PathSourceClass): boolean {
  if (hops === 0) return false;
  if (sourceClass !== "repository" || isHubOfRepositories(source)) return true;
  return !edges.some(({ from }) => isHubOfRepositories(from));
}

function isHubOfRepositories(id: string): boolean {
  return /^set:git(?:hub|lab):/.test(id);
}
